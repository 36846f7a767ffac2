// R23: do numbers of an untrained reservoir predict the error that it reaches once trained? Settings drawn at
// random, several seeds each; rank correlations over settings with bootstrap intervals, against permuted
// errors, against the settings themselves, and against the error of another seed, which is as much as any
// number of the setting could tell.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/reservoir_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/recording/record.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::array<std::pair<double, double>, kParameters.size()> kRanges{
    {{0.1, 5}, {0.005, 1}, {0.01, 1}, {0.1, 5}}};  // drawn evenly by their logarithm
constexpr std::size_t kMeasured = 5;
constexpr std::size_t kScattered = 4;  // the first of them have a panel of their own
constexpr std::array<const char*, kMeasured> kMeasuredNames{
    "word memory", "Lyapunov exponent", "participation ratio", "trustworthiness", "|Lyapunov exponent|"};

struct Reservoir {
  ReservoirSetting setting{};
  ReservoirNumbers numbers{};
  double trustworthiness{0};
  ReservoirErrors errors{};
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

struct Correlation {
  std::string name{};
  bool measured{false};
  std::array<double, 2> rho{};  // with not valid, with not exact
  std::array<models::Interval, 2> interval{};
};

struct Study {
  std::vector<Reservoir> reservoirs{};  // setting after setting, seeds within
  std::vector<SettingMean> settings{};
  std::vector<Correlation> correlations{};
  double null{0};  // 95 % of the largest absolute correlation of any predictor when errors are permuted
  int seeds{3};
};

ReservoirSetting drawn_setting(std::uint64_t seed, std::size_t number) {
  Rng rng(seed, "predictor settings", number);
  ReservoirSetting setting;
  for (const Parameter parameter : kParameters) {
    const auto [low, high] = kRanges[static_cast<std::size_t>(parameter)];
    setting.set(parameter, low * std::pow(high / low, rng.uniform()));
  }
  return setting;
}

void measure(const ReservoirBench& bench, const Settings& settings, Study& study) {
  const Execution& execution = bench.execution();
  embed::EmbedOptions options;
  options.umap.n_neighbors = static_cast<int>(settings.integer("neighbors"));
  options.umap.epochs = settings.has("map-epochs") ? static_cast<int>(settings.integer("map-epochs")) : 100;
  options.umap.seed = bench.seed();
  options.quality = embed::Measure::full;
  execution.progress.begin("reservoirs before and after training", study.reservoirs.size());
  execution.workers.for_each(study.reservoirs.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    Reservoir& one = study.reservoirs[i];
    const models::StateTrace trace = bench.trace(one.setting);
    one.numbers = bench.numbers(one.setting, trace);
    one.trustworthiness =
        embed::embed(models::distinct_states(trace), options, execution).quality.trustworthiness;
    one.errors = bench.trained_errors(one.setting);
  });
  execution.progress.advance(study.reservoirs.size());
}

