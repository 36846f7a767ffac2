// difficult: which sentences are difficult: those that the readout decides by the smallest margin, where they
// lie on the map and what was nearly confused; and whether errors can be told in advance by where a state
// lies, held against margin, the words alone and length.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/word_forms.h"
#include "cli/studies/difficulty.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/number_text.h"
#include "render/cairo/text_engine.h"
#include "render/figure/dark_palette.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kShown = 10;

render::Color color_of(int verdict, const render::Style& style) {
  return judged_color(
      static_cast<std::size_t>(std::clamp(verdict, 0, static_cast<int>(kJudgedColors.size()) - 1)), style);
}

std::string verdict_text(const models::Task& task, int verdict) {
  const std::vector<std::string> labels = task.verdicts().labels;
  const auto k = static_cast<std::size_t>(std::max(0, verdict));
  return k < labels.size() ? labels[k] : std::to_string(verdict);
}

std::string option_text(const OutputGroup& group, int option) {
  return option < 0 ? "none" : group.labels[static_cast<std::size_t>(option)];
}

// Those of the smallest margins over all others, ringed, so that their numbers' lines end at something seen.
void add_ranked(const Difficulty& found, const render::Points& ends, const render::Style& style,
                render::Panel& panel) {
  render::Points ringed;
  ringed.radius_pt = 1.5 * ends.radius_pt;
  ringed.outline_pt = 0.8;
  ringed.outline = style.ink;
  ringed.keep_order = true;
  for (std::size_t rank = 0; rank < std::min(kShown, found.order.size()); ++rank) {
    const std::size_t place = found.order[rank];
    ringed.at.push_back(ends.at[place]);
    ringed.colors.push_back(ends.colors[place]);
    panel.labels.push_back({.at = ends.at[place],
                            .text = std::to_string(rank + 1),
                            .color = style.ink,
                            .bold = true,
                            .priority = static_cast<double>(kShown - rank),
                            .clear_radius_pt = ringed.radius_pt + 0.6});
  }
  panel.marks.emplace_back(std::move(ringed));
}

render::Panel map_of(const NetworkView& view, const ShownMap& map, const Difficulty& found,
                     const Look& look) {
  const MapPoints points = map_points(view.trace, map.coords);
  std::vector<render::Point> all = points.at;
  for (const DifficultSentence& sentence : found.sentences) all.push_back(map.moved(sentence.at));
  render::Panel panel =
      map_panel(capitalised(view.task->wording().sequences) + " by margin", limits_of(with_hulls(map, all)));
  const double radius = dot_radius_pt(points.at.size(), look.width_pt / 2);
  panel.marks.emplace_back(
      render::Points{points.at, {look.style.quiet}, render::MarkerShape::circle, 0.8 * radius});
  render::Points ends;
  ends.radius_pt = 1.1 * radius;
  render::Points wrong;  // of both kinds in one mark, so that neither lies over the other
  wrong.shape = render::MarkerShape::cross;
  wrong.radius_pt = 1.6 * radius;
  const double widest = found.sentences[found.order.back()].margin;
  const std::string scale = render::palette_on("cividis", look.style);
  for (const DifficultSentence& sentence : found.sentences) {
    ends.at.push_back(map.moved(sentence.at));
    ends.colors.push_back(render::sample_palette(scale, sentence.margin / widest));
    if (sentence.worst == 0) continue;
    wrong.at.push_back(ends.at.back());
    wrong.colors.push_back(color_of(sentence.worst, look.style));
  }
  const render::Points all_ends = ends;
  panel.marks.emplace_back(std::move(ends));
  if (!wrong.at.empty()) panel.marks.emplace_back(std::move(wrong));
  add_ranked(found, all_ends, look.style, panel);
  add_hulls(map.packing, look.style, panel);
  return panel;
}

// AUROCs with their intervals before what permuted errors give.
render::Panel predictor_panel(const Difficulty& found, const render::Style& style) {
  render::Panel panel;
  panel.title = "What tells errors apart";
  panel.column = 1;
  panel.x.label = "AUROC (0.5: chance)";
  panel.x.low = 0;
  panel.x.high = 1;
  panel.x.ticks = {{0, "0"}, {0.25, ".25"}, {0.5, ".5"}, {0.75, ".75"}, {1, "1"}};
  const auto count = static_cast<double>(found.predictors.size());
  panel.y.low = 0.4;
  panel.y.high = count + 0.6;
  render::Rectangles nulls;
  nulls.colors = {style.quiet};
  render::Points dots;
  dots.colors = {style.ink};
  dots.radius_pt = 2.2;
  panel.marks.emplace_back(render::Rule{false, 0.5, style.muted, 0.5, render::Dash::dashed, ""});
  std::vector<render::Mark> lines;
  for (std::size_t i = 0; i < found.predictors.size(); ++i) {
    const ErrorPredictor& one = found.predictors[i];
    const double y = count - static_cast<double>(i);
    panel.y.ticks.push_back({y, one.name});
    if (std::isnan(one.auroc)) continue;
    nulls.boxes.push_back({one.null.low, y - 0.3, one.null.high, y + 0.3});
    lines.emplace_back(render::Line{{{one.interval.low, y}, {one.interval.high, y}}, style.ink, 1.0});
    dots.at.push_back({one.auroc, y});
  }
  if (!nulls.boxes.empty()) panel.marks.emplace_back(std::move(nulls));
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  panel.marks.emplace_back(std::move(dots));
  return panel;
}

