// dimension-learning: how many directions states take up, through learning: all, within classes, and class
// means, a quarter and half of the way along the sequences and at their end.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/class_parts/line_findings.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/class_geometry.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kPlaces = 3;
const char* const kPlaceNames[kPlaces] = {"a quarter in", "halfway", "last step"};

// [stage][place] of one network.
using Dimensions = std::vector<std::vector<models::ClassDimensions>>;

std::vector<std::size_t> places_of(const models::StepStates& states) {
  const std::size_t last = states.steps.size() - 1;
  return {last / 4, last / 2, last};
}

Dimensions dimensions_of(const FigureRequest& request, const Recorded& one, const std::vector<int>& stages) {
  Dimensions made(stages.size());
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const models::StepStates states =
        states_along(*one.view, *one.view->network_at(stages[s]), one.run.sequences, class_column(request),
                     request.execution);
    const std::vector<std::size_t> places = places_of(states);
    made[s].resize(kPlaces);
    request.execution.workers.for_each(kPlaces, [&](std::size_t p) {
      request.execution.progress.check_stop();
      made[s][p] =
          models::class_dimensions(states.states[places[p]], states.classes_at(places[p]), states.count());
    });
  }
  return made;
}

struct Shown {
  const char* name;
  const char* title;
  models::Dimension models::ClassDimensions::*part;
};
const Shown kShown[] = {{"pooled", "All states", &models::ClassDimensions::pooled},
                        {"within", "Within classes", &models::ClassDimensions::within},
                        {"means", "Class means", &models::ClassDimensions::means}};

std::vector<ChartLine> lines_of(const std::vector<Dimensions>& all, const std::vector<int>& stages,
                                const Shown& shown, const render::Style& style) {
  const render::Color color = render::class_colors(style, 7)[0];
  const render::Dash dashes[kPlaces] = {render::Dash::dotted, render::Dash::dashed, render::Dash::solid};
  std::vector<ChartLine> lines;
  for (std::size_t p = 0; p < kPlaces; ++p) {
    ChartLine line{kPlaceNames[p], {stages.begin(), stages.end()}, {}, color, dashes[p]};
    for (std::size_t s = 0; s < stages.size(); ++s) {
      std::vector<double> values;
      for (const Dimensions& of : all) values.push_back((of[s][p].*shown.part).participation);
      line.y.push_back(pooled_over(values));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

formats::Table table_of(const std::vector<Dimensions>& all, const std::vector<Recorded>& of,
                        const std::vector<int>& stages) {
  formats::Table table;
  table.header = {"network", "stage", "place", "measure", "participation", "directions_90"};
  for (std::size_t n = 0; n < all.size(); ++n)
    for (std::size_t s = 0; s < stages.size(); ++s)
      for (std::size_t p = 0; p < kPlaces; ++p)
        for (const Shown& shown : kShown) {
          const models::Dimension& found = all[n][s][p].*shown.part;
          table.rows.push_back({of[n].view->id, std::to_string(stages[s]), kPlaceNames[p], shown.name,
                                formats::format_number(found.participation),
                                std::to_string(found.components)});
        }
  return table;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of,
                           std::size_t stages) {
  const models::StepStates& states = of.front().file.states;
  return {"How many directions states take up, through learning",
          sample_sentence(of) +
              "Participation ratio (sum l)^2 / sum l^2 of the variances l along principal directions, a "
              "quarter and "
              "half of the way along the sequences and at their last step, at " +
              std::to_string(stages) +
              " stages: of all states, of states less their class mean, and of class means (at most " +
              std::to_string(std::max(1, states.count() - 1)) +
              "). Stage 0, the network before training, is the null: what lies above it was expanded by "
              "learning, "
              "what lies below compressed. The ratio grows with the number of points, so the three panels' "
              "heights "
              "aren't comparable. " +
              (of.size() >= 5 ? "Bands: 95 % by Student's t over networks. " : std::string()) +
              note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static Drawn make_dimension_learning(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const long long most = request.settings.integer("stages");
  check_range("stages", static_cast<double>(most), most >= 2 && most <= 1000, "2 to 1000");
  const std::vector<Recorded> of = recorded(request);
  int stages_all = of.front().view->stages;
  for (const Recorded& one : of) stages_all = std::min(stages_all, one.view->stages);
  const std::vector<int> stages = spread_numbers(stages_all, static_cast<int>(most));
  std::vector<Dimensions> all;
  for (const Recorded& one : of) all.push_back(dimensions_of(request, one, stages));
  render::Figure figure = figure_with(look);
  std::vector<ChartLine> lines;
  std::vector<Finding> findings;
  for (const Shown& shown : kShown) {
    figure.panels.push_back(step_chart(shown.title, figure.panels.empty() ? "participation ratio" : ""));
    render::Panel& panel = figure.panels.back();
    panel.column = static_cast<int>(figure.panels.size()) - 1;
    panel.x.label = of.front().view->counted_by_epochs ? "epoch" : "stage";
    panel.y.low = 0;
    lines = lines_of(all, stages, shown, look.style);
    for (const ChartLine& line : lines) add_chart_line(line, panel);
    add_line_findings(std::string("participation ratio after learning, ") + shown.name, lines, findings);
  }
  figure.legends.push_back(legend_of_lines(lines, {}));
  figure.row_aspects = {0.85};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of, stages.size());
  Drawn drawn{std::move(figure), table_of(all, of, stages)};
  drawn.findings = std::move(findings);
  return drawn;
}

FigureKind dimension_learning_kind() {
  return {.name = "dimension-learning",
          .summary = "how many directions states, classes and class means take up, through learning",
          .of = Networks::several,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {"class"},
          .options = {most_sequences_option(),
                      {"stages", OptionType::integer, "11", "stages of learning, at most", true, {}},
                      latex_option()},
          .make = make_dimension_learning};
}

}  // namespace rssviz::cli
