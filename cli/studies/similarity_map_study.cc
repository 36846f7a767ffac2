#include "cli/studies/similarity_map_study.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <span>

#include "cli/studies/run_states.h"
#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/similarity.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kFewest = 4;  // sequences that alignment needs

// What is compared: a name, and points with the sequence that each is of, ascending.
struct Item {
  std::string name{};
  Matrix states{};
  std::vector<std::int32_t> sequence{};
};

std::vector<Item> steps_of(const models::StateTrace& trace, int most) {
  std::map<std::int32_t, std::vector<int>> rows;  // by step
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (trace.step[i] >= 0) rows[trace.step[i]].push_back(static_cast<int>(i));
  std::vector<std::int32_t> steps;
  for (const auto& [step, of] : rows)
    if (of.size() >= kFewest) steps.push_back(step);
  std::vector<Item> items;
  for (const int k : spread_numbers(static_cast<int>(steps.size()), most)) {
    const std::int32_t step = steps[static_cast<std::size_t>(k)];
    Item item{std::to_string(step), trace.states(rows[step], Eigen::all), {}};
    for (const int row : rows[step]) item.sequence.push_back(trace.sequence[static_cast<std::size_t>(row)]);
    items.push_back(std::move(item));
  }
  return items;
}

Item whole(const std::string& name, const models::StateTrace& trace) {
  std::vector<int> rows;
  Item item{name, {}, {}};
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.step[i] < 0) continue;
    rows.push_back(static_cast<int>(i));
    item.sequence.push_back(trace.sequence[i]);
  }
  item.states = trace.states(rows, Eigen::all);
  return item;
}

std::vector<Item> stages_of(const NetworkView& view, const std::vector<models::Tokens>& sequences, int most,
                            const Execution& execution) {
  if (view.stages < 2 || view.states_stay)
    fail(ErrorKind::data, view.id + ": its states don't change from stage to stage: nothing can be compared");
  std::vector<Item> items;
  for (const int stage : spread_numbers(view.stages, most)) {
    const std::unique_ptr<models::Network> network = view.network_at(stage);
    items.push_back(
        whole(std::to_string(stage), view.record(*network, sequences, read_trace(*network), execution)));
  }
  return items;
}

std::vector<Item> layers_of(const NetworkView& view, int stage, const std::vector<models::Tokens>& sequences,
                            const Execution& execution) {
  const std::unique_ptr<models::Network> network = view.network_at(stage);
  std::vector<Item> items;
  for (const std::string& name : network->trace_names())
    if (name.starts_with("hidden_"))
      items.push_back(whole("layer " + name.substr(7), view.record(*network, sequences, name, execution)));
  if (items.size() < 2)
    fail(ErrorKind::data, view.id + ": has one layer; --by layer compares networks of several");
  return items;
}

std::vector<Item> items_of(const NetworkView& view, int stage, const std::vector<models::Tokens>& sequences,
                           const SimilarityMapOptions& options, const Execution& execution) {
  if (options.by == MapBy::stage) return stages_of(view, sequences, options.most, execution);
  if (options.by == MapBy::layer) return layers_of(view, stage, sequences, execution);
  const std::unique_ptr<models::Network> network = view.network_at(stage);
  std::vector<Item> items =
      steps_of(view.record(*network, sequences, read_trace(*network), execution), options.most);
  if (items.size() < 2)
    fail(ErrorKind::data, view.id + ": fewer than two steps are in four sequences or more");
  return items;
}

