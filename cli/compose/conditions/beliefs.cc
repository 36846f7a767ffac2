// beliefs: what symbols so far justify to believe about a hidden state, beside what a straight map reads from
// the network's states; and how well it does so while the network learns, against its nulls.
#include <algorithm>
#include <cmath>

#include "cli/compose/conditions/belief_panels.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/number_text.h"

namespace rssviz::cli {

static Drawn make_beliefs(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  const BeliefStudy study = study_beliefs(view, belief_options(request), request.execution);
  BeliefPlaces places(study.truth, study.names, look.style);
  places.keep_clear(places.places(study.truth));
  places.keep_clear(places.places(study.by_stage.back().found));
  render::Figure figure = figure_with(look);
  const double radius = dot_radius_pt(study.rows.size(), look.width_pt / 3);
  if (places.is_line())
    figure.panels = {belief_chart(study, places, radius, look.style)};
  else
    figure.panels = {
        belief_panel("true beliefs", study.truth, study.truth, places, radius),
        belief_panel("read from the states", study.by_stage.back().found, study.truth, places, radius)};
  figure.panels.push_back(r2_panel(view, study, look.style));
  for (std::size_t k = 0; k < figure.panels.size(); ++k) figure.panels[k].column = static_cast<int>(k);
  if (places.is_line())
    figure.row_aspects = {0.8};
  else {
    figure.column_weights = {1, 1, 1.1};
    figure.row_aspects = {belief_aspect(places)};
  }
  figure.legends = {r2_legend(study, look.style, 0)};
  letter_panels(figure, look);
  figure.caption = belief_caption(view, study, places, request.settings);
  Drawn drawn{std::move(figure), table_of(study)};
  drawn.findings = {{"R2 of beliefs read from the states", study.r2()},
                    {"R2 before training", study.untrained()},
                    {"R2 of beliefs of other sequences", study.shuffled}};
  return drawn;
}

FigureKind beliefs_kind() {
  return {.name = "beliefs",
          .summary = "beliefs about a hidden state beside what a straight map reads from the states",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {},
          .of_task = {},
          .options = belief_kind_options(),
          .make = make_beliefs};
}

}  // namespace rssviz::cli
