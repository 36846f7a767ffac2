#include "cli/compose/class_parts/decodability.h"

#include <algorithm>

#include "core/error.h"
#include "models/analysis/geometry/step_probes.h"

namespace rssviz::cli {
namespace {

models::StepStates only_steps(const models::StepStates& states, const std::vector<int>& steps) {
  models::StepStates some = states;
  some.steps.clear();
  some.members.clear();
  some.states.clear();
  some.outputs.clear();
  for (const int step : steps) {
    const auto at = static_cast<std::size_t>(step);
    some.steps.push_back(states.steps[at]);
    some.members.push_back(states.members[at]);
    some.states.push_back(states.states[at]);
    some.outputs.push_back(states.outputs[at]);
  }
  return some;
}

std::vector<Told> row_of(const FigureRequest& request, const models::StepStates& states, double lambda) {
  models::StepProbeOptions options;
  options.folds = static_cast<int>(request.settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  options.noise_sd = request.settings.number("noise") * models::root_mean_square(states.states);
  options.logistic.lambda = lambda;
  options.check();
  const models::SteppedFeatures features{states.states, states.members, states.classes, states.count()};
  std::vector<Told> row;
  const std::vector<models::Accuracy> probes = models::probe_steps(features, options, request.execution);
  for (std::size_t step = 0; step < probes.size(); ++step) {
    const std::vector<std::int32_t> said = models::largest_columns(states.outputs[step].cast<double>());
    row.push_back(
        {probes[step].share(), static_cast<double>(models::right_answers(said, states.classes_at(step))) /
                                   static_cast<double>(said.size())});
  }
  return row;
}

Surface surface_of(const FigureRequest& request, const Recorded& one, const std::vector<int>& stages,
                   const std::vector<int>& steps) {
  if (one.file.states.outputs.empty())
    fail(ErrorKind::data, one.view->id + ": decodability needs an output for each class");
  models::StepProbeOptions options;
  options.folds = static_cast<int>(request.settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const models::StepStates& last = one.file.states;
  const double lambda = models::choose_penalty({last.states, last.members, last.classes, last.count()},
                                               options, request.execution);
  Surface surface;
  for (const int stage : stages) {
    const models::StepStates states = states_along(*one.view, *one.view->network_at(stage), one.run.sequences,
                                                   class_column(request), request.execution);
    surface.push_back(row_of(request, only_steps(states, steps), lambda));
  }
  return surface;
}

}  // namespace

Told Decodability::mean_at(std::size_t stage, std::size_t step) const {
  Told mean;
  for (const Surface& surface : surfaces) {
    mean.probe += surface[stage][step].probe / static_cast<double>(surfaces.size());
    mean.output += surface[stage][step].output / static_cast<double>(surfaces.size());
  }
  return mean;
}

Decodability decodability_of(const FigureRequest& request, int most_stages, int most_steps) {
  Decodability made;
  made.of = recorded(request);
  int stages = made.of.front().view->stages;
  for (const Recorded& one : made.of) stages = std::min(stages, one.view->stages);
  made.stages = spread_numbers(stages, most_stages);
  made.steps = spread_numbers(static_cast<int>(made.of.front().file.states.steps.size()), most_steps);
  for (const Recorded& one : made.of)
    made.surfaces.push_back(surface_of(request, one, made.stages, made.steps));
  return made;
}

std::vector<Option> decodability_options() {
  return {most_sequences_option(),
          folds_option(),
          {"noise", OptionType::number, "0.01", "noise, as a share of the root mean square state", true, {}}};
}

}  // namespace rssviz::cli
