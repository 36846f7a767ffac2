// Do numbers of an untrained reservoir tell the error that it reaches once trained? Settings drawn at
// random, several seeds each; rank correlations over settings with bootstrap intervals, against permuted
// errors, against the settings themselves, and against the error of another seed, which is as much as any
// number of the setting could tell. Values; the same at any number of threads.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/studies/reservoir_study.h"
#include "core/formats/csv.h"
#include "core/parallel.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {

struct PredictorOptions {
  long long settings{100};  // drawn at random
  int seeds{3};             // reservoirs of each
  int neighbors{15};        // of the maps
  int map_epochs{100};
  int draws{1000};  // of bootstrap and permutations

  // Throws Error{usage} naming option and range.
  void check() const;
};

// Where settings are drawn from, evenly by their logarithm; by parameter.
inline constexpr std::array<std::pair<double, double>, kParameters.size()> kSettingRanges{
    {{0.1, 5}, {0.005, 1}, {0.01, 1}, {0.1, 5}}};

// What is measured before training. The last follows from the second: how near the edge of stability.
inline constexpr std::size_t kMeasured = 5;
inline constexpr std::array<const char*, kMeasured> kMeasuredNames{
    "word memory", "Lyapunov exponent", "participation ratio", "trustworthiness", "|Lyapunov exponent|"};

struct MeasuredReservoir {
  ReservoirSetting setting{};
  ReservoirNumbers numbers{};
  double trustworthiness{0};
  ReservoirErrors errors{};
  // As kMeasuredNames.
  std::array<double, kMeasured> measured() const {
    return {numbers.memory, numbers.lyapunov, numbers.participation, trustworthiness,
            std::abs(numbers.lyapunov)};
  }
};

// Means over a setting's seeds.
struct SettingMean {
  ReservoirSetting setting{};
  std::array<double, kMeasured> measured{};
  double not_valid{0}, not_exact{0};
  double first_seed{0}, other_seeds{0};  // not exact: of one seed, and the mean of the rest
};

// Spearman's rank correlation over settings, with not valid and with not exact (NaN: not asked).
struct PredictorCorrelation {
  std::string name{};
  bool measured{false};  // before training; else a parameter, or another seed's error
  std::array<double, 2> rho{};
  std::array<models::Interval, 2> interval{};
};

struct PredictorStudy {
  int seeds{3};
  std::vector<MeasuredReservoir> reservoirs{};  // setting after setting, seeds within
  std::vector<SettingMean> settings{};
  std::vector<PredictorCorrelation> correlations{};  // measured, parameters, other seeds where there are some
  double null{0};  // 95 % of the largest absolute correlation of any predictor when errors are permuted
};

// The number-th setting of streams (seed, "predictor settings", number); its seed is 1.
ReservoirSetting drawn_setting(std::uint64_t seed, std::size_t number);

// Draws, measures and trains the reservoirs of a bench, and correlates.
PredictorStudy study_predictors(const ReservoirBench& bench, const PredictorOptions& options);

// What measured reservoirs come to: setting after setting, `seeds` of each. `seed`: of the resampling.
PredictorStudy correlate_predictors(std::vector<MeasuredReservoir> reservoirs, int seeds, int draws,
                                    std::uint64_t seed, const Execution& execution);

// A row a reservoir: setting, spectral_radius, leak_rate, density, input_scaling, seed, word_memory,
// memory_length, lyapunov, participation_ratio, trustworthiness, validation_not_valid, validation_not_exact.
formats::Table predictor_table(const PredictorStudy& study);

}  // namespace rssviz::cli
