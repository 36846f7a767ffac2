// The tables of examples/formats.md, and files held against them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/formats/array.h"

namespace rssviz::cli {

struct FormatRow {
  std::string name{};  // CAPITALS stand for any name
  std::vector<std::string> types{};
  std::vector<std::vector<std::string>> shapes{};  // names of the dimensions; none for a scalar
  bool always{false};
};

// Text of the page.
std::string formats_page();
// The rows of the table below a heading, without its '#'. Fails the test where there is none.
std::vector<FormatRow> rows_of(const std::string& heading);
// `rows` with those of the same name taken from `instead`, and further ones of it.
std::vector<FormatRow> replaced(std::vector<FormatRow> rows, const std::vector<FormatRow>& instead);

// Expects that every array or key has a row of its type and shape, and that what is always there is there.
// Returns the names of the rows that were met.
std::set<std::string> expect_arrays(const std::vector<FormatRow>& rows, const formats::Archive& archive,
                                    const std::string& file);
std::set<std::string> expect_keys(const std::vector<FormatRow>& rows, const nlohmann::ordered_json& object,
                                  const std::string& file);
// Expects that every column has a row, and every row a column.
void expect_columns(const std::vector<FormatRow>& rows, const std::vector<std::string>& header,
                    const std::string& file);

}  // namespace rssviz::cli
