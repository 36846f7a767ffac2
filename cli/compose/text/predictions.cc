// text-predictions: a unit's value on the text, and under each symbol what the network expects next (after
// Karpathy's "The Unreasonable Effectiveness of Recurrent Neural Networks", 2015).
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/text/passage.h"
#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/unit_values.h"
#include "cli/compose/text/kinds.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using render::TextGrid;

struct Guess {
  int output{0};
  double probability{0};
};

bool is_likelier(const Guess& a, const Guess& b) {
  return a.probability > b.probability || (a.probability == b.probability && a.output < b.output);
}

// The likeliest of each row, best first.
using Guesses = std::vector<std::vector<Guess>>;

// What each output is: the file's names of them, else the alphabet.
std::vector<std::string> next_symbols(const SymbolStates& states) {
  if (states.output_names.empty()) return states.alphabet;
  std::vector<std::string> symbols;
  for (const std::string& name : states.output_names) symbols.push_back(unescaped(name));
  return symbols;
}

// What outputs are: probabilities where each row is one distribution, else logits.
bool are_probabilities(const Matrix& outputs) {
  for (Eigen::Index row = 0; row < outputs.rows(); ++row) {
    double sum = 0;
    for (Eigen::Index j = 0; j < outputs.cols(); ++j) {
      if (outputs(row, j) < 0) return false;
      sum += static_cast<double>(outputs(row, j));
    }
    if (std::abs(sum - 1) > 1e-3) return false;
  }
  return true;
}

std::vector<Guess> likeliest(const Matrix& outputs, std::size_t row, std::size_t count, bool probabilities) {
  const auto values = outputs.row(static_cast<Eigen::Index>(row));
  std::vector<Guess> all(static_cast<std::size_t>(values.size()));
  double sum = 0;
  const double most = static_cast<double>(values.maxCoeff());
  for (std::size_t j = 0; j < all.size(); ++j) {
    const auto value = static_cast<double>(values(static_cast<Eigen::Index>(j)));
    if (!std::isfinite(value))
      fail(ErrorKind::data, "outputs: row " + std::to_string(row) + ", output " + std::to_string(j) +
                                " is not a finite number");
    all[j] = {static_cast<int>(j), probabilities ? value : std::exp(value - most)};
    sum += all[j].probability;
  }
  for (Guess& guess : all) guess.probability /= sum;
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), end, all.end(), is_likelier);
  all.erase(end, all.end());
  return all;
}

Guesses guesses_of(const FigureRequest& request, const Passage& passage, std::size_t count) {
  const Matrix& outputs = passage.states.outputs;
  const std::string file = request.folders.front().string();
  if (outputs.rows() != passage.states.states.rows())
    fail(ErrorKind::data,
         file + (outputs.rows() == 0
                     ? ": has no `outputs` with what the network expects next; rssviz record writes them"
                     : ": `outputs` has " + std::to_string(outputs.rows()) + " rows, the states have " +
                           std::to_string(passage.states.states.rows())));
  const std::size_t symbols = next_symbols(passage.states).size();
  if (outputs.cols() != static_cast<Eigen::Index>(symbols))
    fail(ErrorKind::data, file + ": `outputs` has " + std::to_string(outputs.cols()) +
                              " columns, there are " + std::to_string(symbols) +
                              " symbols to expect; one for each is needed");
  if (passage.states.kind == SymbolKind::words)
    fail(ErrorKind::data, file + ": its symbols are words; predictions are drawn under bytes and characters");
  const bool probabilities = are_probabilities(outputs);
  request.execution.progress.warn(file + ": outputs read as " +
                                  (probabilities ? "probabilities" : "logits of a softmax"));
  Guesses guesses;
  for (const std::size_t row : passage.rows) guesses.push_back(likeliest(outputs, row, count, probabilities));
  return guesses;
}

// The end of the shades, at probability 1: ink is read on it.
render::Color shade_end(const render::Style& style) {
  return is_dark(style) ? render::Color{0x8A, 0x5A, 0x00, 1} : render::Color{0xF2, 0xA5, 0x1E, 1};
}