// At most this many characters of a sentence have room; the table has it whole.
std::string shortened(const std::string& text, bool slide) {
  const std::size_t most = slide ? 64 : 72;
  if (text.size() <= most) return text;
  const std::size_t last = text.rfind(' ', most - 8);
  return text.substr(0, last == std::string::npos ? most - 8 : last) + " (and so on)";
}

// Texts that begin at a place: centred labels, which stay where they are put, of the width that they will
// have.
class TableText {
 public:
  TableText(const render::Style& style, render::Panel& panel)
      : engine_(style.font), size_pt_(style.note_pt < 10 ? 6 : style.note_pt), panel_(panel) {}
  void add(double left, double y, const std::string& text, render::Color color, bool bold = false) {
    const double width = engine_.measure(text, {size_pt_, bold, false}).width_pt;
    panel_.labels.push_back({.at = {left + width / 2, y},
                             .text = text,
                             .color = color,
                             .bold = bold,
                             .size_pt = size_pt_,
                             .centred = true});
  }

 private:
  render::TextEngine engine_;
  double size_pt_;
  render::Panel& panel_;
};

// The hardest sentences, a row each: rank, bar, margin, what was nearly (or really) confused, and the words.
// A table with bars in it: an axis would run under its text.
render::Panel ranking_panel(const NetworkView& view, const Difficulty& found, const Look& look) {
  const render::Style& style = look.style;
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.title = "The smallest margins, and what nearly won or lost";
  panel.row = 1;
  panel.column_span = 2;
  const std::size_t count = std::min(kShown, found.order.size());
  const double widest = std::max(1e-9, found.sentences[found.order[count - 1]].margin);
  const double width = look.width_pt - 2 * style.margin_pt;  // of the panel: x is in points
  TableText text(style, panel);
  render::Rectangles bars;
  for (std::size_t rank = 0; rank < count; ++rank) {
    const DifficultSentence& one = found.sentences[found.order[rank]];
    const double y = -static_cast<double>(rank);
    text.add(0, y, std::to_string(rank + 1), style.ink, true);
    bars.boxes.push_back({0.04 * width, y - 0.3, (0.04 + 0.1 * one.margin / widest) * width, y + 0.3});
    bars.colors.push_back(color_of(one.worst, style));
    text.add(0.15 * width, y, decimals(one.margin, widest < 0.001 ? 5 : widest < 0.01 ? 4 : 3), style.muted);
    const OutputGroup& group = view.task->groups()[one.group];
    text.add(0.22 * width, y,
             title_of(group, grid_of(*view.task)) + ": " + option_text(group, one.decision.claimed) +
                 ", not " + option_text(group, one.decision.rival),
             style.ink);
    text.add(0.47 * width, y, shortened(one.text, style.note_pt > 20), style.muted);
  }
  panel.marks.emplace_back(std::move(bars));
  panel.limits = {{0, -static_cast<double>(count) + 0.4}, {width, 0.6}};
  return panel;
}

// Of a sentence as the task writes it: without the words that begin and end each.
double words_in(const std::string& text) {
  if (text.empty()) return 0;
  return 1.0 + static_cast<double>(std::count(text.begin(), text.end(), ' '));
}

formats::Table table_of(const NetworkView& view, const Difficulty& found) {
  formats::Table table;
  table.header = {"rank",  "sentence", "words",   "margin",           "attribute", "claimed",
                  "rival", "stated",   "verdict", "local_error_rate", "map_x",     "map_y"};
  for (std::size_t rank = 0; rank < found.order.size(); ++rank) {
    const DifficultSentence& one = found.sentences[found.order[rank]];
    const OutputGroup& group = view.task->groups()[one.group];
    table.rows.push_back({std::to_string(rank + 1), one.text, formats::format_number(words_in(one.text)),
                          formats::format_number(one.margin), title_of(group, grid_of(*view.task)),
                          option_text(group, one.decision.claimed), option_text(group, one.decision.rival),
                          option_text(group, one.stated), verdict_text(*view.task, one.worst),
                          formats::format_number(found.local_rate[found.order[rank]]),
                          formats::format_number(one.at.x), formats::format_number(one.at.y)});
  }
  return table;
}

