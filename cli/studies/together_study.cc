#include "cli/studies/together_study.h"

#include <algorithm>

namespace rssviz::cli {
namespace {

constexpr std::size_t kNumbers = 4;  // the last of kMeasuredNames follows from the second

MatrixD numbers_of(const PredictorStudy& study) {
  MatrixD numbers(static_cast<Eigen::Index>(study.settings.size()), static_cast<Eigen::Index>(kNumbers));
  for (std::size_t i = 0; i < study.settings.size(); ++i)
    for (std::size_t m = 0; m < kNumbers; ++m)
      numbers(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(m)) = study.settings[i].measured[m];
  return numbers;
}

MatrixD settings_of(const PredictorStudy& study) {
  MatrixD settings(static_cast<Eigen::Index>(study.settings.size()),
                   static_cast<Eigen::Index>(kParameters.size()));
  for (std::size_t i = 0; i < study.settings.size(); ++i)
    for (std::size_t p = 0; p < kParameters.size(); ++p)
      settings(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(p)) =
          study.settings[i].setting.values[p];
  return settings;
}

double rho_over(const std::vector<double>& predicted, const std::vector<double>& errors,
                std::span<const std::size_t> rows) {
  std::vector<double> a, b;
  for (const std::size_t row : rows) {
    a.push_back(predicted[row]);
    b.push_back(errors[row]);
  }
  return models::spearman(a, b);
}

}  // namespace

TogetherStudy study_together(const PredictorStudy& study, int draws, std::uint64_t seed,
                             const Execution& execution) {
  std::vector<double> errors;
  for (const SettingMean& setting : study.settings) errors.push_back(setting.not_exact);
  models::HeldOutOptions options;
  options.folds = std::min(options.folds, static_cast<int>(errors.size()));
  options.draws = draws;
  options.seed = seed;
  TogetherStudy found;
  found.folds = options.folds;
  found.numbers = models::predict_held_out(numbers_of(study), errors, options, execution);
  found.settings = models::predict_held_out(settings_of(study), errors, options, execution);
  found.difference = found.numbers.rho - found.settings.rho;
  models::Resampling resampling;
  resampling.draws = 2000;
  resampling.seed = seed;
  found.difference_interval = models::bootstrap(
      errors.size(),
      [&](std::span<const std::size_t> rows) {
        return rho_over(found.numbers.predicted, errors, rows) -
               rho_over(found.settings.predicted, errors, rows);
      },
      resampling, execution);
  return found;
}

}  // namespace rssviz::cli
