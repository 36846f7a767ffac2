#include "cli/studies/predictor_study.h"

#include <functional>
#include <span>

#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "embed/embedding.h"
#include "models/data/state_trace.h"

namespace rssviz::cli {
namespace {

using Values = std::vector<double>;

void measure(const ReservoirBench& bench, const PredictorOptions& settings, PredictorStudy& study) {
  const Execution& execution = bench.execution();
  embed::EmbedOptions options;
  options.umap.n_neighbors = settings.neighbors;
  options.umap.epochs = settings.map_epochs;
  options.umap.seed = bench.seed();
  options.quality = embed::Measure::full;
  execution.progress.begin("reservoirs before and after training", study.reservoirs.size());
  execution.workers.for_each(study.reservoirs.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    MeasuredReservoir& one = study.reservoirs[i];
    const models::StateTrace trace = bench.trace(one.setting);
    one.numbers = bench.numbers(one.setting, trace);
    one.trustworthiness =
        embed::embed(models::distinct_states(trace), options, execution).quality.trustworthiness;
    one.errors = bench.trained_errors(one.setting);
  });
  execution.progress.advance(study.reservoirs.size());
}

SettingMean mean_of(const PredictorStudy& study, std::size_t setting) {
  SettingMean mean;
  const double seeds = study.seeds;
  for (int k = 0; k < study.seeds; ++k) {
    const MeasuredReservoir& one =
        study.reservoirs[setting * static_cast<std::size_t>(study.seeds) + static_cast<std::size_t>(k)];
    mean.setting = one.setting;
    const std::array<double, kMeasured> measured = one.measured();
    for (std::size_t m = 0; m < kMeasured; ++m) mean.measured[m] += measured[m] / seeds;
    mean.not_valid += one.errors.not_valid / seeds;
    mean.not_exact += one.errors.not_exact / seeds;
    (k == 0 ? mean.first_seed : mean.other_seeds) += one.errors.not_exact / (k == 0 ? 1 : seeds - 1);
  }
  return mean;
}

Values column(const PredictorStudy& study, const std::function<double(const SettingMean&)>& value) {
  Values values;
  for (const SettingMean& setting : study.settings) values.push_back(value(setting));
  return values;
}

Values picked(const Values& values, std::span<const std::size_t> rows) {
  Values result;
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

models::Interval spearman_interval(const Values& a, const Values& b, const models::Resampling& resampling,
                                   const Execution& execution) {
  return models::bootstrap(
      a.size(),
      [&](std::span<const std::size_t> rows) { return models::spearman(picked(a, rows), picked(b, rows)); },
      resampling, execution);
}

// The largest of all predictors and both errors, so that the band answers for having looked at all of them.
double null_of(const std::vector<Values>& predictors, const std::array<Values, 2>& errors,
               models::Resampling resampling, const Execution& execution) {
  resampling.stage = "permuted errors";
  const auto largest = [&](std::span<const std::size_t> rows) {
    double most = 0;
    for (const Values& error : errors) {
      const Values moved = picked(error, rows);
      for (const Values& values : predictors) {
        const double rho = std::abs(models::spearman(values, moved));
        if (rho > most) most = rho;
      }
    }
    return most;
  };
  return models::quantile(models::permuted(errors[0].size(), largest, resampling, execution), 0.95);
}

void correlate(const models::Resampling& resampling, const Execution& execution, PredictorStudy& study) {
  const std::array<Values, 2> errors{column(study, [](const SettingMean& s) { return s.not_valid; }),
                                     column(study, [](const SettingMean& s) { return s.not_exact; })};
  std::vector<Values> predictors;
  const auto add = [&](const std::string& name, bool measured, Values values) {
    PredictorCorrelation one{name, measured, {}, {}};
    for (std::size_t e = 0; e < errors.size(); ++e) {
      one.rho[e] = models::spearman(values, errors[e]);
      one.interval[e] = spearman_interval(values, errors[e], resampling, execution);
    }
    study.correlations.push_back(std::move(one));
    predictors.push_back(std::move(values));
  };
  for (std::size_t m = 0; m < kMeasured; ++m)
    add(kMeasuredNames[m], true, column(study, [m](const SettingMean& s) { return s.measured[m]; }));
  for (const Parameter parameter : kParameters)
    add(words_of(parameter), false,
        column(study, [parameter](const SettingMean& s) { return s.setting.value(parameter); }));
  study.null = null_of(predictors, errors, resampling, execution);
  if (study.seeds < 2) return;
  const Values first = column(study, [](const SettingMean& s) { return s.first_seed; });
  const Values rest = column(study, [](const SettingMean& s) { return s.other_seeds; });
  PredictorCorrelation other{
      "error of other seeds", false, {std::nan(""), models::spearman(rest, first)}, {}};
  other.interval[1] = spearman_interval(rest, first, resampling, execution);
  study.correlations.push_back(std::move(other));
}

void summarize(int draws, std::uint64_t seed, const Execution& execution, PredictorStudy& study) {
  for (std::size_t k = 0; k * static_cast<std::size_t>(study.seeds) < study.reservoirs.size(); ++k)
    study.settings.push_back(mean_of(study, k));
  models::Resampling resampling;
  resampling.draws = draws;
  resampling.seed = seed;
  correlate(resampling, execution, study);
}

}  // namespace

void PredictorOptions::check() const {
  if (settings < 5) fail(ErrorKind::usage, "--settings must be at least 5");
  if (seeds < 1) fail(ErrorKind::usage, "--seeds must be at least 1");
}

ReservoirSetting drawn_setting(std::uint64_t seed, std::size_t number) {
  Rng rng(seed, "predictor settings", number);
  ReservoirSetting setting;
  for (const Parameter parameter : kParameters) {
    const auto [low, high] = kSettingRanges[static_cast<std::size_t>(parameter)];
    setting.set(parameter, low * std::pow(high / low, rng.uniform()));
  }
  return setting;
}

PredictorStudy study_predictors(const ReservoirBench& bench, const PredictorOptions& options) {
  options.check();
  PredictorStudy study;
  study.seeds = options.seeds;
  for (std::size_t k = 0; k < static_cast<std::size_t>(options.settings); ++k)
    for (int s = 0; s < study.seeds; ++s) {
      study.reservoirs.emplace_back().setting = drawn_setting(bench.seed(), k);
      study.reservoirs.back().setting.seed = bench.seed() + static_cast<std::uint64_t>(s);
    }
  measure(bench, options, study);
  summarize(options.draws, bench.seed(), bench.execution(), study);
  return study;
}

PredictorStudy correlate_predictors(std::vector<MeasuredReservoir> reservoirs, int seeds, int draws,
                                    std::uint64_t seed, const Execution& execution) {
  PredictorStudy study;
  study.seeds = seeds;
  study.reservoirs = std::move(reservoirs);
  summarize(draws, seed, execution, study);
  return study;
}

formats::Table predictor_table(const PredictorStudy& study) {
  formats::Table table;
  table.header = {"setting",
                  "spectral_radius",
                  "leak_rate",
                  "density",
                  "input_scaling",
                  "seed",
                  "word_memory",
                  "memory_length",
                  "lyapunov",
                  "participation_ratio",
                  "trustworthiness",
                  "validation_not_valid",
                  "validation_not_exact"};
  for (std::size_t i = 0; i < study.reservoirs.size(); ++i) {
    const MeasuredReservoir& one = study.reservoirs[i];
    std::vector<std::string> row{std::to_string(i / static_cast<std::size_t>(study.seeds))};
    for (const Parameter parameter : kParameters)
      row.push_back(formats::format_number(one.setting.value(parameter)));
    row.push_back(std::to_string(one.setting.seed));
    row.push_back(formats::format_number(one.numbers.memory));
    row.push_back(std::to_string(one.numbers.memory_length));
    for (const double value : {one.numbers.lyapunov, one.numbers.participation, one.trustworthiness,
                               one.errors.not_valid, one.errors.not_exact})
      row.push_back(formats::format_number(value));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace rssviz::cli
