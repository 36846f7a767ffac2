#include "cli/subjects/symbol_states.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "cli/options/option_table.h"
#include "cli/subjects/padding.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "core/text.h"

namespace rssviz::cli {
namespace {

using formats::Archive;
using formats::Array;
using formats::DType;

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::size_t characters_in(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The columns that a file could have been asked for.
std::string columns_in(const Archive& archive, std::size_t rows) {
  std::string names;
  for (const auto& [name, array] : archive)
    if (name.front() != '@' && array.shape.size() == 1 && array.shape[0] == rows && name != "states")
      names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "none" : names;
}

struct Column {
  Array values{};
  std::optional<Array> names{};
  std::string file{};  // that it stands in
};

// Of a table the texts of all columns.
Archive read_labels(const std::string& file) {
  const std::string suffix = suffix_of(file);
  if (suffix != ".csv" && suffix != ".tsv") return formats::read_arrays(file);
  const formats::Table table = formats::read_csv(file, suffix == ".tsv" ? '\t' : ',');
  Archive archive;
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    std::vector<std::string> texts;
    for (const std::vector<std::string>& row : table.rows) texts.push_back(row[c]);
    archive[table.header[c]] = formats::from_strings(texts);
  }
  return archive;
}

Column find_column(const SymbolChoice& choice, Archive& states, std::size_t rows) {
  Archive table;
  Column column{{}, {}, choice.source};
  if (!choice.labels.empty()) {
    table = read_labels(choice.labels);
    column.file = choice.labels;
  }
  Archive& archive = choice.labels.empty() ? states : table;
  const auto found = archive.find(choice.column);
  if (found == archive.end() || choice.column == "states")
    fail(ErrorKind::data, column.file + ": has no column '" + choice.column +
                              "' with the symbol of each row; --tokens NAME names one (columns: " +
                              columns_in(archive, rows) + ")");
  const Array& values = found->second;
  if (values.shape.size() != 1 || values.shape[0] != rows)
    fail(ErrorKind::data, column.file + ": column '" + choice.column + "' has " +
                              std::to_string(values.size()) + " symbols, the states have " +
                              std::to_string(rows) + " rows");
  column.values = values;
  for (const std::string& name : {choice.column + "_labels", std::string("symbols")})
    if (const auto names = archive.find(name); names != archive.end() && !column.names)
      column.names = names->second;
  return column;
}

// Texts as an alphabet in order of first occurrence.
void take_texts(const std::vector<std::string>& texts, SymbolStates& out) {
  std::map<std::string, std::int32_t> place;
  for (const std::string& text : texts) {
    const auto [found, fresh] = place.try_emplace(text, static_cast<std::int32_t>(out.alphabet.size()));
    if (fresh) out.alphabet.push_back(unescaped(text));
    out.symbol.push_back(found->second);
  }
}

std::vector<std::string> names_of_bytes(const std::vector<std::int32_t>& bytes, const std::string& file) {
  std::vector<std::string> names;
  for (const std::int32_t byte : bytes) {
    if (byte < 0 || byte > 255)
      fail(ErrorKind::data, file + ": symbols: " + std::to_string(byte) + " is no byte (0 to 255)");
    names.emplace_back(1, static_cast<char>(byte));
  }
  return names;
}

std::vector<std::int32_t> whole_numbers(const Column& column, const std::string& name) {
  const std::vector<double> values = formats::to_doubles(column.values, column.file + ": " + name);
  std::vector<std::int32_t> numbers;
  numbers.reserve(values.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    const double value = values[row];
    if (!(value >= -1 && value <= 0x10FFFF) || value != std::floor(value))
      fail(ErrorKind::data, column.file + ": " + name + ", row " + std::to_string(row) + ": " +
                                std::to_string(value) +
                                " is no symbol; whole numbers from 0 on are needed (-1: none)");
    numbers.push_back(static_cast<std::int32_t>(value));
  }
  return numbers;
}

void take_named(const std::vector<std::int32_t>& numbers, const Column& column, const std::string& name,
                SymbolStates& out) {
  const std::string names = column.file + ": names of " + name;
  if (column.names->dtype == DType::text) {
    for (const std::string& text : formats::to_strings(*column.names, names))
      out.alphabet.push_back(unescaped(text));
  } else {
    out.alphabet = names_of_bytes(formats::to_integers(*column.names, names), column.file);
  }
  for (std::size_t row = 0; row < numbers.size(); ++row)
    if (numbers[row] >= static_cast<std::int32_t>(out.alphabet.size()))
      fail(ErrorKind::data, column.file + ": " + name + ", row " + std::to_string(row) + ": " +
                                std::to_string(numbers[row]) + " names no symbol; there are " +
                                std::to_string(out.alphabet.size()));
  out.symbol = numbers;
}

// Numbers without names: bytes, or code points.
void take_bare(const std::vector<std::int32_t>& numbers, bool bytes, SymbolStates& out) {
  std::map<std::int32_t, std::int32_t> place;
  for (const std::int32_t number : numbers) {
    if (number < 0) {
      out.symbol.push_back(-1);
      continue;
    }
    const auto [found, fresh] = place.try_emplace(number, static_cast<std::int32_t>(out.alphabet.size()));
    out.symbol.push_back(found->second);
    if (!fresh) continue;
    std::string text;
    if (bytes)
      text = std::string(1, static_cast<char>(number));
    else
      append_utf8(text, static_cast<std::uint32_t>(number));
    out.alphabet.push_back(std::move(text));
  }
}

bool is_a_byte(const std::string& symbol) { return symbol.size() == 1; }

void choose_kind(const SymbolChoice& choice, SymbolStates& out) {
  if (choice.as == "bytes") out.kind = SymbolKind::bytes;
  if (choice.as == "characters") out.kind = SymbolKind::characters;
  if (choice.as == "words") out.kind = SymbolKind::words;
  if (choice.as == "auto") out.kind = kind_of_alphabet(out.alphabet);
  if (out.kind != SymbolKind::bytes) return;
  for (const std::string& symbol : out.alphabet)
    if (!is_a_byte(symbol))
      fail(ErrorKind::data, choice.source + ": '" + shown_symbol(symbol) +
                                "' is no byte; --tokens-as characters or words reads it");
}

void read_symbols(const SymbolChoice& choice, const Column& column, SymbolStates& out) {
  std::string how;
  if (column.values.dtype == DType::text) {
    take_texts(formats::to_strings(column.values, column.file + ": " + choice.column), out);
    how = "texts";
  } else {
    const std::vector<std::int32_t> numbers = whole_numbers(column, choice.column);
    const auto most = std::max_element(numbers.begin(), numbers.end());
    if (column.names) {
      take_named(numbers, column, choice.column, out);
      how = "numbers with names";
    } else {
      const bool bytes = choice.as == "bytes" || (choice.as == "auto" && *most < 256);
      if (bytes && *most > 255)
        fail(ErrorKind::data, column.file + ": " + choice.column + ": " + std::to_string(*most) +
                                  " is no byte; --tokens-as characters reads code points");
      take_bare(numbers, bytes, out);
      how = bytes ? "bare numbers" : "bare code points";
      if (bytes && choice.as == "auto") out.kind = SymbolKind::bytes;
    }
  }
  const bool bare_bytes = how == "bare numbers";
  if (!bare_bytes) choose_kind(choice, out);
  if (bare_bytes) out.kind = SymbolKind::bytes;
  out.guessed = how.starts_with("bare") && choice.as == "auto";
  out.reading = column.file + ": " + choice.column + " read as " + name_of(out.kind) + " (" + how + ", " +
                std::to_string(std::set<std::string>(out.alphabet.begin(), out.alphabet.end()).size()) +
                " different ones)";
}

// sequences x steps x outputs as rows x outputs; other arrangements aren't read.
void flatten_outputs(const PointPlaces& places, Archive& archive, std::vector<std::string>& notes) {
  const auto found = archive.find("outputs");
  if (found == archive.end() || found->second.shape.size() < 3) return;
  Array& outputs = found->second;
  const std::size_t columns = outputs.shape.back(), padded = places.sequences() * places.steps;
  if (columns == 0 || places.step.empty() || outputs.shape.size() != 3 ||
      outputs.shape[0] != places.sequences() || outputs.shape[1] != places.steps) {
    archive.erase(found);
    notes.push_back("outputs aren't read: they aren't sequences x steps x outputs");
    return;
  }
  outputs.shape = {padded, columns};
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < places.points; ++i)
    rows.push_back(static_cast<std::size_t>(places.sequence[i]) * places.steps +
                   static_cast<std::size_t>(places.step[i]));
  outputs = rows_of(outputs, 0, rows);
}

// States of more dimensions as rows, in the one way that all commands read them in.
void arrange_rows(const SymbolChoice& choice, Archive& archive, SymbolStates& out) {
  StatesRequest request = choice.reading;
  request.sources = {choice.source};
  StatesFile file = read_states(request);
  keep_last_stage(file);
  out.dimensions = file.reading;
  if (!file.reading.empty()) out.notes.push_back(choice.source + ": " + file.reading);
  out.notes.insert(out.notes.end(), file.notes.begin(), file.notes.end());
  for (auto& [name, column] : file.columns) archive[name] = std::move(column);
  archive["states"] = std::move(file.states);
  if (!file.places.sequence.empty()) archive["sequence"] = formats::from_vector(file.places.sequence);
  flatten_outputs(file.places, archive, out.notes);
}

bool has_more_axes(const Archive& archive, const SymbolChoice& choice) {
  return archive.at("states").shape.size() != 2 || !choice.reading.axes.empty() ||
         !choice.reading.lengths.empty();
}

}  // namespace

