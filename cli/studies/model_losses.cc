#include "cli/studies/model_losses.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cli/studies/ngram_comparison.h"
#include "cli/studies/text_predictions.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/baselines/kneser_ney.h"

namespace rssviz::cli {
namespace {

constexpr double kSameSize = 1.15;

std::string thousands(std::int64_t parameters) {
  const auto value = static_cast<double>(parameters);
  if (value >= 995e3) return decimals(value / 1e6, 2) + "M";
  return std::to_string(std::llround(value / 1e3)) + "k";
}

// -log p of all symbols but the first, which nothing stands before.
std::vector<double> losses_of(const std::vector<double>& p) {
  std::vector<double> losses;
  for (std::size_t t = 1; t < p.size(); ++t) losses.push_back(-std::log(std::max(p[t], 1e-300)));
  return losses;
}

// Columns by parameters, ascending: where the first of each begins.
std::vector<std::int64_t> columns_of(const std::vector<const NetworkView*>& networks) {
  std::vector<std::int64_t> sizes, firsts;
  for (const NetworkView* const view : networks)
    if (const std::int64_t size = models::size_of(*view->run).parameters; size > 0) sizes.push_back(size);
  std::sort(sizes.begin(), sizes.end());
  for (const std::int64_t size : sizes)
    if (firsts.empty() || static_cast<double>(size) > kSameSize * static_cast<double>(firsts.back()))
      firsts.push_back(size);
  return firsts;
}

std::size_t column_of(const std::vector<std::int64_t>& firsts, std::int64_t size) {
  if (size == 0) return firsts.size();
  return static_cast<std::size_t>(std::upper_bound(firsts.begin(), firsts.end(), size) - firsts.begin()) - 1;
}

// `sums`: of the losses of the cell's networks, symbol by symbol.
void take_mean(std::vector<double>& sums, std::uint64_t seed, LossCell& cell) {
  for (double& sum : sums) sum /= static_cast<double>(cell.networks);
  const MeanInText mean = mean_in_text(sums, seed);
  cell.nats = mean.mean;
  cell.low = mean.low;
  cell.high = mean.high;
}

void mark_best(LossTable& losses) {
  for (std::size_t column = 0; column < losses.columns.size(); ++column) {
    LossCell* best = nullptr;
    for (LossCell& cell : losses.cells)
      if (cell.column == column && (best == nullptr || cell.nats < best->nats)) best = &cell;
    if (best != nullptr) best->best = true;
  }
}

// Jensen-Shannon divergences of two models' predictions: their sums over the first and the second half.
std::pair<double, double> divergences(const Matrix& a, const Matrix& b) {
  std::pair<double, double> halves{0, 0};
  for (Eigen::Index t = 0; t < a.rows(); ++t) {
    double sum = 0;
    for (Eigen::Index s = 0; s < a.cols(); ++s) {
      const auto p = static_cast<double>(a(t, s)), q = static_cast<double>(b(t, s));
      const double middle = (p + q) / 2;
      if (p > 0) sum += p * std::log(p / middle);
      if (q > 0) sum += q * std::log(q / middle);
    }
    (t < a.rows() / 2 ? halves.first : halves.second) += std::max(0., sum / 2);
  }
  return halves;
}

struct Distances {
  MatrixD all{}, first{}, second{};
};

Distances distances_of(const std::vector<Matrix>& predictions, const Execution& execution) {
  const std::size_t count = predictions.size();
  const auto n = static_cast<Eigen::Index>(count);
  Distances distances{MatrixD::Zero(n, n), MatrixD::Zero(n, n), MatrixD::Zero(n, n)};
  const auto rows = static_cast<double>(predictions.front().rows());
  const double half = std::floor(rows / 2);
  execution.workers.for_each(count * count, [&](std::size_t pair) {
    const auto i = static_cast<Eigen::Index>(pair / count), j = static_cast<Eigen::Index>(pair % count);
    if (j >= i) return;
    execution.progress.check_stop();
    const auto [first, second] = divergences(predictions[pair / count], predictions[pair % count]);
    distances.all(i, j) = distances.all(j, i) = std::sqrt((first + second) / rows);
    distances.first(i, j) = distances.first(j, i) = std::sqrt(first / half);
    distances.second(i, j) = distances.second(j, i) = std::sqrt(second / (rows - half));
  });
  return distances;
}

std::vector<double> below_diagonal(const MatrixD& matrix) {
  std::vector<double> values;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) values.push_back(matrix(i, j));
  return values;
}

double distance_of_seeds(const ModelMap& map) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < map.models.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const ModelPlace &a = map.models[i], &b = map.models[j];
      if (a.size.parameters == 0 || a.model != b.model || a.size.layers != b.size.layers ||
          a.size.units != b.size.units)
        continue;
      sum += map.distances(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      ++pairs;
    }
  return pairs > 0 ? sum / pairs : std::numeric_limits<double>::quiet_NaN();
}

double mean_nats(const Matrix& prediction, const models::Tokens& symbols) {
  const std::vector<double> losses = losses_of(p_of_true(prediction, symbols));
  double sum = 0;
  for (const double loss : losses) sum += loss;
  return sum / static_cast<double>(losses.size());
}

std::string whole(std::int64_t value) { return value > 0 ? std::to_string(value) : ""; }

}  // namespace

