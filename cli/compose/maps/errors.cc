// errors: where the network's claims are right, claim more than was heard, or are wrong, for each thing that
// outputs tell of.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

using models::StateTrace;

// What the outputs are judged by: a column a slot, classes from right to wrong.
struct Judgement {
  bool so_far{true};  // against what was given until then, else against the whole sequence
  std::vector<std::string> columns{};
  std::vector<std::string> labels{};
  std::string ends{};  // column of the last steps
};

Judgement judgement_of(const NetworkView& view, const Settings& settings) {
  Judgement judged;
  judged.so_far = settings.text("against") == "heard";
  judged.columns = role_columns(view, settings, judged.so_far ? "judged_so_far" : "judged");
  judged.labels = view.task->verdicts().labels;
  if (judged.so_far || judged.labels.empty())
    judged.labels = view.trace.require_integer(judged.columns.front()).labels;
  judged.labels.resize(std::min(judged.labels.size(), kJudgedColors.size()));
  judged.ends = role_column(view, settings, "ends");
  return judged;
}

// One distinct state with how often each class occurs there (a prefix of several sequences may be judged
// differently against each whole sequence).
struct JudgedPoint {
  render::Point at{};
  std::array<int, kJudgedColors.size()> counts{};
  bool is_final{false};
};

// Which dot a prefix has: sequences that begin alike share one, those of the sample and those added to it.
using Dots = std::map<models::Tokens, std::size_t>;

void count_classes(const StateTrace& trace, MatrixRef coords, const std::string& column_name,
                   const std::string& ends, Dots& dots, std::vector<JudgedPoint>& points) {
  const models::IntColumn& column = trace.require_integer(column_name);
  const models::IntColumn& final = trace.require_integer(ends);
  models::Tokens prefix;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i == 0 || trace.sequence[i] != trace.sequence[i - 1]) prefix.clear();
    prefix.push_back(trace.token[i]);
    const auto row = static_cast<Eigen::Index>(i);
    const auto [at, added] = dots.try_emplace(prefix, points.size());
    if (added) points.push_back({{coords(row, 0), coords(row, 1)}, {}, final.values[i] == 1});
    ++points[at->second].counts[static_cast<std::size_t>(std::clamp(column.values[i], 0, 2))];
  }
}

// The test sequences that end in an error and aren't in the sample.
std::vector<models::Tokens> failing_sequences(const NetworkView& view, const Settings& settings,
                                              const Execution& execution) {
  const StateTrace trace =
      view.record(*view.network_at(-1), view.task->sequences({"test", 0, 1}), view.trace.what, execution);
  const std::vector<models::Tokens> test = models::sequences_behind(trace);
  const std::vector<std::string> judged = role_columns(view, settings, "judged");
  const models::IntColumn& ends = trace.require_integer(role_column(view, settings, "ends"));
  std::vector<models::Tokens> failing;
  std::size_t sequence = 0;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i > 0 && trace.sequence[i] != trace.sequence[i - 1]) ++sequence;
    const bool fails = std::any_of(judged.begin(), judged.end(), [&](const std::string& column) {
      return trace.require_integer(column).values[i] != 0;
    });
    if (ends.values[i] != 1 || !fails) continue;
    const models::Tokens& tokens = test[sequence];
    if (std::find(view.sentences.begin(), view.sentences.end(), tokens) == view.sentences.end())
      failing.push_back(tokens);
  }
  return failing;
}

// Failing sequences with their places on the map.
struct Extra {
  std::size_t sequences{0};
  StateTrace trace{};
  Matrix coords{};
};

Extra extra_of(const NetworkView& view, const ShownMap& map, const Settings& settings,
               const Execution& execution) {
  Extra extra;
  const std::vector<models::Tokens> failing = failing_sequences(view, settings, execution);
  extra.sequences = failing.size();
  if (failing.empty()) return extra;
  extra.trace = view.record(*view.network_at(-1), failing, view.trace.what, execution);
  extra.coords = map.packing.moved(embed::transform(view.embedding, extra.trace.states, execution));
  return extra;
}

