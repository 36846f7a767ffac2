// What the columns of a table hold: numbers, texts, missing values as pandas, R and SQL write them; and which
// of them are units. Values; safe on any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/array.h"
#include "core/formats/foreign_table.h"

namespace rssviz::formats {

// What stands for a missing value in any column: the marks that pandas reads as missing ("", NA, NaN, null,
// None, N/A, #N/A, <NA> ...) and SQL's \N. Source: pandas.read_csv, "na_values".
bool is_missing(std::string_view field);
// The whole field as a number, blanks around it and a + before it allowed.
std::optional<double> read_number(std::string_view field);

struct TableColumn {
  std::string name{};
  bool is_numbers{false};         // all values are numbers or missing, and not all are missing
  std::vector<double> numbers{};  // NaN: missing; only of a column of numbers, where - . -- ? are missing too
  std::vector<std::string> texts{};  // as they stand, "" where missing; only of a column of texts
  std::size_t missing{0};
  // Of a column of texts whose values are mostly numbers: the first that isn't.
  struct Odd {
    std::size_t line{0};
    std::string text{};
  };
  std::optional<Odd> odd{};
};
TableColumn table_column(const ForeignTable& table, std::size_t column);

// Of a first column: has no name ("", "Unnamed: 0": pandas and R write their row numbers so) and holds whole
// numbers or texts.
bool names_rows(const TableColumn& column);
// As archives hold it: int32 where all are whole numbers, else float64; or text.
Array array_of(const TableColumn& column);

// The units of a table and its other columns.
struct TableUnits {
  Matrix states{};                     // rows x units; NaN where missing
  std::vector<std::string> units{};    // their names
  std::vector<TableColumn> columns{};  // all others
  std::vector<std::string> notes{};    // what was taken for what, and why: a line each
};
// `unit_columns`: names or patterns ('u*') with commas between; "": all columns of numbers but those that
// count rows or are called like a sequence, a step, a word or a class (sequence, step, time, trial, token,
// label ...). A first column without a name that names the rows is left out. Throws Error{data} naming
// `name`, line and column of a value that isn't a number in a column of numbers, or saying that there are no
// units.
TableUnits table_units(const ForeignTable& table, const std::string& unit_columns, const std::string& name);

}  // namespace rssviz::formats
