#include "models/data/columns.h"

namespace rssviz::models {

std::vector<std::int32_t> values_at(const IntColumn& column, const std::vector<std::int32_t>& rows) {
  std::vector<std::int32_t> values;
  values.reserve(rows.size());
  for (const std::int32_t row : rows) values.push_back(column.values[static_cast<std::size_t>(row)]);
  return values;
}

}  // namespace rssviz::models
