// What films of bare maps share: dots coloured by a column, curves along the film with a mark that moves on
// them, and how movement is told. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/scatter_table.h"
#include "core/progress.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The colours of points: of `rows` of the column, one each; the legend or the bar that explains them goes
// below the first panel of the still.
std::vector<render::Color> film_point_colors(const ScatterColumn& column,
                                             const std::vector<std::size_t>& rows, const Settings& settings,
                                             const render::Style& style, render::Figure& still,
                                             Progress& progress);

// What they mean, for captions, and whether classes share a colour.
std::string film_color_sentence(const ScatterColumn& column, const Settings& settings,
                                const render::Style& style);

// A chart on the right of the still with one curve in ink: values by x, both from place `first` on.
render::Panel film_chart(const std::string& title, int row, const std::vector<double>& x,
                         const std::vector<double>& values, std::size_t first, const render::Style& style);

// The same with movement since the stage before on a logarithmic scale, dotted below it that of the layout
// alone where it is known (not empty).
render::Panel film_movement_chart(const std::string& title, const std::vector<double>& x,
                                  const std::vector<double>& moved, const std::vector<double>& null,
                                  const render::Style& style);
render::Legend film_movement_legend(const std::string& moved, bool null, std::size_t panel,
                                    const render::Style& style);

// "moved 3.2 % of the map's size since the last epoch; the layout alone 0.4 %".
std::string movement_text(double moved, std::optional<double> null, const std::string& step);

}  // namespace rssviz::cli
