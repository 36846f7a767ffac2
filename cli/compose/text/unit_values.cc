#include "cli/compose/text/unit_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/compose/text/text_page.h"
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
                     const std::vector<int>& units, const std::string& value, std::optional<double> limit,
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
  scale.tanh = takes_tanh(states, value, beyond_one(out.units), scale.reading);
  if (scale.tanh) {
    scale.name = "tanh(c)";
    for (ShownUnit& unit : out.units)
      for (double& v : unit.values) v = std::tanh(v);
  }
  scale.most = limit ? *limit : scale.tanh ? 1 : end_of(out.units);
  for (const ShownUnit& unit : out.units)
    for (const double v : unit.values) {
      scale.clipped_low |= v < -scale.most;
      scale.clipped_high |= v > scale.most;
    }
  return out;
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