SettingMean mean_of(const Study& study, std::size_t setting) {
  SettingMean mean;
  const double seeds = study.seeds;
  for (int k = 0; k < study.seeds; ++k) {
    const Reservoir& one =
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

std::vector<double> column(const Study& study, const std::function<double(const SettingMean&)>& value) {
  std::vector<double> values;
  for (const SettingMean& setting : study.settings) values.push_back(value(setting));
  return values;
}

std::vector<double> picked(const std::vector<double>& values, std::span<const std::size_t> rows) {
  std::vector<double> result;
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

void correlate(const Settings& settings, std::uint64_t seed, const Execution& execution, Study& study) {
  const std::array<std::vector<double>, 2> errors{
      column(study, [](const SettingMean& s) { return s.not_valid; }),
      column(study, [](const SettingMean& s) { return s.not_exact; })};
  models::Resampling resampling;
  resampling.draws = static_cast<int>(settings.integer("draws"));
  resampling.seed = seed;
  std::vector<std::vector<double>> predictors;
  const auto add = [&](const std::string& name, bool measured, std::vector<double> values) {
    Correlation one{name, measured, {}, {}};
    for (std::size_t e = 0; e < errors.size(); ++e) {
      one.rho[e] = models::spearman(values, errors[e]);
      one.interval[e] = models::bootstrap(
          values.size(),
          [&](std::span<const std::size_t> rows) {
            return models::spearman(picked(values, rows), picked(errors[e], rows));
          },
          resampling, execution);
    }
    study.correlations.push_back(std::move(one));
    predictors.push_back(std::move(values));
  };
  for (std::size_t m = 0; m < kMeasured; ++m)
    add(kMeasuredNames[m], true, column(study, [m](const SettingMean& s) { return s.measured[m]; }));
  for (const Parameter parameter : kParameters)
    add(words_of(parameter), false,
        column(study, [parameter](const SettingMean& s) { return s.setting.value(parameter); }));
  // The largest of all predictors and both errors, so that the band answers for having looked at all of them.
  models::Resampling shuffling = resampling;
  shuffling.stage = "permuted errors";
  study.null = models::quantile(models::permuted(
                                    study.settings.size(),
                                    [&](std::span<const std::size_t> rows) {
                                      double most = 0;
                                      for (const std::vector<double>& error : errors) {
                                        const std::vector<double> moved = picked(error, rows);
                                        for (const std::vector<double>& values : predictors) {
                                          const double rho = std::abs(models::spearman(values, moved));
                                          if (rho > most) most = rho;
                                        }
                                      }
                                      return most;
                                    },
                                    shuffling, execution),
                                0.95);
  if (study.seeds < 2) return;
  const std::vector<double> first = column(study, [](const SettingMean& s) { return s.first_seed; });
  const std::vector<double> rest = column(study, [](const SettingMean& s) { return s.other_seeds; });
  Correlation other{"error of other seeds", false, {std::nan(""), models::spearman(rest, first)}, {}};
  other.interval[1] = models::bootstrap(
      first.size(),
      [&](std::span<const std::size_t> rows) {
        return models::spearman(picked(rest, rows), picked(first, rows));
      },
      resampling, execution);
  study.correlations.push_back(std::move(other));
}

const std::array<render::Color, 2> kErrorInks{{{0, 114, 178, 1.0}, {213, 94, 0, 1.0}}};

render::Panel correlations_panel(const Study& study, const render::Style& style) {
  render::Panel panel;
  panel.title = "With the error";
  panel.row_span = 2;
  panel.x.low = -1;
  panel.x.high = 1;
  panel.x.ticks = {{-1, "\u22121"}, {-0.5, "\u2212.5"}, {0, "0"}, {0.5, ".5"}, {1, "1"}};
  panel.x.label = "Spearman's \u03c1";
  const auto count = static_cast<double>(study.correlations.size());
  panel.y.low = 0.4;
  panel.y.high = count + 0.6;
  panel.marks.emplace_back(render::Rectangles{{{-study.null, 0.4, study.null, count + 0.6}}, {style.quiet}});
  panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::solid, ""});
  for (std::size_t i = 0; i < study.correlations.size(); ++i) {
    const Correlation& one = study.correlations[i];
    panel.y.ticks.push_back({count - static_cast<double>(i), one.name});
    for (std::size_t e = 0; e < 2; ++e) {
      if (std::isnan(one.rho[e])) continue;
      const double y = count - static_cast<double>(i) + (e == 0 ? 0.16 : -0.16);
      panel.marks.emplace_back(
          render::Line{{{one.interval[e].low, y}, {one.interval[e].high, y}}, kErrorInks[e], 1.0});
      render::Points dot;
      dot.at = {{one.rho[e], y}};
      dot.colors = {kErrorInks[e]};
      dot.radius_pt = 2.2;
      panel.marks.emplace_back(std::move(dot));
    }
  }
  return panel;
}

// A number against the error, a dot a setting; colour: leak rate, which changes the states most.
render::Panel scatter_panel(const Study& study, std::size_t measured, int row, int column_place,
                            const render::Style& style) {
  render::Panel panel;
  panel.row = row;
  panel.column = column_place;
  panel.x.label = kMeasuredNames[measured];
  if (measured == 1) panel.x.label += " (a word)";
  if (column_place == 1) panel.y.label = "not exact";
  panel.y.low = 0;
  panel.y.high = 1.03;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  render::Points dots;
  dots.radius_pt = 1.7;
  dots.outline_pt = 0.2;
  dots.outline = style.paper;
  const auto [low, high] = kRanges[static_cast<std::size_t>(Parameter::leak_rate)];
  for (const SettingMean& setting : study.settings) {
    dots.at.push_back({setting.measured[measured], setting.not_exact});
    const double share = std::log(setting.setting.value(Parameter::leak_rate) / low) / std::log(high / low);
    dots.colors.push_back(render::sample_palette("viridis", 0.92 * share));
  }
  panel.marks.emplace_back(std::move(dots));
  if (measured == 1)
    panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::dashed, ""});
  return panel;
}

