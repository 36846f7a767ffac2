// What colours of a sheet mean: tracks, words, circles, and how many cells are on.
#include <algorithm>
#include <cmath>

#include "cli/compose/matching/sheet_legends.h"
#include "cli/compose/parts/count_color.h"
#include "core/formats/csv.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostTracks = 3;  // by default, beside the count
constexpr std::size_t kMostClasses = 12;

render::LegendEntry entry_of(const std::string& text, render::Color color, render::SwatchKind swatch,
                             std::size_t place) {
  return {plain_text(text), color, swatch,
          swatch == render::SwatchKind::point ? shape_of(place) : render::MarkerShape::circle};
}

void add_numbers(const ValueColors& values, render::SwatchKind swatch, render::Legend& legend) {
  const auto add = [&](double value, const std::string& more) {
    const std::string text =
        value == std::round(value) ? formats::format_number(static_cast<float>(value)) : decimals(value, 2);
    legend.entries.push_back(entry_of(text + more, values.of_number(value), swatch, 0));
  };
  add(values.low, "");
  add((values.low + values.high) / 2, "");
  add(values.high, values.clipped ? " and more" : "");
}

}  // namespace

std::vector<ValueColors> tracks_of(const MatchCorpus& corpus, const SheetOptions& options,
                                   const render::Style& style) {
  std::vector<ValueColors> tracks;
  for (const std::string& name : options.tracks)
    tracks.push_back(colors_of(corpus.annotation_named("track", name), style));
  if (!options.tracks.empty()) return tracks;
  for (const MatchAnnotation& annotation : corpus.annotations) {
    if (tracks.size() == kMostTracks) break;
    if (annotation.of_outputs) continue;
    if (annotation.kind == MatchAnnotation::Kind::classes &&
        (annotation.labels.size() < 2 || annotation.labels.size() > kMostClasses))
      continue;
    tracks.push_back(colors_of(annotation, style));
  }
  return tracks;
}

render::Legend legend_of(const ValueColors& values, const std::string& title, render::SwatchKind swatch,
                         const SheetPart& part, double width_pt) {
  render::Legend legend{.title = title};
  if (!values.palette.empty()) {
    add_numbers(values, swatch, legend);
    return legend;
  }
  // As many as stand in one line, the last one among them.
  const std::size_t n = values.labels.size();
  const auto width = [&](const std::string& text) {
    return part.metrics.measure(text, {part.style.tick_pt}).width_pt + 3.2 * part.style.tick_pt;
  };
  const auto last = [&](std::size_t left_out) {
    return (left_out > 0 ? std::to_string(left_out) + " more, " : "") + values.labels.back();
  };
  double all = width(title);
  for (const std::string& label : values.labels) all += width(label);
  double left = width_pt - width(title);
  if (all > width_pt && n > 0) left -= width(last(n));
  for (std::size_t i = 0; i < n; ++i) {
    left -= width(values.labels[i]);
    if (left < 0 && i + 1 < n) {
      legend.entries.push_back(entry_of(last(n - 1 - i), values.colors.back(), swatch, n - 1));
      break;
    }
    legend.entries.push_back(entry_of(values.labels[i], values.colors[i], swatch, i));
  }
  return legend;
}

render::Legend count_legend(std::size_t cells, const render::Style& style) {
  render::Legend legend{.title = "cells on:"};
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i <= std::min<std::size_t>(cells, 6); ++i)
    counts.push_back(cells <= 6 ? i : (i * cells + 3) / 6);
  for (const std::size_t count : counts)
    legend.entries.push_back({std::to_string(count), count_color(static_cast<int>(count), cells, style),
                              render::SwatchKind::box, render::MarkerShape::circle, render::Dash::solid, 0.3,
                              style.frame});
  return legend;
}

}  // namespace rssviz::cli
