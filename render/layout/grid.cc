#include "render/layout/grid.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "core/error.h"
#include "render/layout/headings.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

void check_figure(const Figure& figure) {
  if (figure.panels.empty()) fail(ErrorKind::usage, "a figure needs at least one panel");
  if (!(figure.width_pt > 0))
    fail(ErrorKind::usage, "width_pt = " + std::to_string(figure.width_pt) + " must be above 0");
  for (const Panel& panel : figure.panels) {
    if (panel.row < 0 || panel.column < 0 || panel.row_span < 1 || panel.column_span < 1) {
      fail(ErrorKind::usage, "panel \"" + panel.title + "\" lies outside the grid (row " +
                                 std::to_string(panel.row) + ", column " + std::to_string(panel.column) +
                                 ")");
    }
  }
  const auto check = [&](const std::vector<std::size_t>& panels, const std::string& title) {
    for (const std::size_t panel : panels) {
      if (panel < figure.panels.size()) continue;
      fail(ErrorKind::usage, "legend \"" + title + "\" belongs to panel " + std::to_string(panel) +
                                 ", but there are " + std::to_string(figure.panels.size()));
    }
  };
  for (const Legend& legend : figure.legends) check(legend.panels, legend.title);
  for (const ColorBar& bar : figure.color_bars) check(bar.panels, bar.title);
}

// Finds sizes by repeating: sizes -> ticks and texts -> room around the panels -> sizes, until nothing grows.
class Arranger {
 public:
  Arranger(const Figure& figure, const TextMetrics& metrics)
      : figure_(figure), style_(figure.style), metrics_(metrics) {}

  Grid run() {
    check_figure(figure_);
    start();
    for (int pass = 0; pass < 12; ++pass) {
      const std::vector<double> blocks = grid_.right_blocks;
      place_columns();
      place_rows();
      const bool changed = decorate_panels(pass < 2) || differs(blocks, grid_.right_blocks);
      if (!changed && pass > 2) break;
    }
    return std::move(grid_);
  }

 private:
  void start() {
    for (const Panel& panel : figure_.panels) {
      grid_.rows = std::max(grid_.rows, panel.row + panel.row_span);
      grid_.columns = std::max(grid_.columns, panel.column + panel.column_span);
    }
    for (const Heading& heading : figure_.headings) {
      const int count = heading.is_row ? grid_.rows : grid_.columns;
      if (heading.first < 0 || heading.last < heading.first || heading.last >= count) {
        fail(ErrorKind::usage, "heading \"" + heading.text + "\" lies outside the grid");
      }
    }
    for (auto* list :
         {&grid_.column_left, &grid_.column_width, &grid_.left, &grid_.right, &grid_.right_blocks}) {
      list->assign(at(grid_.columns), 0);
    }
    for (auto* list : {&grid_.row_top, &grid_.row_height, &grid_.top, &grid_.bottom, &grid_.bottom_blocks}) {
      list->assign(at(grid_.rows), 0);
    }
    std::fill(grid_.row_height.begin(), grid_.row_height.end(), 0.3 * figure_.width_pt);
    grid_.decorations.resize(figure_.panels.size());
    for (std::size_t i = 0; i < figure_.legends.size(); ++i)
      attach(false, i, figure_.legends[i].side, figure_.legends[i].panels);
    for (std::size_t i = 0; i < figure_.color_bars.size(); ++i)
      attach(true, i, figure_.color_bars[i].side, figure_.color_bars[i].panels);
    bands();
  }

