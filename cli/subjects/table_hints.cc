#include "cli/subjects/table_hints.h"

#include "core/formats/foreign_table.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

std::string without_header(const fs::path& table, const PointPlaces& places, const std::string& column) {
  if (!formats::is_table(table)) return "";
  const formats::ForeignTable read = formats::read_table(table, places.points);
  if (read.dialect.has_header || read.table.rows.empty()) return "";
  const std::string why = read.table.rows.size() == places.points ? "as many lines as there are points"
                                                                  : "a first line that looks like all others";
  return "; it has " + why + ", so its first line ('" + read.table.rows.front().front() +
         "') is read as a row, not as names: --color-by " +
         (column.find(' ') == std::string::npos ? column : "'" + column + "'");
}

std::string first_line_as_names(const fs::path& table) {
  if (!formats::is_table(table)) return "";
  const formats::ForeignTable read = formats::read_table(table);
  std::string names;
  for (const std::string& name : read.table.header) names += (names.empty() ? "" : ", ") + name;
  return read.dialect.has_header ? " (its first line, '" + names + "', is read as names)" : "";
}

}  // namespace rssviz::cli
