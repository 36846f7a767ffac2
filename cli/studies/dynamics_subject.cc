#include "cli/studies/dynamics_subject.h"

#include <charconv>
#include <cmath>
#include <map>

#include "cli/subjects/input_rows.h"
#include "cli/subjects/subject.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/recording/prefix_trie.h"

namespace rssviz::cli {
namespace {

std::vector<double> numbers_of(const std::string& text) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    double value = 0;
    const auto read = std::from_chars(at, end, value);
    if (read.ec != std::errc{} || !std::isfinite(value) || (read.ptr != end && *read.ptr != ','))
      fail(ErrorKind::usage,
           "--at-input: '" + text + "' is not numbers separated by commas, one for each input, e.g. 0,0,1");
    numbers.push_back(value);
    if (read.ptr == end) return numbers;
    at = read.ptr + 1;
  }
}

// Every token, sequence after sequence.
std::vector<std::int32_t> joined(const std::vector<models::Tokens>& sequences) {
  std::vector<std::int32_t> all;
  for (const models::Tokens& tokens : sequences) all.insert(all.end(), tokens.begin(), tokens.end());
  return all;
}

}  // namespace

std::vector<Option> dynamics_options() {
  return {
      {"inputs",
       OptionType::file,
       "",
       "record states along an array of one's own (steps x inputs, or sequences x steps x inputs) instead "
       "of the task's test sequences",
       true,
       {}},
      {"lengths",
       OptionType::file,
       "",
       "with --inputs: an array of the number of steps of each sequence",
       true,
       {}},
      {"sample", OptionType::integer, "200", "test sequences along which states are recorded", true, {}},
      {"at-input",
       OptionType::text,
       "",
       "the constant input, a number for each, e.g. 0,0,1 (default: 0 for each: no input)",
       true,
       {}}};
}

DynamicsSubject::DynamicsSubject(const NetworkView& view, const Settings& settings) : view_(view) {
  if (settings.has("inputs"))
    take_inputs(settings);
  else
    take_task(settings);
  take_at_input(settings);
}

void DynamicsSubject::take_inputs(const Settings& settings) {
  const std::string lengths = settings.has("lengths") ? settings.text("lengths") : "";
  InputRows given = read_input_rows(settings.text("inputs"), lengths);
  if (given.rows.cols() != view_.run->inputs())
    fail(ErrorKind::data, settings.text("inputs") + ": has " + std::to_string(given.rows.cols()) +
                              (given.rows.cols() == 1 ? " input" : " inputs") + " a step, the network of " +
                              view_.id + " takes " + std::to_string(view_.run->inputs()));
  inputs_given_ = true;
  rows_ = std::move(given.rows);
  sequences_ = std::move(given.sequences);
  const auto count = static_cast<long long>(sequences_.size());
  add_stretches(sequences_);
  sample_ = with_commas(static_cast<long long>(kept_.size())) + " states along " +
            (count == 1 ? "the series given" : with_commas(count) + " sequences given");
}

void DynamicsSubject::take_task(const Settings& settings) {
  if (settings.has("lengths")) fail(ErrorKind::usage, "--lengths is given without --inputs");
  if (view_.task == nullptr)
    fail(ErrorKind::data, view_.id +
                              ": the run has no task of this program's; give the inputs along which its "
                              "states are recorded with --inputs U.npy (steps x inputs)");
  const models::Wording wording = view_.task->wording();
  const std::vector<models::Tokens> chosen = view_.task->sequences({"test", settings.integer("sample"), 1});
  const models::Lesson lesson = view_.task->lesson();
  sequences_ = chosen;
  if (lesson.class_rows != nullptr) rows_ = *lesson.class_rows;
  if (lesson.every_step()) {  // a step's state comes from all steps since the last zero state
    rows_ = lesson.steps->inputs;
    sequences_ = models::runs_of(*lesson.steps, lesson.options);
  }
  add_stretches(chosen);
  sample_ = with_commas(static_cast<long long>(kept_.size())) + " states along " +
            with_commas(static_cast<long long>(chosen.size())) + " test " +
            (chosen.size() == 1 ? wording.sequence : wording.sequences);
}

