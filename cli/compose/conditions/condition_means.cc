#include "cli/compose/conditions/condition_means.h"
#include "cli/compose/parts/columns/class_looks.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "cli/subjects/condition_states.h"
#include "cli/subjects/reading_options.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/similarity.h"

namespace rssviz::cli {

namespace {

// A row a condition: the sums of rows of `at` by condition, divided by how many there are.
MatrixD means_by(const MatrixD& at, const std::vector<std::int32_t>& classes, int conditions) {
  MatrixD mean = MatrixD::Zero(conditions, at.cols());
  VectorD count = VectorD::Zero(conditions);
  for (Eigen::Index i = 0; i < at.rows(); ++i) {
    mean.row(classes[static_cast<std::size_t>(i)]) += at.row(i);
    ++count[classes[static_cast<std::size_t>(i)]];
  }
  for (Eigen::Index c = 0; c < count.size(); ++c) mean.row(c) /= std::max(1., count[c]);
  return mean;
}

}  // namespace

WholeSteps whole_steps(const FigureRequest& request) {
  const std::string source = request.folders.front().string();
  WholeSteps found;
  found.states = conditions_by(request, request.settings.has("class") ? request.settings.text("class") : "");
  order_classes(request.settings, request.settings.text("class"), found.states);
  const models::StepStates& states = found.states;
  for (std::size_t t = 0; t < states.steps.size(); ++t)
    if (states.members[t].size() == states.classes.size()) found.places.push_back(t);
  if (found.places.size() < 3)
    fail(ErrorKind::data,
         source + ": sequences have other steps: " + std::to_string(found.places.size()) + " of " +
             std::to_string(states.steps.size()) +
             " are in every one, three are needed; cut all to one length, "
             "align them by their numbers in the array 'step', or leave short ones out (class -1)");
  found.notes = states.notes;
  if (found.places.size() < states.steps.size())
    found.notes.push_back(std::to_string(states.steps.size() - found.places.size()) + " of " +
                          std::to_string(states.steps.size()) +
                          " steps are not in every sequence and are left out (sequences of class -1 don't "
                          "count: give it to short ones to keep more steps)");
  return found;
}

ConditionMeans condition_means(const FigureRequest& request) {
  const WholeSteps found = whole_steps(request);
  const models::StepStates& states = found.states;
  const std::vector<std::size_t>& whole = found.places;
  ConditionMeans made;
  made.names = states.class_names;
  made.notes = found.notes;
  const auto conditions = static_cast<std::size_t>(states.count());
  made.trials.assign(conditions, 0);
  for (const std::int32_t c : states.classes) ++made.trials[static_cast<std::size_t>(c)];
  made.means.assign(conditions, MatrixD(static_cast<Eigen::Index>(whole.size()), states.units()));
  for (std::size_t k = 0; k < whole.size(); ++k) {
    made.steps.push_back(states.steps[whole[k]]);
    const MatrixD at =
        means_by(states.states[whole[k]].cast<double>(), states.classes_at(whole[k]), states.count());
    for (std::size_t c = 0; c < conditions; ++c)
      made.means[c].row(static_cast<Eigen::Index>(k)) = at.row(static_cast<Eigen::Index>(c));
  }
  made.trials_of = states;
  made.whole = whole;
  for (const std::string& note : made.notes) request.execution.progress.warn(note);
  return made;
}

models::Conditions standard_errors(const ConditionMeans& means, const MatrixD& directions) {
  const auto conditions = static_cast<int>(means.names.size());
  models::Conditions errors(means.names.size(),
                            MatrixD(static_cast<Eigen::Index>(means.steps.size()), directions.cols()));
  for (std::size_t k = 0; k < means.whole.size(); ++k) {
    const std::vector<std::int32_t> classes = means.trials_of.classes_at(means.whole[k]);
    MatrixD at = means.trials_of.states[means.whole[k]].cast<double>() * directions;
    const MatrixD mean = means_by(at, classes, conditions);
    for (Eigen::Index i = 0; i < at.rows(); ++i) at.row(i) -= mean.row(classes[static_cast<std::size_t>(i)]);
    const MatrixD squares = means_by(at.cwiseAbs2(), classes, conditions);
    for (std::size_t c = 0; c < errors.size(); ++c)
      errors[c].row(static_cast<Eigen::Index>(k)) =
          (squares.row(static_cast<Eigen::Index>(c)) / std::max(1, means.trials[c] - 1)).cwiseSqrt();
  }
  return errors;
}

MeanAxes principal_axes(const ConditionMeans& means, int count) {
  const Eigen::Index steps = means.means.front().rows();
  MatrixD all(steps * static_cast<Eigen::Index>(means.means.size()), means.means.front().cols());
  for (std::size_t c = 0; c < means.means.size(); ++c)
    all.middleRows(static_cast<Eigen::Index>(c) * steps, steps) = means.means[c];
  MeanAxes made;
  made.mean = all.colwise().mean();
  all.rowwise() -= made.mean;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      Eigen::MatrixXd(models::product_over_points(all, all)));
  const Eigen::Index kept = std::min<Eigen::Index>(count, all.cols());
  made.axes = solver.eigenvectors().rightCols(kept).rowwise().reverse();
  const double total = solver.eigenvalues().sum();
  for (Eigen::Index k = 0; k < kept; ++k) {
    Eigen::Index at = 0;
    made.axes.col(k).cwiseAbs().maxCoeff(&at);
    if (made.axes(at, k) < 0) made.axes.col(k) *= -1;
    made.shares.push_back(total > 0 ? solver.eigenvalues()[all.cols() - 1 - k] / total : 0);
  }
  return made;
}

std::string sentence_of(const ConditionMeans& means) {
  const auto [least, most] = std::minmax_element(means.trials.begin(), means.trials.end());
  std::string text = std::to_string(means.names.size()) + " conditions (" + std::to_string(*least) +
                     (*least == *most ? "" : " to " + std::to_string(*most)) +
                     (*most == 1 ? " trial each), " : " trials each), ") +
                     std::to_string(means.steps.size()) + " steps, " +
                     with_commas(means.means.front().cols()) + " units. ";
  for (const std::string& note : means.notes)
    text += static_cast<char>(std::toupper(note.front())) + note.substr(1) + ". ";
  return text;
}

std::vector<Option> condition_options_with(std::vector<Option> own) {
  std::vector<Option> all{
      {"class", OptionType::text, "", "column: which condition each sequence is of", true, {}}};
  for (Option& option : own) all.push_back(std::move(option));
  for (Option& option : class_look_options()) all.push_back(std::move(option));
  for (Option& option : reading_options()) all.push_back(std::move(option));
  all.push_back({"labels",
                 OptionType::file,
                 "",
                 "a table of conditions (.csv, .tsv, .npz, .h5) with a row for each sequence, or point",
                 true,
                 {}});
  return all;
}

models::StepStates conditions_by(const FigureRequest& request, const std::string& column) {
  return read_condition_states(states_request(request.settings, {request.folders.front().string()}), column);
}

}  // namespace rssviz::cli
