// R9: what the network claims after the last word of a sentence: bars by object and attribute against their
// thresholds, or a matrix of the outputs with their values.
#include <algorithm>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/recording/record.h"
#include "render/figure/figure.h"
#include "render/figure/marks.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Claim {
  std::vector<double> outputs{};
  std::vector<double> probabilities{};
  int claimed{-1};  // place in the group; -1: none
  int stated{-1};
};

Claim claim_of(const OutputGroup& group, const models::StateTrace& trace, const models::IntColumn* stated) {
  Claim claim;
  const auto last = static_cast<Eigen::Index>(trace.points()) - 1;
  for (const int k : group.outputs) claim.outputs.push_back(static_cast<double>(trace.outputs(last, k)));
  const double top = *std::max_element(claim.outputs.begin(), claim.outputs.end());
  double sum = 0;
  for (const double output : claim.outputs) sum += claim.probabilities.emplace_back(std::exp(output - top));
  for (double& share : claim.probabilities) share /= sum;
  const auto best = std::max_element(claim.probabilities.begin(), claim.probabilities.end());
  if (*best >= group.threshold) claim.claimed = static_cast<int>(best - claim.probabilities.begin());
  if (stated != nullptr) claim.stated = stated->values.back();
  return claim;
}

std::vector<Claim> claims_of(const NetworkView& view, const models::StateTrace& trace) {
  std::vector<Claim> claims;
  for (const OutputGroup& group : view.task.groups)
    claims.push_back(claim_of(
        group, trace, trace.integer("stated_" + group.question + "_" + std::to_string(group.object + 1))));
  return claims;
}

render::Panel bars_panel(const OutputGroup& group, const Claim& claim, const render::Style& style) {
  render::Panel panel;
  panel.title = group.question + " " + std::to_string(group.object + 1);
  render::Rectangles bars;
  for (std::size_t k = 0; k < claim.probabilities.size(); ++k) {
    const auto x = static_cast<double>(k);
    // Only colour words stand for a colour; other concepts are told apart by their names below.
    const Classes own = classes_of({group.labels[k]}, style);
    const bool is_colour = group.question == "colour";
    bars.boxes.push_back({x - 0.38, 0, x + 0.38, claim.probabilities[k]});
    bars.colors.push_back(is_colour ? own.colors.front() : style.muted);
    panel.x.ticks.push_back({x, group.labels[k]});
  }
  panel.marks.emplace_back(std::move(bars));
  panel.marks.emplace_back(render::Rule{true, group.threshold, style.ink, 0.7, render::Dash::dashed, ""});
  if (claim.stated >= 0) {
    render::Points stated;
    const auto k = static_cast<std::size_t>(claim.stated);
    stated.at = {{static_cast<double>(k), std::min(1.0, claim.probabilities[k]) + 0.07}};
    stated.colors = {style.ink};
    stated.shape = render::MarkerShape::diamond;
    stated.radius_pt = 2.4;
    stated.keep_order = true;
    panel.marks.emplace_back(std::move(stated));
  }
  panel.x.low = -0.6;
  panel.x.high = static_cast<double>(claim.probabilities.size()) - 0.4;
  panel.x.slanted = true;
  panel.y.low = 0;
  panel.y.high = 1.12;
  panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  return panel;
}

