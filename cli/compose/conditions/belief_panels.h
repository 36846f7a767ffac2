// What the figure of beliefs and its film share: panels, captions, numbers, options. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/conditions/belief_places.h"
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/studies/belief_study.h"

namespace rssviz::cli {

std::vector<Option> belief_kind_options();
// --beliefs, else the task's. Throws Error{data} where it has none, naming the columns.
BeliefOptions belief_options(const FigureRequest& request);

// Dots where the beliefs are, coloured by the true ones.
render::Panel belief_panel(std::string title, const MatrixD& beliefs, const MatrixD& truth,
                           const BeliefPlaces& places, double radius_pt);
// Of two states: the belief in the second of them as read from the states over the true one.
render::Panel belief_chart(const BeliefStudy& study, const BeliefPlaces& places, double radius_pt,
                           const render::Style& style);
double belief_aspect(const BeliefPlaces& places);
// 1 - R^2 by stage, with lines for what needs no training. Colours: see r2_legend.
render::Panel r2_panel(const NetworkView& view, const BeliefStudy& study, const render::Style& style);
// `panel`: below which it stands; 0: below the whole figure.
render::Legend r2_legend(const BeliefStudy& study, const render::Style& style, std::size_t panel);
// The best of the windows: how many symbols.
std::size_t best_window(const BeliefStudy& study);
render::Caption belief_caption(const NetworkView& view, const BeliefStudy& study, const BeliefPlaces& places,
                               const Settings& settings);
formats::Table table_of(const BeliefStudy& study);

}  // namespace rssviz::cli
