#include "cli/compose/geometry/class_places.h"

#include "cli/compose/geometry/class_projection.h"
#include "core/error.h"
#include "core/number_text.h"
#include "embed/embedding.h"
#include "models/data/step_alignment.h"

namespace rssviz::cli {
namespace {

bool by_umap(const Settings& settings) {
  const std::string map = settings.text("map");
  if (map != "pca" && map != "umap") fail(ErrorKind::usage, "--map = " + map + ": is pca or umap");
  return map == "umap";
}

models::StepStates set_side_by_side(const FigureRequest& request) {
  const bool aligned = request.settings.flag("from-input");
  const std::vector<Recorded> of = recorded(request, aligned);
  if (!aligned) return of.front().file.states;
  if (of.front().file.inputs.empty())
    fail(ErrorKind::data, "--from-input needs the inputs, which the file doesn't hold (an array `inputs`)");
  return models::since_first_input(of.front().file.states, of.front().file.inputs);
}

void place_by_pca(ClassPlaces& places) {
  const Plane plane = plane_of(places.states);
  for (const std::size_t step : places.shown)
    places.at.push_back(places_on(plane, places.states.states[step]));
  places.title = "first two principal components of all steps, " + percent(plane.share[0] + plane.share[1]) +
                 " of the variance";
  places.kept_name = "share of the variance in the plane";
  places.kept = plane.share[0] + plane.share[1];
  places.sentence =
      "One plane for all steps: the first two principal components of their states, which hold " +
      percent(plane.share[0]) + " and " + percent(plane.share[1]) +
      " of their variance; equal scales. What lies together here may lie apart in the other "
      "directions: the numbers stand in class-distances and readout-gap. ";
}

void place_by_umap(const FigureRequest& request, ClassPlaces& places) {
  Eigen::Index rows = 0;
  for (const std::size_t step : places.shown) rows += places.states.states[step].rows();
  Matrix stacked(rows, places.states.units());
  Eigen::Index from = 0;
  for (const std::size_t step : places.shown) {
    const Matrix& at = places.states.states[step];
    stacked.middleRows(from, at.rows()) = at;
    from += at.rows();
  }
  embed::EmbedOptions options;
  options.umap.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  options.count_multiples = true;  // the first states of many sequences are one point
  const embed::Embedding map = embed::embed(std::move(stacked), options, request.execution);
  from = 0;
  for (const std::size_t step : places.shown) {
    std::vector<render::Point>& at = places.at.emplace_back();
    for (Eigen::Index i = 0; i < places.states.states[step].rows(); ++i, ++from)
      at.push_back({static_cast<double>(map.coords(from, 0)), static_cast<double>(map.coords(from, 1))});
  }
  places.kept_name = "share of the 15 nearest states that the map keeps";
  places.kept = map.quality.neighbors_kept;
  places.title = "one UMAP of all steps; distances between far groups mean little";
  places.sentence =
      "One UMAP of the states of all steps that are shown (15 neighbours, seed " +
      std::to_string(options.umap.seed) +
      "; equal states are one point that weighs more): each point keeps " +
      percent(map.quality.neighbors_kept) + " of its 15 nearest states, trustworthiness " +
      decimals(map.quality.trustworthiness, 3) +
      ". Distances between groups, and their sizes, say little; another seed gives another map. ";
}

}  // namespace

std::vector<Option> class_places_options() {
  return {{"map", OptionType::text, "pca", "how states are laid out: pca or umap", true, {}},
          {"from-input", OptionType::flag, "", "count steps from the first with input", true, {}}};
}

ClassPlaces class_places(const FigureRequest& request, int most) {
  const bool umap = by_umap(request.settings);
  ClassPlaces places;
  places.states = set_side_by_side(request);
  for (const int step : spread_numbers(static_cast<int>(places.states.steps.size()), most))
    places.shown.push_back(static_cast<std::size_t>(step));
  if (umap) {
    place_by_umap(request, places);
  } else {
    place_by_pca(places);
  }
  if (request.settings.flag("from-input"))
    places.sentence +=
        "Steps are counted from each sequence's first input that isn't 0; sequences that have ended aren't "
        "drawn. ";
  return places;
}

std::string step_name(const ClassPlaces& places, std::size_t shown, const Settings& settings) {
  const std::string number = std::to_string(places.states.steps[places.shown[shown]]);
  return settings.flag("from-input") ? number + " since first input" : "step " + number;
}

}  // namespace rssviz::cli
