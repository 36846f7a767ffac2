#include "models/tasks/text/sampling.h"

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

std::int32_t draw(const MatrixD& logits, double temperature, Rng& rng) {
  const double most = logits.maxCoeff();
  std::vector<double> sums;
  double sum = 0;
  for (Eigen::Index k = 0; k < logits.cols(); ++k) {
    sum += std::exp((logits(0, k) - most) / temperature);
    sums.push_back(sum);
  }
  const double at = rng.uniform() * sum;
  std::size_t symbol = 0;
  while (symbol + 1 < sums.size() && sums[symbol] <= at) ++symbol;
  return static_cast<std::int32_t>(symbol);
}

}  // namespace

void SampleTextOptions::check() const {
  constexpr std::int64_t kMost = 100'000'000;
  check_range("length", static_cast<double>(length), length >= 1 && length <= kMost, "1 to 100000000");
  check_range("temperature", temperature, temperature > 0, "above 0");
}

Tokens sample_text(const Network& network, std::span<const std::int32_t> prefix,
                   const SampleTextOptions& options) {
  options.check();
  Rng rng(options.seed, "sample text");
  Matrix state = Matrix::Zero(1, network.state_size()), next = state;
  const auto read = [&](std::int32_t token) {
    network.step(state, std::span(&token, 1), next);
    std::swap(state, next);
  };
  for (const std::int32_t token : prefix) read(token);
  Tokens drawn;
  for (std::int64_t i = 0; i < options.length; ++i) {
    drawn.push_back(draw(network.read_out_double(state), options.temperature, rng));
    read(drawn.back());
  }
  return drawn;
}

}  // namespace rssviz::models
