#include "cli/studies/nesting_study.h"

#include <algorithm>
#include <map>

#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "models/baselines/input_trace.h"
#include "models/data/columns.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

constexpr double kTraceLeak = 0.05;
constexpr double kPenalty = 1e-3;
constexpr std::size_t kNullDraws = 40;

NestingLabels labels_of(const models::StateTrace& trace) {
  NestingLabels labels;
  labels.rows = models::distinct_rows(trace);
  const models::IntColumn& clause = trace.require_integer("clause");
  const models::IntColumn& second = trace.require_integer("heard_object_2");
  labels.clause = values_at(clause, labels.rows);
  labels.first = values_at(trace.require_integer("heard_object_1"), labels.rows);
  labels.second = values_at(second, labels.rows);
  for (const std::int32_t row : labels.rows)
    labels.sequence.push_back(trace.sequence[static_cast<std::size_t>(row)]);
  labels.options = static_cast<int>(second.labels.size());
  const auto named = std::find(clause.labels.begin(), clause.labels.end(), "second clause");
  const auto wanted = static_cast<std::int32_t>(named - clause.labels.begin());
  for (std::size_t i = 0; i < labels.rows.size(); ++i)
    if (labels.clause[i] == wanted && labels.first[i] >= 0 && labels.second[i] >= 0) labels.both.push_back(i);
  return labels;
}

template <class T>
std::vector<T> at(const std::vector<T>& values, const std::vector<std::size_t>& places) {
  std::vector<T> result;
  for (const std::size_t place : places) result.push_back(values[place]);
  return result;
}

Matrix states_at(const Matrix& states, const NestingLabels& labels, const std::vector<std::size_t>& places) {
  Matrix result(static_cast<Eigen::Index>(places.size()), states.cols());
  for (std::size_t i = 0; i < places.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = states.row(labels.rows[places[i]]);
  return result;
}

Matrix all_states(const Matrix& states, const NestingLabels& labels) {
  std::vector<std::size_t> places(labels.rows.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  return states_at(states, labels, places);
}

NestingNumbers numbers_of(const Matrix& states, const NestingLabels& labels) {
  NestingNumbers numbers;
  numbers.levels =
      models::nested_shares(all_states(states, labels), {labels.clause, labels.first, labels.second});
  const Matrix both = states_at(states, labels, labels.both);
  const std::vector<std::int32_t> outer = at(labels.first, labels.both),
                                  inner = at(labels.second, labels.both);
  numbers.second = models::nested_shares(both, {outer, inner});
  numbers.cosine = models::repeat_cosine(both, outer, inner);
  numbers.probe =
      models::probe_transfer(both, outer, inner, at(labels.sequence, labels.both), labels.options, kPenalty);
  return numbers;
}

// One class a sequence (its largest), permuted among the sequences that share a class of `within`, and given
// back to the rows that had one: rows of a sentence keep together, as they do in truth.
std::vector<std::int32_t> permuted_by_sequence(const std::vector<std::int32_t>& classes,
                                               const std::vector<std::int32_t>& within,
                                               const std::vector<std::int32_t>& sequence, std::uint64_t seed,
                                               std::uint64_t draw) {
  std::map<std::int32_t, std::pair<std::int32_t, std::int32_t>> of;  // sequence -> class, group
  for (std::size_t i = 0; i < classes.size(); ++i) {
    auto& entry = of.try_emplace(sequence[i], -1, -1).first->second;
    if (classes[i] > entry.first) entry = {classes[i], within[i]};
  }
  std::vector<std::int32_t> values, groups;
  for (const auto& [number, entry] : of) {
    values.push_back(entry.first);
    groups.push_back(entry.second);
  }
  const std::vector<std::int32_t> moved = models::permuted_within(values, groups, seed, draw);
  std::map<std::int32_t, std::int32_t> now;
  std::size_t place = 0;
  for (const auto& [number, entry] : of) now[number] = moved[place++];
  std::vector<std::int32_t> result;
  for (std::size_t i = 0; i < classes.size(); ++i) result.push_back(classes[i] < 0 ? -1 : now[sequence[i]]);
  return result;
}

// The same numbers when objects are permuted among sentences: the first among all, the second among those
// with the same first.
NestingNumbers null_draw(const Matrix& states, NestingLabels labels, std::uint64_t seed, std::uint64_t draw) {
  const std::vector<std::int32_t> none(labels.first.size(), 0);
  const std::vector<std::int32_t> second =
      permuted_by_sequence(labels.second, labels.first, labels.sequence, seed, draw);
  const std::vector<std::int32_t> first =
      permuted_by_sequence(labels.first, none, labels.sequence, seed + 1, draw);
  labels.second = second;
  NestingNumbers numbers = numbers_of(states, labels);  // the second permuted inside the true first
  labels.first = first;
  numbers.levels[1] = models::nested_shares(all_states(states, labels), {labels.clause, labels.first})[1];
  numbers.second[0] =
      models::nested_shares(states_at(states, labels, labels.both), {at(labels.first, labels.both)})[0];
  return numbers;
}

models::StateTrace states_from(const NetworkView& view, const models::Network& network,
                               const std::string& what, const Execution& execution) {
  return models::record_states(network, view.sentences, view.corpus->vocabulary, view.corpus->output_names,
                               {what}, execution);
}

}  // namespace

NestingStudy study_nesting(const NetworkView& view, int seeds, std::uint64_t seed,
                           const Execution& execution) {
  NestingStudy study;
  study.view = &view;
  study.labels = labels_of(view.trace);
  if (study.labels.both.size() < 8)
    fail(ErrorKind::data,
         "nesting: " + view.id + " has only " + std::to_string(study.labels.both.size()) +
             " states in the second clause that have heard both objects; record more sentences");
  const bool reservoir = view.cell == "esn";
  const std::size_t stages = reservoir ? 1 : static_cast<std::size_t>(view.stages);
  const auto further = static_cast<std::size_t>(std::max(0, seeds - 1));
  study.stages.resize(stages);
  study.others.resize(further);
  study.null.resize(kNullDraws);
  // Networks trained again take longest and go first.
  execution.workers.for_each(further + stages + kNullDraws + 1, [&](std::size_t i) {
    execution.progress.check_stop();
    const std::string& what = view.trace.what;
    NestingMeasured made{view.id, view.name, "trained", view.seed, view.stages - 1, {}};
    if (i < further) {
      made.seed = view.seed + 1000 + i;
      made.numbers = numbers_of(
          states_from(view, *view.retrained(made.seed, execution), what, execution).states, study.labels);
      study.others[i] = std::move(made);
    } else if (i < further + stages) {
      const std::size_t stage = i - further;
      if (!reservoir) made.stage = static_cast<int>(stage);
      made.variant = reservoir ? "reservoir" : stage == 0 ? "untrained" : "trained";
      made.numbers =
          numbers_of(states_from(view, *view.network_at(made.stage), what, execution).states, study.labels);
      study.stages[stage] = std::move(made);
    } else if (i < further + stages + kNullDraws) {
      const std::size_t draw = i - further - stages;
      study.null[draw] = null_draw(view.trace.states, study.labels, seed, draw);
    } else {
      made.variant = "words alone";
      const auto trace =
          models::make_input_trace(static_cast<int>(view.corpus->vocabulary.size()), kTraceLeak);
      made.numbers = numbers_of(states_from(view, *trace, "", execution).states, study.labels);
      study.words = std::move(made);
    }
  });
  return study;
}

}  // namespace rssviz::cli
