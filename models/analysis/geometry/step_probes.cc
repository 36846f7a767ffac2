#include "models/analysis/geometry/step_probes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

struct Part {
  Matrix features{};
  std::vector<std::int32_t> classes{};
};

Matrix with_noise(const Matrix& features, std::size_t step, const StepProbeOptions& options) {
  Matrix noisy = features;
  if (!(options.noise_sd > 0)) return noisy;
  Rng rng(options.seed, "probe noise", step);
  for (Eigen::Index i = 0; i < noisy.rows(); ++i)
    for (Eigen::Index k = 0; k < noisy.cols(); ++k)
      noisy(i, k) += static_cast<float>(options.noise_sd * rng.normal());
  return noisy;
}

// The members of a step whose fold fits.
template <class Fits>
Part part_of(const SteppedFeatures& features, const Matrix& at, std::size_t step,
             const std::vector<int>& fold, const Fits& fits) {
  const std::vector<std::int32_t>& members = features.members[step];
  std::vector<Eigen::Index> rows;
  Part part;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto sequence = static_cast<std::size_t>(members[i]);
    if (!fits(fold[sequence])) continue;
    rows.push_back(static_cast<Eigen::Index>(i));
    part.classes.push_back(features.classes[sequence]);
  }
  part.features.resize(static_cast<Eigen::Index>(rows.size()), at.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    part.features.row(static_cast<Eigen::Index>(i)) = at.row(rows[i]);
  return part;
}

LogisticProbe fitted(const Part& part, int count, const StepProbeOptions& options,
                     const LogisticProbe* start) {
  if (options.reader == Reader::scale_and_offset)
    return fit_scale_and_offset(part.features, part.classes, options.logistic);
  return fit_logistic(part.features, part.classes, count, options.logistic, start);
}

void test(const LogisticProbe& probe, const Part& part, Accuracy& accuracy) {
  if (part.classes.empty()) return;
  accuracy.right += right_answers(largest_columns(probe.logits(part.features)), part.classes);
  accuracy.tested += static_cast<std::int64_t>(part.classes.size());
}

// Held-out accuracies of the probes of one step on the steps `tested`.
std::vector<Accuracy> probe_one(const SteppedFeatures& features, std::span<const Matrix> noisy,
                                std::size_t step, std::span<const std::size_t> tested,
                                const std::vector<int>& fold, const StepProbeOptions& options) {
  std::vector<Accuracy> accuracies(tested.size());
  LogisticProbe probe;
  for (int k = 0; k < options.folds; ++k) {
    const Part train = part_of(features, noisy[step], step, fold, [k](int f) { return f != k; });
    if (train.classes.empty()) continue;
    // The folds share most of their sequences: each probe begins where the last ended.
    probe = fitted(train, features.count, options, k == 0 ? nullptr : &probe);
    for (std::size_t u = 0; u < tested.size(); ++u)
      test(probe, part_of(features, noisy[tested[u]], tested[u], fold, [k](int f) { return f == k; }),
           accuracies[u]);
  }
  return accuracies;
}

std::vector<Matrix> noisy_steps(const SteppedFeatures& features, const StepProbeOptions& options) {
  std::vector<Matrix> noisy;
  for (std::size_t step = 0; step < features.at.size(); ++step)
    noisy.push_back(with_noise(features.at[step], step, options));
  return noisy;
}

double mean_variance(const Matrix& features) {
  const MatrixD x = features.cast<double>();
  const VectorD mean = x.colwise().mean().transpose();
  double sum = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) sum += (x.row(i).transpose() - mean).squaredNorm();
  return sum / static_cast<double>(std::max<Eigen::Index>(1, x.size()));
}

// Five steps spread over the sequence, the last among them.
std::vector<std::size_t> spread_steps(std::size_t steps) {
  std::set<std::size_t> chosen;
  for (std::size_t i = 1; i <= 5; ++i) chosen.insert((steps * i + 4) / 5 - 1);
  return {chosen.begin(), chosen.end()};
}

// Right answers within the training part of fold 0: trained without fold 1, tested on it.
std::int64_t right_within(const SteppedFeatures& features, std::size_t step, const std::vector<int>& fold,
                          const StepProbeOptions& options) {
  const Matrix noisy = with_noise(features.at[step], step, options);
  const Part train = part_of(features, noisy, step, fold, [](int f) { return f > 1; });
  const Part held = part_of(features, noisy, step, fold, [](int f) { return f == 1; });
  if (train.classes.empty() || held.classes.empty()) return 0;
  Accuracy accuracy;
  test(fitted(train, features.count, options, nullptr), held, accuracy);
  return accuracy.right;
}

}  // namespace

