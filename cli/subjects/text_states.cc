#include "cli/subjects/text_states.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "models/data/text/utf8.h"
#include "models/tasks/text/text_properties.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostKinds = 64;  // of texts that are classes

// Texts as classes in order of their names.
models::IntColumn classes_of(const std::string& name, const std::vector<std::string>& texts) {
  models::IntColumn column{name, {}, texts};
  std::sort(column.labels.begin(), column.labels.end());
  column.labels.erase(std::unique(column.labels.begin(), column.labels.end()), column.labels.end());
  for (const std::string& text : texts)
    column.values.push_back(static_cast<std::int32_t>(
        std::lower_bound(column.labels.begin(), column.labels.end(), text) - column.labels.begin()));
  return column;
}

bool is_property(const std::string& name, const std::string& tokens) {
  return std::find(models::kOwnNames.begin(), models::kOwnNames.end(), name) == models::kOwnNames.end() &&
         !name.starts_with('@') && !name.ends_with("_labels") && name != tokens && name != "symbols";
}

void take_column(const std::string& name, const formats::Array& array, const formats::Archive& columns,
                 const std::string& file, TextStates& out) {
  const std::string place = file + ": " + name;
  if (array.dtype == formats::DType::text) {
    models::IntColumn column = classes_of(name, formats::to_strings(array, place));
    if (column.labels.size() > kMostKinds) {
      out.notes.push_back(place + " has " + std::to_string(column.labels.size()) +
                          " kinds of text, more than " + std::to_string(kMostKinds) + ", and isn't read");
      return;
    }
    out.trace.set(std::move(column));
  } else if (array.dtype == formats::DType::float32 || array.dtype == formats::DType::float64) {
    out.trace.set(models::FloatColumn{name, formats::to_floats(array, place)});
  } else {
    models::IntColumn column{name, formats::to_integers(array, place), {}};
    if (const auto labels = columns.find(name + "_labels"); labels != columns.end()) {
      column.labels = formats::to_strings(labels->second, place + "_labels");
      for (const std::int32_t value : column.values)
        if (value >= static_cast<std::int32_t>(column.labels.size()))
          fail(ErrorKind::data, place + " holds class " + std::to_string(value) + " of " +
                                    std::to_string(column.labels.size()) + " labels");
    }
    out.trace.set(std::move(column));
  }
  out.own.push_back(name);
}

// What tells a text from its symbols: the byte or character that each is.
models::Alphabet alphabet_of(const SymbolStates& states) {
  std::vector<std::uint32_t> values;
  for (const std::string& symbol : states.alphabet)
    values.push_back(states.kind == SymbolKind::bytes ? static_cast<unsigned char>(symbol.front())
                                                      : models::utf8_at(symbol, 0).value);
  return {states.kind == SymbolKind::bytes ? models::SymbolKind::bytes : models::SymbolKind::characters,
          std::move(values)};
}

void tell_text(const SymbolStates& states, TextStates& out) {
  if (states.kind == SymbolKind::words || kind_of_alphabet(states.alphabet) == SymbolKind::words) return;
  models::StateTrace text;
  text.sequence = out.trace.sequence;
  text.step = out.trace.step;
  text.token = out.trace.token;
  models::annotate_text(alphabet_of(states), text);
  for (const std::string& name : models::text_properties()) {
    if (out.trace.integer(name) != nullptr || out.trace.number(name) != nullptr) continue;
    out.trace.set(text.require_integer(name));
    out.of_text.push_back(name);
  }
}

// Symbols that stand several times in the alphabet become one.
void join_symbols(SymbolStates& states) {
  std::map<std::string, std::int32_t> place;
  std::vector<std::int32_t> joined;
  std::vector<std::string> alphabet;
  for (const std::string& symbol : states.alphabet) {
    const auto [found, is_new] = place.emplace(symbol, static_cast<std::int32_t>(alphabet.size()));
    if (is_new) alphabet.push_back(symbol);
    joined.push_back(found->second);
  }
  for (std::int32_t& symbol : states.symbol)
    if (symbol >= 0) symbol = joined[static_cast<std::size_t>(symbol)];
  states.alphabet = std::move(alphabet);
}

void take_steps(const StatesFile& file, SymbolStates& states, TextStates& out) {
  models::StateTrace& trace = out.trace;
  const auto points = static_cast<std::size_t>(states.states.rows());
  trace.what = states.what.empty() ? "unit" : states.what;
  trace.states = std::move(states.states);
  trace.outputs = Matrix(trace.states.rows(), 0);
  trace.token = states.symbol;
  for (const std::string& symbol : states.alphabet) trace.vocabulary.push_back(shown_symbol(symbol));
  trace.sequence = !file.places.sequence.empty() ? file.places.sequence : states.sequence;
  trace.sequence.resize(points, 0);
  for (std::size_t i = 0; i < points; ++i) {
    const bool goes_on = i > 0 && trace.sequence[i] == trace.sequence[i - 1];
    trace.step.push_back(goes_on ? trace.step.back() + 1 : 0);
    trace.index.push_back(static_cast<std::int32_t>(i));
  }
  trace.n_distinct = static_cast<std::int32_t>(points);
}

void leave_out_zero_states(models::StateTrace& trace) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (trace.token[i] >= 0) rows.push_back(static_cast<std::int32_t>(i));
  if (rows.size() < trace.points()) trace = models::only_points(trace, rows);
}

}  // namespace

TextStates read_text_states(const SymbolChoice& choice) {
  TextStates out;
  SymbolStates states = read_symbol_states(choice);
  join_symbols(states);
  StatesRequest request = choice.reading;
  request.sources = {choice.source};
  request.labels = choice.labels;
  StatesFile file = read_states(request);
  keep_last_stage(file);
  out.kind = states.kind;
  out.alphabet = states.alphabet;
  out.guessed = states.guessed;
  out.notes = states.notes;
  for (const std::string& note : file.notes)
    if (std::find(out.notes.begin(), out.notes.end(), note) == out.notes.end()) out.notes.push_back(note);
  out.notes.push_back(states.reading + (states.guessed ? "; --tokens-as reads them otherwise" : ""));
  take_steps(file, states, out);
  if (file.places.points != out.trace.points())
    fail(ErrorKind::internal, choice.source + ": states and symbols were read in different ways");
  for (const auto& [name, array] : file.columns)
    if (is_property(name, choice.column)) take_column(name, array, file.columns, choice.source, out);
  leave_out_zero_states(out.trace);
  tell_text(states, out);
  return out;
}

}  // namespace rssviz::cli
