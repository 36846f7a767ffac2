// Whose dynamics are studied: the map of a run's states at a stage, the whole states recorded along its
// task's test sequences or along inputs of the user's, and the constant input at which fixed points are
// looked for. Immutable; safe on any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "core/matrix.h"
#include "models/cells/state_map.h"

namespace rssviz::cli {

// --inputs, --lengths, --sample, --at-input: of all kinds that study dynamics.
std::vector<Option> dynamics_options();

// A stretch of recorded states: rows first .. first + size - 1.
struct Stretch {
  Eigen::Index first{0};
  Eigen::Index size{0};
};

struct StageDynamics {
  std::unique_ptr<models::StateMap> map{};
  Matrix states{};  // points x map->size(): whole states, [hidden | cell] layer by layer
};

class DynamicsSubject {
 public:
  // Throws Error{data} where a run has no task and no inputs are given, or where inputs have another width;
  // Error{usage} for --at-input of another width.
  DynamicsSubject(const NetworkView& view, const Settings& settings);

  const NetworkView& view() const { return view_; }
  int stages() const { return view_.run->stages(); }
  // -1: the last. Throws Error{data} for a network without a map, Error{numeric} where it diverges.
  StageDynamics at(int stage, const Execution& execution) const;
  const VectorD& input() const { return input_; }
  bool has_input() const { return has_input_; }
  std::string input_text() const;                      // "without input", "at the constant input (0, 0, 1)"
  std::string sample_text() const { return sample_; }  // "3,000 states of 50 test trials"
  // Of the states of every stage.
  const std::vector<Stretch>& stretches() const { return stretches_; }
  // The network over what is run, and the tokens of a stretch as it takes them.
  std::unique_ptr<models::Network> network(int stage) const;
  models::Tokens tokens_of(const Stretch& stretch) const;
  // The inputs of a stretch: steps x inputs.
  MatrixD inputs_of(const Stretch& stretch) const;

 private:
  void take_inputs(const Settings& settings);
  void take_task(const Settings& settings);
  void take_at_input(const Settings& settings);
  void add_stretches(const std::vector<models::Tokens>& chosen);

  const NetworkView& view_;
  bool inputs_given_{false};
  std::optional<Matrix> rows_{};             // what tokens stand for, tokens x inputs; none: one-hot
  std::vector<models::Tokens> sequences_{};  // that are run
  std::vector<std::int32_t> kept_{};         // tokens of the points that are kept, in order
  std::vector<std::size_t> places_{};        // and where they stand among all points of the sequences
  std::vector<Stretch> stretches_{};
  VectorD input_{};
  bool has_input_{false};
  std::string sample_{};
};

}  // namespace rssviz::cli