std::string predictors_text(const Difficulty& found) {
  std::string text;
  for (const ErrorPredictor& one : found.predictors)
    text += (text.empty() ? "" : ", ") + one.name + " " +
            (std::isnan(one.auroc) ? "none"
                                   : decimals(one.auroc, 2) + " (" + decimals(one.interval.low, 2) + " to " +
                                         decimals(one.interval.high, 2) + ")");
  return text;
}

render::ColorBar margin_bar(const NetworkView& view, const Difficulty& found, const render::Style& style) {
  render::ColorBar bar;
  bar.title = "margin after " + view.task->wording().last;
  bar.palette = render::palette_on("cividis", style);
  bar.high = found.sentences[found.order.back()].margin;
  bar.side = render::Side::bottom;
  bar.panels = {0};
  return bar;
}

render::Legend legend_of(const NetworkView& view, const render::Style& style) {
  render::Legend legend;
  const std::vector<std::string> labels = view.task->verdicts().labels;
  for (std::size_t k = 0; k < labels.size(); ++k)
    legend.entries.push_back({labels[k], color_of(static_cast<int>(k), style), render::SwatchKind::box});
  legend.entries.push_back(
      {"error, on the map", style.muted, render::SwatchKind::point, render::MarkerShape::cross});
  legend.entries.push_back({"95 % of permuted errors", style.quiet, render::SwatchKind::box});
  return legend;
}

std::string caption_text(const NetworkView& view, const ShownMap& map, const Difficulty& found) {
  const models::Wording w = view.task->wording();
  return "Margin: by how much of probability the least certain of the " +
         std::to_string(view.task->groups().size()) + " decisions after " + w.last +
         " would have to change to be another (the softmax of each group of outputs against "
         "its threshold and its rival). (a) States after " +
         w.last + " of all " + with_commas(static_cast<long long>(found.sentences.size())) + " test " +
         w.sequences +
         " by margin, on the map of all states (grey), placed by its transform; numbers: the "
         "ranks of (c), ringed; crosses: errors. (b) How well the " +
         std::to_string(found.not_exact) + " " + w.sequences + " that are not exact (" +
         std::to_string(found.not_valid) +
         " not valid) are told from the others: the chance that an error scores above a correct " +
         w.sequence +
         ", by the "
         "margin, by the share of errors among the " +
         std::to_string(kErrorNeighbors) + " nearest other test " + w.sequences +
         " (in state space; on the map; in a leaky trace of the " + w.steps +
         ", which no "
         "network has learned), and by length; lines: 95 % bootstrap interval over " +
         w.sequences + ", grey: 95 % of AUROCs when errors are permuted. " + predictors_text(found) +
         ". Where the " + w.steps + " alone do as well as the states, the map shows which " + w.sequences +
         " are alike, not what "
         "the network finds difficult. (c) Margin, the claim and what nearly took its place. " +
         map_caption(view, map);
}

}  // namespace

static Drawn make_difficult(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  const DifficultyOptions options{role_columns(view, request.settings, "judged"),
                                  static_cast<int>(request.settings.integer("draws")),
                                  static_cast<std::uint64_t>(request.settings.integer("seed"))};
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const Difficulty found = measure_difficulty(view, options, request.execution);
  render::Figure figure = figure_with(look);
  figure.panels = {map_of(view, map, found, look), predictor_panel(found, look.style),
                   ranking_panel(view, found, look)};
  figure.row_aspects = {0.8, 0.3};
  figure.column_weights = {1.15, 1};
  letter_panels(figure, look);
  figure.color_bars.push_back(margin_bar(view, found, look.style));
  figure.legends.push_back(legend_of(view, look.style));
  figure.caption.title = "Which " + view.task->wording().sequences + " are difficult for the " + view.name;
  figure.caption.text = caption_text(view, map, found);
  Drawn drawn{std::move(figure), table_of(view, found)};
  for (const ErrorPredictor& one : found.predictors)
    drawn.findings.push_back({"AUROC of " + one.name, one.auroc, one.interval.low, one.interval.high});
  return drawn;
}

FigureKind difficult_kind() {
  return {.name = "difficult",
          .summary = "sentences by readout margin, and what tells errors in advance",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {"judged"},
          .options = {no_palette(), draws_option(), latex_option(), zoom_option(), no_pack_option(),
                      strict_option()},
          .make = make_difficult};
}

}  // namespace rssviz::cli
