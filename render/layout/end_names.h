// Names at the right ends of a chart's lines, instead of a legend: a label whose x is infinite stands beside
// the panel at the height of its y. Names that would touch move apart and are joined to their lines. Pure.
#pragma once

#include <cmath>

#include "render/layout/decorate.h"

namespace rssviz::render {

inline bool is_end_name(const Label& label) { return std::isinf(label.at.x); }

// Adds the names of the panel's labels to its decoration, in the coordinates of its data area.
void place_end_names(const Panel& panel, const Style& style, const TextMetrics& metrics, double width_pt,
                     double height_pt, Decoration& decoration);

}  // namespace rssviz::render