std::string row_name(const LossCell& cell) {
  if (cell.size.parameters == 0) return cell.model;
  return cell.model + ", " + std::to_string(cell.size.layers) +
         (cell.size.layers == 1 ? " layer" : " layers");
}

LossTable study_loss_table(const std::vector<const NetworkView*>& networks, long long symbols,
                           std::uint64_t seed, const Execution& execution) {
  const models::Tokens text = test_symbols(networks, symbols);
  const std::vector<std::int64_t> firsts = columns_of(networks);
  LossTable losses;
  losses.symbols = text.size();
  for (const std::int64_t first : firsts) losses.columns.push_back(thousands(first));
  std::vector<std::vector<double>> sums;
  execution.progress.begin("networks", networks.size());
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const NetworkView& view = *networks[k];
    const models::RunSize size = models::size_of(*view.run);
    const std::size_t column = column_of(firsts, size.parameters);
    const std::vector<double> own =
        losses_of(p_of_true(predicted(*view.network_at(-1), text, execution), text));
    const auto same = std::find_if(losses.cells.begin(), losses.cells.end(), [&](const LossCell& cell) {
      return cell.model == view.name && cell.size.layers == size.layers && cell.column == column;
    });
    const auto place = static_cast<std::size_t>(same - losses.cells.begin());
    if (same == losses.cells.end()) {
      losses.cells.push_back({view.name, size, column, 0, 0, 0, 0, false});
      sums.emplace_back(own.size(), 0.0);
    }
    ++losses.cells[place].networks;
    for (std::size_t t = 0; t < own.size(); ++t) sums[place][t] += own[t];
    execution.progress.advance(k + 1);
  }
  for (std::size_t k = 0; k < sums.size(); ++k) take_mean(sums[k], seed, losses.cells[k]);
  const bool counted = std::any_of(losses.cells.begin(), losses.cells.end(),
                                   [](const LossCell& cell) { return cell.size.parameters == 0; });
  if (counted) losses.columns.push_back("counted");
  mark_best(losses);
  std::stable_sort(losses.cells.begin(), losses.cells.end(), [](const LossCell& a, const LossCell& b) {
    return a.size.parameters > 0 && b.size.parameters == 0;
  });
  return losses;
}

formats::Table table_of(const LossTable& losses) {
  formats::Table table;
  table.header = {"model", "layers", "units", "parameters", "networks",
                  "nats",  "bits",   "low",   "high",       "best"};
  for (const LossCell& cell : losses.cells) {
    const bool trained = cell.size.parameters > 0;
    table.rows.push_back(
        {cell.model, trained ? std::to_string(cell.size.layers) : "", whole(cell.size.units),
         whole(cell.size.parameters), std::to_string(cell.networks), formats::format_number(cell.nats),
         formats::format_number(cell.nats / std::numbers::ln2), formats::format_number(cell.low),
         formats::format_number(cell.high), cell.best ? "1" : "0"});
  }
  return table;
}

ModelMap study_model_map(const std::vector<const NetworkView*>& networks, const std::vector<int>& orders,
                         long long symbols, const Execution& execution) {
  const models::Tokens text = test_symbols(networks, symbols);
  ModelMap map;
  map.symbols = text.size();
  std::vector<Matrix> predictions;
  for (const NetworkView* const view : networks) {
    predictions.push_back(predicted(*view->network_at(-1), text, execution));
    map.models.push_back(
        {view->name, view->id, models::size_of(*view->run), mean_nats(predictions.back(), text)});
  }
  std::shared_ptr<const models::NgramIndex> index;
  if (!orders.empty()) index = count_ngrams(*networks.front(), execution);
  for (const int order : orders) {
    predictions.push_back(predicted(models::KneserNey(index, order), text, execution));
    map.models.push_back({ngram_name(order), "", {}, mean_nats(predictions.back(), text)});
  }
  if (predictions.size() < 3)
    fail(ErrorKind::data, "a map of models needs three or more, n-grams (--orders) among them");
  const Distances distances = distances_of(predictions, execution);
  map.distances = distances.all;
  map.map = models::metric_map(map.distances);
  map.halves = models::pearson(below_diagonal(distances.first), below_diagonal(distances.second));
  map.seeds = distance_of_seeds(map);
  return map;
}

formats::Table table_of(const ModelMap& map) {
  formats::Table table;
  table.header = {"model", "id", "layers", "units", "parameters", "nats", "x", "y"};
  for (std::size_t k = 0; k < map.models.size(); ++k) {
    const ModelPlace& one = map.models[k];
    table.header.push_back("to_" + (one.id.empty() ? one.model : one.id));
    const auto row = static_cast<Eigen::Index>(k);
    table.rows.push_back({one.model, one.id, one.size.parameters > 0 ? std::to_string(one.size.layers) : "",
                          whole(one.size.units), whole(one.size.parameters), formats::format_number(one.nats),
                          formats::format_number(map.map.coords(row, 0)),
                          formats::format_number(map.map.coords(row, 1))});
    for (Eigen::Index j = 0; j < map.distances.cols(); ++j)
      table.rows.back().push_back(formats::format_number(map.distances(row, j)));
  }
  return table;
}

}  // namespace rssviz::cli