render::Color shade(double probability, const render::Style& style) {
  return render::mix(style.paper, shade_end(style), probability);
}

// Symbols as one line of text, to be put below each other.
struct Guessed {
  std::string text{};
  std::optional<TextGrid::Sign> sign{};
};

Guessed shown(const std::string& symbol, SymbolKind kind) {
  const std::vector<std::string> alphabet{symbol};
  const std::vector<std::int32_t> one{0};
  const SetText set = set_text({kind, alphabet, one, {}}, {});
  Guessed guessed;
  if (!set.rows.empty()) guessed.text = set.rows.front().text;
  if (!set.signs.empty()) guessed.sign = set.signs.front().sign;
  return guessed;
}

// Rows of the text with room below each.
template <class T>
void spread(const std::vector<T>& all, int height, std::vector<T>& out) {
  for (T one : all) {
    one.row *= height;
    out.push_back(std::move(one));
  }
}

template <class T>
void order_by_row(std::vector<T>& all) {
  std::stable_sort(all.begin(), all.end(), [](const T& a, const T& b) { return a.row < b.row; });
}

// Puts the guesses of one rank below the symbols: cells, signs and a row of text for each line.
void add_rank(const SetText& set, const Guesses& guesses, std::size_t rank, int height,
              const std::vector<Guessed>& alphabet, const render::Style& style, TextGrid& grid) {
  TextGrid::Row below;
  const auto finish = [&] {
    if (!below.text.empty()) grid.rows.push_back(std::exchange(below, {}));
    below = {};
  };
  for (std::size_t i = 0; i < set.at.size(); ++i) {
    const SetSymbol& at = set.at[i];
    const int row = at.row * height + 1 + static_cast<int>(rank);
    if (row != below.row) finish();
    below.row = row;
    if (rank >= guesses[i].size()) continue;
    grid.cells.push_back({at.column, row, at.width, shade(guesses[i][rank].probability, style)});
    const Guessed& what = alphabet[static_cast<std::size_t>(guesses[i][rank].output)];
    if (what.sign) grid.signs.push_back({*what.sign, at.column, row, at.width});
    if (what.text.empty() || at.width < 1) continue;
    below.text += what.text;
    below.columns.push_back(static_cast<int>(at.column));
    below.widths.push_back(static_cast<int>(at.width));
  }
  finish();
}

// Each row of the text, `count` rows of what is expected, and an empty row.
TextGrid grid_with_guesses(const TextGrid& text, const SetText& set, const Passage& passage,
                           const Guesses& guesses, int count, const render::Style& style) {
  const int height = count + 2;
  TextGrid grid;
  grid.ink = text.ink;
  grid.sign_ink = text.sign_ink;
  spread(text.cells, height, grid.cells);
  spread(text.rows, height, grid.rows);
  spread(text.signs, height, grid.signs);
  std::vector<Guessed> alphabet;
  for (const std::string& symbol : next_symbols(passage.states))
    alphabet.push_back(shown(symbol, passage.states.kind));
  for (int rank = 0; rank < count; ++rank)
    add_rank(set, guesses, static_cast<std::size_t>(rank), height, alphabet, style, grid);
  order_by_row(grid.cells);
  order_by_row(grid.rows);
  order_by_row(grid.signs);
  return grid;
}

formats::Table table_of(const Passage& passage, const UnitValues& values, const Guesses& guesses) {
  formats::Table table{{"position", "symbol", "unit", "value", "rank", "next", "probability"}, {}};
  const std::vector<std::string> next = next_symbols(passage.states);
  const ShownUnit& unit = values.units.front();
  for (std::size_t i = 0; i < passage.rows.size(); ++i)
    for (std::size_t rank = 0; rank < guesses[i].size(); ++rank) {
      const Guess& guess = guesses[i][rank];
      table.rows.push_back(
          {std::to_string(passage.rows[i]),
           shown_symbol(passage.states.alphabet[static_cast<std::size_t>(passage.symbol[i])]),
           std::to_string(unit.unit), formats::format_number(unit.values[i]), std::to_string(rank + 1),
           shown_symbol(next[static_cast<std::size_t>(guess.output)]),
           formats::format_number(guess.probability)});
    }
  return table;
}

