// Text whose background is a unit's value (figure 2 of Karpathy, Johnson and Fei-Fei 2015, arXiv 1506.02078):
// the page on which a cell can be read, as far as it can.
#include <algorithm>
#include <numeric>
#include <utility>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/text/kinds.h"
#include "cli/compose/text/text_page.h"
#include "cli/compose/text/text_setting.h"
#include "cli/compose/text/unit_values.h"
#include "cli/subjects/symbol_states.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr int kMostPages = 500;

// What is shown of the states: rows that have a symbol, within --from and --to.
struct Passage {
  SymbolStates states{};
  std::vector<std::size_t> rows{};
  std::vector<std::int32_t> symbol{};  // of each of them
  std::vector<bool> starts{};          // a sequence begins there
  long long from{0};
  long long to{0};
};

long long bound(const Settings& settings, const char* name, long long otherwise, long long rows) {
  if (!settings.has(name)) return otherwise;
  const long long value = settings.integer(name);
  if (value < 0 || value > rows)
    fail(ErrorKind::usage, "--" + std::string(name) + ": " + settings.text(name) + " is out of range (0 to " +
                               std::to_string(rows) + ", the rows of the states)");
  return value;
}

Passage passage_of(const FigureRequest& request) {
  const Settings& settings = request.settings;
  Passage passage;
  passage.states = read_symbol_states({request.folders.front().string(), settings.text("tokens"),
                                       settings.text("labels"), settings.text("tokens-as")});
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
  request.execution.progress.note(states.reading);
  return passage;
}

// The text in lines as long as they are, or as fit.
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

std::string unit_text(const ShownUnit& unit, const SymbolStates& states) {
  std::string text = (states.what.empty() ? "" : states.what + " ") + "unit " + std::to_string(unit.unit);
  if (unit.rotated) text += ", states rotated at random (seed " + std::to_string(*unit.rotated) + ")";
  return text;
}

std::vector<render::Figure> pages_of(const Passage& passage, const SetText& text, const UnitValues& values,
                                     const Look& look, const Settings& settings) {
  const PageType type = page_type(look, text.columns, settings.has("width"));
  const int of_each = (text.row_count + type.rows_a_page - 1) / type.rows_a_page;
  const long long all = static_cast<long long>(of_each) * static_cast<long long>(values.units.size());
  const long long page = settings.has("page") ? settings.integer("page") : 0;
  if (settings.has("page") && (page < 1 || page > all))
    fail(ErrorKind::usage,
         "--page: " + settings.text("page") + " is out of range (1 to " + std::to_string(all) + ")");
  if (all > kMostPages && page == 0)
    fail(ErrorKind::usage, "the text has " + with_commas(text.row_count) + " rows, which makes " +
                               with_commas(all) + " pages; --from and --to take a part of it (at most " +
                               std::to_string(kMostPages) + " pages)");
  std::vector<render::Figure> pages;
  long long number = 0;
  for (const ShownUnit& unit : values.units) {
    const std::vector<render::Color> colors = colors_of(unit, values.scale, look.style);
    for (int k = 0; k < of_each; ++k) {
      if (page != 0 && ++number != page) continue;
      std::string title = settings.has("title") ? settings.text("title") + ", " : "";
      title += unit_text(unit, passage.states);
      if (of_each > 1) title += ", page " + std::to_string(k + 1) + " of " + std::to_string(of_each);
      const int first = k * type.rows_a_page, last = std::min(text.row_count, first + type.rows_a_page);
      pages.push_back(text_page(look, type, text, colors, first, last, title));
      pages.back().color_bars.push_back(bar_of(values.scale, look.style));
    }
  }
  return pages;
}

