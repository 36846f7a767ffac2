// tied-units: what each word does to the units most tied to one output, against random units, with and
// without what the wiring of the inputs explains.
#include <algorithm>
#include <cmath>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/compose/units/kinds.h"
#include "cli/compose/units/unit_panels.h"
#include "core/error.h"
#include "models/analysis/units/word_influence.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kLevel = 0.05;
constexpr std::size_t kWide = 8;  // words or classes that fill the width
constexpr render::Color kClear{213, 94, 0, 1.0};
constexpr int kLeastTied = 3;

struct Tied {
  int output{0};
  std::vector<int> units{};
  std::vector<models::WordInfluence> words{};  // most influential first
  std::vector<std::string> names{};            // of words, or of the classes of a column
  std::string column{};                        // that column; "": words
};

// Which word each point heard; of a series the class of its step in the column of --color-by, or the task's.
std::vector<std::int32_t> words_of(const FigureRequest& request, const models::StateTrace& trace,
                                   Tied& tied) {
  const NetworkView& view = *request.networks.front();
  if (!view.task->every_step()) {
    tied.names = view.corpus->vocabulary;
    return trace.token;
  }
  tied.column =
      request.settings.has("color-by") ? request.settings.text("color-by") : view.task->color().name;
  const models::IntColumn* const column = trace.integer(tied.column);
  if (column == nullptr || column->labels.empty())
    fail(ErrorKind::data,
         view.id + ": tied-units compares classes of steps, and '" + tied.column +
             "' is no column of classes; give one with rssviz train --labels, and name it with "
             "--color-by");
  tied.names = column->labels;
  return column->values;
}

// By class the mean size over its steps: classes x units.
Matrix mean_by_class(const Matrix& by_row, const models::StateTrace& trace,
                     const std::vector<std::int32_t>& classes, std::size_t count) {
  Matrix mean = Matrix::Zero(static_cast<Eigen::Index>(count), by_row.cols());
  std::vector<float> steps(count, 0);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] < 0) continue;
    mean.row(classes[i]) += by_row.row(trace.token[i]);
    ++steps[static_cast<std::size_t>(classes[i])];
  }
  for (std::size_t k = 0; k < count; ++k)
    if (steps[k] > 0) mean.row(static_cast<Eigen::Index>(k)) /= steps[k];
  return mean;
}

std::vector<int> tied_units(const MatrixD& importance, int output, int count) {
  std::vector<double> row;
  for (Eigen::Index u = 0; u < importance.cols(); ++u) row.push_back(importance(output, u));
  return models::places_of_largest(row, count);
}

Tied measure_words(const FigureRequest& request, const UnitView& units, models::Importance kind) {
  const NetworkView& view = *request.networks.front();
  Tied tied;
  tied.output = output_setting(view, request.settings, 0);
  const long long count = request.settings.has("top-units")
                              ? request.settings.integer("top-units")
                              : std::max(kLeastTied, models::one_percent_of(units.units()));
  if (count < 1 || count >= units.units())
    fail(ErrorKind::usage, "--top-units = " + std::to_string(count) + " is out of range: 1 to " +
                               std::to_string(units.units() - 1) + ", fewer than the units there are");
  tied.units = tied_units(models::output_importance(units.readout.weights, units.deviations, kind),
                          tied.output, static_cast<int>(count));
  const Matrix change = absolute_change(units.trace);
  const std::vector<std::int32_t> rows = models::distinct_rows(units.trace);
  const std::vector<std::int32_t> heard = words_of(request, units.trace, tied);
  Matrix distinct(static_cast<Eigen::Index>(rows.size()), change.cols());
  std::vector<std::int32_t> words;
  for (const std::int32_t row : rows) {
    if (heard[static_cast<std::size_t>(row)] < 0) continue;
    distinct.row(static_cast<Eigen::Index>(words.size())) = change.row(row);
    words.push_back(heard[static_cast<std::size_t>(row)]);
  }
  distinct.conservativeResize(static_cast<Eigen::Index>(words.size()), Eigen::NoChange);
  models::InfluenceOptions options;
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const models::InputWiring wiring = models::input_wiring(*units.network, units.readout.trace);
  std::vector<Matrix> covariates{wiring.word, wiring.bias, wiring.both};
  if (!tied.column.empty())
    for (Matrix& covariate : covariates)
      covariate = mean_by_class(covariate, units.trace, heard, tied.names.size());
  tied.words = models::word_influence(distinct, words, covariates, tied.units, options);
  std::stable_sort(tied.words.begin(), tied.words.end(), [](const auto& a, const auto& b) {
    return a.raw.chosen - a.raw.random_mean > b.raw.chosen - b.raw.random_mean;
  });
  return tied;
}

