#include "render/canvas/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <variant>

#include "core/error.h"
#include "render/canvas/draw_points.h"
#include "render/figure/palette.h"
#include "render/layout/decorate.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

void draw_text(Canvas& canvas, const PlacedText& text, const Style& style) {
  if (text.text.empty()) return;
  if (text.halo_pt > 0) {
    canvas.text_halo(text.at, text.text, text.font, with_alpha(style.paper, 0.85 * text.color.alpha),
                     text.halo_pt, text.angle_deg);
  }
  canvas.text(text.at, text.text, text.font, text.color, text.angle_deg);
}

void draw_spines(const PlacedPanel& panel, const Style& style, Canvas& canvas) {
  const PageBox& f = panel.frame;
  const double tick = 2.5 * ink_scale(style);
  const Pen pen{.color = style.muted, .width_pt = style.frame_pt, .cap = Cap::square, .round_joins = false};
  canvas.move_to({f.left, f.top});
  canvas.line_to({f.left, f.bottom});
  canvas.line_to({f.right, f.bottom});
  canvas.stroke(pen);
  for (const PlacedTick& t : panel.x_ticks) {
    canvas.move_to({t.position_pt, f.bottom});
    canvas.line_to({t.position_pt, f.bottom + (t.minor ? 0.55 : 1.0) * tick});
  }
  for (const PlacedTick& t : panel.y_ticks) {
    canvas.move_to({f.left - (t.minor ? 0.55 : 1.0) * tick, t.position_pt});
    canvas.line_to({f.left, t.position_pt});
  }
  if (!panel.x_ticks.empty() || !panel.y_ticks.empty()) {
    canvas.stroke({.color = style.muted, .width_pt = style.frame_pt});
  }
}

void draw_frame_of(const Panel& what, const PlacedPanel& panel, const Style& style, Canvas& canvas) {
  if (what.kind == PanelKind::chart) draw_spines(panel, style, canvas);
  if (what.kind == PanelKind::map || (what.highlighted && what.kind == PanelKind::chart)) {
    Pen pen{.color = style.frame, .width_pt = style.frame_pt, .round_joins = false};
    if (what.faint) pen.color = mix(style.frame, style.paper, 0.5);
    if (what.highlighted) {
      pen.color = style.ink;
      pen.width_pt = 2.4 * style.frame_pt;
    }
    canvas.rectangle(panel.frame);
    canvas.stroke(pen);
  }
}

// The frame of the part, and lines between the corners that face each other.
void draw_connector(const Connector& connector, const PlacedFigure& placed, Canvas& canvas) {
  const PlacedPanel& from = placed.panels.at(connector.from);
  const PageBox& to = placed.panels.at(connector.to).frame;
  const Point a = from.page_from_data(connector.low), b = from.page_from_data(connector.high);
  const PageBox part{
      std::max(std::min(a.x, b.x), from.frame.left), std::max(std::min(a.y, b.y), from.frame.top),
      std::min(std::max(a.x, b.x), from.frame.right), std::min(std::max(a.y, b.y), from.frame.bottom)};
  const Style& style = placed.figure.style;
  const Pen pen{.color = style.ink, .width_pt = 1.2 * style.frame_pt};
  canvas.rectangle(part);
  canvas.stroke(pen);
  const bool beside = to.left >= from.frame.right;
  const auto line = [&](Point start, Point end) {
    canvas.move_to(start);
    canvas.line_to(end);
  };
  if (beside) {
    line({part.right, part.top}, {to.left, to.top});
    line({part.right, part.bottom}, {to.left, to.bottom});
  } else {
    line({part.left, part.bottom}, {to.left, to.top});
    line({part.right, part.bottom}, {to.right, to.top});
  }
  canvas.stroke({.color = style.muted, .width_pt = style.frame_pt});
}