const char* name_of(SymbolKind kind) {
  return kind == SymbolKind::bytes ? "bytes" : kind == SymbolKind::characters ? "characters" : "words";
}

SymbolKind kind_of_alphabet(const std::vector<std::string>& alphabet) {
  const bool characters = std::all_of(alphabet.begin(), alphabet.end(), [](const std::string& symbol) {
    return symbol.size() == 1 || (is_utf8(symbol) && characters_in(symbol) == 1);
  });
  if (!characters) return SymbolKind::words;
  // Bytes that are no characters by themselves are what a model of bytes has.
  const bool bytes = std::any_of(alphabet.begin(), alphabet.end(),
                                 [](const std::string& symbol) { return !is_utf8(symbol); });
  return bytes ? SymbolKind::bytes : SymbolKind::characters;
}

std::string unescaped(const std::string& text) {
  if (text.size() == 2 && text[0] == '\\') {
    if (text[1] == 'n') return "\n";
    if (text[1] == 't') return "\t";
    if (text[1] == 'r') return "\r";
    if (text[1] == '\\') return "\\";
  }
  const bool byte = text.size() == 4 && text.starts_with("\\x");
  const bool character = text.size() >= 6 && text.size() <= 8 && text.starts_with("\\u");
  if (!byte && !character) return text;
  std::uint32_t code = 0;
  for (const char c : text.substr(2)) {
    if (hexadecimal(c) < 0) return text;
    code = code * 16 + static_cast<std::uint32_t>(hexadecimal(c));
  }
  if (byte) return std::string(1, static_cast<char>(code));
  std::string utf8;
  append_utf8(utf8, code);
  return utf8;
}

