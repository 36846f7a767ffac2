#include "cli/compose/parts/columns/column_look.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/compose/parts/columns/palette_options.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/table_columns.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

std::vector<std::string> given(const Settings& settings, const char* name) {
  if (settings.table().find(name) == nullptr || !settings.has(name)) return {};
  std::vector<std::string> words = settings.texts(name);
  std::erase(words, "");
  return words;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    parts.push_back(text.substr(from, to - from));
    if (to == text.size()) return parts;
    from = to + 1;
  }
}

// Names with commas between; a class whose own name has a comma is given whole.
std::vector<std::string> named_classes(const Settings& settings, const std::vector<std::string>& labels) {
  std::vector<std::string> names;
  for (const std::string& word : given(settings, "order")) {
    const bool whole = std::find(labels.begin(), labels.end(), word) != labels.end();
    for (const std::string& name : whole ? std::vector<std::string>{word} : split(word))
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

// CLASS=COLOUR with commas between.
std::vector<std::string> colored_classes(const Settings& settings) {
  std::vector<std::string> pairs;
  for (const std::string& word : given(settings, "class-colors")) {
    std::string begun;  // a name with a comma
    for (const std::string& part : split(word)) {
      begun += (begun.empty() ? "" : ",") + part;
      if (part.find('=') == std::string::npos) continue;
      pairs.push_back(begun);
      begun.clear();
    }
    if (!begun.empty()) pairs.push_back(begun);
  }
  return pairs;
}

std::string text_or_nothing(const Settings& settings, const char* name) {
  return settings.table().find(name) != nullptr && settings.has(name) ? settings.text(name) : std::string();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

render::Color color_of(const std::string& text) {
  if (const std::optional<render::Color> named = color_named_by(text)) return *named;
  if (text == "black") return {0, 0, 0, 1};
  if (text == "grey" || text == "gray") return {128, 128, 128, 1};
  if (text.size() == 7 && text.front() == '#') {
    try {
      return render::color_from_hex(text);
    } catch (const Error&) {  // said below
    }
  }
  fail(ErrorKind::usage,
       "--class-colors: '" + text + "' is no colour; #RRGGBB, or red, orange, green, blue, grey or black");
}

// One end of --color-range: a number, or "5%" of the values.
double end_of(const std::string& text, std::vector<double> values, const std::string& whole) {
  const bool percentile = text.ends_with('%');
  const std::optional<double> number =
      formats::read_number(percentile ? text.substr(0, text.size() - 1) : text);
  if (!number || (percentile && !(*number >= 0 && *number <= 100)))
    fail(ErrorKind::usage, "--color-range: '" + whole + "' is no range; LOW,HIGH, or percentiles: 1%,99%");
  if (!percentile) return *number;
  const auto place =
      static_cast<std::ptrdiff_t>(std::llround(*number / 100 * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

std::string power_of_ten(int exponent) {
  if (exponent >= -3 && exponent <= 3) return formats::format_number(std::pow(10., exponent));
  static const char* const kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) text += kDigits[digit - '0'];
  return text;
}

void set_ends(const std::vector<double>& values, const std::string& range, ValueScale& scale) {
  scale.low = *std::min_element(values.begin(), values.end());
  scale.high = *std::max_element(values.begin(), values.end());
  const double least = scale.low, most = scale.high;
  if (range.empty()) {
    if (scale.palette == "red-blue") {
      scale.high = std::max(std::abs(scale.low), std::abs(scale.high));
      scale.low = -scale.high;
    }
    if (!(scale.high > scale.low)) scale.high = scale.low + 1;
    return;
  }
  const std::size_t comma = range.find(',');
  const std::string from = range.substr(0, comma);
  const std::string to = comma == std::string::npos ? std::string() : range.substr(comma + 1);
  scale.low = end_of(from, values, range);
  scale.high = end_of(to, values, range);
  if (!(scale.high > scale.low))
    fail(ErrorKind::usage, "--color-range: '" + range + "' ends below its start (" +
                               formats::format_number(scale.low) + " to " +
                               formats::format_number(scale.high) + ")");
  scale.below = least < scale.low;
  scale.above = most > scale.high;
}

}  // namespace

std::vector<Option> column_look_options() {
  using enum OptionType;
  return {{"order",
           texts,
           "",
           "classes in this order, with commas between; one that isn't there keeps its colour for itself",
           true,
           {}},
          {"class-colors",
           texts,
           "",
           "colours of classes, as 'low=#0072B2' or 'low=blue', with commas between",
           true,
           {}},
          {"color-range",
           text,
           "",
           "ends of a scale: LOW,HIGH, or percentiles as 1%,99% (default: the least and the largest value)",
           true,
           {}},
          {"color-scale", text, "linear", "of numbers", true, {"linear", "log"}}};
}

// Whether an option was given another value than it has by itself.
static bool is_changed(const Settings& settings, const char* name) {
  const Option* const option = settings.table().find(name);
  if (option == nullptr || !settings.given(name)) return false;
  if (option->type == OptionType::flag) return settings.flag(name);
  if (option->type == OptionType::texts) return !given(settings, name).empty();
  return settings.has(name) && settings.text(name) != option->default_text;
}

namespace {

// Where none of the columns that colour points has what the option changes.
[[noreturn]] void fail_unread(const std::string& option, const std::vector<const ScatterColumn*>& columns) {
  if (columns.empty())
    fail(ErrorKind::usage,
         option + " changes how a column colours points, and none does; --color-by names one");
  std::string names;
  for (const ScatterColumn* column : columns) names += (names.empty() ? "'" : ", '") + column->name + "'";
  const bool one = columns.size() == 1;
  if (columns.front()->is_scale)
    fail(ErrorKind::usage, option + ": " + names + (one ? " is a scale and has" : " are scales and have") +
                               " no classes; --color-as classes makes classes of " + (one ? "it" : "them"));
  fail(ErrorKind::usage, option + ": " + names + (one ? " has" : " have") +
                             " classes; --color-as scale makes " +
                             (one ? "a scale of it" : "scales of them"));
}

}  // namespace

void refuse_unread_looks(const Settings& settings, const std::vector<const ScatterColumn*>& columns) {
  static constexpr struct {
    const char* name;
    bool of_classes, of_scales;
  } kLooks[] = {{"highlight", true, false}, {"name-classes", true, false}, {"class-colors", true, false},
                {"order", true, false},     {"color-range", false, true},  {"color-scale", false, true},
                {"color-as", true, true}};
  for (const auto& look : kLooks) {
    if (!is_changed(settings, look.name)) continue;
    const bool read = std::any_of(columns.begin(), columns.end(), [&](const ScatterColumn* column) {
      return column->is_scale ? look.of_scales : look.of_classes;
    });
    if (!read) fail_unread("--" + std::string(look.name), columns);
  }
  const auto any = [&](bool scale) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const ScatterColumn* column) { return column->is_scale == scale; });
  };
  require_palette_of(settings, columns.empty() ? std::string() : columns.front()->name,
                     any(false) || columns.empty(), any(true));
}

void order_classes(const Settings& settings, ScatterColumn& column) {
  std::vector<std::string> labels = named_classes(settings, column.labels);
  if (labels.empty()) return;
  if (column.is_scale)
    fail(ErrorKind::usage,
         "--order: '" + column.name + "' is a scale; --color-as classes makes classes of it");
  const bool some = std::any_of(labels.begin(), labels.end(), [&](const std::string& name) {
    return std::find(column.labels.begin(), column.labels.end(), name) != column.labels.end();
  });
  if (!some)
    fail(ErrorKind::usage, "--order names no class of '" + column.name + "' (" + joined(column.labels) + ")");
  for (const std::string& label : column.labels)
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  for (std::int32_t& value : column.values)
    if (value >= 0)
      value = static_cast<std::int32_t>(
          std::find(labels.begin(), labels.end(), column.labels[static_cast<std::size_t>(value)]) -
          labels.begin());
  column.labels = std::move(labels);
}

Classes classes_of_column(const ScatterColumn& column, const Settings& settings, const render::Style& style) {
  Classes classes = classes_of(column.labels, style);
  for (const std::string& pair : colored_classes(settings)) {
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos)
      fail(ErrorKind::usage, "--class-colors: '" + pair + "' is not CLASS=COLOUR");
    const std::string name = pair.substr(0, equals);
    const auto found = std::find(classes.labels.begin(), classes.labels.end(), name);
    if (found == classes.labels.end() && !given(settings, "highlight").empty())
      continue;  // one of the others
    if (found == classes.labels.end())
      fail(ErrorKind::usage, "--class-colors: '" + column.name + "' has no class '" + name + "' (" +
                                 joined(column.labels) + ")");
    const auto place = static_cast<std::size_t>(found - classes.labels.begin());
    classes.colors[place] = color_of(pair.substr(equals + 1));
    classes.shapes[place] = render::MarkerShape::circle;
  }
  return classes;
}

