#include "models/tasks/task.h"

namespace rssviz::models {

const std::vector<OutputGroup>& Task::groups() const {
  static const std::vector<OutputGroup> kNone;
  return kNone;
}

std::vector<std::string> Task::role(std::string_view name) const {
  if (name == "class" && !color().name.empty()) return {color().name};
  return {};
}

Matrix Task::inputs_of(const Tokens& tokens) const {
  const auto words = static_cast<Eigen::Index>(corpus()->vocabulary.size());
  Matrix inputs = Matrix::Zero(static_cast<Eigen::Index>(tokens.size()), words);
  for (std::size_t i = 0; i < tokens.size(); ++i) inputs(static_cast<Eigen::Index>(i), tokens[i]) = 1;
  return inputs;
}

std::vector<Tokens> sequences_behind(const StateTrace& trace) {
  std::vector<Tokens> sequences;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i == 0 || trace.sequence[i] != trace.sequence[i - 1]) sequences.emplace_back();
    if (trace.token[i] >= 0) sequences.back().push_back(trace.token[i]);
  }
  return sequences;
}

}  // namespace rssviz::models
