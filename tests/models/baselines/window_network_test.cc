// Networks of windows: gradients against differences, what they learn, the same bits at any threads.
#include "models/baselines/window_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Each symbol follows from the one two steps before it, but for one in ten.
std::vector<std::int32_t> every_second(std::size_t length) {
  Rng rng(2, "test");
  std::vector<std::int32_t> text{0, 1};
  while (text.size() < length)
    text.push_back(rng.below(10) == 0 ? static_cast<std::int32_t>(rng.below(4))
                                      : (text[text.size() - 2] + 1) % 4);
  return text;
}

TEST(WindowNetwork, GradientEqualsFiniteDifferencesInDouble) {
  const WindowShape shape{4, 3, 3};
  const std::vector<std::int32_t> text = every_second(12);
  const std::vector<std::size_t> positions{0, 1, 2, 5, 6, 11};
  VectorD weights(static_cast<Eigen::Index>(shape.size()));
  Rng rng(1, "test");
  for (double& weight : weights) weight = 0.5 * rng.normal();
  const Workers workers(2);
  VectorD gradient = VectorD::Zero(weights.size());
  window_loss<double>(shape, weights, text, positions, &gradient, nullptr, workers);
  constexpr double kStep = 5e-3;  // eighth order (Fornberg 1988)
  constexpr double kWeights[] = {4. / 5, -1. / 5, 4. / 105, -1. / 280};
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    const double kept = weights[i];
    double difference = 0;
    for (int k = 1; k <= 4; ++k)
      for (const double side : {1., -1.}) {
        weights[i] = kept + side * k * kStep;
        difference += side * kWeights[k - 1] *
                      window_loss<double>(shape, weights, text, positions, nullptr, nullptr, workers);
      }
    weights[i] = kept;
    ASSERT_NEAR(gradient[i], difference / kStep, 1e-10) << i;
  }
}

TEST(WindowNetwork, LearnsWhatItsWindowHoldsAndNothingBeyond) {
  const std::vector<std::int32_t> text = every_second(40'000), other(text.end() - 4000, text.end());
  const Workers workers(2);
  SilentProgress progress;
  const Execution execution{workers, progress};
  const auto loss = [&](int context) {
    const std::span<const std::int32_t> learned(text.data(), 36'000);
    const WindowNetwork network(learned, {4, 12, context}, {.epochs = 12, .learning_rate = 0.01}, execution);
    const Matrix p = network.predicted(other, execution);
    double sum = 0;
    for (std::size_t t = 10; t < other.size(); ++t) {
      EXPECT_NEAR(p.row(static_cast<Eigen::Index>(t)).sum(), 1, 1e-5);
      sum -= std::log(static_cast<double>(p(static_cast<Eigen::Index>(t), other[t])));
    }
    return sum / static_cast<double>(other.size() - 10);
  };
  // .925 of the symbols follow the rule, each of the other three comes in .025.
  const double entropy = -0.925 * std::log(0.925) - 3 * 0.025 * std::log(0.025);
  EXPECT_NEAR(loss(2), entropy, 0.05);
  EXPECT_NEAR(loss(1), std::log(4.), 0.05);
}

TEST(WindowNetwork, HasTheSameBitsAtAnyThreadsAndRefusesShortTexts) {
  const std::vector<std::int32_t> text = every_second(2500);
  SilentProgress progress;
  const auto made = [&](int threads) {
    const Workers workers(threads);
    const Execution execution{workers, progress};
    return WindowNetwork(text, {4, 130, 3}, {.epochs = 1}, execution).predicted(text, execution);
  };
  EXPECT_EQ(made(1), made(3));
  const Workers workers(1);
  const std::span<const std::int32_t> few(text.data(), 900);
  EXPECT_THROW(WindowNetwork(few, {4, 5, 3}, {}, Execution{workers, progress}), Error);
}

}  // namespace
}  // namespace rssviz::models