render::Legend shade_legend(int count, const render::Style& style) {
  render::Legend legend;
  legend.title = "below: the " + std::to_string(count) + " likeliest next symbols, probability";
  for (const auto& [value, text] : {std::pair(0.1, ".1"), {0.5, ".5"}, {1.0, "1"}})
    legend.entries.push_back({text, shade(value, style), render::SwatchKind::box});
  return legend;
}

std::vector<Option> own_options() {
  std::vector<Option> options = unit_options();
  options.front().help = "number of the unit to show, from 0";
  for (Option& option : passage_options()) options.push_back(std::move(option));
  options.push_back(
      {"guesses", OptionType::integer, "5", "likeliest next symbols under each (1 to 10)", true, {}});
  options.push_back({"svg-text",
                     OptionType::text,
                     "text",
                     "SVG: letters as text, or as outlines",
                     true,
                     {"outlines", "text"}});
  options.push_back(title_option());
  options.push_back(no_palette());
  return options;
}

// Short lines stand in newspaper columns, so that a page is not a strip.
struct Columns {
  int count{1};
  int width{1};    // of one, in letters
  int height{1};   // rows of a line with what is below it
  int lines{1};    // of the text
  int in_each{1};  // lines of a column on a full page
  static constexpr int kGap = 3;

  int letters() const { return count * width + (count - 1) * kGap; }
  int a_page() const { return count * in_each; }
  int pages() const { return (lines + a_page() - 1) / a_page(); }
  // Lines of a column of a page: fewer on the last, so that its columns are as high as one another.
  int in_column(int page) const { return std::min(in_each, (lines - page * a_page() + count - 1) / count); }
  // Where a row goes: its row, and how many letters to the right.
  std::pair<int, int> place_of(int row) const {
    const int line = row / height, page = line / a_page(), in_page = line % a_page();
    const int each = in_column(page);
    return {(page * in_each + in_page % each) * height + row % height, in_page / each * (width + kGap)};
  }
};

void put_in_columns(const Columns& columns, TextGrid& grid) {
  for (TextGrid::Cell& cell : grid.cells) {
    const auto [row, right] = columns.place_of(cell.row);
    cell.row = row;
    cell.column += right;
  }
  for (TextGrid::Row& text : grid.rows) {
    const auto [row, right] = columns.place_of(text.row);
    text.row = row;
    for (int& column : text.columns) column += right;
  }
  for (auto& sign : grid.signs) {
    const auto [row, right] = columns.place_of(sign.row);
    sign.row = row;
    sign.column += right;
  }
  order_by_row(grid.cells);
  order_by_row(grid.rows);
  order_by_row(grid.signs);
}

// As many columns as the type at its largest leaves room for.
Columns columns_of(const SetText& text, int count, const Look& look) {
  constexpr int kMostPages = 100;
  Columns columns;
  columns.width = std::max(1, text.columns);
  columns.height = count + 2;
  columns.lines = std::max(1, text.row_count);
  const int room = most_columns(look) * 3 / 4;  // at the smallest size; columns are read at a larger one
  columns.count = std::clamp((room + Columns::kGap) / (columns.width + Columns::kGap), 1, columns.lines);
  const PageType type = page_type(look, columns.letters(), 1, false);
  columns.in_each = std::max(1, type.rows_a_page / columns.height - 1);  // and the legend below
  if (columns.pages() > kMostPages)
    fail(ErrorKind::usage, "the text has " + with_commas(text.row_count) + " rows, which makes " +
                               with_commas(columns.pages()) +
                               " pages; --from and --to take a part of it (at most " +
                               std::to_string(kMostPages) + " pages)");
  return columns;
}