void line_swatch(const PlacedSwatch& swatch, const Style& style, Canvas& canvas) {
  const PageBox& box = swatch.box;
  const double y = (box.top + box.bottom) / 2, width = 1.5 * style.line_pt;
  const auto across = [&] {
    canvas.move_to({box.left + width / 2, y});
    canvas.line_to({box.right - width / 2, y});
  };
  const Pen rescue = rescue_outline(swatch.entry.color, style);
  if (rescue.width_pt > 0) {
    across();
    canvas.stroke({.color = rescue.color, .width_pt = width + 2 * rescue.width_pt, .cap = Cap::round});
  }
  Pen pen{.color = swatch.entry.color, .width_pt = width};
  if (swatch.entry.dash == Dash::solid) pen.cap = Cap::round;
  if (swatch.entry.dash == Dash::dashed) pen.dash_on_pt = 2.6 * width, pen.dash_off_pt = 1.9 * width;
  if (swatch.entry.dash == Dash::dotted) {
    pen.cap = Cap::round;
    pen.dash_on_pt = 0.01;
    pen.dash_off_pt = 2.2 * width;
  }
  across();
  canvas.stroke(pen);
}

void draw_swatch(const PlacedSwatch& swatch, const Style& style, Canvas& canvas) {
  const LegendEntry& entry = swatch.entry;
  const PageBox& box = swatch.box;
  const Pen rescue = rescue_outline(entry.color, style);
  const double outline = entry.outline_pt > 0 ? entry.outline_pt : rescue.width_pt;
  const Color outline_color = entry.outline_pt > 0 ? entry.outline : rescue.color;
  const Point middle{(box.left + box.right) / 2, (box.top + box.bottom) / 2};
  switch (entry.swatch) {
    case SwatchKind::none:
      return;
    case SwatchKind::point:
      draw_marker(canvas, entry.shape, middle, 0.36 * style.tick_pt, entry.color, outline, outline_color);
      return;
    case SwatchKind::line:
      line_swatch(swatch, style, canvas);
      return;
    case SwatchKind::band: {
      const double half = 0.34 * style.tick_pt;
      canvas.rectangle({box.left, middle.y - half, box.right, middle.y + half});
      canvas.fill(entry.color);
      return;
    }
    case SwatchKind::box: {
      const double half = 0.38 * style.tick_pt;
      canvas.rectangle({box.left, middle.y - half, box.right, middle.y + half});
      if (outline > 0)
        canvas.fill_and_stroke(entry.color,
                               {.color = outline_color, .width_pt = outline, .round_joins = false});
      if (outline <= 0) canvas.fill(entry.color);
    }
  }
}

// The outline of a colour bar with its pointed ends.
void bar_outline(const ColorBar& bar, const PageBox& box, bool vertical, Canvas& canvas) {
  const double end = 0.9 * (vertical ? box.width() : box.height());
  const double x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
  if (vertical) {
    canvas.move_to({box.left, box.bottom});
    if (bar.clipped_low) canvas.line_to({x, box.bottom + end});
    canvas.line_to({box.right, box.bottom});
    canvas.line_to({box.right, box.top});
    if (bar.clipped_high) canvas.line_to({x, box.top - end});
    canvas.line_to({box.left, box.top});
  } else {
    canvas.move_to({box.left, box.top});
    canvas.line_to({box.right, box.top});
    if (bar.clipped_high) canvas.line_to({box.right + end, y});
    canvas.line_to({box.right, box.bottom});
    canvas.line_to({box.left, box.bottom});
    if (bar.clipped_low) canvas.line_to({box.left - end, y});
  }
  canvas.close_path();
}

void bar_colors(const ColorBar& bar, const PageBox& box, bool vertical, Canvas& canvas) {
  std::array<std::uint8_t, 256 * 4> pixels{};
  for (std::size_t i = 0; i < 256; ++i) {
    const double share = static_cast<double>(vertical ? 255 - i : i) / 255;
    const Color color = sample_palette(bar.palette, share);
    pixels[4 * i] = color.blue;
    pixels[4 * i + 1] = color.green;
    pixels[4 * i + 2] = color.red;
    pixels[4 * i + 3] = 255;
  }
  const int width = vertical ? 1 : 256, height = vertical ? 256 : 1;
  canvas.image({pixels.data(), width, height, 4 * width}, box, true);
}

