// polyvalent: units that matter to many outputs at once, against permuted weights; and what they do along a
// sentence.
#include <algorithm>
#include <cmath>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/compose/units/kinds.h"
#include "cli/compose/units/unit_panels.h"
#include "core/number_text.h"
#include "models/analysis/units/polyvalence.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostShown = 6;
constexpr render::Color kObserved{0, 72, 130, 1.0};
constexpr render::Color kPolyvalent{204, 82, 8, 1.0};

// Units by number of outputs, the most first; of equal ones the more important first.
std::vector<int> by_outputs(const models::Polyvalence& found, const MatrixD& importance) {
  std::vector<int> units(found.outputs_of.size());
  for (std::size_t u = 0; u < units.size(); ++u) units[u] = static_cast<int>(u);
  const auto total = [&](int unit) { return importance.col(unit).sum(); };
  std::stable_sort(units.begin(), units.end(), [&](int a, int b) {
    const std::size_t left = found.outputs_of[static_cast<std::size_t>(a)].size();
    const std::size_t right = found.outputs_of[static_cast<std::size_t>(b)].size();
    return left > right || (left == right && total(a) > total(b));
  });
  return units;
}

// The largest number of outputs that a unit has, or would have by chance; at least 1.
std::size_t last_count(const models::Polyvalence& found) {
  std::size_t last = 1;
  for (std::size_t c = 0; c < found.units_with.size(); ++c)
    if (found.units_with[c] > 0 || found.high[c] > 0) last = std::max(last, c);
  return last;
}

// Bars of this network, ranges and means under permutation. The count of 0 is the rest: left out, or it would
// flatten all others.
void add_counts(const models::Polyvalence& found, std::size_t last, const render::Style& style,
                render::Panel& panel) {
  render::Rectangles bars, range;
  render::Line expected;
  for (std::size_t c = 1; c <= last; ++c) {
    const auto x = static_cast<double>(c);
    if (found.units_with[c] > 0) {
      bars.boxes.push_back({x - 0.38, 0, x + 0.38, static_cast<double>(found.units_with[c])});
      bars.colors.push_back(
          render::seen_on(static_cast<int>(c) >= found.many ? kPolyvalent : kObserved, style));
    }
    if (found.high[c] > 0) {
      range.boxes.push_back({x - 0.1, found.low[c], x + 0.1, found.high[c]});
      expected.at.push_back({x - 0.28, found.expected[c]});
      expected.at.push_back({x + 0.28, found.expected[c]});
      expected.at.push_back({std::nan(""), std::nan("")});
    }
  }
  range.colors = {render::with_alpha(style.ink, 0.35)};
  expected.color = style.ink;
  expected.width_pt = 1.2;
  if (!bars.boxes.empty()) panel.marks.emplace_back(std::move(bars));
  panel.marks.emplace_back(std::move(range));
  panel.marks.emplace_back(std::move(expected));
}

render::Panel counts_panel(const models::Polyvalence& found, const render::Style& style) {
  render::Panel panel;
  panel.title = "units by number of outputs";
  const std::size_t last = last_count(found);
  add_counts(found, last, style, panel);
  double most = 1;
  for (std::size_t c = 1; c <= last; ++c)
    most = std::max({most, static_cast<double>(found.units_with[c]), found.high[c]});
  panel.x.low = 0.4;
  panel.x.high = static_cast<double>(last) + 0.6;
  const std::size_t step = last > 12 ? 2 : 1;
  for (std::size_t c = 1; c <= last; c += step)
    panel.x.ticks.push_back({static_cast<double>(c), std::to_string(c)});
  panel.x.label = found.top == 1 ? "outputs that have the unit as their most important"
                                 : "outputs that have the unit among their " + std::to_string(found.top) +
                                       " most important";
  panel.y.label = "units";
  panel.y.low = 0;  // bars are read by their length
  panel.y.high = 1.06 * most;
  return panel;
}

formats::Table table_of(const NetworkView& view, const UnitView& units, const models::Polyvalence& found,
                        const MatrixD& importance, const std::vector<int>& order) {
  formats::Table table;
  table.header = {"unit", "outputs", "p", "polyvalent", "deviation", "mean_importance", "output_names"};
  for (const int unit : order) {
    const auto u = static_cast<std::size_t>(unit);
    if (found.outputs_of[u].empty()) continue;
    std::string names;
    for (const int k : found.outputs_of[u])
      names += (names.empty() ? "" : "; ") + view.corpus->output_names[static_cast<std::size_t>(k)];
    table.rows.push_back(
        {std::to_string(unit), std::to_string(found.outputs_of[u].size()), formats::format_number(found.p[u]),
         found.is_polyvalent(u) ? "yes" : "no", formats::format_number(units.deviations[u]),
         formats::format_number(importance.col(unit).sum() / static_cast<double>(importance.rows())), names});
  }
  return table;
}

// How many units are polyvalent, and how many would be by chance.
std::pair<int, double> polyvalent_count(const models::Polyvalence& found) {
  int count = 0;
  double expected = 0;
  for (std::size_t c = static_cast<std::size_t>(found.many); c < found.units_with.size(); ++c) {
    count += found.units_with[c];
    expected += found.expected[c];
  }
  return {count, expected};
}

std::string verdict(const models::Polyvalence& found) {
  const auto [count, expected] = polyvalent_count(found);
  if (count == 0)
    return "No unit is polyvalent: none has more outputs than the luckiest unit of 95 % of permutations. ";
  return std::to_string(count) + (count == 1 ? " unit is" : " units are") +
         " polyvalent: " + (count == 1 ? "it has " : "they have ") + std::to_string(found.many) +
         " outputs or more, as any unit has in at most 5 % of permutations (" + decimals(expected, 2) +
         " such units expected by chance). ";
}

