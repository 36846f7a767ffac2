// What a network foretells, as annotations of its steps.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "cli/subjects/match_corpus.h"
#include "core/error.h"
#include "models/data/state_trace.h"
#include "models/tasks/task.h"

namespace rssviz::cli {
namespace {

constexpr Eigen::Index kMostNumbers = 8;  // outputs that aren't of classes, a track each

// Outputs that compete: the most probable one is the prediction.
struct Competing {
  std::string name{};  // of the annotation
  std::vector<int> outputs{};
  std::vector<std::string> labels{};
};

bool is_taken(const MatchCorpus& corpus, const std::string& name) {
  return std::any_of(corpus.annotations.begin(), corpus.annotations.end(),
                     [&](const MatchAnnotation& one) { return one.name == name; });
}

std::vector<Competing> competing_outputs(const models::StateTrace& trace, const models::Task* task) {
  const std::vector<models::OutputGroup> groups =
      task != nullptr ? task->groups() : std::vector<models::OutputGroup>{};
  std::vector<Competing> all;
  for (const models::OutputGroup& group : groups) {
    const bool several = std::count_if(groups.begin(), groups.end(), [&](const models::OutputGroup& other) {
                           return other.question == group.question;
                         }) > 1;
    all.push_back({groups.size() == 1 ? "prediction"
                                      : "prediction_" + group.question +
                                            (several ? "_" + std::to_string(group.slot + 1) : ""),
                   group.outputs, group.labels});
  }
  // What outputs of an unknown task are to each other isn't known.
  if (!all.empty() || trace.outputs.cols() < 2 || task == nullptr || !task->classes()) return all;
  Competing one{.name = "prediction"};
  for (Eigen::Index k = 0; k < trace.outputs.cols(); ++k) {
    one.outputs.push_back(static_cast<int>(k));
    one.labels.push_back(trace.output_names[static_cast<std::size_t>(k)]);
  }
  return {one};
}

// Softmax of some outputs at a step; none where one of them isn't finite.
std::vector<float> shares_of(const Matrix& outputs, Eigen::Index step, const std::vector<int>& of) {
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const int k : of) {
    if (!std::isfinite(outputs(step, k))) return {};
    top = std::max(top, static_cast<double>(outputs(step, k)));
  }
  std::vector<double> shares;
  for (const int k : of) sum += shares.emplace_back(std::exp(static_cast<double>(outputs(step, k)) - top));
  std::vector<float> all;
  for (const double share : shares) all.push_back(static_cast<float>(share / sum));
  return all;
}

MatchAnnotation numbers_named(const std::string& name, std::size_t steps) {
  return {.name = name,
          .kind = MatchAnnotation::Kind::numbers,
          .numbers = std::vector<float>(steps, std::numeric_limits<float>::quiet_NaN()),
          .range = {{0, 1}},
          .of_outputs = true};
}

// The most probable output of a group, and how probable it is.
void add_competing(const Matrix& outputs, const Competing& group, MatchCorpus& corpus) {
  const std::string probability = "p_" + group.name;
  if (group.outputs.empty() || is_taken(corpus, group.name) || is_taken(corpus, probability)) return;
  const auto steps = static_cast<std::size_t>(outputs.rows());
  MatchAnnotation best{.name = group.name, .of_outputs = true};
  best.labels = group.labels;
  MatchAnnotation sure = numbers_named(probability, steps);
  for (std::size_t t = 0; t < steps; ++t) {
    const std::vector<float> shares = shares_of(outputs, static_cast<Eigen::Index>(t), group.outputs);
    const auto top = std::max_element(shares.begin(), shares.end());
    best.classes.push_back(shares.empty() ? -1 : static_cast<std::int32_t>(top - shares.begin()));
    if (!shares.empty()) sure.numbers[t] = *top;
  }
  corpus.annotations.push_back(std::move(best));
  corpus.annotations.push_back(std::move(sure));
}

// How probable the right answer was, where there is one at every step.
void add_probability_of_target(const models::StateTrace& trace, const Competing& group, MatchCorpus& corpus) {
  const models::IntColumn* const target = trace.integer("target");
  if (target == nullptr || is_taken(corpus, "p_target")) return;
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < group.labels.size(); ++i) place.emplace(group.labels[i], i);
  MatchAnnotation sure = numbers_named("p_target", trace.points());
  for (std::size_t t = 0; t < trace.points(); ++t) {
    const std::int32_t value = target->values[t];
    if (value < 0 || static_cast<std::size_t>(value) >= target->labels.size()) continue;
    const auto found = place.find(target->labels[static_cast<std::size_t>(value)]);
    if (found == place.end()) continue;
    const std::vector<float> shares = shares_of(trace.outputs, static_cast<Eigen::Index>(t), group.outputs);
    if (!shares.empty()) sure.numbers[t] = shares[found->second];
  }
  corpus.annotations.push_back(std::move(sure));
}

}  // namespace

void add_predictions(const models::StateTrace& trace, const models::Task* task, MatchCorpus& corpus) {
  if (trace.outputs.cols() == 0 || trace.points() != corpus.sequences.steps) return;
  const std::vector<Competing> groups = competing_outputs(trace, task);
  for (const Competing& group : groups) add_competing(trace.outputs, group, corpus);
  if (groups.size() == 1 && task->classes()) add_probability_of_target(trace, groups.front(), corpus);
  if (!groups.empty()) return;
  for (Eigen::Index k = 0; k < std::min(trace.outputs.cols(), kMostNumbers); ++k) {
    const std::string name = "output_" + trace.output_names[static_cast<std::size_t>(k)];
    if (is_taken(corpus, name)) continue;
    MatchAnnotation values = numbers_named(name, trace.points());
    values.range.reset();
    for (std::size_t t = 0; t < trace.points(); ++t)
      values.numbers[t] = trace.outputs(static_cast<Eigen::Index>(t), k);
    corpus.annotations.push_back(std::move(values));
  }
}

}  // namespace rssviz::cli
