// memory-curve: the probability of a closing symbol by the distance to its opening. causal-memory: how much
// of it goes when the opening symbol is replaced. A panel a kind of mark, a line a network.
#include <algorithm>
#include <cmath>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/memory_study.h"
#include "cli/studies/text_predictions.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kColumns = 3;

// Which colour each network has: those of one name (seeds of a network) share one.
std::vector<std::size_t> places_by_name(const std::vector<const NetworkView*>& networks) {
  std::vector<std::string> names;
  std::vector<std::size_t> places;
  for (const NetworkView* const view : networks) {
    const auto at = std::find(names.begin(), names.end(), view->name);
    places.push_back(static_cast<std::size_t>(at - names.begin()));
    if (at == names.end()) names.push_back(view->name);
  }
  return places;
}

bool is_repeated(const std::vector<std::size_t>& places, std::size_t k) {
  const auto here = places.begin() + static_cast<std::ptrdiff_t>(k);
  return std::find(places.begin(), here, places[k]) != here;
}

std::vector<render::Color> colors_of(const std::vector<const NetworkView*>& networks,
                                     const render::Style& style) {
  const std::vector<std::size_t> places = places_by_name(networks);
  const std::vector<render::Color> by_name =
      render::class_colors(style, *std::max_element(places.begin(), places.end()) + 1);
  std::vector<render::Color> colors;
  for (const std::size_t place : places) colors.push_back(by_name[place]);
  return colors;
}

double middle(const MemoryBin& bin) { return std::sqrt(static_cast<double>(bin.low) * bin.high); }

void add_curve(const MemoryCurve& curve, render::Color color, const render::Style& style,
               render::Panel& panel) {
  render::Band band;
  render::Line line;
  render::Points many, few;
  for (const MemoryBin& bin : curve.bins) {
    const double x = middle(bin);
    line.at.push_back({x, bin.mean});
    band.x.push_back(x);
    band.low.push_back(bin.below);
    band.high.push_back(bin.above);
    (bin.count < kFewPairs ? few : many).at.push_back({x, bin.mean});
  }
  band.color = render::with_alpha(color, 0.18);
  line.color = color;
  line.width_pt = 1.1;
  for (render::Points* const points : {&many, &few}) {
    points->colors = {points == &few ? style.paper : color};
    points->radius_pt = 1.7;
    points->keep_order = true;
    points->rasterizable = false;
    points->outline_pt = 0.8;
    points->outline = color;
  }
  panel.marks.emplace_back(std::move(band));
  panel.marks.emplace_back(std::move(line));
  if (!many.at.empty()) panel.marks.emplace_back(std::move(many));
  if (!few.at.empty()) panel.marks.emplace_back(std::move(few));
}

render::Panel panel_of(const MemoryStudy& study, const std::string& marks,
                       const std::vector<render::Color>& colors, bool changes, const render::Style& style) {
  render::Panel panel;
  panel.title = marks == "line" ? "newline, by line" : marks;
  if (changes) panel.marks.emplace_back(render::Rule{true, 0, style.muted, 0.5, render::Dash::dashed, ""});
  std::size_t next = 0;
  int farthest = 2;
  double lowest = 0, highest = 0;
  for (const MemoryCurve& curve : study.curves) {
    if (curve.marks != marks) continue;
    add_curve(curve, colors[next++], style, panel);
    for (const MemoryBin& bin : curve.bins) {
      farthest = std::max(farthest, bin.high);
      lowest = std::min({lowest, bin.mean, std::isnan(bin.below) ? 0 : bin.below});
      highest = std::max({highest, bin.mean, std::isnan(bin.above) ? 0 : bin.above});
    }
  }
  panel.x.logarithmic = true;
  panel.x.low = 0.9;
  panel.x.high = 1.1 * farthest;
  if (changes) {  // changes too small to matter are to look so
    panel.y.low = std::min(-0.02, 1.05 * lowest);
    panel.y.high = std::max(0.1, 1.05 * highest);
    return panel;
  }
  panel.y.low = -0.02;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  return panel;
}

