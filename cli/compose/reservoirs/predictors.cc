// predictors: do numbers of an untrained reservoir predict the error that it reaches once trained? What the
// study measures, as intervals of rank correlations and one scatter a number.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/reservoirs/kinds.h"
#include "cli/options/option_table.h"
#include "cli/studies/predictor_study.h"
#include "cli/studies/reservoir_text.h"
#include "cli/studies/together_study.h"
#include "core/number_text.h"
#include "render/figure/dark_palette.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kPermutedPredictions = 500;  // each learns and chooses anew
constexpr std::size_t kScattered = 4;      // the first numbers have a panel of their own

const std::array<render::Color, 2> kErrorInks{{{0, 114, 178, 1.0}, {213, 94, 0, 1.0}}};

// One correlation with its interval, at a height.
void add_correlation(double rho, const models::Interval& interval, double y, const render::Color& ink,
                     render::Panel& panel) {
  panel.marks.emplace_back(render::Line{{{interval.low, y}, {interval.high, y}}, ink, 1.0});
  render::Points dot;
  dot.at = {{rho, y}};
  dot.colors = {ink};
  dot.radius_pt = 2.2;
  panel.marks.emplace_back(std::move(dot));
}

// Rows of one predictor each; below them what several tell together on held-out settings, each with what
// permuted errors give there.
render::Panel correlations_panel(const PredictorStudy& study, const TogetherStudy& together,
                                 const render::Style& style) {
  render::Panel panel;
  panel.title = "With the error";
  panel.row_span = 2;
  panel.x.low = -1;
  panel.x.high = 1;
  panel.x.ticks = {{-1, "\u22121"}, {-0.5, "\u2212.5"}, {0, "0"}, {0.5, ".5"}, {1, "1"}};
  panel.x.label = "Spearman's \u03c1";
  const auto count = static_cast<double>(study.correlations.size()) + 2;
  panel.y.low = 0.4;
  panel.y.high = count + 0.6;
  panel.marks.emplace_back(render::Rectangles{{{-study.null, 2.5, study.null, count + 0.6}}, {style.quiet}});
  panel.marks.emplace_back(render::Rule{true, 2.5, style.muted, 0.5, render::Dash::dotted, ""});
  panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::solid, ""});
  for (std::size_t i = 0; i < study.correlations.size(); ++i) {
    const PredictorCorrelation& one = study.correlations[i];
    panel.y.ticks.push_back({count - static_cast<double>(i), one.name});
    for (std::size_t e = 0; e < 2; ++e)
      if (!std::isnan(one.rho[e]))
        add_correlation(one.rho[e], one.interval[e], count - static_cast<double>(i) + (e == 0 ? 0.16 : -0.16),
                        kErrorInks[e], panel);
  }
  double y = 2;
  for (const auto& [name, found] : {std::pair{"the first four together", &together.numbers},
                                    std::pair{"settings together", &together.settings}}) {
    panel.y.ticks.push_back({y, name});
    panel.marks.emplace_back(render::Rectangles{{{-1, y - 0.3, found->null_high, y + 0.3}}, {style.quiet}});
    add_correlation(found->rho, found->interval, y, kErrorInks[1], panel);
    y -= 1;
  }
  return panel;
}

// A number against the error, a dot a setting; colour: leak rate, which changes the states most.
render::Panel scatter_panel(const PredictorStudy& study, std::size_t measured, int row, int column_place,
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
  dots.outline_pt = 0.3;
  dots.outline = style.paper;
  const auto [low, high] = kSettingRanges[static_cast<std::size_t>(Parameter::leak_rate)];
  for (const SettingMean& setting : study.settings) {
    dots.at.push_back({setting.measured[measured], setting.not_exact});
    const double share = std::log(setting.setting.value(Parameter::leak_rate) / low) / std::log(high / low);
    dots.colors.push_back(render::sample_palette(render::palette_on("viridis", style), 0.92 * share));
  }
  panel.marks.emplace_back(std::move(dots));
  if (measured == 1)
    panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::dashed, ""});
  return panel;
}

