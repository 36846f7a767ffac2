#include "core/formats/csv.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/formats/encoding.h"
#include "core/input_file.h"
#include "core/output_file.h"

namespace rssviz::formats {
namespace {

template <class T>
std::string shortest(T value) {
  if (std::isnan(value)) return "";
  std::array<char, 40> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

// One field from `i` on, `line` counted on; whether it was quoted.
bool parse_field(std::string_view text, const std::string& name, char separator, std::size_t first_line,
                 std::size_t& i, std::size_t& line, std::string& field) {
  const bool quoted = i < text.size() && text[i] == '"';
  if (quoted) {
    for (++i;; ++i) {
      if (i >= text.size())
        fail(ErrorKind::data, name + ": line " + std::to_string(first_line) + ": a quoted field has no end");
      if (text[i] == '\n') ++line;
      if (text[i] != '"') {
        field += text[i];
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[i++];
      } else {
        ++i;
        break;
      }
    }
  }
  while (i < text.size() && text[i] != separator && text[i] != '\n') field += text[i++];
  if (!field.empty() && field.back() == '\r' && (i >= text.size() || text[i] == '\n')) field.pop_back();
  return quoted;
}

}  // namespace

std::vector<Record> parse_records(std::string_view text, const std::string& name, char separator,
                                  std::size_t most) {
  require_utf8(text, name);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::vector<Record> records;
  std::size_t i = 0;
  std::size_t line = 1;
  while (i < text.size() && (most == 0 || i < most)) {
    Record record{{}, line};
    bool quoted = false;
    bool more = true;
    while (more) {
      std::string field;
      quoted = parse_field(text, name, separator, record.line, i, line, field) || quoted;
      record.fields.push_back(std::move(field));
      more = i < text.size() && text[i] == separator;
      if (i < text.size()) ++i;
    }
    ++line;
    if (record.fields.size() > 1 || quoted || !record.fields.front().empty())
      records.push_back(std::move(record));
  }
  return records;
}

std::size_t Table::column(std::string_view name) const {
  std::string present;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] == name) return i;
    present += (i > 0 ? ", " : "") + header[i];
  }
  fail(ErrorKind::data, "no column '" + std::string(name) + "' (there are: " + present + ")");
}

Table parse_csv(std::string_view text, const std::string& name, char separator) {
  std::vector<Record> records = parse_records(text, name, separator);
  if (records.empty()) fail(ErrorKind::data, name + ": is empty; a header line is needed");
  Table table;
  table.header = std::move(records.front().fields);
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].fields.size() != table.header.size())
      fail(ErrorKind::data, name + ": line " + std::to_string(records[i].line) + " has " +
                                std::to_string(records[i].fields.size()) + " fields, the header has " +
                                std::to_string(table.header.size()));
    table.rows.push_back(std::move(records[i].fields));
  }
  return table;
}

Table read_csv(const std::filesystem::path& path, char separator) {
  return parse_csv(read_file(path), path.string(), separator);
}

std::string serialize_csv(const Table& table) {
  std::string out;
  const auto put_row = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      if (row[i].find_first_of(",\"\r\n") == std::string::npos) {
        out += row[i];
        continue;
      }
      out += '"';
      for (const char c : row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    out += '\n';
  };
  put_row(table.header);
  for (const std::vector<std::string>& row : table.rows) put_row(row);
  return out;
}

void write_csv(const std::filesystem::path& path, const Table& table) {
  write_file(path, serialize_csv(table));
}

std::string format_number(double value) { return shortest(value); }
std::string format_number(float value) { return shortest(value); }

}  // namespace rssviz::formats
