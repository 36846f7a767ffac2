#include "cli/compose/parts/text/unit_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/compose/parts/text/passage.h"
#include "cli/compose/parts/text/text_page.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "models/analysis/units/rotated_unit.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

double value_at(const SymbolStates& states, std::size_t row, int unit) {
  const auto value = static_cast<double>(states.states(static_cast<Eigen::Index>(row), unit));
  if (!std::isfinite(value))
    fail(ErrorKind::data,
         "states: row " + std::to_string(row) + ", unit " + std::to_string(unit) + " is not a finite number");
  return value;
}

bool beyond_one(const std::vector<ShownUnit>& units) {
  return std::any_of(units.begin(), units.end(), [](const ShownUnit& unit) {
    return std::any_of(unit.values.begin(), unit.values.end(), [](double v) { return std::abs(v) > 1; });
  });
}

// All but 2 % of the values lie below it, so that one doesn't pale all others; 1 where none is beyond.
double end_of(const std::vector<ShownUnit>& units) {
  std::vector<double> sizes;
  for (const ShownUnit& unit : units)
    for (const double value : unit.values) sizes.push_back(std::abs(value));
  std::sort(sizes.begin(), sizes.end());
  if (sizes.empty() || sizes.back() <= 1) return 1;
  return std::max(1e-9, sizes[(sizes.size() - 1) - (sizes.size() - 1) / 50]);
}

bool takes_tanh(const SymbolStates& states, const std::string& value, bool beyond, std::string& reading) {
  if (value != "auto") return value == "tanh";
  const bool cell = states.what.rfind("cell", 0) == 0;
  if (cell || !states.what.empty()) return cell;
  reading =
      beyond ? "states lie beyond -1 .. 1 and are shown as tanh(c), as a cell's; --value linear shows them "
               "as they are"
             : "states lie within -1 .. 1 and are shown as they are; --value tanh shows tanh(c)";
  return beyond;
}

}  // namespace

std::vector<Option> unit_options() {
  using enum OptionType;
  return {{"unit", texts, "", "number of the unit to show, from 0 (repeatable: pages)", true, {}},
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
           {}}};
}

std::vector<int> units_named(const std::vector<std::string>& texts, Eigen::Index units) {
  std::vector<int> named;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    int unit = -1;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), unit);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || unit < 0 || unit >= units)
      fail(ErrorKind::usage,
           "--unit: there is no unit '" + text + "'; they are 0 to " + std::to_string(units - 1));
    named.push_back(unit);
  }
  if (named.empty())
    fail(ErrorKind::usage, "--unit is needed: the number of the unit to show, 0 to " +
                               std::to_string(units - 1) + " (repeatable)");
  return named;
}

UnitValues values_of(const SymbolStates& states, const std::vector<std::size_t>& rows,
                     const std::vector<int>& units, const ValueChoice& choice,
                     std::optional<std::uint64_t> rotation) {
  UnitValues out;
  for (const int unit : units) {
    ShownUnit shown{unit, {}, {}};
    for (const std::size_t row : rows) shown.values.push_back(value_at(states, row, unit));
    out.units.push_back(std::move(shown));
    if (!rotation) continue;
    const std::vector<float> turned = models::rotated_unit(states.states, unit, *rotation);
    ShownUnit null{unit, rotation, {}};
    for (const std::size_t row : rows) null.values.push_back(static_cast<double>(turned[row]));
    out.units.push_back(std::move(null));
  }
  ValueScale& scale = out.scale;
  scale.tanh = takes_tanh(states, choice.value, beyond_one(out.units), scale.reading);
  if (scale.tanh) {
    scale.name = "tanh(c)";
    for (ShownUnit& unit : out.units)
      for (double& v : unit.values) v = std::tanh(v);
  }
  scale.most = choice.limit ? *choice.limit : scale.tanh ? 1 : end_of(out.units);
  for (const ShownUnit& unit : out.units)
    for (const double v : unit.values) {
      scale.clipped_low |= v < -scale.most;
      scale.clipped_high |= v > scale.most;
    }
  return out;
}

ValueChoice value_choice(const Settings& settings) {
  ValueChoice choice{settings.text("value"), {}};
  if (settings.has("limit")) choice.limit = settings.number("limit");
  if (choice.limit && !(*choice.limit > 0))
    fail(ErrorKind::usage, "--limit: " + settings.text("limit") + " must be above 0");
  return choice;
}

std::string unit_text(const ShownUnit& unit, const SymbolStates& states) {
  std::string text = (states.what.empty() ? "" : states.what + " ") + "unit " + std::to_string(unit.unit);
  if (unit.rotated) text += ", states rotated at random (seed " + std::to_string(*unit.rotated) + ")";
  return text;
}

std::string scale_words(const ValueScale& scale, SymbolKind kind, const render::Style& style) {
  const std::string end = formats::format_number(scale.most);
  const bool beyond = scale.clipped_low || scale.clipped_high;
  return std::string(scale.tanh ? "tanh of the unit's state" : "the unit's state") +
         " after it has read the " + symbol_word(kind) + ", -" + end + " red, 0 " +
         (is_dark(style) ? "dark" : "white") + ", " + end + " blue" +
         (beyond ? "; values beyond have the end's colour" : "");
}

std::vector<render::Color> colors_of(const ShownUnit& unit, const ValueScale& scale,
                                     const render::Style& style) {
  const std::string palette = text_palette(style);
  std::vector<render::Color> colors;
  colors.reserve(unit.values.size());
  for (const double value : unit.values)
    colors.push_back(render::sample_palette(palette, 0.5 + 0.5 * value / scale.most));
  return colors;
}

render::ColorBar bar_of(const ValueScale& scale, const render::Style& style) {
  render::ColorBar bar;
  bar.title = scale.name;
  bar.palette = text_palette(style);
  bar.low = -scale.most;
  bar.high = scale.most;
  bar.clipped_low = scale.clipped_low;
  bar.clipped_high = scale.clipped_high;
  bar.side = render::Side::bottom;
  return bar;
}

}  // namespace rssviz::cli
