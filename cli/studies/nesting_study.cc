#include "cli/studies/nesting_study.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "models/data/columns.h"

namespace rssviz::cli {
namespace {

constexpr double kPenalty = 1e-3;
constexpr std::size_t kNullDraws = 40;

// The part that most of the places are in; of equals the one of the lowest class.
std::int32_t fullest_part(const std::vector<std::int32_t>& part, const std::vector<std::size_t>& places) {
  std::map<std::int32_t, std::size_t> counts;
  for (const std::size_t place : places) ++counts[part[place]];
  std::int32_t fullest = -1;
  std::size_t most = 0;
  for (const auto& [value, count] : counts)
    if (count > most) {
      most = count;
      fullest = value;
    }
  return fullest;
}

NestingLabels labels_of(const models::StateTrace& trace, const NestingColumns& columns) {
  NestingLabels labels;
  labels.rows = models::distinct_rows(trace);
  const models::IntColumn& inner = trace.require_integer(columns.inner);
  labels.outer = values_at(trace.require_integer(columns.outer), labels.rows);
  labels.inner = values_at(inner, labels.rows);
  labels.part.assign(labels.rows.size(), 0);
  if (!columns.part.empty()) labels.part = values_at(trace.require_integer(columns.part), labels.rows);
  for (const std::int32_t row : labels.rows)
    labels.sequence.push_back(trace.sequence[static_cast<std::size_t>(row)]);
  labels.options = inner.labels.empty() ? 1 + *std::max_element(labels.inner.begin(), labels.inner.end())
                                        : static_cast<int>(inner.labels.size());
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < labels.rows.size(); ++i)
    if (labels.outer[i] >= 0 && labels.inner[i] >= 0) known.push_back(i);
  const std::int32_t wanted = fullest_part(labels.part, known);
  for (const std::size_t i : known)
    if (labels.part[i] == wanted) labels.both.push_back(i);
  if (!columns.part.empty() && wanted >= 0) {
    const std::vector<std::string>& names = trace.require_integer(columns.part).labels;
    if (static_cast<std::size_t>(wanted) < names.size())
      labels.both_part = names[static_cast<std::size_t>(wanted)];
  }
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
      models::nested_shares(all_states(states, labels), {labels.part, labels.outer, labels.inner});
  const Matrix both = states_at(states, labels, labels.both);
  const std::vector<std::int32_t> outer = at(labels.outer, labels.both),
                                  inner = at(labels.inner, labels.both);
  numbers.second = models::nested_shares(both, {outer, inner});
  numbers.cosine = models::repeat_cosine(both, outer, inner);
  numbers.probe =
      models::probe_transfer(both, outer, inner, at(labels.sequence, labels.both), labels.options, kPenalty);
  return numbers;
}

VectorD deviations(const Matrix& states) {
  VectorD deviation(states.cols());
  for (Eigen::Index unit = 0; unit < states.cols(); ++unit) {
    double sum = 0, squares = 0;
    for (Eigen::Index i = 0; i < states.rows(); ++i) sum += static_cast<double>(states(i, unit));
    const double mean = sum / static_cast<double>(states.rows());
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      const double off = static_cast<double>(states(i, unit)) - mean;
      squares += off * off;
    }
    deviation(unit) = std::sqrt(squares / static_cast<double>(states.rows()));
  }
  return deviation;
}

// Units that don't vary stay as they are.
Matrix unit_scaled(const Matrix& states, const VectorD& deviation) {
  Matrix scaled = states;
  for (Eigen::Index unit = 0; unit < states.cols(); ++unit)
    for (Eigen::Index i = 0; i < states.rows() && deviation(unit) > 0; ++i)
      scaled(i, unit) = static_cast<float>(static_cast<double>(states(i, unit)) / deviation(unit));
  return scaled;
}

NestingVariant variant_of(const Matrix& both, const NestingLabels& labels) {
  const std::vector<std::int32_t> outer = at(labels.outer, labels.both),
                                  inner = at(labels.inner, labels.both);
  return {models::nested_shares(both, {outer, inner}), models::repeat_cosine(both, outer, inner)};
}

void measure_variants(const Matrix& states, const NestingLabels& labels, NestingMeasured& measured) {
  const Matrix both = states_at(states, labels, labels.both);
  const VectorD deviation = deviations(both);
  measured.unit_scaled = variant_of(unit_scaled(both, deviation), labels);
  Eigen::Index heaviest = 0;
  double total = 0;
  for (Eigen::Index unit = 0; unit < deviation.size(); ++unit) {
    total += deviation(unit) * deviation(unit);
    if (deviation(unit) > deviation(heaviest)) heaviest = unit;
  }
  measured.heaviest = total > 0 ? deviation(heaviest) * deviation(heaviest) / total : 0;
  if (both.cols() < 2) {
    measured.without_heaviest = {{std::nan(""), std::nan("")}, std::nan("")};
    return;
  }
  Matrix others(both.rows(), both.cols() - 1);
  for (Eigen::Index unit = 0, next = 0; unit < both.cols(); ++unit)
    if (unit != heaviest) others.col(next++) = both.col(unit);
  measured.without_heaviest = variant_of(others, labels);
}

