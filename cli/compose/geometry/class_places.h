// Where states of classes lie on the paper, step by step: in one plane of principal components or on one UMAP
// of the states of all steps that are shown, by step or by step since the first input.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/class_parts/class_column.h"
#include "render/figure/marks.h"

namespace rssviz::cli {

struct ClassPlaces {
  models::StepStates states{};                   // as they were set side by side
  std::vector<std::size_t> shown{};              // which of their steps
  std::vector<std::vector<render::Point>> at{};  // by shown step: its members
  std::string title{};                           // "first two principal components, 61 % of the variance"
  std::string sentence{};                        // of the caption: how places were found
  std::string kept_name{};                       // what of the states the places keep, and how much
  double kept{0};
};

// --map and --from-input.
std::vector<Option> class_places_options();
// At up to `most` steps spread over the sequences. Throws Error{usage} for another --map, Error{data} where
// --from-input is asked for and inputs aren't known.
ClassPlaces class_places(const FigureRequest& request, int most);
// "step 5" or "5 steps since the first input".
std::string step_name(const ClassPlaces& places, std::size_t shown, const Settings& settings);

}  // namespace rssviz::cli