// The rows of both whose sequences both have; each item has a row a sequence, or the same rows.
models::PairedRows common_rows(const Item& a, const Item& b) {
  models::PairedRows rows;
  for (std::size_t i = 0, j = 0; i < a.sequence.size() && j < b.sequence.size();) {
    if (a.sequence[i] == b.sequence[j]) {
      rows.a.push_back(static_cast<int>(i++));
      rows.b.push_back(static_cast<int>(j++));
    } else if (a.sequence[i] < b.sequence[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return rows;
}

models::ComparedStates prepared(const Item& item) {
  return models::compared_states(item.states, item.sequence, false);
}

double alignment(const Item& a, const Item& b, const models::ComparedStates& of_a,
                 const models::ComparedStates& of_b) {
  if (a.sequence == b.sequence) return models::linear_cka(of_a, of_b);
  const models::PairedRows rows = common_rows(a, b);
  std::vector<std::int32_t> sequence;
  for (const int row : rows.a) sequence.push_back(a.sequence[static_cast<std::size_t>(row)]);
  if (rows.a.size() < kFewest) return std::numeric_limits<double>::quiet_NaN();
  return models::linear_cka(models::compared_states(a.states(rows.a, Eigen::all), sequence, false),
                            models::compared_states(b.states(rows.b, Eigen::all), sequence, false));
}

// One of the items of the same rows as `one`, drawn; itself where there is none: those of another step may
// lack the sequences that have ended.
const Item& drawn_alike(const Item& one, const std::vector<Item>& items, Rng& rng) {
  std::vector<const Item*> alike;
  for (const Item& item : items)
    if (item.sequence == one.sequence) alike.push_back(&item);
  return alike.empty() ? one : *alike[rng.below(alike.size())];
}

// Alignment of pairs drawn at random, the sequences of one in another order.
double shuffled_high(const std::vector<Item>& a, const std::vector<Item>& b,
                     const SimilarityMapOptions& options, const Execution& execution) {
  std::vector<double> draws(static_cast<std::size_t>(options.permutations));
  execution.workers.for_each(draws.size(), [&](std::size_t k) {
    Rng rng(options.seed, "sequences shuffled", k);
    const Item& one = a[rng.below(a.size())];
    const Item& other = drawn_alike(one, b, rng);
    const models::ComparedStates of_one = prepared(one);
    std::vector<int> order(static_cast<std::size_t>(of_one.sums.rows()));
    std::iota(order.begin(), order.end(), 0);
    rng.shuffle(std::span<int>(order));
    const models::PairedRows rows = models::shuffled_sequences(of_one, order);
    std::vector<std::int32_t> sequence;
    for (const int row : rows.a) sequence.push_back(one.sequence[static_cast<std::size_t>(row)]);
    draws[k] = models::linear_cka(models::compared_states(one.states(rows.a, Eigen::all), sequence, false),
                                  models::compared_states(other.states(rows.b, Eigen::all), sequence, false));
  });
  std::erase_if(draws, [](double value) { return !(value == value); });
  return draws.empty() ? std::numeric_limits<double>::quiet_NaN() : models::quantile(draws, 0.975);
}

}  // namespace

void SimilarityMapOptions::check() const {
  check_range("sequences", sequences, sequences >= 4 && sequences <= 5000, "4 to 5000");
  check_range("most", most, most >= 2 && most <= 200, "2 to 200");
  check_range("permutations", permutations, permutations >= 19 && permutations <= 9999, "19 to 9999");
}

std::vector<models::Tokens> sequences_of_all(const std::vector<const NetworkView*>& networks,
                                             const SimilarityMapOptions& options) {
  options.check();
  const NetworkView& first = *networks.front();
  for (const NetworkView* const view : networks)
    if (view->task->description() != first.task->description() || view->task->seed() != first.task->seed() ||
        view->corpus->vocabulary != first.corpus->vocabulary)
      fail(ErrorKind::data, view->id + ": has another task, or another corpus, than " + first.id +
                                "; train both with the same --corpus-seed");
  std::vector<models::Tokens> sequences = first.task->sequences({"test", options.sequences, options.seed});
  if (sequences.size() < kFewest)
    fail(ErrorKind::data,
         first.id + ": has " + std::to_string(sequences.size()) + " test sequences; four are needed");
  return sequences;
}

SimilarityMap similarity_map(const NetworkView& a, const NetworkView& b, int stage,
                             const std::vector<models::Tokens>& sequences,
                             const SimilarityMapOptions& options, const Execution& execution) {
  const bool same = &a == &b;
  const std::vector<Item> left = items_of(a, stage, sequences, options, execution);
  const std::vector<Item> right = same ? left : items_of(b, stage, sequences, options, execution);
  const auto prepare = [&](const std::vector<Item>& items) {
    std::vector<models::ComparedStates> made(items.size());
    execution.workers.for_each(items.size(), [&](std::size_t k) { made[k] = prepared(items[k]); });
    return made;
  };
  const std::vector<models::ComparedStates> of_left = prepare(left);
  const std::vector<models::ComparedStates> of_right = same ? of_left : prepare(right);
  SimilarityMap made;
  for (const Item& item : left) made.rows.push_back(item.name);
  for (const Item& item : right) made.columns.push_back(item.name);
  made.cka.resize(static_cast<Eigen::Index>(left.size()), static_cast<Eigen::Index>(right.size()));
  made.sequences = sequences.size();
  execution.workers.for_each(left.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    for (std::size_t j = 0; j < right.size(); ++j)
      made.cka(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          alignment(left[i], right[j], of_left[i], of_right[j]);
  });
  made.null_high = shuffled_high(left, right, options, execution);
  return made;
}

}  // namespace rssviz::cli
