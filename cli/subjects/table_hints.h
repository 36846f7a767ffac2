// What errors say of a table whose first line may be names or a row. Pure but for reading.
#pragma once

#include <filesystem>
#include <string>

#include "cli/subjects/point_places.h"

namespace rssviz::cli {

// Of a table read without a header, why, and how its first column is called: "; it has as many lines as ...";
// "" where it has one. `column`: that first column.
std::string without_header(const std::filesystem::path& table, const PointPlaces& places,
                           const std::string& column);
// Where a table's first line is taken for names, and may be none: " (its first line, 'a', is read as names)";
// else "".
std::string first_line_as_names(const std::filesystem::path& table);

}  // namespace rssviz::cli
