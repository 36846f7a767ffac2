// Distances between the means of classes with their tree: what the figure `nesting` shows of a network, of
// itself before training and of the inputs alone. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/colors.h"
#include "cli/studies/nesting_study.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// A matrix in the order of the tree's leaves, the tree above it (average linkage), the classes below: outer,
// then inner. Cells: the share of pairs of means that are nearer to each other.
render::Panel tree_panel(const ClassDistances& of, const Classes& outer, const Classes& inner,
                         const render::Style& style);
render::ColorBar distance_bar(std::vector<std::size_t> panels);

}  // namespace rssviz::cli
