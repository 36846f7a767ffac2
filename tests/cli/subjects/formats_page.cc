#include "tests/cli/subjects/formats_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "core/output_file.h"

namespace rssviz::cli {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> parts(const std::string& text, const std::string& between) {
  std::vector<std::string> found;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(between, from)) != std::string::npos; from = at + between.size())
    found.push_back(trimmed(text.substr(from, at - from)));
  found.push_back(trimmed(text.substr(from)));
  return found;
}

std::string unquoted(std::string text) {
  std::erase(text, '`');
  return text;
}

// The cells of a line of a table: "| a | b |".
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells = parts(line, "|");
  return {cells.begin() + 1, cells.end() - 1};
}

FormatRow row_of(const std::vector<std::string>& header, const std::vector<std::string>& cells) {
  FormatRow row;
  for (std::size_t i = 0; i < header.size() && i < cells.size(); ++i) {
    if (i == 0) row.name = unquoted(cells[i]);
    if (header[i] == "type") row.types = parts(cells[i], " or ");
    if (header[i] == "when") row.always = cells[i] == "always";
    if (header[i] != "shape") continue;
    for (const std::string& shape : parts(cells[i], " or "))
      row.shapes.push_back(shape == "one" ? std::vector<std::string>{} : parts(shape, " x "));
  }
  return row;
}

bool has_capitals(const std::string& name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The row of this name; of those with CAPITALS that fit, the longest.
const FormatRow* row_for(const std::vector<FormatRow>& rows, const std::string& name) {
  const FormatRow* best = nullptr;
  for (const FormatRow& row : rows) {
    if (row.name == name) return &row;
    if (!has_capitals(row.name) || (best != nullptr && row.name.size() < best->name.size())) continue;
    if (std::regex_match(name, std::regex(std::regex_replace(row.name, std::regex("[A-Z]+"), ".+"))))
      best = &row;
  }
  return best;
}

// Whether the array has this shape; `sizes` are those of the file so far, to which a plain row adds.
bool fits(const std::vector<std::string>& shape, const formats::Array& array, bool adds,
          std::map<std::string, std::size_t>& sizes) {
  if (shape.size() != array.shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto known = sizes.find(shape[i]);
    if (known != sizes.end() && known->second != array.shape[i]) return false;
    if (known == sizes.end() && adds) sizes[shape[i]] = array.shape[i];
  }
  return true;
}

std::string type_of(const nlohmann::ordered_json& value) {
  if (value.is_boolean()) return "flag";
  if (value.is_array()) return "list";
  return value.is_string() ? "text" : value.type_name();
}

void expect_type(const FormatRow& row, const std::string& found, const std::string& where) {
  EXPECT_NE(std::find(row.types.begin(), row.types.end(), found), row.types.end())
      << where << " is " << found << ", which the page doesn't say";
}

void expect_those_always_there(const std::vector<FormatRow>& rows, const std::set<std::string>& met,
                               const std::string& file) {
  for (const FormatRow& row : rows)
    EXPECT_TRUE(!row.always || met.contains(row.name)) << file << " lacks " << row.name;
}

}  // namespace

std::string formats_page() { return read_file(RSSVIZ_EXAMPLES "/formats.md"); }

std::vector<FormatRow> rows_of(const std::string& heading) {
  std::istringstream page(formats_page());
  std::vector<FormatRow> rows;
  std::vector<std::string> header;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("#")) inside = unquoted(trimmed(line.substr(line.find(' ')))) == heading;
    if (!inside || !line.starts_with("|") || line.starts_with("|--")) continue;
    const std::vector<std::string> cells = cells_of(line);
    if (header.empty())
      header = cells;
    else
      rows.push_back(row_of(header, cells));
  }
  EXPECT_FALSE(rows.empty()) << "the page has no table of " << heading;
  return rows;
}

std::vector<FormatRow> replaced(std::vector<FormatRow> rows, const std::vector<FormatRow>& instead) {
  for (const FormatRow& row : instead)
    std::erase_if(rows, [&](const FormatRow& old) { return old.name == row.name; });
  rows.insert(rows.end(), instead.begin(), instead.end());
  return rows;
}

std::set<std::string> expect_arrays(const std::vector<FormatRow>& rows, const formats::Archive& archive,
                                    const std::string& file) {
  std::set<std::string> met;
  std::map<std::string, std::size_t> sizes;
  for (const bool capitals : {false, true}) {  // plain rows say how large things are
    for (const auto& [name, array] : archive) {
      const FormatRow* const row = row_for(rows, name);
      if (row == nullptr) {
        ADD_FAILURE() << file << ": the page doesn't name the array " << name;
        continue;
      }
      if (has_capitals(row->name) != capitals) continue;
      met.insert(row->name);
      expect_type(*row, formats::name_of(array.dtype), file + ": " + name);
      EXPECT_TRUE(std::any_of(row->shapes.begin(), row->shapes.end(),
                              [&array = array, capitals, &sizes](const std::vector<std::string>& shape) {
                                return fits(shape, array, !capitals, sizes);
                              }))
          << file << ": " << name
          << " has not the shape that the page says: " << ::testing::PrintToString(array.shape) << " of "
          << ::testing::PrintToString(sizes);
    }
  }
  expect_those_always_there(rows, met, file);
  return met;
}

std::set<std::string> expect_keys(const std::vector<FormatRow>& rows, const nlohmann::ordered_json& object,
                                  const std::string& file) {
  std::set<std::string> met;
  for (const auto& [name, value] : object.items()) {
    const FormatRow* const row = row_for(rows, name);
    EXPECT_NE(row, nullptr) << file << ": the page doesn't name the key " << name;
    if (row == nullptr) continue;
    met.insert(row->name);
    expect_type(*row, type_of(value), file + ": " + name);
  }
  expect_those_always_there(rows, met, file);
  return met;
}

void expect_columns(const std::vector<FormatRow>& rows, const std::vector<std::string>& header,
                    const std::string& file) {
  std::set<std::string> met;
  for (const std::string& name : header) {
    const FormatRow* const row = row_for(rows, name);
    EXPECT_NE(row, nullptr) << file << ": the page doesn't name the column " << name;
    if (row != nullptr) met.insert(row->name);
  }
  for (const FormatRow& row : rows) EXPECT_TRUE(met.contains(row.name)) << file << " lacks " << row.name;
}

}  // namespace rssviz::cli