models::PolyvalenceOptions options_of(const Settings& settings) {
  models::PolyvalenceOptions options;
  options.permutations = static_cast<int>(settings.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  if (settings.has("top-units")) options.top = static_cast<int>(settings.integer("top-units"));
  return options;
}

// Those with most outputs, as far as they have any.
std::vector<int> shown_units(const models::Polyvalence& found, const std::vector<int>& order) {
  std::vector<int> shown;
  for (const int unit : order)
    if (shown.size() < kMostShown && !found.outputs_of[static_cast<std::size_t>(unit)].empty())
      shown.push_back(unit);
  return shown;
}

render::Panel along_panel(const FigureRequest& request, const UnitView& units,
                          const models::Polyvalence& found, const models::Tokens& tokens,
                          const std::vector<int>& shown, const render::Style& style) {
  const NetworkView& view = *request.networks.front();
  const models::StateTrace trace =
      view.record(*units.network, {tokens}, units.readout.trace, request.execution);
  const std::vector<render::Color> colors = unit_colors(shown.size(), style);
  render::Panel along = unit_lines(trace.states, shown, colors);
  along.title = "along a " + view.task->wording().sequence + "; in brackets: outputs";
  along.y.label = "activity";
  along.marks.insert(along.marks.begin(), render::Rule{true, 0, style.frame, 0.5, render::Dash::solid, ""});
  words_below(view, tokens, along);
  *along.x.high -= 0.3;  // lines end where their names begin
  std::vector<std::string> outputs;
  for (const int unit : shown)
    outputs.push_back(" (" + std::to_string(found.outputs_of[static_cast<std::size_t>(unit)].size()) + ")");
  name_unit_lines(trace.states, shown, colors, outputs, style, along);
  along.row = 1;
  return along;
}

render::Legend counts_legend(const models::Polyvalence& found, const render::Style& style) {
  render::Legend null;
  null.entries = {{"this network", render::seen_on(kObserved, style), render::SwatchKind::box},
                  {"permuted: mean", style.ink, render::SwatchKind::line},
                  {"middle 95 %", render::mix(style.paper, style.ink, 0.35), render::SwatchKind::box}};
  if (polyvalent_count(found).first > 0)
    null.entries.insert(
        null.entries.begin() + 1,
        {"polyvalent (p < .05)", render::seen_on(kPolyvalent, style), render::SwatchKind::box});
  null.panels = {0};
  null.side = render::Side::right;
  return null;
}

std::string caption_text(const NetworkView& view, const UnitView& units, const models::Polyvalence& found,
                         models::Importance kind, int permutations, const models::Tokens& tokens) {
  return "(a) For each output the " + std::to_string(found.top) + " most important of " +
         with_commas(units.units()) +
         " units were taken (1 % of the units, at least 1, by default; importance: " + importance_text(kind) +
         ", sd over the distinct states of " + view.sample +
         "); bars: units by the number of outputs that took them, against " + with_commas(permutations) +
         " permutations of each output's weights over the units. " + verdict(found) +
         "(b) The units with most outputs along \"" + view.task->text(tokens) +
         "\"; in brackets their outputs. Being read out by many outputs doesn't show what a unit codes for. "
         "Network: " +
         view.description + ", " + view.training + "; " + view.task->description() +
         ". Units are counted from 0; one network, one seed.";
}

}  // namespace

static Drawn make_polyvalent(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const models::Importance kind = importance_setting(request.settings, models::Importance::contribution);
  const UnitView units = unit_view(view, request.execution);
  const models::PolyvalenceOptions options = options_of(request.settings);
  const models::Polyvalence found =
      models::polyvalent_units(units.readout.weights, units.deviations, kind, options, request.execution);
  const MatrixD importance = models::output_importance(units.readout.weights, units.deviations, kind);
  const std::vector<int> order = by_outputs(found, importance);
  const std::vector<int> shown = shown_units(found, order);
  const models::Tokens tokens = followed_sentence(view, request.settings.texts("sentence"));
  figure.panels = {counts_panel(found, look.style),
                   along_panel(request, units, found, tokens, shown, look.style)};
  figure.row_aspects = {0.3, 0.36};
  figure.legends = {counts_legend(found, look.style)};
  letter_panels(figure, look);
  figure.caption.title = "Do units of the " + view.name + " serve many outputs at once?";
  figure.caption.text = caption_text(view, units, found, kind, options.permutations, tokens);
  Drawn drawn{std::move(figure), table_of(view, units, found, importance, order)};
  const auto [count, expected] = polyvalent_count(found);
  drawn.findings = {{"polyvalent units", static_cast<double>(count)},
                    {"polyvalent units expected by chance", expected}};
  return drawn;
}

FigureKind polyvalent_kind() {
  return {.name = "polyvalent",
          .summary = "units that matter to many outputs, against permuted weights",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .of_task = {"ends"},
          .options = {sentence_option(),
                      {"top-units",
                       OptionType::integer,
                       "",
                       "how many units belong to an output (default: 1 %, at least 1)",
                       true,
                       {}},
                      {"importance",
                       OptionType::text,
                       "",
                       "abs(weight) x sd(activity), or abs(weight) (default: contribution)",
                       true,
                       {"contribution", "weight"}},
                      {"permutations", OptionType::integer, "1000", "permutations of the weights", true, {}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_polyvalent};
}

}  // namespace rssviz::cli
