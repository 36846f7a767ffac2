// Whether imported weights make the states that their own program made with them, and if not, which
// convention would.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/input_rows.h"
#include "core/formats/array.h"
#include "core/parallel.h"
#include "models/cells/recurrent.h"
#include "models/training/esn_training.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::cli {

class StatesCheck {
 public:
  // Reads --inputs (columns, or tokens of a network with so many `inputs`), --lengths and the states of
  // --check, of which zeros after a sequence's last state are left out where no lengths are given. Throws as
  // reading does, and Error{data} where the numbers of rows differ.
  StatesCheck(const Settings& settings, int inputs, const Execution& execution);

  // The largest difference. Throws Error{data} where it is above the tolerance, naming what would agree: one
  // or two of the conventions changed; another trace; states shifted by a step; another first state.
  double compare(const models::EsnRun& run, const formats::Archive& arrays,
                 const models::ReservoirConventions& conventions, const std::string& file) const;
  double compare(const models::RecurrentParameters<float>& parameters) const;

  bool has_sequences() const { return input_.axes.size() == 3; }
  bool leaves_padding_out() const { return leaves_padding_out_; }

 private:
  std::unique_ptr<models::Network> network_of(const models::RecurrentParameters<float>& parameters) const;
  std::string function_hint(const models::RecurrentParameters<float>& parameters) const;
  Matrix states_of(const models::Network& network, const std::string& trace) const;
  double difference(const Matrix& made) const;
  bool agrees(double largest) const;
  void fail_at_mismatch(const Matrix& made, const std::string& hint) const;
  std::string shift_hint(const Matrix& made) const;

  InputRows input_{};
  bool tokens_{false}, leaves_padding_out_{false};
  std::vector<Eigen::Index> kept_{};  // the points that are compared
  Matrix wanted_{};                   // those x units
  std::string name_{};
  const Execution& execution_;
};

// What `compare` finds; where states don't agree but would with sequences and steps the other way round, the
// error says so.
double compare_states(const Settings& settings, int inputs, const Execution& execution,
                      const std::function<double(const StatesCheck&)>& compare);

}  // namespace rssviz::cli
