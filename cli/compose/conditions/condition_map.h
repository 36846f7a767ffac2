// Trajectories of conditions laid out by UMAP, and coloured by time. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/conditions/condition_paths.h"

namespace rssviz::cli {

struct ConditionMap {
  models::Conditions at{};  // one a condition: steps x dims
  std::string sentence{};   // of the caption: how places were found, and how far they can be trusted
};
// One UMAP of all conditions' means at all steps. Throws Error{data} for too few of them.
ConditionMap umap_of(const ConditionMeans& means, int dims, std::uint64_t seed, const Execution& execution);

// As add_condition_paths, but each piece of the colour of its step, first to last through the palette.
void add_time_paths(const std::vector<Projected>& paths, const std::string& palette,
                    const render::Style& style, double width_pt, std::vector<render::Mark>& marks);
render::ColorBar time_bar(const std::vector<std::int32_t>& steps, const std::string& palette);

}  // namespace rssviz::cli
