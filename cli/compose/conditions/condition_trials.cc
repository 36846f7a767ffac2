#include "cli/compose/conditions/condition_trials.h"

#include <algorithm>
#include <map>

#include "cli/compose/conditions/condition_means.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

using models::StepStates;

MatrixD trial_of(const StepStates& states, const std::vector<std::size_t>& whole, std::size_t sequence) {
  MatrixD made(static_cast<Eigen::Index>(whole.size()), states.units());
  for (std::size_t k = 0; k < whole.size(); ++k)
    made.row(static_cast<Eigen::Index>(k)) =
        states.states[whole[k]].row(static_cast<Eigen::Index>(sequence)).cast<double>();
  return made;
}

// The level of the second column by sequence of the file.
std::map<std::int32_t, int> second_levels(const FigureRequest& request, const std::string& column,
                                          std::vector<std::string>& names) {
  const StepStates states = conditions_by(request, column);
  names = states.class_names;
  std::map<std::int32_t, int> levels;
  for (std::size_t i = 0; i < states.kept.size(); ++i) levels[states.kept[i]] = states.classes[i];
  return levels;
}

void check_pairs(const ConditionTrials& made, const std::string& source) {
  std::vector<int> counts(static_cast<std::size_t>(made.trials.conditions()), 0);
  for (const int c : made.trials.condition) ++counts[static_cast<std::size_t>(c)];
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (counts[c] == 0)
      fail(ErrorKind::data,
           source + ": no sequence has " + made.first[c / made.second.size()] +
               (made.second.size() > 1 ? " with " + made.second[c % made.second.size()] : "") +
               "; demixing needs every pair of levels: leave a level out (class -1)");
}

}  // namespace

ConditionTrials condition_trials(const FigureRequest& request) {
  const std::string source = request.folders.front().string();
  const WholeSteps found = whole_steps(request);
  const StepStates& states = found.states;
  const std::vector<std::size_t>& whole = found.places;
  ConditionTrials made;
  made.first = states.class_names;
  made.second = {""};
  made.notes = found.notes;
  std::map<std::int32_t, int> levels;
  if (request.settings.has("second"))
    levels = second_levels(request, request.settings.text("second"), made.second);
  made.trials.factors = {static_cast<int>(made.first.size()), static_cast<int>(made.second.size())};
  for (const std::size_t t : whole) made.steps.push_back(states.steps[t]);
  std::size_t without = 0;
  for (std::size_t i = 0; i < states.classes.size(); ++i) {
    const auto level = levels.find(states.kept[i]);
    if (!levels.empty() && level == levels.end()) {
      ++without;
      continue;
    }
    made.trials.condition.push_back(states.classes[i] * made.trials.factors.second +
                                    (levels.empty() ? 0 : level->second));
    made.trials.of.push_back(trial_of(states, whole, i));
  }
  if (without > 0)
    made.notes.push_back(std::to_string(without) +
                         (without == 1 ? " sequence has no class of --second and is left out"
                                       : " sequences have no class of --second and are left out"));
  check_pairs(made, source);
  for (const std::string& note : made.notes) request.execution.progress.note(note);
  return made;
}

Option second_option() {
  return {"second", OptionType::text, "", "column: a second factor of the conditions", true, {}};
}

}  // namespace rssviz::cli
