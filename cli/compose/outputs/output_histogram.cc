// output-histogram: how outputs are distributed over the states, all of them and those after the last step
// told apart.
#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/compose/outputs/kinds.h"
#include "cli/compose/parts/answer_findings.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr int kBins = 100;
constexpr render::Color kEnd{0, 114, 178, 1.0};

struct Histogram {
  double low{0}, high{1};
  std::vector<int> all{};
  std::vector<int> end{};
  int n_all{0}, n_end{0};
  int beyond{0};  // states outside of low .. high

  double edge(int bin) const { return low + (high - low) * bin / kBins; }
};

struct Wanted {
  int output{0};
  std::string title{};
  int row{0};
  int column{0};
};

std::vector<Wanted> wanted_outputs(const NetworkView& view, const Settings& settings,
                                   render::Figure& figure) {
  std::vector<Wanted> wanted;
  if (settings.has("concept")) {
    for (const std::string& name : settings.texts("concept")) {
      const int place = static_cast<int>(wanted.size());
      wanted.push_back({output_named(view, name), name, place / 3, place % 3});
    }
    return wanted;
  }
  int row = 0;
  constexpr std::size_t kInRow = 5;
  const GroupGrid grid = grid_of(*view.task);
  for (const OutputGroup& group : view.task->groups()) {
    const int first = row;
    for (std::size_t i = 0; i < group.outputs.size(); ++i) {
      if (i > 0 && i % kInRow == 0) ++row;
      wanted.push_back({group.outputs[i], group.labels[i], row, static_cast<int>(i % kInRow)});
    }
    figure.headings.push_back({true, first, row, title_of(group, grid), true});
    ++row;
  }
  return wanted;
}

// Where all but 1 % of the values on either side lie, and the taught values with some room.
std::pair<double, double> range_of(const models::StateTrace& trace, const std::vector<Wanted>& wanted) {
  std::vector<double> values;
  for (const Wanted& one : wanted)
    for (const std::int32_t row : models::distinct_rows(trace))
      values.push_back(static_cast<double>(trace.outputs(row, one.output)));
  std::sort(values.begin(), values.end());
  const std::size_t last = values.size() - 1;
  // Of a readout that is extrapolated far, no more than twice what is taught: what is asked for lies there.
  return {std::clamp(values[last / 100], -1.0, -0.3), std::clamp(values[last - last / 100], 1.3, 2.0)};
}

Histogram count_states(const models::StateTrace& trace, const models::IntColumn& ends, int output, double low,
                       double high) {
  Histogram histogram{low, high, std::vector<int>(kBins, 0), std::vector<int>(kBins, 0)};
  for (const std::int32_t row : models::distinct_rows(trace)) {
    const double value = static_cast<double>(trace.outputs(row, output));
    const double place = (value - low) / (high - low) * kBins;
    const bool at_end = ends.values[static_cast<std::size_t>(row)] == 1;
    ++histogram.n_all;
    histogram.n_end += at_end ? 1 : 0;
    if (!(place >= 0 && place <= kBins)) {
      ++histogram.beyond;
      continue;
    }
    const auto bin = static_cast<std::size_t>(std::min(static_cast<int>(place), kBins - 1));
    ++histogram.all[bin];
    histogram.end[bin] += at_end ? 1 : 0;
  }
  return histogram;
}

double share(int count, int all) { return all > 0 ? static_cast<double>(count) / all : 0.0; }

render::Tick whole_number(double at) {
  const std::string digits = std::to_string(std::llround(std::abs(at)));
  return {at, at < 0 ? "\u2212" + digits : digits};
}

render::Panel histogram_panel(const Histogram& histogram, double most, const render::Style& style) {
  render::Panel panel;
  render::Rectangles bars;
  render::Line end;
  for (int bin = 0; bin < kBins; ++bin) {
    const auto b = static_cast<std::size_t>(bin);
    if (histogram.all[b] > 0)
      bars.boxes.push_back(
          {histogram.edge(bin), 0, histogram.edge(bin + 1), share(histogram.all[b], histogram.n_all)});
    const double y = share(histogram.end[b], histogram.n_end);
    end.at.push_back({histogram.edge(bin), y});
    end.at.push_back({histogram.edge(bin + 1), y});
  }
  bars.colors = {render::mix(style.paper, style.muted, 0.6)};
  end.color = kEnd;
  end.width_pt = 0.7;
  for (const double taught : {0.0, 1.0})
    panel.marks.emplace_back(render::Rule{false, taught, style.frame, 0.5, render::Dash::dotted, ""});
  panel.marks.emplace_back(std::move(bars));
  panel.marks.emplace_back(std::move(end));
  panel.x.low = histogram.low;
  panel.x.high = histogram.high;
  // Whole numbers near the ends, and 0: small multiples have no room for more.
  panel.x.ticks = {{0, "0"}};
  if (histogram.low <= -1) panel.x.ticks.push_back(whole_number(std::ceil(histogram.low)));
  panel.x.ticks.push_back(whole_number(std::max(1.0, std::floor(histogram.high))));
  const double digit = std::pow(10.0, std::floor(std::log10(most)));
  const double nice = digit * std::floor(most / digit);
  panel.y.ticks = {{0, "0"}, {nice, decimals(nice, digit < 0.1 ? 2 : 1)}};
  panel.y.low = 0;
  panel.y.high = 1.05 * most;
  return panel;
}