  void attach(bool is_bar, std::size_t index, Side side, const std::vector<std::size_t>& panels) {
    Attachment attachment{is_bar, index, side, grid_.rows, -1, grid_.columns, -1, kNoPanel, {}, 0};
    if (panels.size() == 1 && figure_.panels[panels[0]].kind == PanelKind::blank)
      attachment.blank_panel = panels[0];
    for (std::size_t i = 0; i < figure_.panels.size(); ++i) {
      if (!panels.empty() && std::find(panels.begin(), panels.end(), i) == panels.end()) continue;
      const Panel& panel = figure_.panels[i];
      attachment.row_first = std::min(attachment.row_first, panel.row);
      attachment.row_last = std::max(attachment.row_last, panel.row + panel.row_span - 1);
      attachment.column_first = std::min(attachment.column_first, panel.column);
      attachment.column_last = std::max(attachment.column_last, panel.column + panel.column_span - 1);
    }
    grid_.attachments.push_back(std::move(attachment));
  }

  double slot_size(const TextSlot& slot) const { return slot.size_pt > 0 ? slot.size_pt : style_.label_pt; }

  void bands() {
    grid_.title_height = title_height(figure_, metrics_);
    if (!figure_.column_axis.empty()) grid_.column_axis_height = 1.45 * style_.label_pt;
    if (!figure_.row_axis.empty()) grid_.row_axis_width = 1.45 * style_.label_pt;
    bool top = false, others = false;  // whether one, and another, stand there
    for (const TextSlot& slot : figure_.slots) {
      const TextFont font{slot_size(slot), slot.bold, false};
      const double width =
          std::max(metrics_.measure(slot.widest, font).width_pt, metrics_.measure(slot.text, font).width_pt);
      if (slot.side == Side::right) grid_.right_band = std::max(grid_.right_band, width + style_.gap_pt);
      if (slot.side == Side::bottom) grid_.bottom_band += 1.5 * font.size_pt;
      if (slot.side == Side::top && !top)
        grid_.title_height = std::max(grid_.title_height, 1.5 * font.size_pt);
      if (slot.side == Side::top && top) grid_.title_height += 1.4 * font.size_pt;
      others = others || (slot.side == Side::top && top);
      top = top || slot.side == Side::top;
    }
    if (others) grid_.title_height += 0.5 * style_.label_pt;
    if (grid_.bottom_band > 0) grid_.bottom_band += 0.8 * style_.label_pt;
    grid_.right_band = std::min(grid_.right_band, 0.45 * figure_.width_pt);
  }

  double weight(int column) const {
    const bool given = at(column) < figure_.column_weights.size() && figure_.column_weights[at(column)] > 0;
    return given ? figure_.column_weights[at(column)] : 1.0;
  }

  void place_columns() {
    grid_.left_band = grid_.row_axis_width + heading_band(figure_, metrics_, grid_, true).total;
    double taken = 2 * style_.margin_pt + grid_.left_band + grid_.right_band + sum(grid_.left) +
                   sum(grid_.right) + sum(grid_.right_blocks) + style_.gap_pt * (grid_.columns - 1);
    double weights = 0;
    for (int c = 0; c < grid_.columns; ++c) weights += weight(c);
    const double unit = (figure_.width_pt - taken) / weights;
    if (!(unit >= 8)) {
      fail(ErrorKind::usage, "no room for panels: width_pt = " + std::to_string(figure_.width_pt) + " but " +
                                 std::to_string(taken) + " pt are taken by margins and texts");
    }
    double x = style_.margin_pt + grid_.left_band;
    for (int c = 0; c < grid_.columns; ++c) {
      x += grid_.left[at(c)];
      grid_.column_left[at(c)] = x;
      grid_.column_width[at(c)] = unit * weight(c);
      x += grid_.column_width[at(c)] + grid_.right[at(c)] + grid_.right_blocks[at(c)] + style_.gap_pt;
    }
  }

  double span_width(int first, int last) const {
    return grid_.column_left[at(last)] + grid_.column_width[at(last)] - grid_.column_left[at(first)];
  }

