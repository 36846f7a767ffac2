// Text and tables for LaTeX. Pure functions.
#pragma once

#include <string>

#include "core/formats/csv.h"

namespace rssviz::cli {

// Text in which LaTeX sees no command: \\ ~ ^ % & # _ { } $ escaped.
std::string escaped_tex(const std::string& text);
// A tabular with a line above and below the header, cells escaped.
std::string table_tex(const formats::Table& table);

}  // namespace rssviz::cli