void add_panels(const MemoryStudy& study, const std::vector<render::Color>& colors, bool changes,
                render::Figure& figure) {
  const std::size_t columns = std::min(kColumns, study.marks.size());
  const std::size_t rows = (study.marks.size() + columns - 1) / columns;
  for (std::size_t k = 0; k < study.marks.size(); ++k) {
    render::Panel panel = panel_of(study, study.marks[k], colors, changes, figure.style);
    panel.row = static_cast<int>(k / columns);
    panel.column = static_cast<int>(k % columns);
    if (k + columns >= study.marks.size()) panel.x.label = "distance (symbols)";
    if (panel.column == 0) panel.y.label = changes ? "loss of p(closing)" : "p(closing)";
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(rows, 0.75);
}

render::Legend legend_of(const std::vector<const NetworkView*>& networks,
                         const std::vector<render::Color>& colors) {
  render::Legend legend;
  const std::vector<std::size_t> places = places_by_name(networks);
  for (std::size_t k = 0; k < networks.size(); ++k)
    if (!is_repeated(places, k))
      legend.entries.push_back({networks[k]->name, colors[k], render::SwatchKind::line, {}});
  return legend;
}

// The first of each name; others are counted.
std::string networks_text(const std::vector<const NetworkView*>& networks) {
  const std::vector<std::size_t> places = places_by_name(networks);
  std::string text;
  for (std::size_t k = 0; k < networks.size(); ++k) {
    if (is_repeated(places, k)) continue;
    const auto count = std::count(places.begin(), places.end(), places[k]);
    text += (text.empty() ? "" : "; ") + networks[k]->name + ": " + networks[k]->description + ", " +
            networks[k]->training;
    if (count > 1) text += ", and " + std::to_string(count - 1) + " more of that name, in the same colour";
  }
  return text;
}

MemoryOptions options_of(const Settings& settings) {
  MemoryOptions options;
  options.symbols = settings.integer("symbols");
  options.longest = static_cast<int>(settings.integer("longest"));
  if (settings.has("pairs")) options.pairs = static_cast<int>(settings.integer("pairs"));
  if (settings.has("neutral")) options.neutral = settings.text("neutral");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  return options;
}

// "( ), from a distance of 20 on: LSTM": what lies beyond the reach of an n-gram, in one number a curve; and
// of each network all marks together, but lines, which close by their layout.
std::vector<Finding> findings_of(const MemoryStudy& study, std::size_t networks, int least) {
  const std::string far = ", from a distance of " + std::to_string(least) + " on: ";
  std::vector<Finding> findings, counts;
  const std::size_t kinds = study.marks.size();  // curves: network by network
  for (std::size_t n = 0; n < networks; ++n) {
    FarMean all;
    const std::string network = study.curves[n * kinds].network;
    for (std::size_t k = 0; k < kinds; ++k) {
      const MemoryCurve& curve = study.curves[n * kinds + k];
      const FarMean mean = far_mean(curve, least);
      if (mean.pairs == 0) continue;
      findings.push_back({curve.marks + far + network, mean.mean});
      counts.push_back({curve.marks + far + network + ", pairs", static_cast<double>(mean.pairs)});
      if (curve.marks == "line") continue;
      all.mean += mean.mean * static_cast<double>(mean.pairs);
      all.pairs += mean.pairs;
    }
    if (all.pairs > 0)
      findings.push_back({"all marks" + far + network, all.mean / static_cast<double>(all.pairs)});
  }
  findings.insert(findings.end(), counts.begin(), counts.end());
  return findings;
}

Drawn drawn_of(const FigureRequest& request, const MemoryStudy& study, bool changes, std::string title,
               std::string text) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> colors = colors_of(request.networks, look.style);
  add_panels(study, colors, changes, figure);
  figure.legends.push_back(legend_of(request.networks, colors));
  letter_panels(figure, look);
  figure.caption.title = std::move(title);
  figure.caption.text = std::move(text) + " " + networks_text(request.networks) + ". " +
                        request.networks.front()->task->description() +
                        ". Bands: 95 % over pairs drawn anew. Hollow: fewer than 30 pairs.";
  Drawn drawn{std::move(figure), table_of(study)};
  drawn.findings =
      findings_of(study, request.networks.size(), static_cast<int>(request.settings.integer("far")));
  return drawn;
}

Drawn make_memory_curve(const FigureRequest& request) {
  const MemoryStudy study = study_memory(request.networks, options_of(request.settings), request.execution);
  return drawn_of(
      request, study, false, "Closing symbols by the distance to their opening",
      "Mean probability of the symbol that closes, after all before it, by how many symbols ago its "
      "opening stood, over the first " +
          with_commas(static_cast<long long>(study.symbols)) +
          " symbols of the test text. Brackets pair by their own nesting, quotes by turns within a "
          "paragraph. A curve that stays up at long distances isn't yet memory of the opening: what "
          "else stands in between may tell it (see causal-memory).");
}

Drawn make_causal_memory(const FigureRequest& request) {
  const MemoryOptions options = options_of(request.settings);
  const MemoryStudy study = study_causal_memory(request.networks, options, request.execution);
  const std::string neutral = study.neutral == " " ? "a space" : "'" + study.neutral + "'";
  return drawn_of(
      request, study, true, "What is lost with the opening symbol",
      "Probability of the symbol that closes, less what it is when the opening symbol is replaced by " +
          neutral + " and the network reads on from there; at most " + std::to_string(options.pairs) +
          " pairs of a bin, each read from the zero state 300 symbols before its opening, in the "
          "first " +
          with_commas(static_cast<long long>(study.symbols)) +
          " symbols of the test text. An n-gram of order N loses exactly nothing beyond a distance "
          "of N - 1: the null. 0: the opening is forgotten, or was never needed.");
}

std::vector<Option> common_options() {
  using enum OptionType;
  return {{"symbols", integer, "50000", "of the test text, at most", true, {}},
          {"longest", integer, "500", "distance that is shown", true, {}},
          {"far", integer, "20", "distance from which on the findings count pairs together", true, {}},
          latex_option()};
}

}  // namespace

FigureKind memory_curve_kind() {
  return {.name = "memory-curve",
          .summary = "probability of closing symbols by the distance to their opening",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = common_options(),
          .make = make_memory_curve};
}

FigureKind causal_memory_kind() {
  using enum OptionType;
  std::vector<Option> options = common_options();
  options.push_back({"pairs", integer, "50", "pairs replaced for each bin of distances, at most", true, {}});
  options.push_back(
      {"neutral", text, "", "symbol put in the place of openings (default: a space)", true, {}});
  return {.name = "causal-memory",
          .summary = "what closing symbols lose when their opening is replaced, by distance",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = std::move(options),
          .make = make_causal_memory};
}

}  // namespace rssviz::cli
