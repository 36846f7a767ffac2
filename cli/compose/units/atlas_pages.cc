#include "cli/compose/units/atlas_pages.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/text_setting.h"
#include "cli/subjects/symbol_states.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kMostRows = 14;      // of each of the three
constexpr int kMostColumns = 84;   // longer lines go on below
constexpr double kDeviations = 2;  // at the ends of the colours

std::vector<render::Color> state_colors(const std::vector<float>& state, const render::Style& style) {
  const std::string palette = text_palette(style);
  std::vector<render::Color> colors;
  for (const float value : state)
    colors.push_back(render::sample_palette(
        palette, std::clamp(0.5 + 0.5 * static_cast<double>(value) / kDeviations, 0., 1.)));
  return colors;
}

// From the paper to the high end of the same colours; grey where it isn't scored.
std::vector<render::Color> truth_colors(const std::vector<float>& truth, const render::Style& style) {
  const std::string palette = text_palette(style);
  std::vector<render::Color> colors;
  for (const float value : truth)
    colors.push_back(std::isnan(value)
                         ? render::mix(style.paper, style.ink, 0.12)
                         : render::sample_palette(palette, 0.5 + 0.5 * static_cast<double>(value)));
  return colors;
}

struct Strip {
  SetText text{};
  int rows{0};
};

// As much of the passage as the rows hold.
Strip set_strip(const Atlas& atlas, const AtlasStrip& strip, const Look& look) {
  std::vector<std::string> alphabet;
  for (const std::string& label : atlas.vocabulary) alphabet.push_back(unescaped(label));
  TextRules rules;
  rules.columns = std::min(most_columns(look) - 1, kMostColumns);
  Strip set{set_text({kind_of_alphabet(alphabet), alphabet, strip.tokens, strip.starts}, rules), 0};
  set.rows = std::min(set.text.row_count, kMostRows);
  const auto below = [&](const auto& one) { return one.row >= set.rows; };
  std::erase_if(set.text.at, below);
  std::erase_if(set.text.rows, below);
  std::erase_if(set.text.signs, below);
  return set;
}

render::Figure page_of(const Atlas& atlas, const AtlasStrip& strip, const Look& look) {
  const Strip set = set_strip(atlas, strip, look);
  const PageType type = page_type(look, set.text.columns, 3 * (set.rows + 2), false);
  render::Figure page = figure_with(look);
  page.width_pt = type.width_pt;
  page.title = strip.property;
  page.words_are_paths = true;
  const std::string measure = strip.number ? "R² " : "AUROC ";
  const auto add = [&](const std::string& title, const std::vector<render::Color>& colors) {
    add_text_panel(look, type, grid_of(set.text, colors, look.style), set.rows, page);
    page.panels.back().row = static_cast<int>(page.panels.size()) - 1;
    page.panels.back().title = title;
  };
  add("what the text says (grey: not scored)", truth_colors(strip.truth, look.style));
  add(strip.unit + ", " + measure + decimals(strip.effect, 3), state_colors(strip.state, look.style));
  add("the best direction of rotated states, " + measure + decimals(strip.rotated_effect, 3),
      state_colors(strip.rotated, look.style));
  render::ColorBar bar;
  bar.title = "state, standard deviations";
  bar.palette = text_palette(look.style);
  bar.low = -kDeviations;
  bar.high = kDeviations;
  bar.clipped_low = bar.clipped_high = true;
  bar.side = render::Side::bottom;
  page.color_bars.push_back(std::move(bar));
  return page;
}

}  // namespace

std::vector<render::Figure> atlas_pages(const Atlas& atlas, const Look& look) {
  std::vector<render::Figure> pages;
  for (const AtlasStrip& strip : atlas.strips) pages.push_back(page_of(atlas, strip, look));
  return pages;
}

}  // namespace rssviz::cli
