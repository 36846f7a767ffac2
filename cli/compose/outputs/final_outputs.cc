// final-outputs: what the network claims after the last word of a sentence: bars by object and attribute
// against their thresholds, or a matrix of the outputs with their values.
#include <algorithm>
#include <cmath>

#include "cli/compose/outputs/kinds.h"
#include "cli/compose/parts/answer_findings.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
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
  for (const OutputGroup& group : view.task->groups())
    claims.push_back(claim_of(group, trace, trace.integer(group.stated)));
  return claims;
}

// Whether the task tells what is right at all.
bool any_stated(const std::vector<Claim>& claims) {
  return std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return claim.stated >= 0; });
}
std::string stated_text(const NetworkView& view) { return "stated by the " + view.task->wording().sequence; }

render::Panel bars_panel(const OutputGroup& group, const Claim& claim, const render::Style& style) {
  render::Panel panel;
  render::Rectangles bars;
  // Only where all labels are words for colours do they stand for them; other concepts are told apart by
  // their names below.
  const bool are_colours =
      std::all_of(group.labels.begin(), group.labels.end(),
                  [](const std::string& label) { return color_named_by(label).has_value(); });
  for (std::size_t k = 0; k < claim.probabilities.size(); ++k) {
    const auto x = static_cast<double>(k);
    bars.boxes.push_back({x - 0.38, 0, x + 0.38, claim.probabilities[k]});
    bars.colors.push_back(are_colours ? *color_named_by(group.labels[k]) : style.muted);
    panel.x.ticks.push_back({x, group.labels[k]});
  }
  panel.marks.emplace_back(std::move(bars));
  if (group.threshold > 0)
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

// A row a slot, a column a question.
void add_bars(const NetworkView& view, const std::vector<Claim>& claims, render::Figure& figure) {
  const GroupGrid grid = grid_of(*view.task);
  for (std::size_t g = 0; g < claims.size(); ++g) {
    const OutputGroup& group = view.task->groups()[g];
    render::Panel panel = bars_panel(group, claims[g], figure.style);
    panel.title = title_of(group, grid);
    panel.row = group.slot;
    panel.column = grid.row_of(g);
    panel.x.show_ticks = static_cast<std::size_t>(group.slot) + 1 == grid.slots;
    panel.y.show_ticks = panel.column == 0;
    if (panel.column == 0) panel.y.label = "probability";
    if (group.slot == 0) figure.column_weights.push_back(static_cast<double>(group.labels.size()) + 0.5);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(grid.slots, 0.62);
  render::Legend legend;
  if (has_thresholds(*view.task))
    legend.entries.push_back(
        {"below: no claim", figure.style.ink, render::SwatchKind::line, {}, render::Dash::dashed});
  if (any_stated(claims))
    legend.entries.push_back(
        {stated_text(view), figure.style.ink, render::SwatchKind::point, render::MarkerShape::diamond});
  if (!legend.entries.empty()) figure.legends.push_back(std::move(legend));
}

// Dark ink on light cells, light on dark.
render::Color ink_on(render::Color cell) {
  const double light = 0.299 * cell.red + 0.587 * cell.green + 0.114 * cell.blue;
  return light > 140 ? render::Color{26, 26, 26, 1.0} : render::Color{255, 255, 255, 1.0};
}

// The range of the colours, as on the maps of outputs.
constexpr double kLow = -0.3;
constexpr double kHigh = 1.3;
constexpr render::Color kClaimed{213, 94, 0, 1.0};

// The marks of a matrix, as they gather: cells, frames around what is claimed, diamonds at what is stated.
struct Matrices {
  render::Rectangles cells{}, claimed{};
  render::Points stated{};
};

void add_cell(const Claim& claim, std::size_t k, double x, double y, Matrices& marks, render::Panel& panel) {
  const double value = claim.outputs[k];
  const render::Color color = render::sample_palette("viridis", (value - kLow) / (kHigh - kLow));
  marks.cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
  marks.cells.colors.push_back(color);
  if (claim.claimed == static_cast<int>(k))
    marks.claimed.boxes.push_back({x - 0.46, y - 0.46, x + 0.46, y + 0.46});
  if (claim.stated == static_cast<int>(k)) marks.stated.at.push_back({x, y - 0.33});
  render::Label label;
  label.at = {x, y};
  label.text = decimals(value, 2);
  label.color = ink_on(color);
  label.centred = true;
  panel.labels.push_back(std::move(label));
}

void finish_marks(const render::Style& style, Matrices marks, render::Panel& panel) {
  marks.claimed.colors = {{255, 255, 255, 0.0}};
  marks.claimed.outline = kClaimed;
  marks.claimed.outline_pt = 1.6;
  marks.stated.colors = {{255, 255, 255, 1.0}};
  marks.stated.outline = style.ink;
  marks.stated.outline_pt = 0.5;
  marks.stated.shape = render::MarkerShape::diamond;
  marks.stated.radius_pt = 2.2;
  marks.stated.keep_order = true;
  panel.marks = {std::move(marks.cells), std::move(marks.claimed), std::move(marks.stated)};
}

render::ColorBar matrix_bar(const std::vector<Claim>& claims) {
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
  return bar;
}

render::Legend matrix_legend(const NetworkView& view, const std::vector<Claim>& claims,
                             const render::Style& style) {
  render::Legend legend;
  legend.entries = {{"claimed", style.paper, render::SwatchKind::box, {}, {}, 1.6, kClaimed}};
  if (any_stated(claims))
    legend.entries.push_back({stated_text(view),
                              {255, 255, 255, 1.0},
                              render::SwatchKind::point,
                              render::MarkerShape::diamond,
                              {},
                              0.5,
                              style.ink});
  return legend;
}

// A row a slot, the questions side by side.
void add_matrix(const NetworkView& view, const std::vector<Claim>& claims, render::Figure& figure) {
  const GroupGrid grid = grid_of(*view.task);
  render::Panel panel;
  Matrices marks;
  double x = 0;
  for (std::size_t g = 0; g < grid.rows; ++g, x += 0.4)
    for (std::size_t k = 0; k < claims[g].outputs.size(); ++k, ++x) {
      panel.x.ticks.push_back({x, view.task->groups()[g].labels[k]});
      for (std::size_t slot = 0; slot < grid.slots; ++slot)
        add_cell(claims[g + slot * grid.rows], k, x, -static_cast<double>(slot), marks, panel);
    }
  finish_marks(figure.style, std::move(marks), panel);
  const auto slots = static_cast<double>(grid.slots);
  panel.x.low = -0.6;
  panel.x.high = x - 0.8;
  panel.x.slanted = true;
  panel.y.low = 0.4 - slots;
  panel.y.high = 0.6;
  for (std::size_t slot = 0; slot < grid.slots; ++slot)
    panel.y.ticks.push_back(
        {-static_cast<double>(slot), grid.slots > 1 ? "object " + std::to_string(slot + 1) : ""});
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {(slots + 0.3) / x};
  figure.color_bars.push_back(matrix_bar(claims));
  figure.legends.push_back(matrix_legend(view, claims, figure.style));
}

formats::Table table_of(const NetworkView& view, const std::vector<Claim>& claims) {
  formats::Table table;
  table.header = {"object",      "attribute", "concept", "output",
                  "probability", "threshold", "claimed", "stated"};
  for (std::size_t g = 0; g < claims.size(); ++g) {
    const OutputGroup& group = view.task->groups()[g];
    for (std::size_t k = 0; k < group.labels.size(); ++k)
      table.rows.push_back(
          {std::to_string(group.slot + 1), group.question, group.labels[k],
           formats::format_number(claims[g].outputs[k]), formats::format_number(claims[g].probabilities[k]),
           formats::format_number(group.threshold), claims[g].claimed == static_cast<int>(k) ? "yes" : "no",
           claims[g].stated == static_cast<int>(k) ? "yes" : "no"});
  }
  return table;
}

// "objects, positions, colours".
std::string questions_of(const models::Task& task) {
  std::string questions;
  for (const OutputGroup& group : task.groups())
    if (group.slot == 0) questions += (questions.empty() ? "" : ", ") + group.question + "s";
  return questions;
}

std::string caption_text(const NetworkView& view, bool matrix, bool stated) {
  const models::Task& task = *view.task;
  const models::Wording wording = task.wording();
  const bool thresholds = has_thresholds(task);
  std::string text;
  if (matrix)
    text = "The outputs after " + wording.last + (grid_of(task).slots > 1 ? ", one row an object" : "") +
           " (taught: 1 for what is said, 0 for what isn't). Orange: what decoding claims: in each group (" +
           questions_of(task) + ") the largest softmax probability" +
           (thresholds ? ", unless it lies below 1.3 / z for z concepts. " : ". ");
  else
    text = "Softmax of each group's outputs after " + wording.last +
           ", which is what decoding compares: the largest wins" +
           (thresholds ? " unless it lies below the dashed threshold 1.3 / z for z concepts. " : ". ");
  if (stated)
    text += "Diamonds: what the " + wording.sequence +
            " states; an attribute without a diamond is left open, and nothing should be claimed about it. ";
  return text + "Network: " + view.description + ", " + view.training + "; " + task.description() + ". One " +
         wording.sequence + " need not be typical.";
}

}  // namespace

static Drawn make_final_outputs(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const models::Tokens tokens = followed_sentence(view, request.settings.texts("sentence"));
  const models::StateTrace trace = view.record(*view.network_at(-1), {tokens}, "", request.execution);
  const std::vector<Claim> claims = claims_of(view, trace);
  const bool matrix = request.settings.text("as") == "matrix";
  if (matrix)
    add_matrix(view, claims, figure);
  else
    add_bars(view, claims, figure);
  figure.caption.title = "What the " + view.name + " claims after \"" + view.task->text(tokens) + "\"";
  figure.caption.text = caption_text(view, matrix, any_stated(claims));
  Drawn drawn{std::move(figure), table_of(view, claims)};
  add_right_answers(view, trace, drawn.findings);
  return drawn;
}

FigureKind final_outputs_kind() {
  return {.name = "final-outputs",
          .summary = "what is claimed after the last word of a sentence",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .of_task = {"ends"},
          .options = {no_palette(),
                      sentence_option(),
                      {"as",
                       OptionType::text,
                       "matrix",
                       "a matrix of outputs, or bars of probabilities",
                       true,
                       {"matrix", "bars"}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_final_outputs};
}

}  // namespace rssviz::cli
