#include "models/training/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kFixed = 4;  // stage, epoch, sentences, split; the columns behind are values

// The columns that every file has, and those of further names.
std::vector<std::string> header_of(const std::vector<StageMetrics>& metrics) {
  std::vector<std::string> names{"stage", "epoch", "sentences",   "split",
                                 "loss",  "rmse",  "valid_error", "exact_error"};
  for (const StageMetrics& row : metrics)
    for (const NamedNumber& number : row.values)
      if (std::find(names.begin(), names.end(), number.name) == names.end()) names.push_back(number.name);
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

StageMetrics row_of(const formats::Table& table, std::size_t number, const std::string& file) {
  const auto where = [&](std::size_t k) {
    return file + ": row " + std::to_string(number + 1) + ", " + table.header[k];
  };
  const auto cell = [&](std::size_t k) -> const std::string& { return table.rows[number][k]; };
  const std::size_t stage_column = table.column("stage"), epoch_column = table.column("epoch"),
                    sentences_column = table.column("sentences"), split_column = table.column("split");
  StageMetrics row;
  const auto stage = parsed<int>(cell(stage_column), where(stage_column));
  const auto sentences = parsed<std::int64_t>(cell(sentences_column), where(sentences_column));
  if (!stage || !sentences)
    fail(ErrorKind::data, where(stage ? sentences_column : stage_column) + ": a number is needed");
  row.stage = *stage;
  row.epoch = parsed<int>(cell(epoch_column), where(epoch_column));
  row.sentences = *sentences;
  row.split = split_of(cell(split_column), where(split_column));
  for (std::size_t k = 0; k < table.header.size(); ++k) {
    if (k == stage_column || k == epoch_column || k == sentences_column || k == split_column) continue;
    if (const auto value = parsed<double>(cell(k), where(k))) row.set(table.header[k], *value);
  }
  return row;
}

}  // namespace

std::optional<double> StageMetrics::value(std::string_view name) const {
  for (const NamedNumber& number : values)
    if (number.name == name) return number.value;
  return std::nullopt;
}

void StageMetrics::set(std::string_view name, double value) {
  for (NamedNumber& number : values)
    if (number.name == name) {
      number.value = value;
      return;
    }
  values.push_back({std::string(name), value});
}

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
  const double loss = sum / (static_cast<double>(rows.size()) * static_cast<double>(outputs.cols()));
  metrics.set("loss", loss);
  metrics.set("rmse", std::sqrt(loss));
  if (judge)
    for (const NamedNumber& number : judge(rows, outputs)) metrics.set(number.name, number.value);
  return metrics;
}

const StageMetrics* find_metrics(const std::vector<StageMetrics>& metrics, int stage, Split split) {
  for (const StageMetrics& row : metrics) {
    if (row.stage == stage && row.split == split) return &row;
  }
  return nullptr;
}

formats::Table metrics_table(const std::vector<StageMetrics>& metrics) {
  formats::Table table{header_of(metrics), {}};
  for (const StageMetrics& row : metrics) {
    std::vector<std::string> cells{std::to_string(row.stage), row.epoch ? std::to_string(*row.epoch) : "",
                                   std::to_string(row.sentences), std::string(name_of(row.split))};
    for (std::size_t k = kFixed; k < table.header.size(); ++k)
      cells.push_back(shown(row.value(table.header[k])));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::vector<StageMetrics> metrics_from_table(const formats::Table& table, const std::string& file) {
  with_context(file, [&] {
    for (const std::string& name : header_of({})) (void)table.column(name);
  });
  std::vector<StageMetrics> metrics;
  for (std::size_t i = 0; i < table.rows.size(); ++i) metrics.push_back(row_of(table, i, file));
  return metrics;
}

}  // namespace rssviz::models
