// Scatters on a canvas: order, outlines, and as few paths as the picture allows. Pure but for the canvas.
#pragma once

#include "render/canvas/draw.h"

namespace rssviz::render {

// How the dots of a panel are drawn, after how many there are.
PointsMode points_mode(std::size_t points, bool vector, const DrawOptions& options);

void draw_points(const Points& points, const PlacedPanel& panel, const Style& style, bool faint,
                 PointsMode mode, const DrawOptions& options, Canvas& canvas);

// Adds a marker's outline to the canvas's path; false for shapes that are strokes (cross, plus).
bool marker_path(Canvas& canvas, MarkerShape shape, Point at, double radius_pt);
// One marker, filled or stroked as its shape asks, as legends need it.
void draw_marker(Canvas& canvas, MarkerShape shape, Point at, double radius_pt, Color color,
                 double outline_pt, Color outline);
// The outline that a colour too near to the paper's gets ("yellow on white"); width 0 where none is needed.
// Greys are meant to be faint and get none.
Pen rescue_outline(Color color, const Style& style);

}  // namespace rssviz::render
