// Named columns: what tasks tell about the points of a trace or the sequences of a corpus, and what figures
// show. Values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rssviz::models {

// A categorical column: one class a row; -1 means that the row has none. `labels[k]` names class k.
struct IntColumn {
  std::string name{};
  std::vector<std::int32_t> values{};
  std::vector<std::string> labels{};  // empty for plain integers
};

// A column of numbers: one a row; NaN means that the row has none.
struct FloatColumn {
  std::string name{};
  std::vector<float> values{};
};

// The values of a column at some rows.
std::vector<std::int32_t> values_at(const IntColumn& column, const std::vector<std::int32_t>& rows);

}  // namespace rssviz::models
