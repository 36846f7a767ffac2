#include "cli/compose/matching/sheet.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/matching/sheet_parts.h"
#include "cli/compose/parts/word_forms.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"

namespace rssviz::cli {
namespace {

constexpr double kCurvesPt = 96, kStripPt = 11, kLegendPt = 7;
constexpr std::size_t kMostTracks = 3;  // by default, beside the count
constexpr std::size_t kMostClasses = 12;

// Annotations that stand beside the matches.
std::vector<ValueColors> tracks_of(const MatchCorpus& corpus, const SheetOptions& options,
                                   const render::Style& style) {
  std::vector<ValueColors> tracks;
  for (const std::string& name : options.tracks)
    tracks.push_back(colors_of(corpus.annotation_named("track", name), style));
  if (!options.tracks.empty()) return tracks;
  for (const MatchAnnotation& annotation : corpus.annotations) {
    if (tracks.size() == kMostTracks) break;
    if (annotation.kind == MatchAnnotation::Kind::classes &&
        (annotation.labels.size() < 2 || annotation.labels.size() > kMostClasses))
      continue;
    tracks.push_back(colors_of(annotation, style));
  }
  return tracks;
}

std::string rule_text(const MatchAnswer& answer) {
  return std::string(answer.rule.transform == models::Transform::tanh ? "the tanh of its state"
                                                                      : "its state") +
         " is at least " + formats::format_number(answer.rule.threshold);
}

std::string cells_text(const MatchAnswer& answer) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> names;
  for (const int cell : answer.cells) {
    if (names.size() == kMost) break;
    names.push_back(name_of_cell(cell, answer.rule, answer.width));
  }
  const std::size_t more = answer.cells.size() - names.size();
  return (answer.cells.size() == 1 ? "cell " : "cells ") + listed(names) +
         (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

// One layer drawn: what its pages share.
class LayerSheet {
 public:
  LayerSheet(const SheetLayer& layer, const SheetOptions& options, const Look& look,
             const render::TextMetrics& metrics)
      : layer_(layer),
        look_(look),
        part_{layer, options, look.style, metrics, {}, {}},
        tracks_(tracks_of(*layer.corpus, options, look.style)) {
    const MatchCorpus& corpus = *layer.corpus;
    if (!options.color_words.empty())
      part_.words = colors_of(corpus.annotation_named("color-words", options.color_words), look.style);
    if (!options.circles.empty()) {
      part_.circles = colors_of(corpus.annotation_named("circles", options.circles), look.style);
      if (part_.circles->labels.empty())
        fail(ErrorKind::usage, "--circles: " + options.circles + " isn't of classes");
    }
  }

  // As many pages as the matches need.
  std::vector<render::Figure> pages() {
    const std::size_t all = layer_.answer->matches.top.size();
    const double height = look_.venue.max_height_pt > 0 ? look_.venue.max_height_pt : 640;
    const double legends =
        15.5 * (1.0 + static_cast<double>(tracks_.size()) + (part_.words ? 1 : 0) + (part_.circles ? 1 : 0));
    const auto rows_in = [](double room) { return static_cast<std::size_t>(std::max(1.0, room / kRowPt)); };
    const std::size_t first_rows = std::min(all, rows_in(height - 190 - legends));
    std::vector<render::Figure> made{page(true, 0, first_rows)};
    const std::size_t more_rows = rows_in(height - 20 - legends);
    for (std::size_t at = first_rows; at < all; at += more_rows)
      made.push_back(page(false, at, std::min(all, at + more_rows)));
    return made;
  }

 private:
  // Widths of words are known in points, so the page is laid out once to learn how wide its panels are.
  render::Figure page(bool top, std::size_t first, std::size_t last) {
    top_width_ = look_.width_pt * 0.5;
    matches_width_ = look_.width_pt * 0.9;
    const render::PlacedFigure placed = render::lay_out(build(top, first, last), part_.metrics);
    top_width_ = placed.panels.front().frame.width();
    matches_width_ = placed.panels[top && last > first ? 3 : 0].frame.width();
    render::Figure figure = build(top, first, last);
    figure.caption = caption(first, last);
    return figure;
  }

  render::Figure build(bool top, std::size_t first, std::size_t last) {
    render::Figure figure = figure_with(look_);
    int row = 0;
    if (top) add_top(figure, row);
    if (last > first) {
      figure.row_aspects.push_back(kRowPt * static_cast<double>(last - first + 1) / matches_width_);
      render::Panel matches = matches_panel(part_, tracks_, first, last, matches_width_, cut_);
      matches.row = row++;
      matches.column_span = top ? 2 : 1;
      figure.panels.push_back(std::move(matches));
      add_legends(figure, top ? 2 : 1, row);
    }
    return figure;
  }

  void add_top(render::Figure& figure, int& row) {
    figure.column_weights = {1, 0.5};
    render::Legend cells{.panels = {1}};
    figure.panels.push_back(curves_panel(part_, cells));
    const double steps = *figure.panels[0].x.high - *figure.panels[0].x.low;
    render::Panel strip = strip_panel(part_, top_width_ / steps);
    strip.row = 1;
    figure.panels.push_back(std::move(strip));
    render::Legend lengths{.panels = {2}};
    render::Panel hist = lengths_panel(part_, lengths);
    hist.column = 1;
    hist.row_span = 2;
    figure.panels.push_back(std::move(hist));
    figure.row_aspects = {kCurvesPt / top_width_, kStripPt / top_width_};
    figure.legends.push_back(std::move(cells));
    figure.legends.push_back(std::move(lengths));
    row = 2;
  }

  // What colours mean, a line each below the matches.
  void add_legends(render::Figure& figure, int columns, int row) const {
    const auto add = [&](render::Legend legend) {
      if (legend.entries.empty()) return;
      render::Panel line;
      line.kind = render::PanelKind::blank;
      line.row = row++;
      line.column_span = columns;
      line.x.low = line.y.low = 0;
      line.x.high = line.y.high = 1;
      legend.panels = {figure.panels.size()};
      figure.panels.push_back(std::move(line));
      figure.row_aspects.push_back(kLegendPt / matches_width_);
      figure.legends.push_back(std::move(legend));
    };
    add(count_legend());
    for (const ValueColors& track : tracks_)
      add(legend_of(track, track.title + ":", render::SwatchKind::box));
    if (part_.words)
      add(legend_of(*part_.words, "words by " + part_.words->title + ":", render::SwatchKind::box));
    if (part_.circles)
      add(legend_of(*part_.circles, "on words, " + part_.circles->title + ":", render::SwatchKind::point));
  }

  render::Legend legend_of(const ValueColors& values, const std::string& title,
                           render::SwatchKind swatch) const {
    render::Legend legend{.title = title};
    const auto add = [&](const std::string& text, render::Color color, std::size_t place) {
      legend.entries.push_back(
          {plain_text(text), color, swatch,
           swatch == render::SwatchKind::point ? shape_of(place) : render::MarkerShape::circle});
    };
    if (!values.palette.empty()) {
      add(formats::format_number(static_cast<float>(values.low)), values.of_number(values.low), 0);
      add(formats::format_number(static_cast<float>((values.low + values.high) / 2)),
          values.of_number((values.low + values.high) / 2), 0);
      add(formats::format_number(static_cast<float>(values.high)) + (values.clipped ? " and more" : ""),
          values.of_number(values.high), 0);
      return legend;
    }
    // As many as stand in one line, the last one among them.
    const std::size_t n = values.labels.size();
    const auto width = [&](const std::string& text) {
      return part_.metrics.measure(text, {look_.style.tick_pt}).width_pt + 4 * look_.style.tick_pt;
    };
    double all = width(title);
    for (const std::string& label : values.labels) all += width(label);
    double left = matches_width_ - width(title);
    if (all > matches_width_ && n > 0) left -= width("… " + values.labels.back());
    for (std::size_t i = 0; i < n; ++i) {
      left -= width(values.labels[i]);
      if (left < 0 && i + 1 < n) {
        add("… " + values.labels.back(), values.colors.back(), n - 1);
        break;
      }
      add(values.labels[i], values.colors[i], i);
    }
    return legend;
  }

  render::Legend count_legend() const {
    render::Legend legend{.title = "cells on:"};
    const std::size_t n = layer_.answer->cells.size();
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i <= std::min<std::size_t>(n, 6); ++i)
      counts.push_back(n <= 6 ? i : (i * n + 3) / 6);
    for (const std::size_t count : counts)
      legend.entries.push_back({std::to_string(count), count_color(static_cast<int>(count), n, look_.style),
                                render::SwatchKind::box, render::MarkerShape::circle, render::Dash::solid,
                                0.3, look_.style.frame});
    return legend;
  }

  render::Caption caption(std::size_t first, std::size_t last) const {
    const MatchAnswer& answer = *layer_.answer;
    const std::size_t n = answer.matches.candidates, all = answer.matches.top.size();
    render::Caption caption;
    caption.title = "Where the cells of a hypothesis are on again (" + layer_.corpus->name + ", " +
                    answer.set->name + ").";
    caption.text = "A cell is on where " + rule_text(answer) + ". Selected: " + cells_text(answer) + " of " +
                   std::to_string(answer.width) +
                   (answer.rule.with_negative ? " (positive and negative parts of units)" : "") +
                   ", drawn over " + layer_.about + " (grey) with its context. ";
    caption.text +=
        n == 0 ? "No other run of steps has at least one of them on at every step. "
               : "Candidates are all " + with_commas(static_cast<long long>(n)) +
                     " runs of two steps or more with at least k of them on at every step, for any k" +
                     (answer.matches.cut ? ", cut by --candidates" : "") +
                     "; they are ranked by the selected cells that are on throughout, then by how few others "
                     "are. ";
    if (all > 0)
      caption.text +=
          "Rows: ranks " + std::to_string(first + 1) + " to " + std::to_string(last) + " of " +
          std::to_string(all) +
          " kept, aligned at their start; framed: the match; shade: how many of the cells are on" +
          std::string(part_.words ? " in the first track, of words: " + part_.words->title : "") + ". ";
    if (layer_.end - layer_.begin > kMostShown)
      caption.text += "The top shows its first " + std::to_string(kMostShown) + " steps, context included. ";
    if (cut_) caption.text += "Matches that go beyond the right edge are longer than shown: column steps. ";
    caption.text +=
        "That cells are on together says neither that they cause anything nor that the words alone would not "
        "be found as well: rssviz match --batch holds a selection against that.";
    return caption;
  }

  const SheetLayer& layer_;
  const Look& look_;
  SheetPart part_;
  std::vector<ValueColors> tracks_;
  double top_width_{0}, matches_width_{0};
  bool cut_{false};
};

}  // namespace

std::vector<render::Figure> match_sheet(const std::vector<SheetLayer>& layers, const SheetOptions& options,
                                        const Look& look) {
  const render::TextEngine metrics(look.style.font);
  std::vector<render::Figure> pages;
  for (const SheetLayer& layer : layers)
    for (render::Figure& page : LayerSheet(layer, options, look, metrics).pages())
      pages.push_back(std::move(page));
  return pages;
}

}  // namespace rssviz::cli