  // The panel that gives its row its height: a map before a chart before a blank.
  double natural_height(int row) const {
    const Panel* chosen = nullptr;
    const auto rank = [](const Panel& p) { return static_cast<int>(p.kind) * 100 + p.row_span; };
    for (const Panel& panel : figure_.panels) {
      if (panel.row > row || panel.row + panel.row_span <= row) continue;
      if (chosen == nullptr || rank(panel) < rank(*chosen)) chosen = &panel;
    }
    if (chosen == nullptr) return 0;
    const bool given = at(row) < figure_.row_aspects.size() && figure_.row_aspects[at(row)] > 0;
    const double aspect =
        given ? figure_.row_aspects[at(row)] : (chosen->kind == PanelKind::map ? 1.0 : 0.62);
    const double width = span_width(chosen->column, chosen->column + chosen->column_span - 1);
    return given ? aspect * width : aspect * width / chosen->row_span;
  }

  void place_rows() {
    grid_.top_band =
        grid_.title_height + grid_.column_axis_height + heading_band(figure_, metrics_, grid_, false).total;
    place_bottom_blocks();
    const double taken = 2 * style_.margin_pt + grid_.top_band + grid_.bottom_band + sum(grid_.top) +
                         sum(grid_.bottom) + sum(grid_.bottom_blocks) + style_.gap_pt * (grid_.rows - 1);
    for (int r = 0; r < grid_.rows; ++r) grid_.row_height[at(r)] = natural_height(r);
    grid_.height_pt = taken + sum(grid_.row_height);
    if (figure_.height_pt) {
      const double room = *figure_.height_pt - taken;
      if (!(room >= 8 * grid_.rows)) {
        fail(ErrorKind::usage, "no room for panels: height_pt = " + std::to_string(*figure_.height_pt) +
                                   " but " + std::to_string(taken) + " pt are taken by margins and texts");
      }
      const double share = room / std::max(1e-9, sum(grid_.row_height));
      for (double& height : grid_.row_height) height *= share;
      grid_.height_pt = *figure_.height_pt;
    }
    double y = style_.margin_pt + grid_.top_band;
    for (int r = 0; r < grid_.rows; ++r) {
      y += grid_.top[at(r)];
      grid_.row_top[at(r)] = y;
      y += grid_.row_height[at(r)] + grid_.bottom[at(r)] + grid_.bottom_blocks[at(r)] + style_.gap_pt;
    }
    place_right_blocks();
  }

  Block make_block(const Attachment& a, double room) const {
    if (a.is_bar) return color_bar_block(figure_.color_bars[a.index], a.index, style_, metrics_, room);
    const double width = a.side == Side::right ? 0.4 * figure_.width_pt : room;
    return legend_block(figure_.legends[a.index], style_, metrics_, width);
  }

  // How far texts reach below the last row, by row and column (as the last pass found).
  std::vector<std::vector<double>> reach_below() const {
    std::vector<std::vector<double>> reach(at(grid_.rows), std::vector<double>(at(grid_.columns), 0));
    for (std::size_t i = 0; i < figure_.panels.size(); ++i) {
      const Panel& panel = figure_.panels[i];
      for (int c = panel.column; c < panel.column + panel.column_span; ++c) {
        double& cell = reach[at(panel.row + panel.row_span - 1)][at(c)];
        cell = std::max(cell, grid_.decorations[i].insets.bottom);
      }
    }
    return reach;
  }

  // Right below their own panels; those over the same columns one below another.
  void place_bottom_blocks() {
    auto used = reach_below();
    std::fill(grid_.bottom_blocks.begin(), grid_.bottom_blocks.end(), 0);
    const double gap = 0.9 * style_.tick_pt;
    for (Attachment& a : grid_.attachments) {
      if (a.side != Side::bottom || a.blank_panel != kNoPanel) continue;
      a.block = make_block(a, span_width(a.column_first, a.column_last));
      auto& row = used[at(a.row_last)];
      const auto first = row.begin() + a.column_first, last = row.begin() + a.column_last + 1;
      a.offset_pt = *std::max_element(first, last) + gap;
      const double end = a.offset_pt + a.block.height_pt;
      std::fill(first, last, end);
      double& extra = grid_.bottom_blocks[at(a.row_last)];
      extra = std::max(extra, end - grid_.bottom[at(a.row_last)]);
    }
  }

