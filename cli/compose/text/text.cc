// Text whose background is a unit's value (figure 2 of Karpathy, Johnson and Fei-Fei 2015, arXiv 1506.02078):
// the page on which a cell can be read, as far as it can.
#include <algorithm>
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

constexpr int kMostPages = 100;

std::vector<render::Figure> pages_of(const Passage& passage, const SetText& text, const UnitValues& values,
                                     const Look& look, const Settings& settings) {
  const PageType type = page_type(look, text.columns, text.row_count, settings.has("width"));
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
    const render::TextGrid grid = grid_of(text, colors_of(unit, values.scale, look.style), look.style);
    for (int k = 0; k < of_each; ++k) {
      if (page != 0 && ++number != page) continue;
      std::string title = settings.has("title") ? settings.text("title") + ", " : "";
      title += unit_text(unit, passage.states);
      if (of_each > 1) title += ", page " + std::to_string(k + 1) + " of " + std::to_string(of_each);
      const int first = k * type.rows_a_page, last = std::min(text.row_count, first + type.rows_a_page);
      pages.push_back(text_page(look, type, grid, first, last, title));
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

std::string caption_text(const FigureRequest& request, const Passage& passage, const SetText& text,
                         const UnitValues& values) {
  const bool rotated = request.settings.has("rotated");
  std::string out = passage_words(request, passage) + ". Background: " +
                    scale_words(values.scale, passage.states.kind, look_of(request.settings, true).style) +
                    ". " + setting_sentences(text);
  if (rotated)
    out +=
        "Null: the same page for a random direction in place of the unit (a row of a random rotation of all "
        "states about their mean, seed " +
        request.settings.text("rotated") + "). ";
  return out +
         "The passage is one of many and the unit was chosen by whoever drew the page: that it can be read "
         "here doesn't show that it keeps to it elsewhere, nor that the network uses it" +
         (rotated ? "." : "; --rotated draws the same page for a random direction.");
}

std::vector<Option> own_options() {
  using enum OptionType;
  std::vector<Option> options = unit_options();
  for (Option& option : passage_options()) options.push_back(std::move(option));
  options.push_back(
      {"rotated", integer, "", "also the same pages for states rotated at random by this seed", true, {}});
  options.push_back({"page", integer, "", "only this page, from 1", true, {}});
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

}  // namespace

static Drawn make_text(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = text_look(settings);
  const Passage passage = passage_of(request);
  const std::vector<int> units = units_named(settings.texts("unit"), passage.states.states.cols());
  std::optional<std::uint64_t> rotation;
  if (settings.has("rotated")) rotation = static_cast<std::uint64_t>(settings.integer("rotated"));
  const UnitValues values = values_of(passage.states, passage.rows, units, value_choice(settings), rotation);
  if (!values.scale.reading.empty()) request.execution.progress.warn(values.scale.reading);
  const SetText text = set_passage(passage, settings, look);
  tell(text, passage, request.execution.progress);
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