// A dot in parts: a state judged in several ways is drawn as a pie.
void add_shares(const JudgedPoint& point, const render::Style& style, render::Points& out) {
  for (std::size_t k = 0; k < point.counts.size(); ++k) {
    if (point.counts[k] == 0) continue;
    out.at.push_back(point.at);
    out.colors.push_back(judged_color(k, style));
    out.weights.push_back(static_cast<float>(point.counts[k]));
  }
}

// `untaught`: the outputs before the last step were never taught, and are not judged.
std::vector<render::Mark> judged_marks(const std::vector<JudgedPoint>& points, double radius, bool untaught,
                                       const render::Style& style) {
  render::Points dots, quiet;
  dots.radius_pt = radius;
  quiet.radius_pt = 0.8 * radius;
  quiet.colors = {style.quiet};
  render::Points wrong_finals;
  wrong_finals.shape = render::MarkerShape::cross;
  wrong_finals.radius_pt = 1.9 * radius;
  render::Points finals;
  finals.shape = render::MarkerShape::diamond;
  finals.radius_pt = 1.25 * radius;
  finals.outline_pt = 0.3;
  finals.outline = style.paper;
  for (const JudgedPoint& point : points) {
    if (!point.is_final && untaught) {
      quiet.at.push_back(point.at);
      continue;
    }
    if (!point.is_final) {
      add_shares(point, style, dots);
      continue;
    }
    const std::size_t worst = point.counts[2] > 0 ? 2 : point.counts[1] > 0 ? 1 : 0;
    render::Points& out = worst == 0 ? finals : wrong_finals;
    out.at.push_back(point.at);
    out.colors.push_back(judged_color(worst, style));
  }
  if (untaught) return {std::move(quiet), std::move(finals), std::move(wrong_finals)};
  return {std::move(dots), std::move(finals), std::move(wrong_finals)};
}

// "object 2": by the first question about the slot, else by the column.
std::string title_of_slot(const models::Task& task, int slot, const std::string& column) {
  const GroupGrid grid = grid_of(task);
  if (grid.slots == 1 && task.groups().size() > 1) return "";  // all questions together
  for (const OutputGroup& group : task.groups())
    if (group.slot == slot) return title_of(group, grid);
  return task.title_of(column);
}

// A readout learned at the last steps alone, over states that no learning shaped for the others.
bool is_untaught(const NetworkView& view) {
  return view.states_stay && !view.trained_at_every_word && !is_imported(view);
}

std::vector<JudgedPoint> judged_points(const NetworkView& view, const ShownMap& map, const Judgement& judged,
                                       std::size_t slot, const Extra& extra) {
  const std::string& column = judged.columns[slot];
  Dots dots;
  std::vector<JudgedPoint> points;
  count_classes(view.trace, map.coords, column, judged.ends, dots, points);
  if (extra.sequences > 0) count_classes(extra.trace, extra.coords, column, judged.ends, dots, points);
  return points;
}

render::Panel panel_of(const NetworkView& view, const ShownMap& map, const Judgement& judged,
                       std::size_t slot, const Extra& extra, const Look& look) {
  const std::string& column = judged.columns[slot];
  const std::vector<JudgedPoint> points = judged_points(view, map, judged, slot, extra);
  std::vector<render::Point> at;
  for (const JudgedPoint& point : points) at.push_back(point.at);
  render::Panel panel =
      map_panel(title_of_slot(*view.task, static_cast<int>(slot), column), limits_of(with_hulls(map, at)));
  panel.column = static_cast<int>(slot);
  const double width_pt = look.width_pt / static_cast<double>(judged.columns.size());
  panel.marks = judged_marks(points, dot_radius_pt(points.size(), width_pt), is_untaught(view), look.style);
  add_hulls(map.packing, look.style, panel);
  return panel;
}

render::Legend legend_of(const Judgement& judged, const std::string& last, bool untaught,
                         const render::Style& style) {
  render::Legend legend;
  for (std::size_t k = 0; k < judged.labels.size(); ++k)
    legend.entries.push_back({judged.labels[k], judged_color(k, style), render::SwatchKind::point});
  legend.entries.push_back(
      {"after " + last, style.muted, render::SwatchKind::point, render::MarkerShape::diamond});
  legend.entries.push_back(
      {"error after " + last, style.muted, render::SwatchKind::point, render::MarkerShape::cross});
  if (untaught) legend.entries.push_back({"before " + last + ": not taught", style.quiet});
  return legend;
}

