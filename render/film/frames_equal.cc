#include "render/film/frames_equal.h"

#include <algorithm>

namespace rssviz::render {
namespace {

bool equal(const Mark& a, const Mark& b);
bool equal(const Label& a, const Label& b);
bool equal(const PanelFrame& a, const PanelFrame& b);
bool equal(const SlotText& a, const SlotText& b);

// Each struct is taken apart by all its fields: one that gets a field more no longer compiles here.
bool equal(const Point& a, const Point& b) {
  const auto& [ax, ay] = a;
  const auto& [bx, by] = b;
  return ax == bx && ay == by;
}

bool equal(const Rectangles::Box& a, const Rectangles::Box& b) {
  const auto& [a0, a1, a2, a3] = a;
  const auto& [b0, b1, b2, b3] = b;
  return a0 == b0 && a1 == b1 && a2 == b2 && a3 == b3;
}

bool equal(const TextGrid::Cell& a, const TextGrid::Cell& b) {
  const auto& [column, row, width, color] = a;
  const auto& [column_b, row_b, width_b, color_b] = b;
  return column == column_b && row == row_b && width == width_b && color == color_b;
}

bool equal(const TextGrid::Row& a, const TextGrid::Row& b) {
  const auto& [row, text, columns, widths, shade] = a;
  const auto& [row_b, text_b, columns_b, widths_b, shade_b] = b;
  return row == row_b && text == text_b && columns == columns_b && widths == widths_b && shade == shade_b;
}

bool equal(const TextGrid::Mark& a, const TextGrid::Mark& b) {
  const auto& [sign, column, row, width] = a;
  const auto& [sign_b, column_b, row_b, width_b] = b;
  return sign == sign_b && column == column_b && row == row_b && width == width_b;
}

template <class T>
bool all_equal(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return equal(x, y); });
}

bool equal(const Points& a, const Points& b) {
  const auto& [at, colors, shape, radius, shapes, radii, weights, outline_pt, outline, order, raster] = a;
  const auto& [at_b, colors_b, shape_b, radius_b, shapes_b, radii_b, weights_b, outline_pt_b, outline_b,
               order_b, raster_b] = b;
  return shape == shape_b && radius == radius_b && outline_pt == outline_pt_b && outline == outline_b &&
         order == order_b && raster == raster_b && colors == colors_b && shapes == shapes_b &&
         radii == radii_b && weights == weights_b && all_equal(at, at_b);
}

bool equal(const Line& a, const Line& b) {
  const auto& [at, color, width, dash, arrows, halo, step] = a;
  const auto& [at_b, color_b, width_b, dash_b, arrows_b, halo_b, step_b] = b;
  return color == color_b && width == width_b && dash == dash_b && arrows == arrows_b && halo == halo_b &&
         step == step_b && all_equal(at, at_b);
}

bool equal(const Band& a, const Band& b) {
  const auto& [x, low, high, color] = a;
  const auto& [x_b, low_b, high_b, color_b] = b;
  return x == x_b && low == low_b && high == high_b && color == color_b;
}

bool equal(const Rectangles& a, const Rectangles& b) {
  const auto& [boxes, colors, outline_pt, outline, tiled] = a;
  const auto& [boxes_b, colors_b, outline_pt_b, outline_b, tiled_b] = b;
  return outline_pt == outline_pt_b && outline == outline_b && tiled == tiled_b && colors == colors_b &&
         all_equal(boxes, boxes_b);
}

bool equal(const Rule& a, const Rule& b) {
  const auto& [horizontal, at, color, width, dash, text] = a;
  const auto& [horizontal_b, at_b, color_b, width_b, dash_b, text_b] = b;
  return horizontal == horizontal_b && at == at_b && color == color_b && width == width_b && dash == dash_b &&
         text == text_b;
}

bool equal(const TextGrid& a, const TextGrid& b) {
  const auto& [cells, rows, signs, ink, sign_ink] = a;
  const auto& [cells_b, rows_b, signs_b, ink_b, sign_ink_b] = b;
  return ink == ink_b && sign_ink == sign_ink_b && all_equal(cells, cells_b) && all_equal(rows, rows_b) &&
         all_equal(signs, signs_b);
}

bool equal(const Mark& a, const Mark& b) {
  return a.index() == b.index() && std::visit(
                                       [&](const auto& mark) {
                                         using Kind = std::decay_t<decltype(mark)>;
                                         return equal(mark, std::get<Kind>(b));
                                       },
                                       a);
}

bool equal(const Label& a, const Label& b) {
  const auto& [at, text, color, bold, size, priority, clear, centred] = a;
  const auto& [at_b, text_b, color_b, bold_b, size_b, priority_b, clear_b, centred_b] = b;
  return text == text_b && color == color_b && bold == bold_b && size == size_b && priority == priority_b &&
         clear == clear_b && centred == centred_b && equal(at, at_b);
}

bool equal(const PanelFrame& a, const PanelFrame& b) {
  const auto& [panel, marks, labels] = a;
  const auto& [panel_b, marks_b, labels_b] = b;
  return panel == panel_b && all_equal(marks, marks_b) && all_equal(labels, labels_b);
}

bool equal(const SlotText& a, const SlotText& b) {
  const auto& [slot, text] = a;
  const auto& [slot_b, text_b] = b;
  return slot == slot_b && text == text_b;
}

}  // namespace

bool frames_equal(const Frame& a, const Frame& b) {
  const auto& [panels, texts, interpolated] = a;
  const auto& [panels_b, texts_b, interpolated_b] = b;
  return interpolated == interpolated_b && all_equal(texts, texts_b) && all_equal(panels, panels_b);
}

}  // namespace rssviz::render
