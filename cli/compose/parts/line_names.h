// Names at the right ends of a chart's lines instead of in a legend (render/layout/end_names.h). Pure.
#pragma once

#include <string>

#include "render/figure/figure.h"

namespace rssviz::cli {

// `y`: where the line ends, in data units.
void name_line_end(const std::string& name, double y, render::Color color, const render::Style& style,
                   render::Panel& panel);

}  // namespace rssviz::cli
