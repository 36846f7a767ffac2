#include "models/data/step_alignment.h"

#include <algorithm>

#include "core/error.h"

namespace rssviz::models {
namespace {

void check_shapes(const StepStates& states, const std::vector<Matrix>& inputs) {
  bool alike = inputs.size() == states.states.size();
  for (std::size_t t = 0; alike && t < inputs.size(); ++t)
    alike = inputs[t].rows() == states.states[t].rows();
  if (!alike) fail(ErrorKind::data, "steps since the first input need the inputs of every state");
}

// The place among the steps at which the input of each sequence begins; as many as there are steps: never.
std::vector<std::size_t> first_inputs(const StepStates& states, const std::vector<Matrix>& inputs) {
  std::vector<std::size_t> first(states.classes.size(), states.steps.size());
  for (std::size_t t = 0; t < inputs.size(); ++t)
    for (std::size_t i = 0; i < states.members[t].size(); ++i) {
      std::size_t& begins = first[static_cast<std::size_t>(states.members[t][i])];
      if (begins == states.steps.size() && (inputs[t].row(static_cast<Eigen::Index>(i)).array() != 0).any())
        begins = t;
    }
  return first;
}

// New numbers of the sequences that have any input, -1 for others; classes and kept go along.
std::vector<std::int32_t> renumbered(const StepStates& states, const std::vector<std::size_t>& first,
                                     StepStates& made) {
  std::vector<std::int32_t> number(first.size(), -1);
  for (std::size_t s = 0; s < first.size(); ++s) {
    if (first[s] == states.steps.size()) continue;
    number[s] = static_cast<std::int32_t>(made.classes.size());
    made.classes.push_back(states.classes[s]);
    if (s < states.kept.size()) made.kept.push_back(states.kept[s]);
  }
  return number;
}

}  // namespace

StepStates since_first_input(const StepStates& states, const std::vector<Matrix>& inputs) {
  check_shapes(states, inputs);
  const std::vector<std::size_t> first = first_inputs(states, inputs);
  StepStates made;
  made.class_names = states.class_names;
  made.notes = states.notes;
  const std::vector<std::int32_t> number = renumbered(states, first, made);
  const std::size_t without = first.size() - made.classes.size();
  if (without > 0)
    made.notes.push_back(std::to_string(without) + (without == 1
                                                        ? " sequence without any input is left out"
                                                        : " sequences without any input are left out"));
  std::vector<std::vector<std::pair<std::size_t, Eigen::Index>>> rows(states.steps.size());  // step, row
  for (std::size_t t = 0; t < states.steps.size(); ++t)
    for (std::size_t i = 0; i < states.members[t].size(); ++i) {
      const auto s = static_cast<std::size_t>(states.members[t][i]);
      if (number[s] >= 0 && t >= first[s]) rows[t - first[s]].emplace_back(t, static_cast<Eigen::Index>(i));
    }
  for (std::size_t k = 0; k < rows.size() && !rows[k].empty(); ++k) {
    auto& of = rows[k];
    const auto sequence = [&](const std::pair<std::size_t, Eigen::Index>& at) {
      return states.members[at.first][static_cast<std::size_t>(at.second)];
    };
    std::sort(of.begin(), of.end(), [&](const auto& a, const auto& b) { return sequence(a) < sequence(b); });
    Matrix at(static_cast<Eigen::Index>(of.size()), states.units());
    std::vector<std::int32_t> members;
    for (std::size_t i = 0; i < of.size(); ++i) {
      at.row(static_cast<Eigen::Index>(i)) = states.states[of[i].first].row(of[i].second);
      members.push_back(number[static_cast<std::size_t>(sequence(of[i]))]);
    }
    made.steps.push_back(static_cast<std::int32_t>(k));
    made.states.push_back(std::move(at));
    made.members.push_back(std::move(members));
  }
  if (made.steps.size() < 2) fail(ErrorKind::data, "fewer than two steps remain since the first input");
  return made;
}

}  // namespace rssviz::models