// Filled dots where the correction leaves q below the level; the grey range of random sets behind.
render::Panel against_panel(const Tied& tied, models::AgainstRandom models::WordInfluence::*which,
                            bool with_spread, const render::Style& style) {
  render::Panel panel;
  render::Rectangles random;
  render::Line middles, spread;
  render::Points clear, unclear;
  const auto gap = render::Point{std::nan(""), std::nan("")};
  for (std::size_t i = 0; i < tied.words.size(); ++i) {
    const models::AgainstRandom& word = tied.words[i].*which;
    const auto x = static_cast<double>(i);
    random.boxes.push_back({x - 0.34, word.random_low, x + 0.34, word.random_high});
    middles.at.insert(middles.at.end(), {{x - 0.34, word.random_mean}, {x + 0.34, word.random_mean}, gap});
    (word.q <= kLevel ? clear : unclear).at.push_back({x, word.chosen});
    if (!with_spread) continue;
    const double deviation = tied.words[i].deviation;
    spread.at.insert(spread.at.end(), {{x, word.chosen - deviation}, {x, word.chosen + deviation}, gap});
  }
  random.colors = {style.quiet};
  middles.color = style.muted;
  middles.width_pt = 0.8;
  spread.color = style.ink;
  spread.width_pt = 0.7;
  clear.colors = {kClear};
  unclear.colors = {style.paper};
  unclear.outline = style.ink;
  unclear.outline_pt = 0.8;
  for (render::Points* points : {&clear, &unclear}) {
    points->radius_pt = 2.4;
    points->keep_order = true;
  }
  panel.marks = {std::move(random), std::move(middles), std::move(spread)};
  if (!unclear.at.empty()) panel.marks.emplace_back(std::move(unclear));
  if (!clear.at.empty()) panel.marks.emplace_back(std::move(clear));
  panel.x.low = -0.6;
  panel.x.high = static_cast<double>(tied.words.size()) - 0.4;
  panel.x.slanted = true;
  return panel;
}

formats::Table table_of(const NetworkView& view, const Tied& tied) {
  formats::Table table;
  table.header = {"output",
                  "word",
                  "occurrences",
                  "mean",
                  "deviation",
                  "random_mean",
                  "random_low",
                  "random_high",
                  "p",
                  "q",
                  "wiring_tied",
                  "wiring_all",
                  "explained_by_wiring",
                  "adjusted",
                  "adjusted_random_low",
                  "adjusted_random_high",
                  "adjusted_p",
                  "adjusted_q",
                  "units"};
  std::string units;
  for (const int unit : tied.units) units += (units.empty() ? "" : " ") + std::to_string(unit);
  const auto number = [](double value) { return formats::format_number(value); };
  for (const models::WordInfluence& word : tied.words)
    table.rows.push_back({view.corpus->output_names[static_cast<std::size_t>(tied.output)],
                          tied.names[static_cast<std::size_t>(word.word)], std::to_string(word.occurrences),
                          number(word.raw.chosen), number(word.deviation), number(word.raw.random_mean),
                          number(word.raw.random_low), number(word.raw.random_high), number(word.raw.p),
                          number(word.raw.q), number(word.reached), number(word.reached_by_all),
                          number(word.explained), number(word.adjusted.chosen),
                          number(word.adjusted.random_low), number(word.adjusted.random_high),
                          number(word.adjusted.p), number(word.adjusted.q), units});
  return table;
}

std::string words_beyond(const Tied& tied, models::AgainstRandom models::WordInfluence::*which) {
  std::string names;
  int count = 0;
  for (const models::WordInfluence& word : tied.words) {
    if ((word.*which).q > kLevel) continue;
    ++count;
    names += (names.empty() ? "" : ", ") + tied.names[static_cast<std::size_t>(word.word)];
  }
  return std::to_string(count) + " of " + std::to_string(tied.words.size()) +
         (tied.column.empty() ? " words" : " classes") + (count > 0 && count <= 8 ? " (" + names + ")" : "");
}

double beyond(const Tied& tied, models::AgainstRandom models::WordInfluence::*which) {
  return static_cast<double>(
      std::count_if(tied.words.begin(), tied.words.end(),
                    [&](const models::WordInfluence& word) { return (word.*which).q <= kLevel; }));
}

// What was measured over the changes, and below it what wiring leaves unexplained.
std::vector<render::Panel> panels_of(const Tied& tied, const std::string& output,
                                     const render::Style& style) {
  render::Panel raw = against_panel(tied, &models::WordInfluence::raw, true, style);
  raw.title = "change of the " + std::to_string(tied.units.size()) + " units most tied to \"" + output + "\"";
  raw.y.label = "summed change";
  raw.y.low = 0;
  raw.x.show_ticks = false;
  render::Panel adjusted = against_panel(tied, &models::WordInfluence::adjusted, false, style);
  adjusted.title = "the same, less what the wiring of the input explains";
  adjusted.y.label = "unexplained";
  adjusted.row = 1;
  for (std::size_t i = 0; i < tied.words.size(); ++i)
    adjusted.x.ticks.push_back(
        {static_cast<double>(i), tied.names[static_cast<std::size_t>(tied.words[i].word)]});
  raw.x.ticks = adjusted.x.ticks;
  return {std::move(raw), std::move(adjusted)};
}

