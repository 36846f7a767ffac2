#include "models/data/text/splits.h"

#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/formats/csv.h"

namespace rssviz::models {
namespace {

// Keeps .8 N from ending below a whole number by rounding.
std::int64_t part_of(std::int64_t symbols, double percent) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(symbols) * percent / 100.0 + 1e-9));
}

void add_row(std::int64_t begin, std::int64_t length, const SplitOptions& options, TextSplit& split) {
  const std::int64_t first = part_of(length, options.shares[0]);
  const std::int64_t second =
      options.shares[2] > 0 ? part_of(length, options.shares[0] + options.shares[1]) : length;
  const auto add = [&](std::vector<Piece>& pieces, std::int64_t from, std::int64_t to, double share) {
    if (share > 0) pieces.push_back({begin + from, begin + to});
  };
  add(split.train, 0, first, options.shares[0]);
  add(split.validation, first, second, options.shares[1]);
  add(split.test, second, length, options.shares[2]);
}

bool parse_number(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() && std::isfinite(value);
}

}  // namespace

std::string SplitOptions::shares_text() const {
  std::string text;
  for (const double share : shares) text += (text.empty() ? "" : ",") + formats::format_number(share);
  return text;
}

SplitOptions split_options(std::string_view by, std::string_view shares) {
  SplitOptions options;
  constexpr std::string_view kRows = "rows:";
  constexpr int kMostRows = 1'000'000;
  if (by != "end") {
    const std::string_view number = by.starts_with(kRows) ? by.substr(kRows.size()) : std::string_view();
    const auto result = std::from_chars(number.data(), number.data() + number.size(), options.rows);
    if (number.empty() || result.ec != std::errc{} || result.ptr != number.data() + number.size() ||
        options.rows < 1 || options.rows > kMostRows)
      fail(ErrorKind::usage, "--split-by: '" + std::string(by) + "' is neither end nor rows:B (rows:100)");
  }
  std::string_view rest = shares;
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const bool last = k == 2;
    if (!parse_number(rest.substr(0, comma), options.shares[k]) || options.shares[k] < 0 ||
        last != (comma == rest.size()))
      fail(ErrorKind::usage,
           "--split: '" + std::string(shares) +
               "' is not three shares in per cent: to train, validate and test on, 80,10,10");
    sum += options.shares[k];
    rest.remove_prefix(last ? comma : comma + 1);
  }
  if (std::abs(sum - 100) > 1e-6 || options.shares[0] <= 0)
    fail(ErrorKind::usage,
         "--split: '" + std::string(shares) + "' must sum to 100, with something to train on: 80,10,10");
  return options;
}

const std::vector<Piece>& TextSplit::pieces(Split split) const {
  return split == Split::train ? train : split == Split::validation ? validation : test;
}

std::int64_t TextSplit::symbols(Split split) const {
  std::int64_t sum = 0;
  for (const Piece& piece : pieces(split)) sum += piece.size();
  return sum;
}

TextSplit split_text(std::int64_t symbols, const SplitOptions& options) {
  TextSplit split{options, {}, {}, {}};
  const std::int64_t rows = options.rows == 0 ? 1 : options.rows;
  const std::int64_t length = symbols / rows;
  for (std::int64_t row = 0; row < rows; ++row) add_row(row * length, length, options, split);
  for (const Split which : kSplits)
    for (const Piece& piece : split.pieces(which))
      if (piece.size() < 2)
        fail(ErrorKind::data, "a text of " + std::to_string(symbols) + " symbols leaves " +
                                  std::to_string(piece.size()) + " to " +
                                  (which == Split::train  ? "train"
                                   : which == Split::test ? "test"
                                                          : "validate") +
                                  " on" +
                                  (options.rows > 0 ? " in each of " + std::to_string(rows) + " rows" : "") +
                                  " with --split " + options.shares_text() + "; at least 2 are needed");
  return split;
}

}  // namespace rssviz::models
