// State maps: the same next state as the network's own step, and Jacobians against central differences in
// double, of every cell in every form.
#include "models/cells/state_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/cells/esn_map.h"
#include "models/cells/recurrent_map.h"
#include "models/cells/sequence_network.h"

namespace rssviz::models {
namespace {

VectorD random_vector(Eigen::Index size, std::uint64_t item, double scale = 0.7) {
  Rng rng(5, "state map test", item);
  VectorD vector(size);
  for (double& value : vector) value = scale * rng.normal();
  return vector;
}

void expect_jacobian_of_differences(const StateMap& map, const std::string& what) {
  const VectorD state = random_vector(map.size(), 1);
  const VectorD drive = map.drive(random_vector(map.inputs(), 2));
  VectorD next(map.size()), above(map.size()), below(map.size());
  MatrixD jacobian(map.size(), map.size());
  map.step(state, drive, next, &jacobian);
  constexpr double kStep = 1e-5;
  for (Eigen::Index j = 0; j < map.size(); ++j) {
    VectorD moved = state;
    moved[j] += kStep;
    map.step(moved, drive, above, nullptr);
    moved[j] -= 2 * kStep;
    map.step(moved, drive, below, nullptr);
    const VectorD difference = (above - below) / (2 * kStep);
    EXPECT_LT((difference - jacobian.col(j)).cwiseAbs().maxCoeff(), 1e-7) << what << ", column " << j;
  }
}

// The map against the network's own step in float, at token 1, which is input e_1.
void expect_step_of_network(const Network& network, const std::string& what) {
  const std::unique_ptr<StateMap> map = state_map_of(network);
  const VectorD state = random_vector(map->size(), 3);
  const VectorD input = VectorD::Unit(map->inputs(), 1);
  VectorD next(map->size());
  map->step(state, map->drive(input), next, nullptr);
  const Matrix before = state.transpose().cast<float>();
  Matrix after(1, network.state_size());
  const std::int32_t token = 1;
  network.step(before, {&token, 1}, after);
  EXPECT_LT((after.row(0).transpose().cast<double>() - next).cwiseAbs().maxCoeff(), 2e-6) << what;
}

RecurrentParameters<float> drawn(const RecurrentShape& shape) {
  RecurrentParameters<float> parameters = initial_parameters(shape, 7);
  Rng rng(1, "state map parameters");
  for (float& value : parameters.values) value += static_cast<float>(0.3 * rng.normal());
  return parameters;
}

TEST(StateMap, OfPlainCellsInLayersIsTheNetworksStep) {
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn})
    for (const int layers : {1, 2, 3}) {
      const std::string what = std::string(name_of(cell)) + " in " + std::to_string(layers) + " layers";
      const auto network = make_recurrent_network(drawn({cell, 3, 6, 2, layers}));
      expect_step_of_network(*network, what);
      expect_jacobian_of_differences(*state_map_of(*network), what);
      EXPECT_TRUE(state_map_of(*network)->is_bounded());
    }
}

TEST(StateMap, OfOtherFormsIsTheNetworksStep) {
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn})
    for (const bool reset_after : {true, false})
      for (const CellFunction function : {CellFunction::tanh, CellFunction::sigmoid, CellFunction::identity})
        for (const int layers : {1, 2}) {
          RecurrentShape shape{cell, 3, 5, 2, layers};
          shape.form = {function, CellFunction::hard_sigmoid, reset_after};
          const std::string what = std::string(name_of(cell)) + " with " + std::string(name_of(function));
          const auto network = make_recurrent_network(drawn(shape));
          expect_step_of_network(*network, what);
          expect_jacobian_of_differences(*state_map_of(*network), what);
        }
}

TEST(StateMap, OfReservoirsInBothFormsIsTheNetworksStep) {
  EsnOptions options;
  options.units = 30;
  options.leak_rate = 0.3;
  for (const Equation equation : {Equation::internal, Equation::external})
    for (const Activation activation : {Activation::tanh, Activation::sigmoid, Activation::identity}) {
      Reservoir<float> reservoir = make_reservoir(options, 4, 3);
      reservoir.equation = equation;
      reservoir.activation = activation;
      const std::string what = std::string(name_of(equation)) + " " + std::string(name_of(activation));
      expect_jacobian_of_differences(*make_esn_map(reservoir), what);
      const auto network =
          make_esn_network(std::make_shared<const Reservoir<float>>(reservoir), MatrixD(0, 0));
      expect_step_of_network(*network, what);
      EXPECT_EQ(state_map_of(*network)->is_bounded(), activation != Activation::identity);
    }
}

TEST(StateMap, IsRefusedWhereSequencesAreReadBackwards) {
  RecurrentShape shape{Cell::gru, 3, 5, 2};
  shape.reading = Reading::both;
  const auto network = make_recurrent_network(initial_parameters(shape, 1));
  try {
    state_map_of(*network);
    FAIL() << "there is a map";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("backwards"), std::string::npos);
  }
}

}  // namespace
}  // namespace rssviz::models