void StepProbeOptions::check() const {
  logistic.check();
  check_range("folds", folds, folds >= 2 && folds <= 1000, "2 to 1000");
  check_range("noise_sd", noise_sd, noise_sd >= 0, "0 or more");
}

std::vector<int> folds_of(std::span<const std::int32_t> classes, int count, int folds, std::uint64_t seed) {
  std::vector<int> fold(classes.size(), 0);
  int next = 0;  // goes on from class to class, so that folds are of equal size
  for (int k = 0; k < count; ++k) {
    std::vector<std::int32_t> members;
    for (std::size_t i = 0; i < classes.size(); ++i)
      if (classes[i] == k) members.push_back(static_cast<std::int32_t>(i));
    Rng rng(seed, "folds", static_cast<std::uint64_t>(k));
    rng.shuffle(std::span<std::int32_t>(members));
    for (const std::int32_t one : members) fold[static_cast<std::size_t>(one)] = next++ % folds;
  }
  return fold;
}

std::vector<Accuracy> probe_steps(const SteppedFeatures& features, const StepProbeOptions& options,
                                  const Execution& execution) {
  options.check();
  const std::vector<int> fold = folds_of(features.classes, features.count, options.folds, options.seed);
  const std::vector<Matrix> noisy = noisy_steps(features, options);
  std::vector<Accuracy> accuracies(features.at.size());
  execution.workers.for_each(features.at.size(), [&](std::size_t step) {
    execution.progress.check_stop();
    accuracies[step] = probe_one(features, noisy, step, std::span(&step, 1), fold, options).front();
  });
  return accuracies;
}

std::vector<std::vector<Accuracy>> probe_across_steps(const SteppedFeatures& features,
                                                      const StepProbeOptions& options,
                                                      const Execution& execution) {
  options.check();
  const std::vector<int> fold = folds_of(features.classes, features.count, options.folds, options.seed);
  const std::vector<Matrix> noisy = noisy_steps(features, options);
  std::vector<std::size_t> all(features.at.size());
  for (std::size_t step = 0; step < all.size(); ++step) all[step] = step;
  std::vector<std::vector<Accuracy>> accuracies(all.size());
  execution.workers.for_each(all.size(), [&](std::size_t step) {
    execution.progress.check_stop();
    accuracies[step] = probe_one(features, noisy, step, all, fold, options);
  });
  return accuracies;
}

double root_mean_square(std::span<const Matrix> at) {
  double sum = 0, numbers = 0;
  for (const Matrix& features : at) {
    for (Eigen::Index i = 0; i < features.rows(); ++i)
      for (Eigen::Index k = 0; k < features.cols(); ++k)
        sum += static_cast<double>(features(i, k)) * static_cast<double>(features(i, k));
    numbers += static_cast<double>(features.size());
  }
  return numbers > 0 ? std::sqrt(sum / numbers) : 0;
}

double choose_penalty(const SteppedFeatures& features, const StepProbeOptions& options,
                      const Execution& execution) {
  constexpr double kShares[] = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  // Three folds or more: one to be left alone, one to choose by, the rest to train on.
  const std::vector<int> fold =
      folds_of(features.classes, features.count, std::max(3, options.folds), options.seed);
  const std::vector<std::size_t> steps = spread_steps(features.at.size());
  double variance = 0;
  for (const std::size_t step : steps) variance = std::max(variance, mean_variance(features.at[step]));
  if (!(variance > 0)) return kShares[0];
  std::vector<std::int64_t> right(std::size(kShares) * steps.size());
  execution.workers.for_each(right.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    StepProbeOptions tried = options;
    tried.logistic.lambda = kShares[i / steps.size()] * variance;
    right[i] = right_within(features, steps[i % steps.size()], fold, tried);
  });
  std::int64_t most = -1;
  double chosen = 0;
  for (std::size_t k = 0; k < std::size(kShares); ++k) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) sum += right[k * steps.size() + i];
    if (sum > most) chosen = kShares[k] * variance;
    most = std::max(most, sum);
  }
  return chosen;
}

double chance_of(std::span<const std::int32_t> classes, int count) {
  std::vector<std::size_t> members(static_cast<std::size_t>(count), 0);
  for (const std::int32_t one : classes) ++members[static_cast<std::size_t>(one)];
  const std::size_t most = members.empty() ? 0 : *std::max_element(members.begin(), members.end());
  return classes.empty() ? 0 : static_cast<double>(most) / static_cast<double>(classes.size());
}

}  // namespace rssviz::models
