#include "models/cells/stream_backprop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/formats/npz.h"
#include "core/rng.h"
#include "models/cells/product_kernels.h"

namespace rssviz::models {
namespace {

constexpr Cell kCells[] = {Cell::lstm, Cell::gru, Cell::rnn};

// Small whole numbers and their sixteenths: sums that any order gives exactly would not tell orders apart, so
// values have full mantissas.
std::vector<float> noise(std::size_t count, std::uint64_t item) {
  Rng rng(5, "test", item);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

TEST(PackedProduct, EachElementIsAChainOfFusedMultiplyAddsInOrder) {
  for (const std::size_t rows : {1U, 5U, 13U, 25U})
    for (const std::size_t columns : {3U, 16U, 20U, 71U}) {
      constexpr std::size_t kInner = 150;
      const std::vector<float> a = noise(rows * kInner, 1), b = noise(kInner * columns, 2);
      std::vector<float> c = noise(rows * columns, 3), expected = c;
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
          for (std::size_t k = 0; k < kInner; ++k)
            expected[i * columns + j] =
                std::fma(a[i * kInner + k], b[k * columns + j], expected[i * columns + j]);
      PackedMatrix<float> packed;
      packed.pack(b.data(), kInner, columns);
      std::vector<float> from = c;
      add_product(a.data(), kInner, rows, packed, from.data(), columns);
      EXPECT_EQ(from, expected) << rows << " x " << columns;
      std::vector<float> left(a.size());
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < kInner; ++k) left[k * rows + i] = a[i * kInner + k];
      const TransposedProduct<float> product{left.data(), rows, b.data(), columns, kInner};
      const std::size_t half = columns / 2;
      add_transposed_product(product, half, columns, c.data());
      add_transposed_product(product, 0, half, c.data());
      EXPECT_EQ(c, expected) << rows << " x " << columns << " transposed";
    }
}

TEST(PackedProduct, KernelsOfAllWidthsGiveTheSameBits) {
  const std::vector<float> a = noise(12 * 40, 1), panels = noise(2 * 40 * kPanel, 2);
  const std::vector<float> start = noise(12 * 40, 3);
  std::vector<std::vector<float>> results;
  for (const TileKernels<float>* kernels :
       {&tile_kernels_plain(), tile_kernels_avx2(), tile_kernels_avx512()}) {
    if (kernels == nullptr) continue;
    std::vector<float> c = start;
    for (std::size_t row = 0; row < 12; row += kernels->rows)
      kernels->run(std::min<std::size_t>(kernels->rows, 12 - row), 2,
                   {a.data() + row * 40, 40, 1, panels.data(), panels.data() + 40 * kPanel, 40,
                    c.data() + row * 40, 40});
    results.push_back(c);
  }
  for (const std::vector<float>& result : results) EXPECT_EQ(result, results.front());
}

struct PyTorchStreams {
  formats::Archive archive = formats::read_npz(RSSVIZ_TORCH_STREAMS);
  const std::vector<std::int32_t> symbols = formats::to_integers(archive.at("symbols"), "symbols");
  static constexpr int kStreams = 3, kSteps = 7;

