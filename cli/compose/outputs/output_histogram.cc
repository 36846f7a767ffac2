// R7: how outputs are distributed over the states, all of them and those after END told apart.
#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/step_axis.h"
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
  for (const OutputGroup& group : view.task.groups) {
    const int first = row;
    for (std::size_t i = 0; i < group.outputs.size(); ++i) {
      if (i > 0 && i % kInRow == 0) ++row;
      wanted.push_back({group.outputs[i], group.labels[i], row, static_cast<int>(i % kInRow)});
    }
    figure.headings.push_back(
        {true, first, row, group.question + " " + std::to_string(group.object + 1), true});
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
  return {std::min(-0.3, values[last / 100]), std::max(1.3, values[last - last / 100])};
}

Histogram count_states(const models::StateTrace& trace, int output, double low, double high) {
  Histogram histogram{low, high, std::vector<int>(kBins, 0), std::vector<int>(kBins, 0)};
  const models::IntColumn& final = trace.require_integer("is_final");
  for (const std::int32_t row : models::distinct_rows(trace)) {
    const double value = static_cast<double>(trace.outputs(row, output));
    const double place = (value - low) / (high - low) * kBins;
    const bool is_final = final.values[static_cast<std::size_t>(row)] == 1;
    ++histogram.n_all;
    histogram.n_end += is_final ? 1 : 0;
    if (!(place >= 0 && place <= kBins)) {
      ++histogram.beyond;
      continue;
    }
    const auto bin = static_cast<std::size_t>(std::min(static_cast<int>(place), kBins - 1));
    ++histogram.all[bin];
    histogram.end[bin] += is_final ? 1 : 0;
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

}  // namespace

Drawn make_output_histogram(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  const Look look = look_of(request.settings, request.settings.texts("concept").size() != 1);
  render::Figure figure = figure_with(look);
  const std::vector<Wanted> wanted = wanted_outputs(view, request.settings, figure);
  const auto [low, high] = range_of(view.trace, wanted);
  std::vector<Histogram> histograms;
  double most = 0;
  int rows = 1, columns = 1;
  for (const Wanted& one : wanted) {
    histograms.push_back(count_states(view.trace, one.output, low, high));
    for (const int count : histograms.back().end)
      most = std::max(most, share(count, histograms.back().n_end));
    for (const int count : histograms.back().all)
      most = std::max(most, share(count, histograms.back().n_all));
    rows = std::max(rows, one.row + 1);
    columns = std::max(columns, one.column + 1);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    render::Panel panel = histogram_panel(histograms[i], most, look.style);
    panel.title = wanted[i].title;
    panel.row = wanted[i].row;
    panel.column = wanted[i].column;
    panel.y.show_ticks = panel.column == 0;
    if (wanted.size() == 1) {
      panel.x.ticks.clear();
      panel.y.ticks.clear();
      panel.x.label = "output";
      panel.y.label = "share of states";
    }
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(static_cast<std::size_t>(rows), wanted.size() == 1 ? 0.62 : 0.55);
  render::Legend legend;
  legend.entries = {
      {"all states", render::mix(look.style.paper, look.style.muted, 0.6), render::SwatchKind::box},
      {"states after END", kEnd, render::SwatchKind::line},
      {"taught: 0 or 1", look.style.frame, render::SwatchKind::line, {}, render::Dash::dotted}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "How the outputs of the " + view.name + " are distributed over its states";
  figure.caption.text =
      "Share of states in 100 equal bins of the output from " + decimals(low, 2) + " to " +
      decimals(high, 2) + ", the same in all panels" + beyond_text(histograms) + ": grey, all " +
      with_commas(histograms.front().n_all) + " distinct states of " + view.sample + "; blue, the " +
      with_commas(histograms.front().n_end) +
      " after END. 1 is taught for a concept that is named, 0 for one that isn't; an attribute that a "
      "sentence leaves open is taught at "
      "random, so that values between are right there. " +
      (view.cell == "esn" ? "The readout was trained after END only: elsewhere (grey) it is extrapolation. "
                          : "Outputs before END were never taught. ") +
      "Network: " + view.description + ", " + view.training + "; " + view.task.description + ".";
  return {std::move(figure), table_of(view, wanted, histograms)};
}

}  // namespace rssviz::cli