formats::Table table_of(const Study& study) {
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
    const Reservoir& one = study.reservoirs[i];
    std::vector<std::string> row{std::to_string(i / static_cast<std::size_t>(study.seeds))};
    for (const double value : one.setting.values) row.push_back(formats::format_number(value));
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

std::string verdict_of(const Study& study) {
  std::string text, above;
  for (const Correlation& one : study.correlations) {
    text += (text.empty() ? "" : ", ") + one.name + " ";
    const auto say = [](double rho) { return rho < 0 ? "\u2212" + decimals(-rho, 2) : decimals(rho, 2); };
    text += say(one.rho[1]) + " (" + say(one.interval[1].low) + " to " + say(one.interval[1].high) + ")";
    const bool beyond = one.interval[1].low > study.null || one.interval[1].high < -study.null;
    if (one.measured && beyond) above += (above.empty() ? "" : ", ") + one.name;
  }
  return "With not exact: " + text + ". " +
         (above.empty() ? "No number measured before training predicts the error: none of their intervals "
                          "leaves what permuted errors give (" +
                              decimals(study.null, 2) + "). "
                        : "Beyond what permuted errors give to the best of all predictors (" +
                              decimals(study.null, 2) + "), with their whole interval: " + above +
                              ". A number is of use only where it tells more than the setting itself does. ");
}

}  // namespace

Drawn make_predictors(const FigureRequest& request) {
  const Settings& settings = request.settings;
  Study study;
  study.seeds = settings.has("seeds") ? static_cast<int>(settings.integer("seeds")) : 3;
  const auto count = static_cast<std::size_t>(std::max<long long>(0, settings.integer("settings")));
  if (count < 5) fail(ErrorKind::usage, "--settings must be at least 5");
  if (study.seeds < 1) fail(ErrorKind::usage, "--seeds must be at least 1");
  const ReservoirBench bench(settings, 200, request.execution);
  for (std::size_t k = 0; k < count; ++k)
    for (int s = 0; s < study.seeds; ++s) {
      study.reservoirs.emplace_back().setting = drawn_setting(bench.seed(), k);
      study.reservoirs.back().setting.seed = bench.seed() + static_cast<std::uint64_t>(s);
    }
  measure(bench, settings, study);
  for (std::size_t k = 0; k < count; ++k) study.settings.push_back(mean_of(study, k));
  correlate(settings, bench.seed(), request.execution, study);
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  figure.column_weights = {1.5, 1, 1};
  figure.panels.push_back(correlations_panel(study, look.style));
  for (std::size_t m = 0; m < kScattered; ++m)
    figure.panels.push_back(
        scatter_panel(study, m, static_cast<int>(m / 2), 1 + static_cast<int>(m % 2), look.style));
  letter_panels(figure, look);
  figure.row_aspects = {0.8, 0.8};
  render::Legend legend;
  legend.entries = {{"not valid", kErrorInks[0]},
                    {"not exact", kErrorInks[1]},
                    {"permuted errors, 95 %", look.style.quiet, render::SwatchKind::box}};
  legend.panels = {0};
  figure.legends.push_back(std::move(legend));
  render::ColorBar bar;
  bar.title = "leak rate";
  bar.low = 0;
  bar.high = 1;
  const auto [low, high] = kRanges[static_cast<std::size_t>(Parameter::leak_rate)];
  for (const double leak : {0.005, 0.05, 0.5})
    bar.ticks.push_back({0.92 * std::log(leak / low) / std::log(high / low), short_number(leak)});
  bar.side = render::Side::bottom;
  bar.panels = {3, 4};
  figure.color_bars.push_back(std::move(bar));
  figure.caption.title = "Do numbers before training predict the error after it?";
  figure.caption.text =
      with_commas(static_cast<long long>(count)) + " settings of " + with_commas(bench.units()) +
      "-unit reservoirs (spectral radius .1 to 5, leak rate .005 to 1, density .01 to 1, input scaling .1 to "
      "5, "
      "drawn evenly by logarithm), " +
      std::to_string(study.seeds) +
      " seeds each; a value is the mean over a setting's seeds. Before training, on " +
      with_commas(static_cast<long long>(bench.sentences())) +
      " test sentences: word memory (how much better than from the present word a linear reader tells the "
      "words 1 to 12 back, on held-out prefixes), conditional Lyapunov exponent on these inputs, "
      "participation "
      "ratio of the states, trustworthiness of the map. After: errors on the " +
      with_commas(static_cast<long long>(bench.task().corpus->validation.size())) +
      " validation sentences. (a) Spearman's rank correlation over settings with a 95 % bootstrap interval "
      "(monotone relations only: see (b) to (e) for others); grey: where 95 % of the largest correlation of "
      "any predictor lies when errors are permuted; settings "
      "themselves below; error of other seeds: as much as any number of the setting could tell. " +
      verdict_of(study) +
      "Correlations are over this range of settings and say nothing within a narrower one; one task, one "
      "readout.";
  Drawn drawn{std::move(figure), table_of(study)};
  for (const Correlation& one : study.correlations)
    drawn.findings.push_back({"Spearman of " + one.name + " with not exact", one.rho[1], one.interval[1].low,
                              one.interval[1].high});
  drawn.findings.push_back({"95 % of the largest Spearman when errors are permuted", study.null});
  drawn.findings.push_back({"minus 95 % of the largest Spearman when errors are permuted", -study.null});
  return drawn;
}

}  // namespace rssviz::cli