void add_bars(const NetworkView& view, const std::vector<Claim>& claims, render::Figure& figure) {
  const std::size_t in_row = view.task.groups.size() / 2;
  for (std::size_t g = 0; g < claims.size(); ++g) {
    const OutputGroup& group = view.task.groups[g];
    render::Panel panel = bars_panel(group, claims[g], figure.style);
    panel.row = group.object;
    panel.column = static_cast<int>(g % in_row);
    panel.x.show_ticks = group.object == 1;
    panel.y.show_ticks = panel.column == 0;
    if (panel.column == 0) panel.y.label = "probability";
    if (group.object == 0) figure.column_weights.push_back(static_cast<double>(group.labels.size()) + 0.5);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects = {0.62, 0.62};
  render::Legend legend;
  legend.entries = {
      {"below: no claim", figure.style.ink, render::SwatchKind::line, {}, render::Dash::dashed},
      {"stated by the sentence", figure.style.ink, render::SwatchKind::point, render::MarkerShape::diamond}};
  figure.legends.push_back(std::move(legend));
}

// Dark ink on light cells, light on dark.
render::Color ink_on(render::Color cell) {
  const double light = 0.299 * cell.red + 0.587 * cell.green + 0.114 * cell.blue;
  return light > 140 ? render::Color{26, 26, 26, 1.0} : render::Color{255, 255, 255, 1.0};
}

// The range of the colours, as on the maps of outputs.
constexpr double kLow = -0.3;
constexpr double kHigh = 1.3;

void add_matrix(const NetworkView& view, const std::vector<Claim>& claims, render::Figure& figure) {
  render::Panel panel;
  render::Rectangles cells, claimed;
  render::Points stated;
  const std::size_t groups = claims.size() / 2;
  double x = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t k = 0; k < claims[g].outputs.size(); ++k, ++x) {
      panel.x.ticks.push_back({x, view.task.groups[g].labels[k]});
      for (const int object : {0, 1}) {
        const Claim& claim = claims[g + static_cast<std::size_t>(object) * groups];
        const double y = -object;
        const double value = claim.outputs[k];
        const render::Color color = render::sample_palette("viridis", (value - kLow) / (kHigh - kLow));
        cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
        cells.colors.push_back(color);
        if (claim.claimed == static_cast<int>(k))
          claimed.boxes.push_back({x - 0.46, y - 0.46, x + 0.46, y + 0.46});
        if (claim.stated == static_cast<int>(k)) stated.at.push_back({x, y - 0.33});
        render::Label label;
        label.at = {x, y};
        label.text = decimals(value, 2);
        label.color = ink_on(color);
        label.centred = true;
        panel.labels.push_back(std::move(label));
      }
    }
    x += 0.4;
  }
  claimed.colors = {{255, 255, 255, 0.0}};
  claimed.outline = {213, 94, 0, 1.0};
  claimed.outline_pt = 1.6;
  stated.colors = {{255, 255, 255, 1.0}};
  stated.outline = figure.style.ink;
  stated.outline_pt = 0.5;
  stated.shape = render::MarkerShape::diamond;
  stated.radius_pt = 2.2;
  stated.keep_order = true;
  panel.marks = {std::move(cells), std::move(claimed), std::move(stated)};
  panel.x.low = -0.6;
  panel.x.high = x - 0.8;
  panel.x.slanted = true;
  panel.y.low = -1.6;
  panel.y.high = 0.6;
  panel.y.ticks = {{0, "object 1"}, {-1, "object 2"}};
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {2.3 / x};
  render::ColorBar bar;
  bar.title = "output";
  bar.low = kLow;
  bar.high = kHigh;
  for (const Claim& claim : claims)
    for (const double value : claim.outputs) {
      bar.clipped_low |= value < kLow;
      bar.clipped_high |= value > kHigh;
    }
  bar.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  bar.side = render::Side::bottom;
  figure.color_bars.push_back(std::move(bar));
  render::Legend legend;
  legend.entries = {{"claimed", figure.style.paper, render::SwatchKind::box, {}, {}, 1.6, {213, 94, 0, 1.0}},
                    {"stated by the sentence",
                     {255, 255, 255, 1.0},
                     render::SwatchKind::point,
                     render::MarkerShape::diamond,
                     {},
                     0.5,
                     figure.style.ink}};
  figure.legends.push_back(std::move(legend));
}

formats::Table table_of(const NetworkView& view, const std::vector<Claim>& claims) {
  formats::Table table;
  table.header = {"object",      "attribute", "concept", "output",
                  "probability", "threshold", "claimed", "stated"};
  for (std::size_t g = 0; g < claims.size(); ++g) {
    const OutputGroup& group = view.task.groups[g];
    for (std::size_t k = 0; k < group.labels.size(); ++k)
      table.rows.push_back(
          {std::to_string(group.object + 1), group.question, group.labels[k],
           formats::format_number(claims[g].outputs[k]), formats::format_number(claims[g].probabilities[k]),
           formats::format_number(group.threshold), claims[g].claimed == static_cast<int>(k) ? "yes" : "no",
           claims[g].stated == static_cast<int>(k) ? "yes" : "no"});
  }
  return table;
}

}  // namespace

Drawn make_final_outputs(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const models::Tokens tokens = followed_sentences(view, request.settings.texts("sentence"), 2).back();
  const auto network = view.network_at(-1);
  models::StateTrace trace = models::record_states(*network, {tokens}, view.corpus->vocabulary,
                                                   view.corpus->output_names, {}, request.execution);
  view.task.annotate(trace);
  const std::vector<Claim> claims = claims_of(view, trace);
  const bool matrix = request.settings.text("as") == "matrix";
  if (matrix)
    add_matrix(view, claims, figure);
  else
    add_bars(view, claims, figure);
  figure.caption.title = "What the " + view.name + " claims after \"" + view.task.text(tokens) + "\"";
  figure.caption.text = (matrix ? std::string("The outputs after END, one row an object (taught: 1 for what "
                                              "is said, 0 for what isn't). Orange: what decoding "
                                              "claims: in each group (objects, positions, colours) the "
                                              "largest softmax probability, unless it lies below "
                                              "1.3 / z for z concepts. ")
                                : std::string("Softmax of each group's outputs after END, which is what "
                                              "decoding compares: the largest wins unless it lies "
                                              "below the dashed threshold 1.3 / z for z concepts. ")) +
                        "Diamonds: what the sentence states; an attribute without a diamond is left open, "
                        "and nothing should be claimed about it. Network: " +
                        view.description + ", " + view.training + "; " + view.task.description +
                        ". One sentence need not be typical.";
  return {std::move(figure), table_of(view, claims)};
}

}  // namespace rssviz::cli