formats::Table table_of(const Passage& passage, const UnitValues& values, bool rotated) {
  formats::Table table;
  table.header = {"position", "symbol", "unit", "value"};
  if (rotated) table.header.push_back("rotated");
  for (const ShownUnit& unit : values.units)
    for (std::size_t i = 0; i < passage.rows.size(); ++i) {
      table.rows.push_back(
          {std::to_string(passage.rows[i]),
           shown_symbol(passage.states.alphabet[static_cast<std::size_t>(passage.symbol[i])]),
           std::to_string(unit.unit), formats::format_number(unit.values[i])});
      if (rotated) table.rows.back().push_back(unit.rotated ? "1" : "0");
    }
  return table;
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

std::string caption_text(const FigureRequest& request, const Passage& passage, const SetText& text,
                         const UnitValues& values) {
  const SymbolStates& states = passage.states;
  const ValueScale& scale = values.scale;
  const std::string symbol = states.kind == SymbolKind::bytes        ? "byte"
                             : states.kind == SymbolKind::characters ? "character"
                                                                     : "word";
  const std::string end = formats::format_number(scale.most);
  const std::string zero = is_dark(look_of(request.settings, true).style) ? "dark" : "white";
  std::string out = with_commas(static_cast<long long>(passage.rows.size())) + " " + symbol + "s (rows " +
                    with_commas(passage.from) + " to " + with_commas(passage.to - 1) + " of " +
                    request.folders.front().filename().string() +
                    "). Background: " + (scale.tanh ? "tanh of the unit's state" : "the unit's state") +
                    " after it has read the " + symbol + ", -" + end + " red, 0 " + zero + ", " + end +
                    " blue; values beyond, where there are "
                    "any, have the end's colour. ";
  out += signs_sentence(text);
  if (text.wrapped) out += "Lines longer than the page go on below. ";
  if (text.shares_columns) out += "Bytes of one character share its column, a strip each. ";
  if (text.no_character > 0)
    out += with_commas(static_cast<long long>(text.no_character)) + " bytes are part of no character. ";
  if (request.settings.has("rotated"))
    out +=
        "Null: the same page for a random direction in place of the unit (a row of a random rotation of all "
        "states about their mean, seed " +
        request.settings.text("rotated") + "). ";
  return out +
         "The passage is one of many and the unit was chosen by whoever drew the page: that it can be read "
         "here doesn't show that it keeps to it elsewhere, nor that the network uses it" +
         (request.settings.has("rotated") ? "." : "; --rotated draws the same page for a random direction.");
}

void tell(const SetText& text, const UnitValues& values, const Passage& passage, Progress& progress) {
  if (!values.scale.reading.empty()) progress.note(values.scale.reading);
  if (text.no_character > 0)
    progress.warn(std::to_string(text.no_character) +
                  " bytes are part of no character of UTF-8, the first in row " +
                  std::to_string(passage.rows[text.first_of_these]) + "; they are shown as U+FFFD");
}

std::vector<Option> own_options() {
  using enum OptionType;
  return {{"unit", texts, "", "number of the unit to show, from 0 (repeatable: pages)", true, {}},
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
          {"value",
           text,
           "auto",
           "what the background shows: tanh of the state, or the state; auto: tanh of a cell's",
           true,
           {"auto", "tanh", "linear"}},
          {"limit",
           number,
           "",
           "value at the ends of the colours (default: 1, or what 2 % lie beyond)",
           true,
           {}},
          {"rotated", integer, "", "also the same pages for states rotated at random by this seed", true, {}},
          {"line-length",
           integer,
           "",
           "columns after which lines go on below (default: as many as fit)",
           true,
           {}},
          {"tab-width", integer, "8", "columns between tab stops", true, {}},
          {"page", integer, "", "only this page, from 1", true, {}},
          {"svg-text", text, "text", "SVG: letters as text, or as outlines", true, {"outlines", "text"}},
          title_option()};
}

}  // namespace

static Drawn make_text(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  if (!scale_palette(settings, "").empty())
    fail(ErrorKind::usage, "--palette: the backgrounds of text are red, " +
                               std::string(is_dark(look.style) ? "dark" : "white") +
                               " and blue, on which it stays legible");
  const Passage passage = passage_of(request);
  const std::vector<int> units = units_named(settings.texts("unit"), passage.states.states.cols());
  std::optional<double> limit;
  if (settings.has("limit")) limit = settings.number("limit");
  if (limit && !(*limit > 0))
    fail(ErrorKind::usage, "--limit: " + settings.text("limit") + " must be above 0");
  std::optional<std::uint64_t> rotation;
  if (settings.has("rotated")) rotation = static_cast<std::uint64_t>(settings.integer("rotated"));
  const UnitValues values =
      values_of(passage.states, passage.rows, units, settings.text("value"), limit, rotation);
  const SetText text = set_passage(passage, settings, look);
  tell(text, values, passage, request.execution.progress);
  std::vector<render::Figure> pages = pages_of(passage, text, values, look, settings);
  render::Caption caption;
  caption.title = "Text as " + unit_text(values.units.front(), passage.states) +
                  (units.size() > 1 ? " and " + std::to_string(units.size() - 1) + " more" : "") + " sees it";
  caption.text = caption_text(request, passage, text, values);
  for (render::Figure& page : pages) page.caption = caption;
  Drawn drawn(std::move(pages.front()), table_of(passage, values, rotation.has_value()));
  for (std::size_t i = 1; i < pages.size(); ++i) drawn.further_pages.push_back(std::move(pages[i]));
  return drawn;
}

FigureKind text_kind() {
  return {.name = "text",
          .summary = "text whose background is the value of a unit, page by page",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .options = own_options(),
          .make = make_text};
}

}  // namespace rssviz::cli
