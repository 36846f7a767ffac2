#include "cli/studies/ngram_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "cli/studies/text_predictions.h"

namespace rssviz::cli {
namespace {

constexpr double kLeast = 1e-30;  // p that single precision can't tell from 0

double mean_loss(const std::vector<double>& p) {
  double nats = 0;
  for (std::size_t t = 1; t < p.size(); ++t) nats -= std::log(std::max(p[t], kLeast));
  return nats / static_cast<double>(p.size() - 1);
}

std::vector<int> spaced(int stages, int most) {
  std::vector<int> chosen;
  const int count = std::min(stages, std::max(2, most));
  for (int k = 0; k < count; ++k)
    chosen.push_back(
        count == 1 ? 0 : static_cast<int>(std::lround(static_cast<double>(k) * (stages - 1) / (count - 1))));
  return chosen;
}

}  // namespace

double symmetric_divergence(const Matrix& p, const Matrix& q, Eigen::Index row) {
  double sum = 0;
  for (Eigen::Index s = 0; s < p.cols(); ++s) {
    const double a = std::max(static_cast<double>(p(row, s)), kLeast);
    const double b = std::max(static_cast<double>(q(row, s)), kLeast);
    sum += (a - b) * (std::log(a) - std::log(b));
  }
  return sum / 2;
}

NgramDistances study_distances(const NetworkView& view, const ComparisonOptions& options, int most,
                               const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols({&view}, options.symbols);
  NgramDistances result;
  result.symbols = symbols.size();
  result.stages = spaced(view.stages, most);
  std::vector<int> orders = options.orders;
  if (orders.empty()) orders = {1, 2, 3, 4, 5, 6, 9};
  const std::shared_ptr<const models::NgramIndex> index = count_ngrams(view, execution);
  std::vector<Matrix> others;
  const auto add = [&](std::string name, int order, bool window, Matrix probabilities) {
    result.models.push_back(
        {std::move(name), order, window, {}, mean_loss(p_of_true(probabilities, symbols))});
    others.push_back(std::move(probabilities));
  };
  for (const int order : orders)
    add(ngram_name(order), order, false, predicted(models::KneserNey(index, order), symbols, execution));
  for (const int window : options.windows)
    add(window_name(window), window, true,
        window_network(view, window, options.seed, execution).predicted(symbols, execution));
  for (const int stage : result.stages) {
    const Matrix network = predicted(*view.network_at(stage), symbols, execution);
    result.nats.push_back(mean_loss(p_of_true(network, symbols)));
    for (std::size_t k = 0; k < others.size(); ++k) {
      double sum = 0;
      for (Eigen::Index t = 1; t < network.rows(); ++t) sum += symmetric_divergence(network, others[k], t);
      result.models[k].distance.push_back(sum / static_cast<double>(network.rows() - 1));
    }
  }
  return result;
}

formats::Table table_of(const NgramDistances& distances) {
  formats::Table table;
  table.header = {"stage", "model", "order", "distance", "network_nats", "model_nats"};
  for (std::size_t i = 0; i < distances.stages.size(); ++i)
    for (const NgramDistance& one : distances.models)
      table.rows.push_back({std::to_string(distances.stages[i]), one.model, std::to_string(one.order),
                            formats::format_number(one.distance[i]),
                            formats::format_number(distances.nats[i]), formats::format_number(one.nats)});
  return table;
}

}  // namespace rssviz::cli