std::string shown_symbol(const std::string& symbol) { return escaped(symbol); }

SymbolStates read_symbol_states(const SymbolChoice& choice) {
  Archive archive = formats::read_states_of(choice.source, {.unit_columns = choice.reading.unit_columns});
  SymbolStates out;
  SymbolChoice of_rows = choice;
  if (has_more_axes(archive, choice)) {
    arrange_rows(choice, archive, out);
    of_rows.labels.clear();  // spread over the rows by now
  }
  out.states = formats::to_matrix(archive.at("states"), choice.source);
  archive.erase("states");
  const auto rows = static_cast<std::size_t>(out.states.rows());
  if (const auto what = archive.find("what"); what != archive.end() && what->second.dtype == DType::text)
    out.what = formats::to_string(what->second, choice.source + ": what");
  read_symbols(of_rows, find_column(of_rows, archive, rows), out);
  if (const auto sequence = archive.find("sequence"); sequence != archive.end()) {
    out.sequence = formats::to_integers(sequence->second, choice.source + ": sequence");
    if (out.sequence.size() != rows)
      fail(ErrorKind::data, choice.source + ": column 'sequence' has " + std::to_string(out.sequence.size()) +
                                " rows, the states have " + std::to_string(rows));
  }
  if (const auto outputs = archive.find("outputs"); outputs != archive.end()) {
    out.outputs = formats::to_matrix(outputs->second, choice.source + ": outputs");
    if (const auto names = archive.find("output_names"); names != archive.end())
      out.output_names = formats::to_strings(names->second, choice.source + ": output_names");
  }
  return out;
}

}  // namespace rssviz::cli