  void place_right_blocks() {
    std::vector<std::vector<double>> used(at(grid_.columns), std::vector<double>(at(grid_.rows), 0));
    std::fill(grid_.right_blocks.begin(), grid_.right_blocks.end(), 0);
    const double gap = std::max(1.3 * style_.tick_pt, style_.gap_pt);
    for (Attachment& a : grid_.attachments) {
      if (a.side != Side::right || a.blank_panel != kNoPanel) continue;
      const double room =
          grid_.row_top[at(a.row_last)] + grid_.row_height[at(a.row_last)] - grid_.row_top[at(a.row_first)];
      a.block = make_block(a, room);
      auto& column = used[at(a.column_last)];
      const auto first = column.begin() + a.row_first, last = column.begin() + a.row_last + 1;
      a.offset_pt = *std::max_element(first, last) + gap;
      std::fill(first, last, a.offset_pt + a.block.width_pt);
      grid_.right_blocks[at(a.column_last)] =
          std::max(grid_.right_blocks[at(a.column_last)], a.offset_pt + a.block.width_pt);
      overflow_[at(a.row_last)] = std::max(overflow_[at(a.row_last)], a.block.height_pt - room);
    }
  }

  // True where the room around the panels changed (`anew`) or had to grow.
  bool decorate_panels(bool anew) {
    Grid fresh = grid_;
    if (anew) {
      for (auto* list : {&fresh.left, &fresh.right, &fresh.top, &fresh.bottom})
        std::fill(list->begin(), list->end(), 0);
    }
    const auto grow = [](double& room, double needed) { room = std::max(room, needed); };
    for (std::size_t i = 0; i < figure_.panels.size(); ++i) {
      const Panel& panel = figure_.panels[i];
      const PageBox box = grid_.frame(panel);
      grid_.decorations[i] = decorate(panel, style_, metrics_, box.width(), box.height());
      const Insets& insets = grid_.decorations[i].insets;
      grow(fresh.left[at(panel.column)], insets.left);
      grow(fresh.right[at(panel.column + panel.column_span - 1)], insets.right);
      grow(fresh.top[at(panel.row)], insets.top);
      grow(fresh.bottom[at(panel.row + panel.row_span - 1)], insets.bottom);
    }
    for (const auto& [row, extra] : overflow_) grow(fresh.bottom[row], anew ? 0 : extra);
    overflow_.clear();
    const bool changed = differs(fresh.left, grid_.left) || differs(fresh.right, grid_.right) ||
                         differs(fresh.top, grid_.top) || differs(fresh.bottom, grid_.bottom);
    grid_.left = fresh.left;
    grid_.right = fresh.right;
    grid_.top = fresh.top;
    grid_.bottom = fresh.bottom;
    return changed;
  }

  static bool differs(const std::vector<double>& a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::abs(a[i] - b[i]) > 0.01) return true;
    }
    return false;
  }

  const Figure& figure_;
  const Style& style_;
  const TextMetrics& metrics_;
  Grid grid_{};
  std::map<std::size_t, double> overflow_{};  // by row: what a tall legend needs below it
};

}  // namespace

PageBox Grid::frame(const Panel& panel) const {
  const std::size_t last_column = at(panel.column + panel.column_span - 1);
  const std::size_t last_row = at(panel.row + panel.row_span - 1);
  return {column_left[at(panel.column)], row_top[at(panel.row)],
          column_left[last_column] + column_width[last_column], row_top[last_row] + row_height[last_row]};
}

Grid arrange(const Figure& figure, const TextMetrics& metrics) { return Arranger(figure, metrics).run(); }

}  // namespace rssviz::render