std::vector<render::Figure> pages_of(TextGrid grid, const SetText& text, const UnitValues& values, int count,
                                     const std::string& title, const Look& look, bool keep_width) {
  const Columns columns = columns_of(text, count, look);
  const PageType type = page_type(look, columns.letters(), 1, keep_width);
  if (columns.count > 1) put_in_columns(columns, grid);
  const int all = columns.pages();
  std::vector<render::Figure> pages;
  for (int k = 0; k < all; ++k) {
    const int first = k * columns.in_each, last = first + columns.in_column(k);
    pages.push_back(
        text_page(look, type, grid, first * columns.height, last * columns.height - 1,
                  title + (all > 1 ? ", page " + std::to_string(k + 1) + " of " + std::to_string(all) : "")));
    pages.back().words_are_paths = false;
    pages.back().color_bars.push_back(bar_of(values.scale, look.style));
    pages.back().legends.push_back(shade_legend(count, look.style));
  }
  return pages;
}

// How often the likeliest symbol came, beside the commonest symbol of the passage.
std::vector<Finding> findings_of(const Passage& passage, const Guesses& guesses) {
  const std::vector<std::string> symbols = next_symbols(passage.states);
  std::map<std::string, double> counts;
  double came = 0, all = 0, commonest = 0;
  for (std::size_t k = 0; k + 1 < guesses.size(); ++k) {
    if (passage.starts[k + 1] || guesses[k].empty()) continue;
    const std::string& next = passage.states.alphabet[static_cast<std::size_t>(passage.symbol[k + 1])];
    came += symbols[static_cast<std::size_t>(guesses[k].front().output)] == next ? 1 : 0;
    commonest = std::max(commonest, ++counts[next]);
    ++all;
  }
  if (all == 0) return {};
  return {{"symbols that come: the one thought likeliest", came / all},
          {"symbols that come: always the commonest", commonest / all}};
}

}  // namespace

static Drawn make_predictions(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = text_look(settings);
  const long long count = settings.integer("guesses");
  if (count < 1 || count > 10)
    fail(ErrorKind::usage, "--guesses: " + settings.text("guesses") + " is out of range (1 to 10)");
  const Passage passage = passage_of(request);
  std::vector<int> units = units_named(settings.texts("unit"), passage.states.states.cols());
  if (units.size() > 1)
    fail(ErrorKind::usage, "--unit: text-predictions shows one unit, got " + std::to_string(units.size()));
  const Guesses guesses = guesses_of(request, passage, static_cast<std::size_t>(count));
  const UnitValues values = values_of(passage.states, passage.rows, units, value_choice(settings), {});
  if (!values.scale.reading.empty()) request.execution.progress.warn(values.scale.reading);
  const SetText text = set_passage(passage, settings, look);
  tell(text, passage, request.execution.progress);
  const TextGrid of_text =
      grid_of(text, colors_of(values.units.front(), values.scale, look.style), look.style);
  const TextGrid grid =
      grid_with_guesses(of_text, text, passage, guesses, static_cast<int>(count), look.style);
  const std::string title =
      settings.has("title") ? settings.text("title") : unit_text(values.units.front(), passage.states);
  std::vector<render::Figure> pages =
      pages_of(grid, text, values, static_cast<int>(count), title, look, settings.has("width"));
  render::Caption caption;
  caption.title = "What is expected next, with " + unit_text(values.units.front(), passage.states);
  caption.text =
      passage_words(request, passage) +
      ". Background of the text: " + scale_words(values.scale, passage.states.kind, look.style) +
      ". Under each symbol the " + std::to_string(count) +
      " likeliest next ones, best on top, shaded by their probability. " + setting_sentences(text) +
      "That a unit changes where expectations do doesn't show that it makes them. What is expected depends "
      "on all that was read before, also before this passage where the states were recorded so.";
  for (render::Figure& page : pages) page.caption = caption;
  Drawn drawn(std::move(pages.front()), table_of(passage, values, guesses));
  drawn.findings = findings_of(passage, guesses);
  for (std::size_t i = 1; i < pages.size(); ++i) drawn.further_pages.push_back(std::move(pages[i]));
  return drawn;
}

FigureKind predictions_kind() {
  return {.name = "text-predictions",
          .summary = "a unit's value on the text, and the likeliest next symbols under each",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .options = own_options(),
          .make = make_predictions};
}

}  // namespace rssviz::cli
