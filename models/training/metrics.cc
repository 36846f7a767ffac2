#include "models/training/metrics.h"

#include <charconv>
#include <cmath>

#include "core/error.h"

namespace rssviz::models {
namespace {

const std::vector<std::string>& header() {
  static const std::vector<std::string> names{"stage", "epoch", "sentences",   "split",
                                              "loss",  "rmse",  "valid_error", "exact_error"};
  return names;
}

std::string shown(const std::optional<double>& value) { return value ? formats::format_number(*value) : ""; }

template <class Number>
std::optional<Number> parsed(const std::string& text, const std::string& where) {
  if (text.empty()) return std::nullopt;
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    fail(ErrorKind::data, where + ": \"" + text + "\" is not a number");
  }
  return value;
}

Split split_of(const std::string& name, const std::string& where) {
  for (const Split split : kSplits) {
    if (name == name_of(split)) return split;
  }
  fail(ErrorKind::data, where + ": \"" + name + "\" is not train, validation or test");
}

}  // namespace

StageMetrics measure(const Corpus& corpus, Split split, MatrixDRef outputs, const Judge& judge) {
  const std::vector<std::int32_t>& rows = corpus.indices(split);
  StageMetrics metrics;
  metrics.split = split;
  if (rows.empty()) return metrics;
  double sum = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (Eigen::Index k = 0; k < outputs.cols(); ++k) {
      const double error = outputs(static_cast<Eigen::Index>(i), k) - corpus.targets(rows[i], k);
      sum += error * error;
    }
  }
  metrics.loss = sum / (static_cast<double>(rows.size()) * static_cast<double>(outputs.cols()));
  metrics.rmse = std::sqrt(*metrics.loss);
  if (judge) {
    const JudgedErrors errors = judge(rows, outputs);
    metrics.valid_error = errors.valid;
    metrics.exact_error = errors.exact;
  }
  return metrics;
}

const StageMetrics* find_metrics(const std::vector<StageMetrics>& metrics, int stage, Split split) {
  for (const StageMetrics& row : metrics) {
    if (row.stage == stage && row.split == split) return &row;
  }
  return nullptr;
}

formats::Table metrics_table(const std::vector<StageMetrics>& metrics) {
  formats::Table table{header(), {}};
  for (const StageMetrics& row : metrics) {
    table.rows.push_back({std::to_string(row.stage), row.epoch ? std::to_string(*row.epoch) : "",
                          std::to_string(row.sentences), std::string(name_of(row.split)), shown(row.loss),
                          shown(row.rmse), shown(row.valid_error), shown(row.exact_error)});
  }
  return table;
}

std::vector<StageMetrics> metrics_from_table(const formats::Table& table, const std::string& file) {
  std::vector<std::size_t> columns;
  with_context(file, [&] {
    for (const std::string& name : header()) columns.push_back(table.column(name));
  });
  std::vector<StageMetrics> metrics;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto cell = [&](std::size_t k) -> const std::string& { return table.rows[i][columns[k]]; };
    const auto where = [&](std::size_t k) {
      return file + ": row " + std::to_string(i + 1) + ", " + header()[k];
    };
    StageMetrics row;
    const auto stage = parsed<int>(cell(0), where(0));
    const auto sentences = parsed<std::int64_t>(cell(2), where(2));
    if (!stage || !sentences) fail(ErrorKind::data, where(stage ? 2 : 0) + ": a number is needed");
    row.stage = *stage;
    row.epoch = parsed<int>(cell(1), where(1));
    row.sentences = *sentences;
    row.split = split_of(cell(3), where(3));
    row.loss = parsed<double>(cell(4), where(4));
    row.rmse = parsed<double>(cell(5), where(5));
    row.valid_error = parsed<double>(cell(6), where(6));
    row.exact_error = parsed<double>(cell(7), where(7));
    metrics.push_back(row);
  }
  return metrics;
}

}  // namespace rssviz::models
