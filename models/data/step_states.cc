#include "models/data/step_states.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/error.h"
#include "models/data/condition_states.h"

namespace rssviz::models {
namespace {

std::string counted(std::size_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

// The rows of each sequence by its number, in order of step.
std::map<std::int32_t, std::vector<std::size_t>> rows_by_sequence(const LabelledPoints& points) {
  std::map<std::int32_t, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < points.step.size(); ++i)
    if (points.step[i] >= 0) rows[points.sequence[i]].push_back(i);
  for (auto& [sequence, of] : rows)
    std::stable_sort(of.begin(), of.end(),
                     [&](std::size_t a, std::size_t b) { return points.step[a] < points.step[b]; });
  return rows;
}

// The class of a sequence: that of its last step that has one; -1 where none has.
std::int32_t class_of(const LabelledPoints& points, const std::vector<std::size_t>& rows, bool& changes) {
  std::int32_t found = -1;
  for (const std::size_t row : rows) {
    const std::int32_t here = points.classes.values[row];
    if (here < 0) continue;
    changes = changes || (found >= 0 && found != here);
    found = here;
  }
  return found;
}

std::vector<std::string> names_of(const IntColumn& column) {
  std::vector<std::string> names = column.labels;
  std::int32_t most = -1;
  for (const std::int32_t value : column.values) most = std::max(most, value);
  while (static_cast<std::int32_t>(names.size()) <= most) names.push_back(std::to_string(names.size()));
  return names;
}

void check_steps(const StepStates& made, const std::string& file) {
  if (made.steps.size() < 2)
    fail(ErrorKind::data, file + ": has " + counted(made.steps.size(), "step", "steps") +
                              "; figures by step need sequences of two steps or more");
}

void check_members(const StepStates& made, const std::string& column, const std::string& file) {
  std::vector<std::size_t> members(made.class_names.size(), 0);
  for (const std::int32_t one : made.classes) ++members[static_cast<std::size_t>(one)];
  std::size_t classes = 0;
  for (std::size_t k = 0; k < members.size(); ++k) {
    classes += members[k] > 0 ? 1 : 0;
    if (members[k] == 1)
      fail(ErrorKind::data,
           file + ": class '" + made.class_names[k] + "' of " + column +
               " has one sequence, which can't be held out; give it class -1 (none) or record more");
  }
  if (classes < 2)
    fail(ErrorKind::data, file + ": " + column + " has " + counted(classes, "class", "classes") +
                              " of sequences; telling classes apart needs two or more");
  check_steps(made, file);
}

// Units that never change are said; where none changes there is nothing to draw.
void check_states(const std::string& file, StepStates& made) {
  Eigen::Index constant = 0;
  for (Eigen::Index unit = 0; unit < made.units(); ++unit) {
    std::size_t at = 0;
    float low = made.states.front()(0, unit), high = low;
    for (const Matrix& states : made.states) {
      if (!states.col(unit).allFinite())
        fail(ErrorKind::data, file + ": states of unit " + std::to_string(unit) +
                                  " are not finite, of step " + std::to_string(made.steps[at]) +
                                  " first; leave that sequence out");
      ++at;
      low = std::min(low, states.col(unit).minCoeff());
      high = std::max(high, states.col(unit).maxCoeff());
    }
    constant += low == high ? 1 : 0;
  }
  if (constant == made.units())
    fail(ErrorKind::data, file + ": no unit ever changes; these states tell nothing apart");
  if (constant > 0)
    made.notes.push_back(counted(static_cast<std::size_t>(constant), "unit is", "units are") + " constant");
}

// The rows of the points that stand at each step of the sequences that are kept.
void fill_steps(const LabelledPoints& points, const std::vector<std::vector<std::size_t>>& rows,
                const std::vector<Eigen::Index>& outputs, StepStates& made) {
  std::map<std::int32_t, std::vector<std::pair<std::int32_t, std::size_t>>> at;
  for (std::size_t s = 0; s < rows.size(); ++s)
    for (const std::size_t row : rows[s])
      at[points.step[row]].emplace_back(static_cast<std::int32_t>(s), row);
  for (const auto& [step, found] : at) {
    const auto count = static_cast<Eigen::Index>(found.size());
    Matrix states(count, points.states.cols());
    Matrix said(count, static_cast<Eigen::Index>(outputs.size()));
    std::vector<std::int32_t> members;
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto& [sequence, row] = found[static_cast<std::size_t>(i)];
      members.push_back(sequence);
      states.row(i) = points.states.row(static_cast<Eigen::Index>(row));
      for (Eigen::Index k = 0; k < said.cols(); ++k)
        said(i, k) = points.outputs(static_cast<Eigen::Index>(row), outputs[static_cast<std::size_t>(k)]);
    }
    made.steps.push_back(step);
    made.members.push_back(std::move(members));
    made.states.push_back(std::move(states));
    if (!outputs.empty()) made.outputs.push_back(std::move(said));
  }
}

// Ragged sequences: the steps that half of them or fewer reach are of few, and others than the first.
void drop_rare_steps(StepStates& made) {
  std::size_t kept = made.steps.size();
  while (kept > 2 && 2 * made.members[kept - 1].size() <= made.classes.size()) --kept;
  if (kept == made.steps.size()) return;
  made.notes.push_back("steps after " + std::to_string(made.steps[kept - 1]) +
                       " are left out: half of the sequences or fewer have them");
  made.steps.resize(kept);
  made.members.resize(kept);
  made.states.resize(kept);
  if (!made.outputs.empty()) made.outputs.resize(kept);
}

}  // namespace