formats::Table table_of(const NetworkView& view, const std::vector<Wanted>& wanted,
                        const std::vector<Histogram>& histograms) {
  formats::Table table;
  table.header = {"output", "bin_low", "bin_high", "states", "end_states"};
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (int bin = 0; bin < kBins; ++bin)
      table.rows.push_back({view.corpus->output_names[static_cast<std::size_t>(wanted[i].output)],
                            formats::format_number(histograms[i].edge(bin)),
                            formats::format_number(histograms[i].edge(bin + 1)),
                            std::to_string(histograms[i].all[static_cast<std::size_t>(bin)]),
                            std::to_string(histograms[i].end[static_cast<std::size_t>(bin)])});
  return table;
}

std::string beyond_text(const std::vector<Histogram>& histograms) {
  double beyond = 0, all = 0;
  for (const Histogram& histogram : histograms) {
    beyond += histogram.beyond;
    all += histogram.n_all;
  }
  return beyond == 0
             ? ""
             : " (" + decimals(100 * beyond / all, 1) + " % of the values lie beyond and aren't drawn)";
}

double largest_share(const std::vector<Histogram>& histograms) {
  double most = 0;
  for (const Histogram& histogram : histograms) {
    for (const int count : histogram.end) most = std::max(most, share(count, histogram.n_end));
    for (const int count : histogram.all) most = std::max(most, share(count, histogram.n_all));
  }
  return most;
}

void add_panels(const std::vector<Wanted>& wanted, const std::vector<Histogram>& histograms,
                render::Figure& figure) {
  const double most = largest_share(histograms);
  int rows = 1;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    render::Panel panel = histogram_panel(histograms[i], most, figure.style);
    panel.title = wanted[i].title;
    panel.row = wanted[i].row;
    panel.column = wanted[i].column;
    panel.y.show_ticks = panel.column == 0;
    if (panel.column == 0) panel.y.label = "share";
    if (wanted.size() == 1) {
      panel.x.ticks.clear();
      panel.y.ticks.clear();
      panel.x.label = "output";
      panel.y.label = "share of states";
    }
    rows = std::max(rows, panel.row + 1);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(static_cast<std::size_t>(rows), wanted.size() == 1 ? 0.62 : 0.55);
}

// What outputs before the last step are worth.
std::string training_text(const NetworkView& view) {
  const models::Wording wording = view.task->wording();
  if (is_imported(view)) return "Whether outputs before " + wording.last + " were ever taught isn't known. ";
  if (view.trained_at_every_word)
    return view.states_stay ? "The readout was trained after every " + wording.step + ". "
                            : "Outputs were taught after every " + wording.step + ". ";
  if (view.states_stay)
    return "The readout was trained after " + wording.last + " only: elsewhere (grey) it is extrapolation. ";
  return "Outputs before " + wording.last + " were never taught. ";
}

std::string caption_text(const NetworkView& view, const std::vector<Histogram>& histograms) {
  const models::Wording wording = view.task->wording();
  const Histogram& first = histograms.front();
  return "Share of states in 100 equal bins of the output from " + decimals(first.low, 2) + " to " +
         decimals(first.high, 2) + ", the same in all panels" + beyond_text(histograms) + ": grey, all " +
         with_commas(first.n_all) + " distinct states of " + view.sample + "; blue, the " +
         with_commas(first.n_end) + " after " + wording.last + ". " +
         (view.task->every_step()
              ? ""
              : "1 is taught for a concept that is named, 0 for one that isn't; an attribute that a " +
                    wording.sequence +
                    " leaves open is taught at random, so that values between are right there. ") +
         training_text(view) + "Network: " + view.description + ", " + view.training + "; " +
         view.task->description() + ".";
}

}  // namespace

static Drawn make_output_histogram(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  const Look look = look_of(request.settings, request.settings.texts("concept").size() != 1);
  render::Figure figure = figure_with(look);
  const std::vector<Wanted> wanted = wanted_outputs(view, request.settings, figure);
  const auto [low, high] = range_of(view.trace, wanted);
  const models::IntColumn& ends = view.trace.require_integer(role_column(view, request.settings, "ends"));
  std::vector<Histogram> histograms;
  for (const Wanted& one : wanted)
    histograms.push_back(count_states(view.trace, ends, one.output, low, high));
  add_panels(wanted, histograms, figure);
  render::Legend legend;
  legend.entries = {
      {"all states", render::mix(look.style.paper, look.style.muted, 0.6), render::SwatchKind::box},
      {"states after " + view.task->wording().last, kEnd, render::SwatchKind::line},
      {"taught: 0 or 1", look.style.frame, render::SwatchKind::line, {}, render::Dash::dotted}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "How the outputs of the " + view.name + " are distributed over its states";
  figure.caption.text = caption_text(view, histograms);
  Drawn drawn{std::move(figure), table_of(view, wanted, histograms)};
  add_auroc_of_outputs(view, ends, drawn.findings);
  return drawn;
}

FigureKind output_histogram_kind() {
  return {.name = "output-histogram",
          .summary = "distribution of outputs over all states and those after END",
          .of = Networks::one,
          .reads = kReadsMap,
          .needs = {"ends"},
          .options = {no_palette(), concept_option(), latex_option(), zoom_option(), strict_option()},
          .make = make_output_histogram};
}

}  // namespace rssviz::cli
