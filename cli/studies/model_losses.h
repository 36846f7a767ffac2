// Many networks on one text to test on: their losses by kind, layers and size (the table of Karpathy, Johnson
// and Fei-Fei 2015, arXiv 1506.02078), and how alike their predictions are. Pure; the same bytes at any
// number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"
#include "models/analysis/geometry/metric_map.h"
#include "models/training/run_size.h"

namespace rssviz::cli {

// Networks of one kind, as many layers and nearly as many parameters: they differ by seed alone, or in what
// the table doesn't tell apart.
struct LossCell {
  std::string model{};     // "LSTM", "20-gram"
  models::RunSize size{};  // of the first of them
  std::size_t column{0};
  std::size_t networks{0};
  double nats{0}, low{0},
      high{0};       // of the losses' mean over the networks, symbol by symbol; 95 %, blocks of 1,000
  bool best{false};  // of its column
};
struct LossTable {
  std::vector<std::string> columns{};  // "45k": parameters; the last "counted" where there are n-grams
  std::vector<LossCell> cells{};       // in the order of the networks, n-grams last
  std::size_t symbols{0};
};
// Sizes that differ by less than 15 % share a column. Throws Error{data} where texts differ.
LossTable study_loss_table(const std::vector<const NetworkView*>& networks, long long symbols,
                           std::uint64_t seed, const Execution& execution);
// model,layers,units,parameters,networks,nats,bits,low,high,best.
formats::Table table_of(const LossTable& losses);
// "LSTM, 2 layers".
std::string row_name(const LossCell& cell);

struct ModelPlace {
  std::string model{}, id{};
  models::RunSize size{};
  double nats{0};
};
struct ModelMap {
  std::vector<ModelPlace> models{};  // networks, then n-grams of `orders`
  MatrixD distances{};               // sqrt of the mean Jensen-Shannon divergence, in nats
  models::MetricMap map{};
  double halves{
      0};  // correlation of the distances over the first half of the symbols with those over the second
  double seeds{0};  // mean distance of networks of one kind, layers and units; NaN where there are none
  std::size_t symbols{0};
};
ModelMap study_model_map(const std::vector<const NetworkView*>& networks, const std::vector<int>& orders,
                         long long symbols, const Execution& execution);
// model,id,layers,units,parameters,nats,x,y, and the distance to each model.
formats::Table table_of(const ModelMap& map);

}  // namespace rssviz::cli