void bar_ends(const ColorBar& bar, const PageBox& box, bool vertical, Canvas& canvas) {
  const double end = 0.9 * (vertical ? box.width() : box.height());
  const double x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
  const auto triangle = [&](Point a, Point tip, Point b, double share) {
    canvas.move_to(a);
    canvas.line_to(tip);
    canvas.line_to(b);
    canvas.close_path();
    canvas.fill(sample_palette(bar.palette, share));
  };
  if (vertical) {
    if (bar.clipped_low) triangle({box.left, box.bottom}, {x, box.bottom + end}, {box.right, box.bottom}, 0);
    if (bar.clipped_high) triangle({box.left, box.top}, {x, box.top - end}, {box.right, box.top}, 1);
  } else {
    if (bar.clipped_low) triangle({box.left, box.top}, {box.left - end, y}, {box.left, box.bottom}, 0);
    if (bar.clipped_high) triangle({box.right, box.top}, {box.right + end, y}, {box.right, box.bottom}, 1);
  }
}

void draw_color_bar(const ColorBar& bar, const PlacedColorBar& placed, const Style& style, Canvas& canvas) {
  bar_colors(bar, placed.box, placed.vertical, canvas);
  bar_ends(bar, placed.box, placed.vertical, canvas);
  bar_outline(bar, placed.box, placed.vertical, canvas);
  const Pen pen{.color = style.muted, .width_pt = 0.8 * style.frame_pt, .round_joins = false};
  canvas.stroke(pen);
  const double tick = 2.2 * ink_scale(style);
  for (const PlacedTick& t : placed.ticks) {
    const PageBox& box = placed.box;
    canvas.move_to(placed.vertical ? Point{box.right, t.position_pt} : Point{t.position_pt, box.bottom});
    canvas.line_to(placed.vertical ? Point{box.right + tick, t.position_pt}
                                   : Point{t.position_pt, box.bottom + tick});
  }
  if (!placed.ticks.empty()) canvas.stroke(pen);
}

void draw_leaders(const PlacedFigure& placed, Canvas& canvas) {
  const Style& style = placed.figure.style;
  for (const Leader& leader : placed.leaders) {
    canvas.move_to(leader.from);
    canvas.line_to(leader.to);
    canvas.stroke({.color = style.muted, .width_pt = 0.7 * style.frame_pt, .cap = Cap::round});
  }
}

// Many small panels together are as many points as one large panel: then round caps keep the file small.
DrawOptions options_for(const PlacedFigure& placed, DrawOptions options) {
  std::size_t points = 0;
  for (const Panel& panel : placed.figure.panels) {
    for (const Mark& mark : panel.marks) {
      if (const auto* scatter = std::get_if<Points>(&mark)) points += scatter->at.size();
    }
  }
  if (points > options.exact_most_in_all) options.exact_most = 0;
  return options;
}

}  // namespace

void draw(const PlacedFigure& placed, Canvas& canvas, const DrawOptions& options, DrawReport* report) {
  const Style& style = placed.figure.style;
  if (options.background) {
    // A little beyond the page, so that its last row of pixels isn't half covered.
    canvas.rectangle({-2, -2, placed.width_pt + 2, placed.height_pt + 2});
    canvas.fill(style.paper);
  }
  const DrawOptions marks = options_for(placed, options);
  for (std::size_t i = 0; i < placed.panels.size(); ++i) {
    draw_marks(placed, i, placed.figure.panels[i].marks, canvas, marks, report);
    draw_frame_of(placed.figure.panels[i], placed.panels[i], style, canvas);
  }
  draw_leaders(placed, canvas);
  for (const Leader& line : placed.brackets) {
    canvas.move_to(line.from);
    canvas.line_to(line.to);
    canvas.stroke({.color = line.color, .width_pt = style.frame_pt});
  }
  for (const Connector& connector : placed.figure.connectors) draw_connector(connector, placed, canvas);
  for (const PlacedSwatch& swatch : placed.swatches) draw_swatch(swatch, style, canvas);
  for (const PlacedColorBar& bar : placed.color_bars) {
    draw_color_bar(placed.figure.color_bars[bar.bar], bar, style, canvas);
  }
  for (const PlacedText& text : placed.texts) {
    if (text.role == TextRole::slot && !options.slot_texts) continue;
    draw_text(canvas, text, style);
  }
  if (report == nullptr) return;
  report->dropped_labels.insert(report->dropped_labels.end(), placed.dropped_labels.begin(),
                                placed.dropped_labels.end());
}