// The places of the chosen points among those of the sequences that are run: rows stand once among them.
void DynamicsSubject::add_stretches(const std::vector<models::Tokens>& chosen) {
  const std::vector<std::int32_t> all = joined(sequences_);
  kept_ = joined(chosen);
  places_.resize(kept_.size());
  if (all != kept_) {  // rows, each of which is run once
    std::map<std::int32_t, std::size_t> place;
    for (std::size_t i = 0; i < all.size(); ++i) place[all[i]] = i;
    for (std::size_t i = 0; i < kept_.size(); ++i) places_[i] = place.at(kept_[i]);
  } else {
    for (std::size_t i = 0; i < kept_.size(); ++i) places_[i] = i;
  }
  Eigen::Index first = 0;
  for (const models::Tokens& tokens : chosen) {
    stretches_.push_back({first, static_cast<Eigen::Index>(tokens.size())});
    first += stretches_.back().size;
  }
}

void DynamicsSubject::take_at_input(const Settings& settings) {
  const int inputs = view_.run->inputs();
  input_ = VectorD::Zero(inputs);
  if (settings.table().find("at-input") == nullptr || !settings.has("at-input")) return;
  const std::vector<double> numbers = numbers_of(settings.text("at-input"));
  if (static_cast<int>(numbers.size()) != inputs)
    fail(ErrorKind::usage, "--at-input: " + std::to_string(numbers.size()) +
                               (numbers.size() == 1 ? " number is given" : " numbers are given") +
                               ", the network of " + view_.id + " takes " + std::to_string(inputs) +
                               (inputs == 1 ? " input" : " inputs"));
  for (int i = 0; i < inputs; ++i) input_[i] = numbers[static_cast<std::size_t>(i)];
  has_input_ = true;
}

std::string DynamicsSubject::input_text() const {
  if (!has_input_) return "without input";
  if (input_.size() == 1) return "at the constant input " + formats::format_number(input_[0]);
  std::string text;
  for (const double value : input_) text += (text.empty() ? "" : ", ") + formats::format_number(value);
  return "at the constant input (" + text + ")";
}

StageDynamics DynamicsSubject::at(int stage, const Execution& execution) const {
  StageDynamics dynamics;
  dynamics.map = models::state_map_of(*view_.run->network_at(stage));
  const models::PrefixTrie trie = models::build_trie(sequences_);
  const Matrix by_node = models::states_of(*network(stage), trie, execution);
  dynamics.states.resize(static_cast<Eigen::Index>(places_.size()), dynamics.map->size());
  for (std::size_t i = 0; i < places_.size(); ++i)
    dynamics.states.row(static_cast<Eigen::Index>(i)) =
        by_node.row(trie.node[places_[i]]).head(dynamics.map->size());
  if (!dynamics.states.allFinite())
    fail(ErrorKind::numeric,
         view_.id + ": the network diverges: recorded states have values that aren't finite");
  return dynamics;
}

std::unique_ptr<models::Network> DynamicsSubject::network(int stage) const {
  *view_.handed_out |= stage < 0 || stage == stages() - 1 ? kReadsNetwork : kReadsStages;
  return inputs_given_ ? view_.run->over(stage, *rows_, sequences_) : view_.task->network(*view_.run, stage);
}

models::Tokens DynamicsSubject::tokens_of(const Stretch& stretch) const {
  const auto first = kept_.begin() + stretch.first;
  return {first, first + stretch.size};
}

MatrixD DynamicsSubject::inputs_of(const Stretch& stretch) const {
  MatrixD inputs = MatrixD::Zero(stretch.size, input_.size());
  for (Eigen::Index t = 0; t < stretch.size; ++t) {
    const std::int32_t token = kept_[static_cast<std::size_t>(stretch.first + t)];
    if (rows_.has_value())
      inputs.row(t) = rows_->row(token).cast<double>();
    else
      inputs(t, token) = 1;
  }
  return inputs;
}

}  // namespace rssviz::cli
