#include "cli/subjects/describe_columns.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/subjects/scatter_table.h"
#include "core/formats/csv.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostNamed = 12;  // classes that a line names

}  // namespace

formats::Json describe_array(const formats::Array& array, const formats::Array* labels) {
  formats::Json result{{"type", formats::name_of(array.dtype)}, {"shape", array.shape}};
  const bool is_read = !array.data.empty() || !array.text.empty();
  if (array.shape.size() != 1 || !is_read) return result;
  const ScatterColumn column = column_of("", array, labels, ColumnReading::automatic);
  std::size_t missing = 0;
  if (column.is_scale) {
    double low = 0, high = 0;
    bool any = false;
    for (const double value : column.numbers) {
      if (!std::isfinite(value)) {
        ++missing;
        continue;
      }
      low = any ? std::min(low, value) : value;
      high = any ? std::max(high, value) : value;
      any = true;
    }
    result["kind"] = "scale";
    if (any) result["low"] = low;
    if (any) result["high"] = high;
  } else {
    missing = static_cast<std::size_t>(std::count(column.values.begin(), column.values.end(), -1));
    result["kind"] = "classes";
    result["classes"] = column.labels;
  }
  if (missing > 0) result["missing"] = missing;
  return result;
}

std::string line_of(const formats::Json& description) {
  std::string line = description.at("type").get<std::string>() + " " + description.at("shape").dump();
  if (description.contains("classes")) {
    const auto classes = description.at("classes").get<std::vector<std::string>>();
    line += ", " + std::to_string(classes.size()) + (classes.size() == 1 ? " class: " : " classes: ");
    for (std::size_t k = 0; k < std::min(classes.size(), kMostNamed); ++k)
      line += (k > 0 ? ", " : "") + classes[k];
    if (classes.size() > kMostNamed) line += " ...";
  } else if (description.contains("low")) {
    line += ", " + formats::format_number(static_cast<float>(description.at("low").get<double>())) + " to " +
            formats::format_number(static_cast<float>(description.at("high").get<double>()));
  }
  if (description.contains("missing")) line += ", " + description.at("missing").dump() + " missing";
  return line;
}

std::string usual_reading(const std::vector<std::size_t>& shape) {
  if (shape.size() == 2) return "points x units";
  if (shape.size() == 3)
    return "sequences x steps x units (--axes names others; --align: stages x points x units)";
  return shape.size() > 3 ? "states need --axes, e.g. layers,sequences,steps,units" : "";
}

}  // namespace rssviz::cli