std::vector<Eigen::Index> outputs_of_classes(const std::vector<std::string>& class_names,
                                             const std::vector<std::string>& output_names,
                                             Eigen::Index outputs) {
  std::vector<Eigen::Index> places;
  for (const std::string& name : class_names)
    for (std::size_t k = 0; k < output_names.size(); ++k)
      if (output_names[k] == name) places.push_back(static_cast<Eigen::Index>(k));
  if (!places.empty() && places.size() == class_names.size()) return places;
  places.clear();
  if (outputs != static_cast<Eigen::Index>(class_names.size())) return places;
  for (Eigen::Index k = 0; k < outputs; ++k) places.push_back(k);
  return places;
}

bool StepStates::is_rectangular() const {
  return std::all_of(members.begin(), members.end(),
                     [this](const auto& of) { return of.size() == classes.size(); });
}

std::vector<std::int32_t> StepStates::classes_at(std::size_t step) const {
  std::vector<std::int32_t> result;
  for (const std::int32_t sequence : members[step])
    result.push_back(classes[static_cast<std::size_t>(sequence)]);
  return result;
}

namespace {

// All sequences with a class, as they are.
StepStates sequences_of(const LabelledPoints& points) {
  StepStates made;
  made.class_names = names_of(points.classes);
  std::vector<std::vector<std::size_t>> rows;
  std::size_t without = 0, changing = 0;
  std::int32_t number = 0;
  for (auto& [sequence, of] : rows_by_sequence(points)) {
    bool changes = false;
    const std::int32_t found = class_of(points, of, changes);
    changing += changes ? 1 : 0;
    if (found >= 0) {
      made.classes.push_back(found);
      made.kept.push_back(number);
      rows.push_back(std::move(of));
    } else {
      ++without;
    }
    ++number;
  }
  if (without > 0)
    made.notes.push_back(counted(without, "sequence has", "sequences have") + " no class and " +
                         (without == 1 ? "is" : "are") + " left out");
  if (changing > 0)
    made.notes.push_back(points.classes.name + " changes within " +
                         counted(changing, "sequence", "sequences") +
                         ": the class of the last step is taken");
  fill_steps(points, rows, outputs_of_classes(made.class_names, points.output_names, points.outputs.cols()),
             made);
  return made;
}

// Classes that no sequence has are left out, the others numbered anew.
void keep_classes_with_members(StepStates& made) {
  std::vector<std::int32_t> place(made.class_names.size(), -1);
  for (const std::int32_t one : made.classes) place[static_cast<std::size_t>(one)] = 0;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < place.size(); ++k)
    if (place[k] == 0) {
      place[k] = static_cast<std::int32_t>(names.size());
      names.push_back(made.class_names[k]);
    }
  for (std::int32_t& one : made.classes) one = place[static_cast<std::size_t>(one)];
  made.class_names = std::move(names);
}

}  // namespace

StepStates step_states(const LabelledPoints& points, const std::string& file) {
  StepStates made = sequences_of(points);
  check_members(made, points.classes.name, file);
  check_states(file, made);
  drop_rare_steps(made);
  return made;
}

StepStates states_of_conditions(const LabelledPoints& points, const std::string& file) {
  StepStates made = sequences_of(points);
  check_steps(made, file);
  keep_classes_with_members(made);
  if (made.class_names.size() < 2)
    fail(ErrorKind::data, file + ": " + points.classes.name + " names " +
                              counted(made.class_names.size(), "condition", "conditions") +
                              "; trajectories are compared over two or more");
  check_states(file, made);
  return made;
}

StepStates step_states(const StateTrace& trace, const std::string& column, const std::string& file) {
  const IntColumn* const classes = trace.integer(column);
  if (classes == nullptr) {
    std::string names;
    for (const IntColumn& one : trace.integers) names += (names.empty() ? "" : ", ") + one.name;
    fail(ErrorKind::data, file + ": has no column of classes '" + column +
                              "' (it has: " + (names.empty() ? "none" : names) + ")");
  }
  return step_states({trace.states, trace.sequence, trace.step, *classes, trace.outputs, trace.output_names},
                     file);
}

}  // namespace rssviz::models