std::string signed_text(double rho) { return rho < 0 ? "\u2212" + decimals(-rho, 2) : decimals(rho, 2); }

std::string rho_text(double rho, const models::Interval& interval) {
  return signed_text(rho) + " (" + signed_text(interval.low) + " to " + signed_text(interval.high) + ")";
}

std::string together_text(const TogetherStudy& together) {
  return "Together, on held-out settings: the first four " +
         rho_text(together.numbers.rho, together.numbers.interval) +
         ", where 95 % of permuted errors stay below " + signed_text(together.numbers.null_high) +
         "; the settings themselves " + rho_text(together.settings.rho, together.settings.interval) +
         "; the former less the latter " + rho_text(together.difference, together.difference_interval) + ". ";
}

std::string verdict_of(const PredictorStudy& study, const TogetherStudy& together) {
  std::string text, above;
  for (const PredictorCorrelation& one : study.correlations) {
    text += (text.empty() ? "" : ", ") + one.name + " " + rho_text(one.rho[1], one.interval[1]);
    const bool beyond = one.interval[1].low > study.null || one.interval[1].high < -study.null;
    if (one.measured && beyond) above += (above.empty() ? "" : ", ") + one.name;
  }
  return "One at a time, with not exact: " + text + ". " +
         (above.empty()
              ? "No rank correlation of a single number has its whole interval beyond what permuted "
                "errors give (" +
                    decimals(study.null, 2) + "). "
              : "Beyond what permuted errors give to the best of all predictors (" + decimals(study.null, 2) +
                    "), with their whole interval: " + above + ". ") +
         together_text(together);
}

PredictorOptions options_of(const Settings& settings) {
  PredictorOptions options;
  options.settings = settings.integer("settings");
  if (settings.has("seeds")) options.seeds = static_cast<int>(settings.integer("seeds"));
  options.neighbors = static_cast<int>(settings.integer("neighbors"));
  if (settings.has("map-epochs")) options.map_epochs = static_cast<int>(settings.integer("map-epochs"));
  options.draws = static_cast<int>(settings.integer("draws"));
  options.check();
  return options;
}

void add_keys(const Look& look, render::Figure& figure) {
  render::Legend legend;
  legend.entries = {{"not valid", kErrorInks[0]},
                    {"not exact", kErrorInks[1]},
                    {"permuted errors, 95 %", look.style.quiet, render::SwatchKind::box}};
  figure.legends.push_back(std::move(legend));
  render::ColorBar bar;
  bar.title = "leak rate";
  bar.low = 0;
  bar.high = 1;
  const auto [low, high] = kSettingRanges[static_cast<std::size_t>(Parameter::leak_rate)];
  for (const double leak : {0.005, 0.05, 0.5})
    bar.ticks.push_back({0.92 * std::log(leak / low) / std::log(high / low), short_number(leak)});
  bar.side = render::Side::bottom;
  bar.panels = {3, 4};
  figure.color_bars.push_back(std::move(bar));
}