render::Legend legend_of(const Tied& tied, const render::Style& style) {
  const auto any = [&](bool clear) {
    return std::any_of(tied.words.begin(), tied.words.end(), [&](const models::WordInfluence& word) {
      return (word.raw.q <= kLevel) == clear || (word.adjusted.q <= kLevel) == clear;
    });
  };
  render::Legend legend;
  if (any(true)) legend.entries.push_back({"differs from random units (q < .05)", kClear});
  if (any(false))
    legend.entries.push_back({any(true) ? "doesn't" : "doesn't differ from random units (q > .05)",
                              style.paper,
                              render::SwatchKind::point,
                              render::MarkerShape::circle,
                              {},
                              0.8,
                              style.ink});
  legend.entries.push_back({"sd over occurrences", style.ink, render::SwatchKind::line});
  legend.entries.push_back({"random units: mean, middle 95 %", style.quiet, render::SwatchKind::box});
  return legend;
}

// What the wiring of the input is taken to be (models/analysis/units/importance.h).
std::string wiring_text(const Tied& tied, const UnitView& units, const std::string& step) {
  if (!tied.column.empty())
    return "what the inputs of the class, averaged over its steps, and the bias add, and on the product of "
           "both";
  if (units.network->input_weights().rows() > 0)
    return "the absolute entries of W_in of the " + step + " and of the bias, and the product of both";
  return "how far the unit goes when the " + step +
         " is heard alone from rest, how far it goes then at any " + step + ", and the product of both";
}

std::string caption_text(const NetworkView& view, const UnitView& units, const Tied& tied,
                         models::Importance kind) {
  const std::string step = view.task->wording().step;
  std::string numbers;
  for (const int unit : tied.units) numbers += (numbers.empty() ? "" : ", ") + std::to_string(unit);
  return "Units " + numbers + " (counted from 0; importance: " + importance_text(kind) +
         "). (a) Mean over the " +
         (tied.column.empty() ? "distinct prefixes of " + view.sample + " that end in the " + step
                              : "steps of the class among " + view.sample) +
         " (and standard deviation) of the absolute change of " + units.readout.trace +
         " activity, summed over these units; grey: the same for 10,000 random sets of as many units. (b) "
         "The same after regressing, " +
         (tied.column.empty() ? step + " by " + step : "class by class") +
         " over all units, the mean change on " + wiring_text(tied, units, step) +
         ". Orange: two-sided p, corrected for all of them (Benjamini-Hochberg), below .05: " +
         words_beyond(tied, &models::WordInfluence::raw) + " in (a), " +
         words_beyond(tied, &models::WordInfluence::adjusted) + " in (b). " +
         (kind == models::Importance::contribution
              ? "Units chosen by this importance are also those that move most, so that many stand above "
                "random units; --importance weight takes that away. "
              : "") +
         "Network: " + view.description + ", " + view.training + "; " + view.task->description() +
         ". One network, one seed.";
}

}  // namespace

static Drawn make_tied_units(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const models::Importance kind = importance_setting(request.settings, models::Importance::contribution);
  const UnitView units = unit_view(view, request.execution);
  const Tied tied = measure_words(request, units, kind);
  const std::string output = view.corpus->output_names[static_cast<std::size_t>(tied.output)];
  figure.panels = panels_of(tied, output, look.style);
  figure.row_aspects = {0.34, 0.34};
  if (!request.settings.has("width") && tied.words.size() < kWide) {  // few boxes aren't drawn wide
    const double share = static_cast<double>(tied.words.size()) / static_cast<double>(kWide);
    figure.width_pt = look.width_pt * std::max(0.5, share);
    figure.row_aspects = {0.5, 0.5};
  }
  figure.legends.push_back(legend_of(tied, look.style));
  letter_panels(figure, look);
  figure.caption.title = (tied.column.empty() ? "What " + view.task->wording().steps + " do"
                                              : "What classes of '" + tied.column + "' do") +
                         " to the units of the " + view.name + " that are most tied to \"" + output + "\"";
  figure.caption.text = caption_text(view, units, tied, kind);
  Drawn drawn{std::move(figure), table_of(view, tied)};
  const std::string names = (tied.column.empty() ? view.task->wording().steps : "classes") +
                            std::string(" of ") + std::to_string(tied.words.size()) +
                            " that move the units tied to \"" + output + "\" otherwise than random ones";
  drawn.findings = {{names, beyond(tied, &models::WordInfluence::raw)},
                    {"the same, less what the wiring of the input explains",
                     beyond(tied, &models::WordInfluence::adjusted)}};
  return drawn;
}

FigureKind tied_units_kind() {
  return {.name = "tied-units",
          .summary = "what words do to the units most tied to an output, against random units",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {},
          .options = {no_palette(),
                      {"concept", OptionType::texts, "", "the output", true, {}},
                      {"color-by", OptionType::text, "", "column whose classes are compared", true, {}},
                      {"top-units",
                       OptionType::integer,
                       "",
                       "how many units belong to an output (default: 3)",
                       true,
                       {}},
                      {"importance",
                       OptionType::text,
                       "",
                       "abs(weight) x sd(activity), or abs(weight) (default: contribution)",
                       true,
                       {"contribution", "weight"}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_tied_units};
}

}  // namespace rssviz::cli
