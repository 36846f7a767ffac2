// Averages of conditions along steps, which the figures of this family are made of. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "models/analysis/geometry/rotations.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

struct ConditionMeans {
  std::vector<std::string> names{};   // of the conditions
  std::vector<std::int32_t> steps{};  // the numbers of the steps
  models::Conditions means{};         // one a condition: steps x units
  std::vector<int> trials{};          // of each condition
  std::vector<std::string> notes{};   // what was taken one of two ways, what was left out
  models::StepStates trials_of{};     // the trials themselves
  std::vector<std::size_t> whole{};   // the places of the steps among theirs
};

// Standard errors of the means along directions (units x directions), from the trials: one a condition, steps
// x directions; 0 where a condition is one trial.
models::Conditions standard_errors(const ConditionMeans& means, const MatrixD& directions);
// Principal axes of all means together (units x count), the shares of variance that they hold, and the mean.
struct MeanAxes {
  MatrixD axes{};
  std::vector<double> shares{};
  Eigen::RowVectorXd mean{};
};
MeanAxes principal_axes(const ConditionMeans& means, int count);

// The states that the request names, by the column --class, and the steps that all sequences have.
struct WholeSteps {
  models::StepStates states{};
  std::vector<std::size_t> places{};  // of those steps among the states'
  std::vector<std::string> notes{};   // what was left out
};
// Throws Error{usage} without --class, Error{data} for fewer than three such steps.
WholeSteps whole_steps(const FigureRequest& request);

// Of the file of states that the request names, by the column --class. Steps that not every sequence has are
// left out, and said so in the notes. Throws Error{usage} without --class, Error{data} for one condition or
// fewer than three steps.
ConditionMeans condition_means(const FigureRequest& request);
// "8 conditions (20 to 25 trials each), 40 steps, 100 units. " and the notes.
std::string sentence_of(const ConditionMeans& means);

// --class, what a kind has of its own, and how states of one's own are read (--axes, --labels, ...).
std::vector<Option> condition_options_with(std::vector<Option> own);
// What they ask for of the request's file.
models::StepStates conditions_by(const FigureRequest& request, const std::string& column);

}  // namespace rssviz::cli
