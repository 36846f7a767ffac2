#include "render/layout/layout.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/error.h"
#include "render/layout/decorate.h"
#include "render/layout/grid.h"
#include "render/layout/headings.h"
#include "render/layout/inside.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

void place_panel(PlacedFigure& placed, const Grid& grid, std::size_t i) {
  const Panel& panel = placed.figure.panels[i];
  const Decoration& decoration = grid.decorations[i];
  PlacedPanel out;
  out.panel = i;
  out.frame = grid.frame(panel);
  const auto& insets = decoration.insets;
  out.outer = {out.frame.left - insets.left, out.frame.top - insets.top, out.frame.right + insets.right,
               out.frame.bottom + insets.bottom};
  out.x = decoration.x;
  out.y = decoration.y;
  out.x.offset += out.frame.left;
  out.y.offset += out.frame.top;
  out.x_low = decoration.limits.x_low;
  out.x_high = decoration.limits.x_high;
  out.y_low = decoration.limits.y_low;
  out.y_high = decoration.limits.y_high;
  for (PlacedTick tick : decoration.x_ticks) {
    tick.position_pt += out.frame.left;
    out.x_ticks.push_back(tick);
  }
  for (PlacedTick tick : decoration.y_ticks) {
    tick.position_pt += out.frame.top;
    out.y_ticks.push_back(tick);
  }
  for (PlacedText text : decoration.texts) {
    text.at = {text.at.x + out.frame.left, text.at.y + out.frame.top};
    text.panel = i;
    placed.texts.push_back(std::move(text));
  }
  for (Leader leader : decoration.leaders) {
    leader.from = {leader.from.x + out.frame.left, leader.from.y + out.frame.top};
    leader.to = {leader.to.x + out.frame.left, leader.to.y + out.frame.top};
    leader.panel = i;
    placed.leaders.push_back(leader);
  }
  placed.panels.push_back(std::move(out));
}

// Where an attachment's block starts: below or beside its panels, or inside a blank one.
Point block_corner(const PlacedFigure& placed, const Grid& grid, const Attachment& a) {
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  const double left = grid.column_left[at(a.column_first)];
  const double right = grid.column_left[at(a.column_last)] + grid.column_width[at(a.column_last)];
  const double top = grid.row_top[at(a.row_first)];
  const double bottom = grid.row_top[at(a.row_last)] + grid.row_height[at(a.row_last)];
  if (a.blank_panel != kNoPanel) return {left, top};
  if (a.side == Side::bottom) {
    // Centred below the whole figure, flush with the left edge below a part of it.
    const bool whole = a.column_first == 0 && a.column_last == grid.columns - 1;
    const double x = whole ? std::max(left, (left + right - a.block.width_pt) / 2) : left;
    return {x, bottom + a.offset_pt};
  }
  const double spare = std::max(0.0, bottom - top - a.block.height_pt);
  const double drop = a.is_bar ? spare / 2 : 0;
  return {right + grid.right[at(a.column_last)] + a.offset_pt,
          top + drop + (a.is_bar ? 0 : -0.2 * placed.figure.style.tick_pt)};
}

void place_attachments(PlacedFigure& placed, Grid& grid, const TextMetrics& metrics) {
  const Figure& figure = placed.figure;
  for (Attachment& a : grid.attachments) {
    if (a.blank_panel != kNoPanel) {
      const PageBox& frame = placed.panels[a.blank_panel].frame;
      const double room = !a.is_bar || a.side == Side::bottom ? frame.width() : frame.height();
      a.block = a.is_bar ? color_bar_block(figure.color_bars[a.index], a.index, figure.style, metrics, room)
                         : legend_block(figure.legends[a.index], figure.style, metrics, room);
    }
    add_block(placed, a.block, block_corner(placed, grid, a));
  }
}