std::string caption_of(const PredictorStudy& study, const TogetherStudy& together,
                       const ReservoirBench& bench) {
  const models::Wording words = bench.wording();
  return with_commas(static_cast<long long>(study.settings.size())) + " settings of " +
         with_commas(bench.units()) +
         "-unit reservoirs (spectral radius .1 to 5, leak rate .005 to 1, density .01 to 1, input scaling .1 "
         "to 5, drawn evenly by logarithm), " +
         std::to_string(study.seeds) +
         " seeds each; a value is the mean over a setting's seeds. Before training, on " + bench.sample() +
         ": " + kMeasuredNames[0] + " (how much better than from the present " + words.step +
         " a linear reader tells the " + words.steps +
         " 1 to 12 back, on held-out prefixes, less the same where these are shuffled among prefixes of one "
         "length), conditional Lyapunov exponent on these inputs, participation "
         "ratio of the states, trustworthiness of the map. After: errors on the " +
         with_commas(static_cast<long long>(bench.corpus().validation.size())) + " validation " +
         words.sequences +
         ". (a) Spearman's rank correlation over settings with a 95 % bootstrap interval (monotone relations "
         "only: see (b) to (e) for others); grey: where 95 % of the largest correlation of any predictor "
         "lies when errors are permuted; settings themselves below; error of other seeds: as much as any "
         "number of the setting could tell; below the line, predictions by several numbers of the settings "
         "held out in turn (" +
         std::to_string(together.folds) + " parts), grey: 95 % of permuted errors. " +
         verdict_of(study, together) + how_measured(bench) +
         " Together: kernel ridge regression over ranks, its width and penalty chosen inside each training "
         "part by leaving one setting out. " +
         "Correlations are over this range of settings and say nothing within a narrower one; one task, one "
         "readout.";
}

std::vector<Finding> findings_of(const PredictorStudy& study, const TogetherStudy& together) {
  std::vector<Finding> findings;
  for (const PredictorCorrelation& one : study.correlations)
    findings.push_back({"Spearman of " + one.name + " with not exact", one.rho[1], one.interval[1].low,
                        one.interval[1].high});
  findings.push_back({"95 % of the largest Spearman when errors are permuted", study.null});
  findings.push_back({"minus 95 % of the largest Spearman when errors are permuted", -study.null});
  const auto add = [&](const std::string& what, const models::HeldOutPrediction& found) {
    findings.push_back({"held-out Spearman of " + what, found.rho, found.interval.low, found.interval.high});
    findings.push_back({"held-out Spearman of " + what + ", errors permuted: mean", found.null_centre});
    findings.push_back({"held-out Spearman of " + what + ", errors permuted: 95 %", found.null_high});
    findings.push_back({"held-out Spearman of " + what + ": p", found.p});
  };
  add("numbers before training together", together.numbers);
  add("settings together", together.settings);
  findings.push_back({"held-out Spearman, numbers less settings", together.difference,
                      together.difference_interval.low, together.difference_interval.high});
  return findings;
}

}  // namespace

static Drawn make_predictors(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const PredictorOptions options = options_of(settings);
  const ReservoirBench bench(settings, 200, request.execution);
  const PredictorStudy study = study_predictors(bench, options);
  const TogetherStudy together =
      study_together(study, std::min(options.draws, kPermutedPredictions), bench.seed(), request.execution);
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  figure.column_weights = {1.5, 1, 1};
  figure.panels.push_back(correlations_panel(study, together, look.style));
  for (std::size_t m = 0; m < kScattered; ++m)
    figure.panels.push_back(
        scatter_panel(study, m, static_cast<int>(m / 2), 1 + static_cast<int>(m % 2), look.style));
  letter_panels(figure, look);
  figure.row_aspects = {0.8, 0.8};
  add_keys(look, figure);
  figure.caption.title = "Do numbers before training predict the error after it?";
  figure.caption.text = caption_of(study, together, bench);
  Drawn drawn{std::move(figure), predictor_table(study)};
  drawn.findings = findings_of(study, together);
  return drawn;
}

FigureKind predictors_kind() {
  return {.name = "predictors",
          .summary = "whether numbers before training predict the error after it",
          .of = Networks::none,
          .reads = 0,
          .needs = {},
          .options = {no_palette(),
                      objects_option(),
                      sample_option(),
                      {"units", OptionType::integer, "", "units of each (default: 200)", true, {}},
                      neighbors_option(),
                      map_epochs_option(),
                      {"settings", OptionType::integer, "100", "settings drawn at random", true, {}},
                      {"seeds", OptionType::integer, "", "seeds of each setting (default: 3)", true, {}},
                      draws_option(),
                      latex_option()},
          .make = make_predictors};
}

}  // namespace rssviz::cli