void keep_entries(const ScatterColumn& column, render::Legend& legend) {
  std::vector<bool> seen(column.labels.size(), false);
  for (const std::int32_t value : column.values)
    if (value >= 0) seen[static_cast<std::size_t>(value)] = true;
  for (std::size_t k = column.labels.size(); k-- > 0;)
    if (!seen[k]) legend.entries.erase(legend.entries.begin() + static_cast<std::ptrdiff_t>(k));
}

bool ValueScale::has(double value) const { return std::isfinite(value) && (!logarithmic || value > 0); }

render::Color ValueScale::color(double value) const {
  const double place = logarithmic ? std::log10(value) : value;
  return render::sample_palette(palette, std::clamp((place - low) / (high - low), 0., 1.));
}

render::ColorBar ValueScale::bar(const std::string& title) const {
  render::ColorBar bar;
  bar.title = title;
  bar.palette = palette;
  bar.low = low;
  bar.high = high;
  bar.clipped_low = below;
  bar.clipped_high = above;
  if (!logarithmic) return bar;
  const int first = static_cast<int>(std::ceil(low - 1e-9)), last = static_cast<int>(std::floor(high + 1e-9));
  const int every = std::max(1, (last - first) / 4);
  for (int exponent = first; exponent <= last; exponent += every)
    bar.ticks.push_back({static_cast<double>(exponent), power_of_ten(exponent)});
  if (bar.ticks.size() < 2)
    bar.ticks = {{low, formats::format_number(std::pow(10., low))},
                 {high, formats::format_number(std::pow(10., high))}};
  return bar;
}

std::string ValueScale::sentence() const {
  std::string text = logarithmic ? "The scale is logarithmic. " : "";
  if (below && above) text += "Values beyond the ends of the scale have the colours of its ends. ";
  if (below != above)
    text += std::string("Values ") + (below ? "below" : "above") + " the scale have the colour of its end. ";
  return text;
}

ValueScale value_scale(const std::vector<double>& values, const std::string& palette,
                       const Settings& settings) {
  ValueScale scale;
  scale.palette = palette;
  scale.logarithmic = text_or_nothing(settings, "color-scale") == "log";
  std::vector<double> known;
  for (const double value : values)
    if (scale.has(value)) known.push_back(value);
  if (known.empty() && scale.logarithmic) fail(ErrorKind::data, "--color-scale log: no value is above 0");
  if (known.empty()) return scale;
  set_ends(known, text_or_nothing(settings, "color-range"), scale);
  if (!scale.logarithmic) return scale;
  if (!(scale.low > 0)) fail(ErrorKind::usage, "--color-range: a logarithmic scale begins above 0");
  scale.low = std::log10(scale.low);
  scale.high = std::log10(scale.high);
  return scale;
}

}  // namespace rssviz::cli