ClassDistances distances_of(std::string of, const Matrix& states, const NestingLabels& labels) {
  const Matrix both = states_at(states, labels, labels.both);
  const Matrix scaled = unit_scaled(both, deviations(both));
  std::map<std::pair<std::int32_t, std::int32_t>, std::pair<VectorD, double>> sums;
  for (std::size_t i = 0; i < labels.both.size(); ++i) {
    const std::size_t place = labels.both[i];
    auto& [sum, count] =
        sums.try_emplace({labels.outer[place], labels.inner[place]}, VectorD::Zero(scaled.cols()), 0.)
            .first->second;
    sum += scaled.row(static_cast<Eigen::Index>(i)).cast<double>().transpose();
    count += 1;
  }
  ClassDistances found;
  found.of = std::move(of);
  std::vector<VectorD> means;
  for (const auto& [classes, mean] : sums) {
    found.outer.push_back(classes.first);
    found.inner.push_back(classes.second);
    means.push_back(mean.first / mean.second);
  }
  const auto count = static_cast<Eigen::Index>(means.size());
  found.distances = MatrixD::Zero(count, count);
  for (Eigen::Index a = 0; a < count; ++a)
    for (Eigen::Index b = 0; b < count; ++b)
      found.distances(a, b) =
          (means[static_cast<std::size_t>(a)] - means[static_cast<std::size_t>(b)]).norm();
  return found;
}

// One class a sequence (its largest), permuted among the sequences that share a class of `within`, and given
// back to the rows that had one: rows of a sequence keep together, as they do in truth.
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

// The same numbers when classes are permuted among sequences: the outer among all, the inner among those
// with the same outer.
NestingNumbers null_draw(const Matrix& states, NestingLabels labels, std::uint64_t seed, std::uint64_t draw) {
  const std::vector<std::int32_t> none(labels.outer.size(), 0);
  const std::vector<std::int32_t> inner =
      permuted_by_sequence(labels.inner, labels.outer, labels.sequence, seed, draw);
  const std::vector<std::int32_t> outer =
      permuted_by_sequence(labels.outer, none, labels.sequence, seed + 1, draw);
  labels.inner = inner;
  NestingNumbers numbers = numbers_of(states, labels);  // the inner permuted inside the true outer
  labels.outer = outer;
  numbers.levels[1] = models::nested_shares(all_states(states, labels), {labels.part, labels.outer})[1];
  numbers.second[0] =
      models::nested_shares(states_at(states, labels, labels.both), {at(labels.outer, labels.both)})[0];
  return numbers;
}

// One number of tasks to do, each on a thread of its own: further seeds, stages, permutations, the inputs
// alone. Networks trained again take longest and go first.
class Measurer {
 public:
  Measurer(const NetworkView& view, std::uint64_t seed, const Execution& execution, NestingStudy& study)
      : view_(view), seed_(seed), execution_(execution), study_(study) {}

  std::size_t count() const { return study_.others.size() + study_.stages.size() + study_.null.size() + 1; }
  void measure(std::size_t i) const {
    execution_.progress.check_stop();
    if (i < study_.others.size()) return further_seed(i);
    i -= study_.others.size();
    if (i < study_.stages.size()) return stage(i);
    i -= study_.stages.size();
    if (i < study_.null.size())
      study_.null[i] = null_draw(view_.trace.states, study_.labels, seed_, i);
    else
      study_.words = made("inputs alone", view_.seed, view_.stages - 1, view_.input_trace(execution_).states);
  }

 private:
  NestingMeasured made(const char* variant, std::uint64_t seed, int stage, const Matrix& states) const {
    NestingMeasured measured{view_.id, view_.name, variant, seed, stage, numbers_of(states, study_.labels)};
    measure_variants(states, study_.labels, measured);
    return measured;
  }
  Matrix states_of(const models::Network& network) const {
    return view_.record(network, view_.sentences, view_.trace.what, execution_).states;
  }
  void further_seed(std::size_t k) const {
    const std::uint64_t seed = view_.seed + 1000 + k;
    study_.others[k] = made("trained", seed, view_.stages - 1, states_of(*view_.retrained(seed, execution_)));
  }
  void stage(std::size_t k) const {
    const int stage = view_.states_stay ? view_.stages - 1 : static_cast<int>(k);
    const char* const variant = view_.states_stay ? "reservoir" : k == 0 ? "untrained" : "trained";
    study_.stages[k] = made(variant, view_.seed, stage, states_of(*view_.network_at(stage)));
  }

  const NetworkView& view_;
  std::uint64_t seed_;
  const Execution& execution_;
  NestingStudy& study_;
};

void measure_distances(const Execution& execution, NestingStudy& study) {
  const NetworkView& view = *study.view;
  const auto add = [&](const std::string& of, const Matrix& states) {
    study.distances.push_back(distances_of(of, states, study.labels));
  };
  add(view.name, view.trace.states);
  if (study.learns())
    add(view.name + " untrained",
        view.record(*view.network_at(0), view.sentences, view.trace.what, execution).states);
  add(view.task->wording().steps + " alone", view.input_trace(execution).states);
}

}  // namespace

NestingStudy study_nesting(const NetworkView& view, const NestingColumns& columns, int seeds,
                           std::uint64_t seed, const Execution& execution) {
  NestingStudy study;
  study.view = &view;
  study.columns = columns;
  study.labels = labels_of(view.trace, columns);
  if (study.labels.both.size() < 8)
    fail(ErrorKind::data, "nesting: " + view.id + " has only " + std::to_string(study.labels.both.size()) +
                              " states of one part with a class of both " + columns.outer + " and " +
                              columns.inner + "; record more " + view.task->wording().sequences);
  study.stages.resize(view.states_stay ? 1 : static_cast<std::size_t>(view.stages));
  study.others.resize(static_cast<std::size_t>(std::max(0, seeds - 1)));
  study.null.resize(kNullDraws);
  const Measurer measurer(view, seed, execution, study);
  execution.workers.for_each(measurer.count(), [&](std::size_t i) { measurer.measure(i); });
  measure_distances(execution, study);
  return study;
}

}  // namespace rssviz::cli