std::vector<PlacedText> moving_labels(const PlacedFigure& placed, std::size_t panel,
                                      std::span<const Label> labels, const TextMetrics& metrics) {
  const Style& style = placed.figure.style;
  const PlacedPanel& where = placed.panels.at(panel);
  std::vector<PlacedText> texts;
  for (const Label& label : labels) {
    const Point at = where.page_from_data(label.at);
    if (!where.frame.contains(at)) continue;
    const TextFont font{label.size_pt > 0 ? label.size_pt : style.note_pt, label.bold, false};
    if (label.centred) {
      texts.push_back(text_at(metrics, label.text, {font, label.color, TextRole::label, 0}, at,
                              Across::centre, Along::middle));
      continue;
    }
    const double rise = label.clear_radius_pt + 0.2 * font.size_pt;
    PlacedText text = text_at(metrics, label.text, {font, label.color, TextRole::label, 0},
                              {at.x, at.y - rise}, Across::centre, Along::baseline);
    const double half = text.extent.width_pt / 2;
    const double x = std::clamp(at.x, where.frame.left + half,
                                std::max(where.frame.left + half, where.frame.right - half));
    text.at.x = x - half;
    if (text.bounds().top < where.frame.top) text.at.y = at.y + label.clear_radius_pt + 0.9 * font.size_pt;
    text.halo_pt = 0.17 * font.size_pt;
    texts.push_back(std::move(text));
  }
  return texts;
}

void draw_labels(const PlacedFigure& placed, std::size_t panel, std::span<const Label> labels, Canvas& canvas,
                 const TextMetrics& metrics) {
  for (const PlacedText& text : moving_labels(placed, panel, labels, metrics))
    draw_text(canvas, text, placed.figure.style);
}

PlacedText slot_text(const PlacedFigure& placed, std::string_view slot, std::string_view text) {
  const auto found = std::find_if(placed.slots.begin(), placed.slots.end(),
                                  [&](const PlacedSlot& s) { return s.name == slot; });
  if (found == placed.slots.end())
    fail(ErrorKind::internal, "the figure has no slot \"" + std::string(slot) + "\"");
  PlacedText out;
  out.text = text;
  out.at = found->at;
  out.font = found->font;
  out.color = placed.figure.style.ink;
  out.role = TextRole::slot;
  out.slot = slot;
  return out;
}

void draw_slot_text(const PlacedFigure& placed, std::string_view slot, std::string_view text,
                    Canvas& canvas) {
  draw_text(canvas, slot_text(placed, slot, text), placed.figure.style);
}

void draw_frame(const PlacedFigure& placed, const Frame& frame, Canvas& canvas, const TextMetrics& metrics,
                const DrawOptions& options) {
  for (const PanelFrame& panel : frame.panels) {
    draw_marks(placed, panel.panel, panel.marks, canvas, options);
    draw_labels(placed, panel.panel, panel.labels, canvas, metrics);
  }
  for (const PlacedText& text : placed.texts) {
    if (text.role != TextRole::slot) continue;
    const auto given = std::find_if(frame.texts.begin(), frame.texts.end(),
                                    [&](const SlotText& s) { return s.slot == text.slot; });
    draw_slot_text(placed, text.slot, given == frame.texts.end() ? text.text : given->text, canvas);
  }
}

}  // namespace rssviz::render
