#include "cli/compose/parts/text/passage.h"

#include <algorithm>
#include <utility>

#include "cli/compose/parts/text/text_page.h"
#include "cli/subjects/reading_options.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

long long bound(const Settings& settings, const char* name, long long otherwise, long long rows) {
  if (!settings.has(name)) return otherwise;
  const long long value = settings.integer(name);
  if (value < 0 || value > rows)
    fail(ErrorKind::usage, "--" + std::string(name) + ": " + settings.text(name) + " is out of range (0 to " +
                               std::to_string(rows) + ", the rows of the states)");
  return value;
}

std::string signs_sentence(const SetText& text) {
  bool has[6] = {};
  for (const render::TextGrid::Mark& mark : text.signs) has[static_cast<std::size_t>(mark.sign)] = true;
  constexpr std::pair<render::TextGrid::Sign, const char*> kNames[] = {
      {render::TextGrid::Sign::space, "dot: blank"},
      {render::TextGrid::Sign::tab, "arrow to the right: tab"},
      {render::TextGrid::Sign::newline, "hooked arrow: newline"},
      {render::TextGrid::Sign::carriage_return, "arrow to the left: carriage return"},
      {render::TextGrid::Sign::control, "square: another control character"},
      {render::TextGrid::Sign::continued, "angle: the line goes on below"}};
  std::string names;
  for (const auto& [sign, name] : kNames)
    if (has[static_cast<std::size_t>(sign)]) names += (names.empty() ? "" : "; ") + std::string(name);
  return names.empty() ? "" : "Signs, which are no text: " + names + ". ";
}

}  // namespace

std::vector<Option> passage_options() {
  using enum OptionType;
  std::vector<Option> options{
      {"tokens", text, "token", "column with the symbol of each row", true, {}},
      {"tokens-as", text, "auto", "what symbols are", true, {"auto", "bytes", "characters", "words"}},
      {"labels",
       file,
       "",
       "a table (.csv, .tsv, .npz) with that column in the place of the states'",
       true,
       {}},
      {"from", integer, "", "first row of the states to show, from 0", true, {}},
      {"to", integer, "", "the row behind the last", true, {}},
      {"line-length",
       integer,
       "",
       "columns after which lines go on below (default: as many as fit)",
       true,
       {}},
      {"tab-width", integer, "8", "columns between tab stops", true, {}}};
  for (Option& option : reading_options()) options.push_back(std::move(option));
  return options;
}

Passage passage_of(const FigureRequest& request) {
  const Settings& settings = request.settings;
  Passage passage;
  const std::string source = request.folders.front().string();
  passage.states = read_symbol_states({source, settings.text("tokens"),
                                       settings.has("labels") ? settings.text("labels") : std::string(),
                                       settings.text("tokens-as"), states_request(settings, {source})});
  for (const std::string& note : passage.states.notes) request.execution.progress.warn(note);
  const SymbolStates& states = passage.states;
  const auto rows = static_cast<long long>(states.symbol.size());
  passage.from = bound(settings, "from", 0, rows);
  passage.to = bound(settings, "to", rows, rows);
  std::int32_t last = -1;
  bool begun = false;
  for (long long i = passage.from; i < passage.to; ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (states.symbol[row] < 0) continue;
    const std::int32_t sequence = states.sequence.empty() ? 0 : states.sequence[row];
    passage.starts.push_back(begun && sequence != last);
    passage.rows.push_back(row);
    passage.symbol.push_back(states.symbol[row]);
    last = sequence;
    begun = true;
  }
  if (passage.rows.empty())
    fail(ErrorKind::usage, "--from " + std::to_string(passage.from) + " --to " + std::to_string(passage.to) +
                               ": no symbol stands there");
  if (states.guessed)
    request.execution.progress.warn(states.reading + "; --tokens-as reads them otherwise");
  else
    request.execution.progress.note(states.reading);
  return passage;
}

SetText set_passage(const Passage& passage, const Settings& settings, const Look& look) {
  const SymbolText text{passage.states.kind, passage.states.alphabet, passage.symbol, passage.starts};
  TextRules rules;
  rules.tab_width = static_cast<int>(settings.integer("tab-width"));
  if (rules.tab_width < 1 || rules.tab_width > 32)
    fail(ErrorKind::usage, "--tab-width: " + settings.text("tab-width") + " is out of range (1 to 32)");
  const int most = most_columns(look) - 1;  // and one for the sign at the line's end
  if (settings.has("line-length")) {
    const long long wanted = settings.integer("line-length");
    if (wanted < 8 || wanted > most)
      fail(ErrorKind::usage, "--line-length: " + settings.text("line-length") + " is out of range (8 to " +
                                 std::to_string(most) +
                                 " columns, which fit this width at the smallest type that is printed)");
    rules.columns = static_cast<int>(wanted);
    return set_text(text, rules);
  }
  if (passage.states.kind == SymbolKind::words) {
    rules.columns = std::min(most, 80);
    return set_text(text, rules);
  }
  SetText set = set_text(text, rules);
  if (set.columns <= most + 1) return set;
  rules.columns = most;
  return set_text(text, rules);
}

void tell(const SetText& text, const Passage& passage, Progress& progress) {
  if (text.no_character == 0) return;
  progress.warn(std::to_string(text.no_character) +
                " bytes are part of no character of UTF-8, the first in row " +
                std::to_string(passage.rows[text.first_of_these]) + "; they are shown as U+FFFD");
}

const char* symbol_word(SymbolKind kind) {
  return kind == SymbolKind::bytes ? "byte" : kind == SymbolKind::characters ? "character" : "word";
}

std::string passage_words(const FigureRequest& request, const Passage& passage) {
  return with_commas(static_cast<long long>(passage.rows.size())) + " " + symbol_word(passage.states.kind) +
         "s (rows " + with_commas(passage.from) + " to " + with_commas(passage.to - 1) + " of " +
         request.folders.front().filename().string() +
         (passage.states.dimensions.empty() ? "" : ", read as " + passage.states.dimensions) + ")";
}

std::string setting_sentences(const SetText& text) {
  std::string out = signs_sentence(text);
  if (text.wrapped) out += "Lines longer than the page go on below. ";
  if (text.shares_columns) out += "Bytes of one character share its column, a strip each. ";
  if (text.no_character > 0)
    out += with_commas(static_cast<long long>(text.no_character)) + " bytes are part of no character. ";
  return out;
}

}  // namespace rssviz::cli
