// What the figure and the film of similarity-map share. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/studies/similarity_map_study.h"

namespace rssviz::cli {

// --by, --most, --permutations (of the figure alone).
std::vector<Option> similarity_map_options();
SimilarityMapOptions similarity_map_options_of(const Settings& settings);
// What is compared, in the words of axes: "step", "epoch", "layer".
std::string compared_word(const SimilarityMapOptions& options, const NetworkView& view);
// Cells from 0 (dark) to 1 (bright); what can't be compared is left out.
render::Rectangles alignment_cells(const SimilarityMap& map, const std::string& palette);
// Limits and ticks of both axes, the first row at the bottom.
void set_map_axes(const SimilarityMap& map, render::Panel& panel);

}  // namespace rssviz::cli
