// Tables as CSV (RFC 4180), or with another separator: quoted fields, CRLF or LF, UTF-8 with or without a
// byte-order mark.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rssviz::formats {

struct Table {
  std::vector<std::string> header{};
  std::vector<std::vector<std::string>> rows{};  // each as long as the header

  // The place of a column; throws Error{data} naming it and the columns there are.
  std::size_t column(std::string_view name) const;
};

// One line of a file that isn't blank; a quoted empty field is one.
struct Record {
  std::vector<std::string> fields{};
  std::size_t line{0};  // where it begins, counted from 1
};
// The lines of at most `most` bytes or so (0: all). Throws Error{data} naming `name` and line: an open quote,
// or text that isn't UTF-8, with the call of iconv that makes it so.
std::vector<Record> parse_records(std::string_view text, const std::string& name, char separator,
                                  std::size_t most = 0);

// Throws Error{no_input} or Error{data} naming file and line (a row of another length, an open quote, text
// that isn't UTF-8).
Table read_csv(const std::filesystem::path& path, char separator = ',');
Table parse_csv(std::string_view text, const std::string& name, char separator = ',');
std::string serialize_csv(const Table& table);
void write_csv(const std::filesystem::path& path, const Table& table);

// A number as short as it can be and still read back to the same value; "" for NaN.
std::string format_number(double value);
std::string format_number(float value);

}  // namespace rssviz::formats
