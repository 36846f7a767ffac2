// R4: where the network's claims are right, claim more than was heard, or are wrong, for either object.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"
#include "models/recording/record.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

using models::StateTrace;

// One distinct state with how often each class occurs there (a prefix of several sentences may be judged
// differently against each whole sentence).
struct JudgedPoint {
  render::Point at{};
  std::array<int, 3> counts{};
  bool is_final{false};
};

void count_classes(const StateTrace& trace, MatrixRef coords, const std::string& column_name,
                   std::vector<JudgedPoint>& points) {
  const models::IntColumn& column = trace.require_integer(column_name);
  const models::IntColumn& final = trace.require_integer("is_final");
  const std::size_t offset = points.size();
  points.resize(offset + static_cast<std::size_t>(trace.n_distinct));
  for (std::size_t i = 0; i < trace.points(); ++i) {
    JudgedPoint& point = points[offset + static_cast<std::size_t>(trace.index[i])];
    const auto row = static_cast<Eigen::Index>(i);
    point.at = {coords(row, 0), coords(row, 1)};
    point.is_final = final.values[i] == 1;
    ++point.counts[static_cast<std::size_t>(std::clamp(column.values[i], 0, 2))];
  }
}

StateTrace record_and_judge(const NetworkView& view, const std::vector<models::Tokens>& sentences,
                            const Execution& execution) {
  const auto network = view.network_at(-1);
  StateTrace trace = models::record_states(*network, sentences, view.corpus->vocabulary,
                                           view.corpus->output_names, {view.trace.what}, execution);
  view.task.annotate(trace);
  return trace;
}

// The test sentences that are not matched exactly and not in the sample.
std::vector<models::Tokens> failing_sentences(const NetworkView& view, const Execution& execution) {
  const std::vector<models::Tokens> test = view.corpus->sequences_of(view.corpus->test);
  const StateTrace trace = record_and_judge(view, test, execution);
  const models::IntColumn& first = trace.require_integer("sentence_error_1");
  const models::IntColumn& second = trace.require_integer("sentence_error_2");
  const models::IntColumn& final = trace.require_integer("is_final");
  std::vector<models::Tokens> failing;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (final.values[i] != 1 || (first.values[i] == 0 && second.values[i] == 0)) continue;
    const models::Tokens& sentence = test[static_cast<std::size_t>(trace.sequence[i])];
    if (std::find(view.sentences.begin(), view.sentences.end(), sentence) == view.sentences.end())
      failing.push_back(sentence);
  }
  return failing;
}

// A dot in parts: a state judged in several ways is drawn as a pie.
void add_shares(const JudgedPoint& point, double alpha, render::Points& out) {
  for (std::size_t k = 0; k < point.counts.size(); ++k) {
    if (point.counts[k] == 0) continue;
    out.at.push_back(point.at);
    out.colors.push_back(render::with_alpha(kJudgedColors[k], alpha));
    out.weights.push_back(static_cast<float>(point.counts[k]));
  }
}

std::vector<render::Mark> judged_marks(const std::vector<JudgedPoint>& points, double radius, double alpha,
                                       const render::Style& style) {
  render::Points dots;
  dots.radius_pt = radius;
  render::Points wrong_finals;
  wrong_finals.shape = render::MarkerShape::cross;
  wrong_finals.radius_pt = 2.4 * radius;
  render::Points finals;
  finals.shape = render::MarkerShape::diamond;
  finals.radius_pt = 1.5 * radius;
  finals.outline_pt = 0.3;
  finals.outline = style.paper;
  for (const JudgedPoint& point : points) {
    if (!point.is_final) {
      add_shares(point, alpha, dots);
      continue;
    }
    const std::size_t worst = point.counts[2] > 0 ? 2 : point.counts[1] > 0 ? 1 : 0;
    render::Points& out = worst == 0 ? finals : wrong_finals;
    out.at.push_back(point.at);
    out.colors.push_back(kJudgedColors[worst]);
  }
  return {std::move(dots), std::move(finals), std::move(wrong_finals)};
}

}  // namespace

render::Figure make_errors(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const bool heard = request.settings.text("against") == "heard";
  const std::vector<models::Tokens> failing = failing_sentences(view, request.execution);
  StateTrace extra;
  Matrix extra_coords;
  if (!failing.empty()) {
    extra = record_and_judge(view, failing, request.execution);
    extra_coords = embed::transform(view.embedding, extra.states, request.execution);
  }
  const bool faint = view.cell == "esn" && !view.trained_at_every_word;
  const double alpha = faint ? 0.45 : 1.0;
  double aspect = 1;
  for (int object = 0; object < 2; ++object) {
    const std::string column =
        std::string(heard ? "heard" : "sentence") + "_error_" + std::to_string(object + 1);
    std::vector<JudgedPoint> points;
    count_classes(view.trace, view.embedding.coords, column, points);
    if (!failing.empty()) count_classes(extra, extra_coords, column, points);
    std::vector<render::Point> at;
    for (const JudgedPoint& point : points) at.push_back(point.at);
    const Limits limits = limits_of(at);
    aspect = aspect_of(limits);
    render::Panel panel = map_panel("object " + std::to_string(object + 1), limits);
    panel.column = object;
    panel.marks = judged_marks(points, dot_radius_pt(points.size(), look.width_pt / 2), alpha, look.style);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects = {aspect};
  letter_panels(figure, look);
  const std::array<const char*, 3>& names = heard ? kJudgedByHeard : kJudgedBySentence;
  render::Legend legend;
  for (std::size_t k = 0; k < names.size(); ++k)
    legend.entries.push_back({names[k], kJudgedColors[k], render::SwatchKind::point});
  legend.entries.push_back(
      {"after END", look.style.muted, render::SwatchKind::point, render::MarkerShape::diamond});
  legend.entries.push_back(
      {"error after END", look.style.muted, render::SwatchKind::point, render::MarkerShape::cross});
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Where the " + view.name + " errs, on the map of its states";
  figure.caption.text =
      std::string("Colour: what the output claims about the object, judged against ") +
      (heard ? "what the sentence has said so far: right (all that was heard, nothing more), claims more "
               "than heard, or wrong "
               "(something heard is not matched). "
             : "the whole sentence, heard or not: exact, valid but claiming what the sentence leaves open, "
               "or not valid. A state shared by "
               "sentences that are judged differently is a pie of its classes. ") +
      "Diamonds: states after END; crosses: those with an error. The sample is enriched with all " +
      with_commas(static_cast<long long>(failing.size())) + " other test sentences that end in an error" +
      (failing.empty() ? ", of which there are none" : ", placed on the map by its transform") +
      ": shares of errors can't be read from the figure. " +
      (faint ? "The readout was trained on the states after END only: others are drawn faint. " : "") +
      map_caption(view);
  return figure;
}

}  // namespace rssviz::cli
