#include <algorithm>
#include <cmath>

#include "cli/compose/matching/sheet_parts.h"
#include "core/text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr const char* kOrdered = "cividis";

double lightness(render::Color color) {
  return (0.299 * color.red + 0.587 * color.green + 0.114 * color.blue) / 255;
}

void set_range(const MatchAnnotation& annotation, ValueColors& values) {
  values.palette = kOrdered;
  values.low = 1;
  values.high = 0;
  if (annotation.range) {
    values.low = annotation.range->first;
    values.high = annotation.range->second;
  }
  const std::vector<float>& all =
      annotation.kind == MatchAnnotation::Kind::words ? annotation.weights : annotation.numbers;
  if (values.low < values.high) {
    for (const float value : all) values.clipped = values.clipped || static_cast<double>(value) > values.high;
    return;
  }
  values.low = 0;
  values.high = 0;
  for (const float value : all)
    if (std::isfinite(value)) {
      values.low = std::min(values.low, static_cast<double>(value));
      values.high = std::max(values.high, static_cast<double>(value));
    }
  if (!(values.low < values.high)) values.high = values.low + 1;
}

}  // namespace

ValueColors colors_of(const MatchAnnotation& annotation, const render::Style& style) {
  ValueColors values{.title = annotation.name, .annotation = &annotation};
  if (annotation.kind != MatchAnnotation::Kind::classes) {
    set_range(annotation, values);
    if (annotation.kind == MatchAnnotation::Kind::words) values.title += ": first";
    return values;
  }
  values.labels = annotation.labels;
  const std::size_t n = values.labels.size();
  if (!style.palette.empty()) {
    values.colors = render::class_colors(style, n);
    return values;
  }
  for (std::size_t i = 0; i < n; ++i)
    values.colors.push_back(render::sample_palette(
        kOrdered, n < 2 ? 0.5 : 1 - static_cast<double>(i) / static_cast<double>(n - 1)));
  return values;
}

int ValueColors::class_at(std::size_t step) const {
  return annotation->kind == MatchAnnotation::Kind::classes ? annotation->classes[step] : -1;
}

render::Color ValueColors::at(std::size_t step, const render::Style& style) const {
  if (palette.empty()) {
    const int value = class_at(step);
    return value < 0 ? style.quiet : colors[static_cast<std::size_t>(value)];
  }
  const bool words = annotation->kind == MatchAnnotation::Kind::words;
  const float value = words ? annotation->weights[step * annotation->k] : annotation->numbers[step];
  if (!std::isfinite(value)) return style.quiet;
  return of_number(static_cast<double>(value));
}

render::Color ValueColors::of_number(double value) const {
  return render::sample_palette(palette, 1 - std::clamp((value - low) / (high - low), 0.0, 1.0));
}

render::MarkerShape shape_of(std::size_t place) {
  using enum render::MarkerShape;
  constexpr render::MarkerShape kShapes[] = {circle, square, triangle, diamond, plus, cross};
  return kShapes[place % 6];
}

std::string plain_text(const std::string& word) {
  if (word == " ") return "␣";
  std::string text;
  for (const char c : escaped(word)) text += c == '$' ? std::string("\\$") : std::string(1, c);
  return text;
}

render::Color text_on(render::Color background, const render::Style& style) {
  const bool dark_paper = lightness(style.paper) < 0.5;
  const render::Color light = dark_paper ? style.ink : style.paper;
  const render::Color dark = dark_paper ? style.paper : style.ink;
  return lightness(background) < 0.5 ? light : dark;
}

}  // namespace rssviz::cli
