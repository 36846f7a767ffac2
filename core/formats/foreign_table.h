// Tables as other programs save them: separator, decimal comma, header or none are found in the table itself,
// and said. Values; safe on any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/csv.h"

namespace rssviz::formats {

struct Dialect {
  char separator{','};  // ',', ';', '\t', or ' ' where all fields are numbers
  bool decimal_comma{false};
  bool has_header{true};
};

struct ForeignTable {
  Table table{};                     // decimal commas are points here; columns without a header are called
                                     // "column 1" and so on, a single one by the file
  std::vector<std::size_t> lines{};  // of each row in the file, counted from 1
  Dialect dialect{};

  // Commas, points and a header: there is nothing to say of it.
  bool is_plain() const { return dialect.separator == ',' && !dialect.decimal_comma && dialect.has_header; }
  // "300 rows, 3 columns, separated by ;, decimal commas, no header": only what isn't plain CSV is named.
  std::string understood() const;
};

// `rows`: how many there must be, where that is known: tells a table without header whose first line could
// be names. The separator: of those that cut the first lines into equally many fields, more than one, the
// first of tab, semicolon, comma and blank; the first line is names unless a column's first field is a number
// as the others are. Throws Error{no_input}, or Error{data} naming file and line as read_csv does.
ForeignTable read_table(const std::filesystem::path& path, std::optional<std::size_t> rows = std::nullopt);
ForeignTable parse_table(std::string_view text, const std::string& name,
                         std::optional<std::size_t> rows = std::nullopt);

// Whether a file's name says that it is a table: .csv, .tsv, .txt.
bool is_table(const std::filesystem::path& file);

}  // namespace rssviz::formats
