#include "cli/studies/nested_study.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "embed/distinct.h"
#include "embed/neighbors/neighbors.h"
#include "models/data/columns.h"

namespace rssviz::cli {
namespace {

// Neighbours that agree, and those that would by chance, over the states of one group.
struct Tally {
  double agree{0}, by_chance{0}, neighbors{0};
  std::size_t states{0};

  double share() const { return neighbors > 0 ? agree / neighbors : std::nan(""); }
  double chance() const { return neighbors > 0 ? by_chance / neighbors : std::nan(""); }
};

void count(MatrixRef states, const std::vector<std::int32_t>& rows, const std::vector<std::int32_t>& values,
           int neighbors, const Execution& execution, Tally& tally) {
  const int k = std::min<int>(neighbors, static_cast<int>(rows.size()) - 1);
  if (k < 1) return;
  std::map<std::int32_t, double> sizes;
  for (const std::int32_t row : rows) sizes[values[static_cast<std::size_t>(row)]] += 1;
  const embed::Neighbors found = embed::nearest_neighbors(
      embed::select_rows(states, rows), k, embed::Metric::euclidean, embed::Self::exclude, execution);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t own = values[static_cast<std::size_t>(rows[i])];
    for (int n = 0; n < k; ++n) {
      const auto other = static_cast<std::size_t>(found.indices(static_cast<Eigen::Index>(i), n));
      tally.agree += values[static_cast<std::size_t>(rows[other])] == own ? 1 : 0;
    }
    tally.by_chance += k * (sizes[own] - 1) / (static_cast<double>(rows.size()) - 1);
    tally.neighbors += k;
  }
  tally.states += rows.size();
}

// The rows that have a class of `level`, by their group of the first level.
std::map<std::int32_t, std::vector<std::int32_t>> groups_of(const std::vector<NestedLevel>& levels,
                                                            std::size_t level) {
  std::map<std::int32_t, std::vector<std::int32_t>> rows;
  for (std::size_t i = 0; i < levels.front().values.size(); ++i) {
    const std::int32_t group = levels.front().values[i];
    if (group < 0 || levels[level].values[i] < 0) continue;
    rows[level == 0 ? 0 : group].push_back(static_cast<std::int32_t>(i));
  }
  return rows;
}

Matrix unit_scaled(MatrixRef states) {
  Matrix scaled = states;
  for (Eigen::Index unit = 0; unit < states.cols(); ++unit) {
    double sum = 0, squares = 0;
    for (Eigen::Index i = 0; i < states.rows(); ++i) sum += static_cast<double>(states(i, unit));
    const double mean = sum / static_cast<double>(states.rows());
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      const double off = static_cast<double>(states(i, unit)) - mean;
      squares += off * off;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(states.rows()));
    for (Eigen::Index i = 0; i < states.rows(); ++i)
      scaled(i, unit) =
          deviation > 0 ? static_cast<float>((static_cast<double>(states(i, unit)) - mean) / deviation) : 0.F;
  }
  return scaled;
}

Matrix distinct_states(const models::StateTrace& like, const Matrix& states) {
  return embed::select_rows(states, models::distinct_rows(like));
}

}  // namespace

std::vector<LevelAgreement> level_agreement(MatrixRef states, const std::vector<NestedLevel>& levels,
                                            int neighbors, const Execution& execution) {
  const Matrix scaled = unit_scaled(states);
  std::vector<LevelAgreement> result;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    Tally raw, of_scaled;
    for (const auto& [group, rows] : groups_of(levels, level)) {
      count(states, rows, levels[level].values, neighbors, execution, raw);
      count(scaled, rows, levels[level].values, neighbors, execution, of_scaled);
    }
    result.push_back({raw.states, raw.share(), of_scaled.share(), raw.chance()});
  }
  return result;
}

std::vector<NestedLevel> levels_of(const NetworkView& view, const std::vector<std::string>& columns) {
  std::vector<NestedLevel> levels;
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  const bool several = std::any_of(view.task->groups().begin(), view.task->groups().end(),
                                   [](const OutputGroup& group) { return group.slot > 0; });
  for (const std::string& column : columns) {
    const models::IntColumn& found = view.trace.require_integer(column);
    NestedLevel level{column, view.task->title_of(column), found.labels, values_at(found, rows)};
    for (const OutputGroup& group : view.task->groups())
      if (group.heard == column)
        level.name = group.question + (several ? " " + std::to_string(group.slot + 1) : "");
    for (const std::int32_t value : level.values)
      while (static_cast<std::int32_t>(level.labels.size()) <= value)
        level.labels.push_back(std::to_string(level.labels.size()));
    levels.push_back(std::move(level));
  }
  return levels;
}

std::vector<NestedMeasured> study_nested(const std::vector<const NetworkView*>& networks,
                                         const NestedOptions& options, const Execution& execution) {
  const NetworkView& first = *networks.front();
  std::vector<NestedMeasured> made;
  std::vector<std::function<Matrix()>> states;  // of each, over the distinct states of its network
  std::vector<const NetworkView*> of;
  const auto add = [&](const NetworkView& view, const char* variant, std::uint64_t seed,
                       std::function<Matrix()> recorded) {
    made.push_back({view.id, view.name, variant, seed, {}});
    states.push_back(std::move(recorded));
    of.push_back(&view);
  };
  const auto record = [&](const models::Network& network) {
    return first.record(network, first.sentences, first.trace.what, execution).states;
  };
  add(first, first.states_stay ? "reservoir" : "trained", first.seed, [&] { return first.trace.states; });
  for (int s = 1; s < options.seeds; ++s) {
    const std::uint64_t seed = first.seed + 999 + static_cast<std::uint64_t>(s);
    add(first, "another seed", seed, [&, seed] { return record(*first.retrained(seed, execution)); });
  }
  if (!first.states_stay) add(first, "untrained", first.seed, [&] { return record(*first.network_at(0)); });
  for (std::size_t n = 1; n < networks.size(); ++n) {
    const NetworkView& view = *networks[n];
    add(view, view.states_stay ? "reservoir" : "trained", view.seed, [&view] { return view.trace.states; });
  }
  add(first, "inputs alone", 0, [&] { return first.input_trace(execution).states; });
  // The seeds, which are trained, take longest and go first.
  std::vector<std::size_t> order;
  for (const bool trained : {true, false})
    for (std::size_t i = 0; i < made.size(); ++i)
      if ((made[i].variant == "another seed") == trained) order.push_back(i);
  execution.workers.for_each(order.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    const std::size_t k = order[i];
    const Matrix distinct = distinct_states(of[k]->trace, states[k]());
    made[k].levels =
        level_agreement(distinct, levels_of(*of[k], options.levels), options.neighbors, execution);
  });
  return made;
}

}  // namespace rssviz::cli