// The classes in order, with what each of three means.
std::string classes_text(const Judgement& judged, const std::string& sequence) {
  const std::vector<std::string>& labels = judged.labels;
  std::string text;
  if (labels.size() == 3 && judged.so_far)
    return labels[0] + " (all that was heard, nothing more), " + labels[1] + ", or " + labels[2] +
           " (something heard is not matched)";
  if (labels.size() == 3)
    return labels[0] + ", " + labels[1].substr(0, labels[1].find(',')) + " but claiming what the " +
           sequence + " leaves open, or " + labels[2];
  for (const std::string& label : labels) text += (text.empty() ? "" : ", ") + label;
  return text;
}

// How many dots a panel has, where the map's own states aren't all.
std::string dots_text(const NetworkView& view, std::size_t dots) {
  const auto own = static_cast<std::size_t>(view.trace.n_distinct);
  if (dots == own) return "";
  return "A panel has " + with_commas(static_cast<long long>(dots)) + " dots: those of the map's " +
         with_commas(static_cast<long long>(own)) + " states and " +
         with_commas(static_cast<long long>(dots - own)) + " that only the added " +
         view.task->wording().sequences + " pass through. ";
}

std::string caption_text(const NetworkView& view, const ShownMap& map, const Judgement& judged,
                         std::size_t failing, std::size_t dots) {
  const models::Wording wording = view.task->wording();
  const std::vector<OutputGroup>& groups = view.task->groups();
  const std::string about = groups.empty() ? "" : " about the " + groups.front().question;
  const std::string against = judged.so_far
                                  ? "what the " + wording.sequence +
                                        " has said so far: " + classes_text(judged, wording.sequence) + ". "
                                  : "the whole " + wording.sequence +
                                        ", heard or not: " + classes_text(judged, wording.sequence) +
                                        ". A state shared by " + wording.sequences +
                                        " that are judged differently is a pie of its classes. ";
  return "Colour: what the output claims" + about + ", judged against " + against +
         "Diamonds: states after " + wording.last +
         ", on top of all others, since only there claims are final; crosses: those with an error. The "
         "sample is enriched with all " +
         with_commas(static_cast<long long>(failing)) + " other test " + wording.sequences +
         " that end in an error" +
         (failing == 0 ? ", of which there are none" : ", placed on the map by its transform") +
         ": shares of errors can't be read from the figure. " + dots_text(view, dots) +
         (is_untaught(view) ? "The readout was trained on the states after " + wording.last +
                                  " only: others are grey, since what it says there is extrapolation. "
                            : "") +
         map_caption(view, map);
}

}  // namespace

static Drawn make_errors(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const Judgement judged = judgement_of(view, request.settings);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const Extra extra = extra_of(view, map, request.settings, request.execution);
  for (std::size_t slot = 0; slot < judged.columns.size(); ++slot)
    figure.panels.push_back(panel_of(view, map, judged, slot, extra, look));
  figure.row_aspects = {aspect_of(*figure.panels.back().limits)};
  letter_panels(figure, look);
  figure.legends.push_back(legend_of(judged, view.task->wording().last, is_untaught(view), look.style));
  figure.caption.title = "Where the " + view.name + " errs, on the map of its states";
  figure.caption.text =
      caption_text(view, map, judged, extra.sequences, judged_points(view, map, judged, 0, extra).size());
  Drawn drawn{std::move(figure)};
  drawn.findings = {{"test " + view.task->wording().sequences + " beyond the sample that end in an error",
                     static_cast<double>(extra.sequences)}};
  return drawn;
}

FigureKind errors_kind() {
  return {.name = "errors",
          .summary = "where claims are right, claim too much, or are wrong",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {"judged_so_far", "judged", "ends"},
          .options = {no_palette(),
                      {"against",
                       OptionType::text,
                       "heard",
                       "judge against what has been heard so far, or the whole sentence",
                       true,
                       {"heard", "sentence"}},
                      zoom_option(),
                      no_pack_option(),
                      strict_option()},
          .make = make_errors};
}

}  // namespace rssviz::cli