  MatrixD numbers(Cell cell, const char* what) const {
    const std::string name = std::string(name_of(cell)) + "_" + what;
    return formats::to_matrix_double(archive.at(name), name);
  }
  StreamWindow window(std::size_t index) const {
    constexpr std::size_t kSize = kStreams * kSteps;
    return {std::span(symbols).subspan(index * kSize, kSize),
            std::span(symbols).subspan(index * kSize + kStreams, kSize)};
  }
};

TEST(StreamBackprop, LossGradientAndStatesAreThoseOfPyTorch) {
  const PyTorchStreams torch;
  const Workers workers(2);
  for (const Cell cell : kCells) {
    RecurrentParameters<double> parameters{{cell, 6, 5, 6, 2}, torch.numbers(cell, "parameters").col(0)};
    ASSERT_EQ(static_cast<std::size_t>(parameters.values.size()), parameters.shape.size());
    StreamBackprop<double> backprop(parameters.shape, torch.kStreams, torch.kSteps);
    backprop.set_parameters(parameters);
    MatrixD state = MatrixD::Zero(torch.kStreams, 2 * parameters.shape.layer_state());
    backprop.run(torch.window(0), state, workers);
    VectorD gradient = VectorD::Zero(parameters.values.size());
    const auto nats = backprop.accumulate(torch.window(1), 1.0 / (torch.kStreams * torch.kSteps), {}, state,
                                          gradient, workers);
    EXPECT_LT((gradient - torch.numbers(cell, "gradient").col(0)).cwiseAbs().maxCoeff(), 1e-12)
        << name_of(cell);
    EXPECT_LT((state - torch.numbers(cell, "end")).cwiseAbs().maxCoeff(), 1e-12) << name_of(cell);
    const Eigen::Map<const MatrixD> losses(nats.data(), torch.kSteps, torch.kStreams);
    EXPECT_LT((losses - torch.numbers(cell, "nats")).cwiseAbs().maxCoeff(), 1e-12) << name_of(cell);
  }
}

void expect_gradient_of_differences(const RecurrentShape& shape, const StreamDropout& dropout) {
  RecurrentParameters<double> parameters = in_double(initial_parameters(shape, 7));
  Rng rng(1, "test");
  for (double& value : parameters.values) value += 0.3 * rng.normal();
  const std::vector<std::int32_t> symbols{0, 3, 1, 4, 2, 2, 1, 1, 0, 4};
  const StreamWindow window{std::span(symbols).first(8), std::span(symbols).subspan(2)};
  MatrixD start(2, shape.layers * shape.layer_state());
  for (double& value : start.reshaped()) value = 0.3 * rng.normal();
  const Workers workers;
  StreamBackprop<double> backprop(shape, 2, 4);
  const auto loss = [&](VectorD& gradient) {
    backprop.set_parameters(parameters);
    MatrixD state = start;
    double sum = 0;
    for (const double nats : backprop.accumulate(window, 0.7, dropout, state, gradient, workers))
      sum += 0.7 * nats;
    return sum;
  };
  VectorD gradient = VectorD::Zero(parameters.values.size()), ignored = gradient;
  loss(gradient);
  // Central differences of eighth order (Fornberg 1988, table 1): with steps this long neither their own
  // error nor that of the losses' last bits reaches 1e-11.
  constexpr double kStep = 5e-3;
  constexpr double kWeights[] = {4. / 5, -1. / 5, 4. / 105, -1. / 280};
  for (Eigen::Index i = 0; i < parameters.values.size(); ++i) {
    const double kept = parameters.values[i];
    double difference = 0;
    for (int k = 1; k <= 4; ++k)
      for (const double side : {1., -1.}) {
        parameters.values[i] = kept + side * k * kStep;
        difference += side * kWeights[k - 1] * loss(ignored);
      }
    parameters.values[i] = kept;
    ASSERT_NEAR(gradient[i], difference / kStep, 1e-10)
        << name_of(shape.cell) << " " << shape.layers << " " << i;
  }
}

TEST(StreamBackprop, GradientEqualsFiniteDifferencesInDouble) {
  for (const Cell cell : kCells)
    for (const int layers : {1, 3}) expect_gradient_of_differences({cell, 5, 4, 5, layers}, {});
}

TEST(StreamBackprop, GradientEqualsFiniteDifferencesUnderDropout) {
  for (const Cell cell : kCells) expect_gradient_of_differences({cell, 5, 4, 5, 2}, {0.4, 77});
}

// Streams are divided between threads, columns of gradients too.
TEST(StreamBackprop, SameBitsAtAnyNumberOfThreads) {
  const RecurrentShape shape{Cell::lstm, 9, 33, 9, 2};
  const RecurrentParameters<float> parameters = initial_parameters(shape, 2);
  constexpr int kStreams = 60, kSteps = 5;
  std::vector<std::int32_t> symbols(kStreams * (kSteps + 1));
  Rng rng(1, "test");
  for (std::int32_t& symbol : symbols) symbol = static_cast<std::int32_t>(rng.below(9));
  const StreamWindow window{std::span(symbols).first(kStreams * kSteps),
                            std::span(symbols).subspan(kStreams)};
  const auto gradient_at = [&](int threads) {
    const Workers workers(threads);
    StreamBackprop<float> backprop(shape, kStreams, kSteps);
    backprop.set_parameters(parameters);
    Matrix state = Matrix::Zero(kStreams, 2 * shape.layer_state());
    Vector gradient = Vector::Zero(parameters.values.size());
    backprop.accumulate(window, 0.01F, {0.3, 5}, state, gradient, workers);
    return gradient;
  };
  const Vector alone = gradient_at(1);
  EXPECT_EQ(alone, gradient_at(2));
  EXPECT_EQ(alone, gradient_at(5));
}

// Many streams at once are what single sequences are (recurrent.h), which other tests hold against PyTorch.
TEST(StreamBackprop, StatesAreThoseOfTheNetwork) {
  const RecurrentShape shape{Cell::gru, 4, 6, 4, 2};
  const RecurrentParameters<float> parameters = initial_parameters(shape, 3);
  const auto network = make_recurrent_network(parameters);
  const std::vector<std::int32_t> symbols{0, 3, 2, 1, 1, 2};
  StreamBackprop<float> backprop(shape, 1, 5);
  backprop.set_parameters(parameters);
  Matrix state = Matrix::Zero(1, network->state_size()), expected = state, next = state;
  backprop.run({std::span(symbols).first(5), std::span(symbols).subspan(1)}, state, Workers());
  for (std::size_t t = 0; t < 5; ++t) {
    network->step(expected, std::span(symbols).subspan(t, 1), next);
    expected = next;
  }
  EXPECT_LT((state - expected).cwiseAbs().maxCoeff(), 1e-6F);
}

TEST(StreamBackprop, RefusesWhatIsOnlyRun) {
  RecurrentShape shape{Cell::lstm, 4, 3, 4};
  shape.reading = Reading::backward;
  EXPECT_THROW(StreamBackprop<float>(shape, 2, 2), Error);
}

}  // namespace
}  // namespace rssviz::models