void place_slot(PlacedFigure& placed, const TextMetrics& metrics, const TextSlot& slot, Point top_left,
                double room) {
  const Style& style = placed.figure.style;
  TextFont font{slot.size_pt > 0 ? slot.size_pt : style.label_pt, slot.bold, false};
  const double widest =
      std::max(metrics.measure(slot.widest, font).width_pt, metrics.measure(slot.text, font).width_pt);
  if (widest > room) font.size_pt *= room / widest;
  const TextLook look{font, style.ink, TextRole::slot, 0};
  PlacedText text = text_at(metrics, slot.text, look, top_left, Across::left, Along::top);
  text.slot = slot.name;
  const double height = line_height(font);
  placed.slots.push_back(
      {slot.name,
       text.at,
       font,
       {top_left.x, top_left.y, top_left.x + std::min(widest, room), top_left.y + height}});
  placed.texts.push_back(std::move(text));
}

// The height of all slots on top but the first (as Arranger::bands has counted it).
double others_below_title(const Figure& figure) {
  double height = 0.5 * figure.style.label_pt;
  bool first = true;
  for (const TextSlot& slot : figure.slots) {
    if (slot.side != Side::top) continue;
    if (!first) height += 1.4 * (slot.size_pt > 0 ? slot.size_pt : figure.style.label_pt);
    first = false;
  }
  return height;
}

void place_slots(PlacedFigure& placed, const Grid& grid, const TextMetrics& metrics) {
  const Style& style = placed.figure.style;
  const double right_edge = placed.width_pt - style.margin_pt;
  double bottom = placed.height_pt - style.margin_pt - grid.bottom_band + 0.8 * style.label_pt;
  double top = grid.row_top.front(), below_title = 0;
  for (const TextSlot& slot : placed.figure.slots) {
    const double size = slot.size_pt > 0 ? slot.size_pt : style.label_pt;
    if (slot.side == Side::bottom) {
      const double left = grid.column_left.front();
      place_slot(placed, metrics, slot, {left, bottom}, right_edge - left);
      bottom += 1.5 * size;
    } else if (slot.side == Side::top) {
      // Above the last column, on the line of the title; those after the first below it, from the left.
      const bool first = below_title == 0;
      const double left = first ? grid.column_left.back() : grid.column_left.front();
      place_slot(placed, metrics, slot, {left, first ? style.margin_pt : below_title}, right_edge - left);
      below_title = first ? style.margin_pt + grid.title_height - others_below_title(placed.figure)
                          : below_title + 1.4 * size;
    } else {
      const double left = right_edge - grid.right_band + style.gap_pt;
      place_slot(placed, metrics, slot, {left, top}, right_edge - left);
      top += 1.6 * size;
    }
  }
}

bool writes_inside(const Panel& panel) {
  const bool has_rule = std::any_of(panel.marks.begin(), panel.marks.end(), [](const Mark& mark) {
    const auto* rule = std::get_if<Rule>(&mark);
    return rule != nullptr && !rule->text.empty();
  });
  return has_rule || !panel.notes.empty() || !panel.labels.empty();
}

void place_insides(PlacedFigure& placed, const TextMetrics& metrics) {
  const double cell = std::max(0.5, placed.figure.style.note_pt / 6.5);
  std::vector<std::optional<InkMap>> inks;
  for (std::size_t i = 0; i < placed.figure.panels.size(); ++i) {
    const Panel& panel = placed.figure.panels[i];
    inks.emplace_back();
    if (writes_inside(panel)) inks.back().emplace(panel, placed.panels[i], placed.figure.style, cell);
  }
  const bool shared = share_note_corner(placed, metrics, inks);
  for (std::size_t i = 0; i < inks.size(); ++i) {
    if (!inks[i]) continue;
    place_notes(placed, i, metrics, *inks[i], shared);
    place_labels(placed, i, metrics, *inks[i]);
  }
}

}  // namespace

PlacedFigure lay_out(Figure figure, const TextMetrics& metrics) {
  Grid grid = arrange(figure, metrics);
  PlacedFigure placed;
  placed.width_pt = figure.width_pt;
  placed.height_pt = grid.height_pt;
  placed.figure = std::move(figure);
  for (std::size_t i = 0; i < placed.figure.panels.size(); ++i) place_panel(placed, grid, i);
  place_headings(placed, metrics, grid);
  place_attachments(placed, grid, metrics);
  place_slots(placed, grid, metrics);
  place_insides(placed, metrics);
  std::erase_if(placed.texts, [](const PlacedText& text) { return text.text.empty() && text.slot.empty(); });
  return placed;
}

}  // namespace rssviz::render
