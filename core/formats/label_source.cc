#include "core/formats/label_source.h"

#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/foreign_table.h"
#include "core/formats/table_columns.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

std::string count_of(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Archive columns_of_table(const std::string& source, std::optional<std::size_t> rows) {
  const ForeignTable table = read_table(source, rows);
  Archive archive;
  std::string notes;
  const auto note = [&](const std::string& line) { notes += (notes.empty() ? "" : "\n") + line; };
  if (!table.is_plain()) note(table.understood());
  for (std::size_t c = 0; c < table.table.header.size(); ++c) {
    const TableColumn column = table_column(table, c);
    if (c == 0 && table.dialect.has_header && names_rows(column)) continue;
    if (column.odd)
      note("column '" + column.name + "' holds texts: line " + std::to_string(column.odd->line) + " is '" +
           column.odd->text + "'");
    if (column.missing > 0)
      note("column '" + column.name + "': " + count_of(column.missing, "missing value"));
    archive[column.name] = array_of(column);
  }
  if (!notes.empty()) archive[kReading] = from_string(notes);
  return archive;
}

// The class of each row; nothing where a row isn't one 1 among zeros.
std::optional<std::vector<std::int32_t>> one_hot_classes(const Array& array, const std::string& source) {
  if (array.dtype == DType::text || array.shape.size() != 2 || array.shape[1] < 2) return std::nullopt;
  const std::vector<float> values = to_floats(array, source);
  std::vector<std::int32_t> classes;
  for (std::size_t row = 0; row < array.shape[0]; ++row) {
    std::int32_t found = -1;
    for (std::size_t c = 0; c < array.shape[1]; ++c) {
      const float value = values[row * array.shape[1] + c];
      if (value == 1 && found < 0)
        found = static_cast<std::int32_t>(c);
      else if (value != 0)
        return std::nullopt;
    }
    if (found < 0) return std::nullopt;
    classes.push_back(found);
  }
  return classes;
}

std::string name_of_column(const ArraySource& from) {
  if (from.inside.empty()) return from.file.stem().string();
  const std::string name = name_inside(from);
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

Archive read_columns(const std::string& source, std::optional<std::size_t> rows) {
  const ArraySource from = parse_source(source);
  if (is_table(from.file)) return columns_of_table(source, rows);
  Archive archive = read_arrays(source);
  const bool one = suffix_of(from.file) == ".npy" || (!from.inside.empty() && archive.contains("states"));
  if (!one) return archive;
  Array array = std::move(archive.at("states"));
  archive.erase("states");
  const std::string name = name_of_column(from);
  if (array.shape.size() == 2 && (array.shape[0] == 1 || array.shape[1] == 1)) array.shape = {array.size()};
  if (const auto classes = one_hot_classes(array, source)) {
    archive[kReading] =
        from_string("'" + name + "' is one-hot: " + std::to_string(array.shape[1]) + " classes");
    array = from_vector(*classes);
  }
  archive[name] = std::move(array);
  return archive;
}

}  // namespace rssviz::formats
