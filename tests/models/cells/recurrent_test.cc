#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/formats/npz.h"
#include "core/rng.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {
namespace {

constexpr Cell kCells[] = {Cell::lstm, Cell::gru, Cell::rnn};

struct PyTorch {
  formats::Archive archive = formats::read_npz(RSSVIZ_TEST_DATA "/torch_cells.npz");
  const std::vector<std::int32_t> tokens = formats::to_integers(archive.at("tokens"), "tokens");
  const std::vector<double> target = formats::to_doubles(archive.at("target"), "target");
  const RecurrentShape shape{Cell::lstm, 5, 4, 3, 2};

  VectorD numbers(Cell cell, const char* what) const {
    const std::string name = std::string(name_of(cell)) + "_" + what;
    const std::vector<double> values = formats::to_doubles(archive.at(name), name);
    return Eigen::Map<const VectorD>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
  RecurrentParameters<double> parameters(Cell cell) const {
    RecurrentParameters<double> result{shape, numbers(cell, "parameters")};
    result.shape.cell = cell;
    return result;
  }
};

TEST(Recurrent, GradientIsThatOfPyTorch) {
  const PyTorch torch;
  for (const Cell cell : kCells) {
    const RecurrentParameters<double> parameters = torch.parameters(cell);
    ASSERT_EQ(static_cast<std::size_t>(parameters.values.size()), parameters.shape.size());
    RecurrentBackprop<double> backprop(parameters.shape);
    backprop.set_parameters(parameters);
    VectorD gradient = VectorD::Zero(parameters.values.size());
    const double error = backprop.accumulate(torch.tokens, torch.target, 1.0, gradient);
    EXPECT_LT((gradient - torch.numbers(cell, "gradient")).cwiseAbs().maxCoeff(), 1e-12) << name_of(cell);
    const VectorD output = torch.numbers(cell, "output");
    EXPECT_NEAR(error, (output - Eigen::Map<const VectorD>(torch.target.data(), 3)).squaredNorm(), 1e-12);
  }
}

TEST(Recurrent, NetworkHasTheStatesOfPyTorch) {
  const PyTorch torch;
  for (const Cell cell : kCells) {
    const RecurrentParameters<double> exact = torch.parameters(cell);
    const auto network = make_recurrent_network({exact.shape, exact.values.cast<float>()});
    const VectorD hidden = torch.numbers(cell, "hidden");
    const Eigen::Map<const MatrixD> steps(hidden.data(), 2 * 7, 4);
    Matrix state = Matrix::Zero(1, network->state_size());
    for (std::size_t t = 0; t < torch.tokens.size(); ++t) {
      const std::span<const std::int32_t> token(&torch.tokens[t], 1);
      Matrix next(1, network->state_size());
      network->step(state, token, next);
      for (int layer = 0; layer < 2; ++layer) {
        const Matrix trace = network->trace("hidden_" + std::to_string(layer + 1), next, state, token);
        const MatrixD expected = steps.row(7 * layer + static_cast<Eigen::Index>(t));
        EXPECT_LT((trace.cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-6) << name_of(cell) << " " << t;
      }
      EXPECT_EQ(network->trace("hidden", next, state, token), network->trace("hidden_2", next, state, token));
      state = next;
    }
    const MatrixD output = torch.numbers(cell, "output").transpose();
    EXPECT_LT((network->read_out_double(state) - output).cwiseAbs().maxCoeff(), 1e-6) << name_of(cell);
  }
}

// The gradient of the summed squared error of three sequences against central differences.
void expect_gradient_of_differences(const RecurrentShape& shape, bool with_masks) {
  RecurrentParameters<double> parameters = in_double(initial_parameters(shape, 7));
  Rng rng(1, "test");
  for (double& value : parameters.values) value += 0.3 * rng.normal();
  const std::vector<std::vector<std::int32_t>> sequences{{0, 3, 1, 4, 2, 2, 1}, {4}, {1, 1, 0}};
  const std::vector<double> target{0.3, -1.0, 2.0};
  std::vector<std::vector<double>> masks(sequences.size());
  for (std::size_t s = 0; with_masks && s < sequences.size(); ++s) {
    masks[s].resize(static_cast<std::size_t>((shape.layers - 1) * shape.units) * sequences[s].size());
    for (double& mask : masks[s]) mask = rng.uniform() < 0.4 ? 0.0 : 1.0 / 0.6;
  }
  RecurrentBackprop<double> backprop(shape);
  VectorD ignored = VectorD::Zero(parameters.values.size());
  const auto loss = [&](VectorD& gradient) {
    backprop.set_parameters(parameters);
    double sum = 0;
    for (std::size_t s = 0; s < sequences.size(); ++s)
      sum += 0.7 * backprop.accumulate(sequences[s], target, 0.7, gradient, masks[s]);
    return sum;
  };
  VectorD gradient = VectorD::Zero(parameters.values.size());
  loss(gradient);
  constexpr double kStep = 1e-5;
  for (Eigen::Index i = 0; i < parameters.values.size(); ++i) {
    const double kept = parameters.values[i];
    parameters.values[i] = kept + kStep;
    const double above = loss(ignored);
    parameters.values[i] = kept - kStep;
    const double below = loss(ignored);
    parameters.values[i] = kept;
    EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), 2e-8 * std::max(1.0, std::abs(gradient[i])))
        << name_of(shape.cell) << " " << shape.layers << " " << i;
  }
}

TEST(Recurrent, GradientEqualsFiniteDifferencesInDouble) {
  for (const Cell cell : kCells) {
    for (const int layers : {1, 2, 3}) expect_gradient_of_differences({cell, 5, 6, 3, layers}, false);
  }
}

TEST(Recurrent, GradientEqualsFiniteDifferencesUnderDropout) {
  for (const Cell cell : kCells) expect_gradient_of_differences({cell, 5, 6, 3, 3}, true);
}

TEST(Recurrent, ParametersFillTheirVector) {
  for (const Cell cell : kCells) {
    for (const int layers : {1, 3}) {
      const RecurrentShape shape{cell, 7, 5, 3, layers};
      const std::size_t gates = cell == Cell::lstm ? 20 : cell == Cell::gru ? 15 : 5;
      const std::size_t biases = cell == Cell::gru ? 2 : 1;
      std::size_t expected = 3 * 5 + 3;
      for (int layer = 0; layer < layers; ++layer) expected += gates * ((layer == 0 ? 7U : 5U) + 5 + biases);
      EXPECT_EQ(shape.size(), expected);
      EXPECT_EQ(shape.readout_offset() + 18, expected);
    }
  }
}

TEST(Recurrent, StartsWithGlorotAndOrthogonalKernels) {
  for (const Cell cell : kCells) {
    const RecurrentShape shape{cell, 20, 20, 22, 2};
    const RecurrentParameters<float> start = initial_parameters(shape, 1);
    for (int layer = 0; layer < 2; ++layer) {
      const double limit = std::sqrt(6.0 / (20.0 + static_cast<double>(shape.gates())));
      EXPECT_LE(static_cast<double>(start.input(layer).cwiseAbs().maxCoeff()), limit);
      EXPECT_GT(static_cast<double>(start.input(layer).cwiseAbs().maxCoeff()), 0.98 * limit);
      const Matrix gram = start.recurrent(layer) * start.recurrent(layer).transpose();
      EXPECT_LT((gram - Matrix::Identity(20, 20)).cwiseAbs().maxCoeff(), 1e-6F);
      EXPECT_EQ(start.bias(layer).sum(), cell == Cell::lstm ? 20.0F : 0.0F);
    }
    EXPECT_NE(Matrix(start.recurrent(0)), Matrix(start.recurrent(1)));
    EXPECT_EQ(start.readout_bias().cwiseAbs().sum(), 0.0F);
  }
  const RecurrentParameters<float> lstm = initial_parameters({Cell::lstm, 20, 20, 22}, 1);
  EXPECT_EQ(lstm.bias(0).block(0, 20, 1, 20).minCoeff(), 1.0F);
}

TEST(Recurrent, LstmStepFollowsItsEquations) {
  const RecurrentParameters<float> lstm = initial_parameters({Cell::lstm, 3, 4, 2}, 3);
  const auto network = make_recurrent_network(lstm);
  const Matrix previous = Matrix::Random(1, 8);
  const std::vector<std::int32_t> tokens{1};
  Matrix next(1, 8);
  network->step(previous, tokens, next);
  const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
  for (Eigen::Index j = 0; j < 4; ++j) {
    double z[4];
    for (Eigen::Index gate = 0; gate < 4; ++gate) {
      const Eigen::Index column = 4 * gate + j;
      double sum = static_cast<double>(lstm.input(0)(1, column) + lstm.bias(0)(0, column));
      for (Eigen::Index k = 0; k < 4; ++k) {
        sum += static_cast<double>(previous(0, k)) * static_cast<double>(lstm.recurrent(0)(k, column));
      }
      z[gate] = sum;
    }
    const double cell =
        sigmoid(z[1]) * static_cast<double>(previous(0, 4 + j)) + sigmoid(z[0]) * std::tanh(z[2]);
    EXPECT_NEAR(static_cast<double>(next(0, 4 + j)), cell, 1e-6);
    EXPECT_NEAR(static_cast<double>(next(0, j)), sigmoid(z[3]) * std::tanh(cell), 1e-6);
    EXPECT_NEAR(static_cast<double>(network->trace("forget_gate", next, previous, tokens)(0, j)),
                sigmoid(z[1]), 1e-6);
    EXPECT_NEAR(static_cast<double>(network->trace("candidate", next, previous, tokens)(0, j)),
                std::tanh(z[2]), 1e-6);
  }
  EXPECT_EQ(network->trace("cell", next, previous, tokens), next.rightCols(4));
  EXPECT_THROW(network->trace("reservoir", next, previous, tokens), Error);
}

// h' = (1 - z) n + z h, from the traces that the network names.
TEST(Recurrent, GruStateIsMixedByItsUpdateGate) {
  const auto network = make_recurrent_network(initial_parameters({Cell::gru, 3, 4, 2, 2}, 3));
  const Matrix previous = Matrix::Random(2, 8);
  const std::vector<std::int32_t> tokens{1, 2};
  Matrix next(2, 8);
  network->step(previous, tokens, next);
  for (int layer = 1; layer <= 2; ++layer) {
    const auto trace = [&](const std::string& name) {
      return network->trace(name + "_" + std::to_string(layer), next, previous, tokens).array().eval();
    };
    const auto before = previous.middleCols(4 * (layer - 1), 4).array();
    const auto update = trace("update_gate");
    EXPECT_LT((trace("hidden") - ((1 - update) * trace("candidate") + update * before)).abs().maxCoeff(),
              1e-6F);
    EXPECT_GT(trace("reset_gate").minCoeff(), 0.0F);
    EXPECT_LT(trace("reset_gate").maxCoeff(), 1.0F);
  }
}

TEST(Recurrent, NamesTheTracesItHas) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(make_recurrent_network(initial_parameters({Cell::rnn, 3, 4, 2}, 3))->trace_names(),
            (Names{"hidden", "output"}));
  EXPECT_EQ(make_recurrent_network(initial_parameters({Cell::gru, 3, 4, 2}, 3))->trace_names(),
            (Names{"hidden", "output", "update_gate", "reset_gate", "candidate"}));
  const auto deep = make_recurrent_network(initial_parameters({Cell::lstm, 3, 4, 2, 2}, 3));
  EXPECT_EQ(deep->trace_names().front(), "cell");
  const Matrix states = Matrix::Random(1, 16);
  for (const std::string& name : deep->trace_names())
    EXPECT_EQ(deep->trace(name, states, states, std::vector<std::int32_t>{1}).cols(),
              name == "output" ? 2 : 4)
        << name;
  EXPECT_THROW(deep->trace("hidden_3", states, states, std::vector<std::int32_t>{1}), Error);
}

}  // namespace
}  // namespace rssviz::models
