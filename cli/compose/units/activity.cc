// activity: units along a sentence: activity, change from word to word, or its sum; few as lines, many as a
// map.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/compose/units/kinds.h"
#include "cli/compose/units/unit_panels.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostLines = 8;
constexpr std::size_t kMostNumbered = 30;  // rows of a heat map
enum class Measure { activity, change, sum };

struct Activity {
  Measure measure{Measure::activity};
  std::string what{};
  std::vector<int> units{};
  bool all_units{false};
  bool chosen_by_variance{false};
  std::vector<models::Tokens> sentences{};
  std::vector<Matrix> values{};             // one a sentence: steps x units of the trace
  std::vector<double> change_after_word{};  // by word: mean summed change over the sample; NaN: not heard
};

// The list of --units-shown, or the units that vary most over the sample.
void choose_units(const Settings& settings, const std::vector<double>& deviations, Activity& activity) {
  const int units = static_cast<int>(deviations.size());
  bool all = false;
  for (const std::string& list : settings.texts("units-shown")) {
    std::stringstream parts(list);
    for (std::string text; std::getline(parts, text, ',');)
      if (text == "all")
        all = true;
      else
        activity.units.push_back(unit_number(text, units));
  }
  if (all) activity.units.clear();
  if (all || (activity.units.empty() && activity.measure == Measure::sum && !settings.has("top-units"))) {
    activity.units.resize(deviations.size());
    std::iota(activity.units.begin(), activity.units.end(), 0);
  }
  if (activity.units.empty()) {
    const long long wanted = settings.has("top-units") ? settings.integer("top-units") : 6;
    if (wanted < 1) fail(ErrorKind::usage, "--top-units = " + std::to_string(wanted) + " must be 1 or more");
    activity.units = models::places_of_largest(deviations, static_cast<int>(wanted));
    activity.chosen_by_variance = true;
  }
  activity.all_units = activity.units.size() == deviations.size();
}

double sum_of(MatrixRef values, Eigen::Index row, const std::vector<int>& units) {
  double sum = 0;
  for (const int unit : units) sum += static_cast<double>(values(row, unit));
  return sum;
}

std::vector<double> mean_change_by_word(const models::StateTrace& sample, const std::vector<int>& units) {
  const Matrix change = absolute_change(sample);
  std::vector<double> sums(sample.vocabulary.size(), 0), counts(sample.vocabulary.size(), 0);
  for (const std::int32_t row : models::distinct_rows(sample)) {
    const auto word = static_cast<std::size_t>(sample.token[static_cast<std::size_t>(row)]);
    sums[word] += sum_of(change, row, units);
    ++counts[word];
  }
  for (std::size_t w = 0; w < sums.size(); ++w) sums[w] = counts[w] > 0 ? sums[w] / counts[w] : std::nan("");
  return sums;
}

// Over the distinct states, of what is shown.
std::vector<double> deviations_of(const models::StateTrace& sample, Measure measure) {
  const Matrix shown = measure == Measure::activity ? sample.states : absolute_change(sample);
  const std::vector<std::int32_t> rows = models::distinct_rows(sample);
  Matrix distinct(static_cast<Eigen::Index>(rows.size()), shown.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    distinct.row(static_cast<Eigen::Index>(i)) = shown.row(rows[i]);
  return models::unit_deviations(distinct);
}

Activity measure_activity(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Settings& settings = request.settings;
  Activity activity;
  const std::string& measure = settings.text("measure");
  activity.measure = measure == "sum"      ? Measure::sum
                     : measure == "change" ? Measure::change
                                           : Measure::activity;
  const auto network = view.network_at(-1);
  activity.what = settings.has("what") ? settings.text("what") : view.trace.what;
  const auto record = [&](const std::vector<models::Tokens>& sentences) {
    return view.record(*network, sentences, activity.what, request.execution);
  };
  const models::StateTrace sample = record(view.sentences);
  choose_units(settings, deviations_of(sample, activity.measure), activity);
  if (activity.measure == Measure::sum)
    activity.change_after_word = mean_change_by_word(sample, activity.units);
  activity.sentences = followed_sentences(view, settings.texts("sentence"), 2, 150);
  if (!settings.has("sentence")) activity.sentences = {activity.sentences.back()};
  for (const models::Tokens& tokens : activity.sentences) {
    const models::StateTrace trace = record({tokens});
    activity.values.push_back(activity.measure == Measure::activity ? trace.states : absolute_change(trace));
  }
  return activity;
}

// Units by the step at which they are largest, so that the eye can follow the sentence down the map.
std::vector<int> in_order_of_peaks(MatrixRef values, std::vector<int> units) {
  const auto peak = [&](int unit) {
    Eigen::Index step = 0;
    values.col(unit).cwiseAbs().maxCoeff(&step);
    return step;
  };
  std::stable_sort(units.begin(), units.end(), [&](int a, int b) { return peak(a) < peak(b); });
  return units;
}

// The end of the colours: all but 2 % of the values lie below it, so that one unit doesn't pale all others.
struct ColorRange {
  double most{1e-9};
  bool clipped_low{false};
  bool clipped_high{false};
};

ColorRange color_range(const Activity& activity) {
  std::vector<double> values;
  for (const Matrix& matrix : activity.values)
    for (const int unit : activity.units)
      for (Eigen::Index t = 0; t < matrix.rows(); ++t) values.push_back(static_cast<double>(matrix(t, unit)));
  std::vector<double> sizes;
  for (const double value : values) sizes.push_back(std::abs(value));
  std::sort(sizes.begin(), sizes.end());
  ColorRange range;
  range.most = std::max(range.most, sizes[(sizes.size() - 1) - (sizes.size() - 1) / 50]);
  for (const double value : values) {
    range.clipped_low |= value < -range.most;
    range.clipped_high |= value > range.most;
  }
  return range;
}

render::Panel heat_map(const Activity& activity, std::size_t s, const std::vector<int>& order, double most) {
  const Matrix& values = activity.values[s];
  const bool with_sign = activity.measure == Measure::activity;
  render::Panel panel;
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t k = 0; k < order.size(); ++k)
    for (Eigen::Index t = 0; t < values.rows(); ++t) {
      const double x = static_cast<double>(t), y = -static_cast<double>(k);
      const double share = static_cast<double>(values(t, order[k])) / most;
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(with_sign ? render::sample_palette("red-blue", 0.5 + 0.5 * share)
                                       : render::sample_palette("viridis", share));
    }
  panel.marks.emplace_back(std::move(cells));
  panel.y.low = 0.5 - static_cast<double>(order.size());
  panel.y.high = 0.5;
  if (order.size() <= kMostNumbered)
    for (std::size_t k = 0; k < order.size(); ++k)
      panel.y.ticks.push_back({-static_cast<double>(k), std::to_string(order[k])});
  else
    panel.y.show_ticks = false;
  panel.y.label =
      order.size() <= kMostNumbered ? "unit" : with_commas(static_cast<long long>(order.size())) + " units";
  return panel;
}

render::Panel sum_panel(const Activity& activity, std::size_t s, const render::Style& style) {
  render::Line line, usual;
  const Matrix& values = activity.values[s];
  for (Eigen::Index t = 0; t < values.rows(); ++t) {
    line.at.push_back({static_cast<double>(t), sum_of(values, t, activity.units)});
    const auto word = static_cast<std::size_t>(activity.sentences[s][static_cast<std::size_t>(t)]);
    usual.at.push_back({static_cast<double>(t), activity.change_after_word[word]});
  }
  render::Points dots;
  dots.at = line.at;
  dots.radius_pt = 1.9;
  dots.keep_order = true;
  line.color = style.ink;
  dots.colors = {style.ink};
  line.width_pt = 1.1;
  usual.color = style.muted;
  usual.dash = render::Dash::dashed;
  render::Panel panel;
  panel.marks = {std::move(usual), std::move(line), std::move(dots)};
  panel.y.low = 0;
  panel.y.label = "summed change";
  return panel;
}

formats::Table table_of(const NetworkView& view, const Activity& activity) {
  formats::Table table;
  table.header = {"sentence", "step", "word", "unit",
                  activity.measure == Measure::activity ? "activity" : "change"};
  if (activity.measure == Measure::sum)
    table.header = {"sentence", "step", "word", "units", "summed_change", "mean_for_this_word"};
  for (std::size_t s = 0; s < activity.sentences.size(); ++s)
    for (Eigen::Index t = 0; t < activity.values[s].rows(); ++t) {
      const auto word = static_cast<std::size_t>(activity.sentences[s][static_cast<std::size_t>(t)]);
      const std::vector<std::string> start{std::to_string(s), std::to_string(t),
                                           view.corpus->vocabulary[word]};
      if (activity.measure == Measure::sum) {
        table.rows.push_back(start);
        table.rows.back().push_back(std::to_string(activity.units.size()));
        table.rows.back().push_back(formats::format_number(sum_of(activity.values[s], t, activity.units)));
        table.rows.back().push_back(formats::format_number(activity.change_after_word[word]));
        continue;
      }
      for (const int unit : activity.units) {
        table.rows.push_back(start);
        table.rows.back().push_back(std::to_string(unit));
        table.rows.back().push_back(formats::format_number(activity.values[s](t, unit)));
      }
    }
  return table;
}

std::string caption_text(const NetworkView& view, const Activity& activity, bool lines) {
  const std::string units =
      activity.all_units ? "all " + with_commas(static_cast<long long>(activity.units.size())) + " units"
      : activity.chosen_by_variance
          ? "the " + std::to_string(activity.units.size()) +
                " units that vary most in it over the distinct states of " + view.sample
          : "the chosen units";
  std::string text;
  if (activity.measure == Measure::sum)
    text = "Sum over " + units + " of the absolute change of the " + activity.what +
           " activity when each word is heard (at BEGIN: from the zero state). Dashed: the mean over the "
           "distinct "
           "prefixes of the sample that end in the same word; the gap is what this sentence adds. ";
  else
    text = std::string(activity.measure == Measure::change
                           ? "Absolute change since the " + view.task->wording().step + " before of the "
                           : "The ") +
           activity.what + " activity after each " + view.task->wording().step + ", of " + units + ". ";
  if (!lines && activity.measure != Measure::sum)
    text +=
        "Units (rows) stand in the order of the word at which each is largest in the first sentence; the "
        "order "
        "within a word is that of their variance or number. Colours end where 2 % of the values lie beyond "
        "(pointed ends of the bar). ";
  return text + "Network: " + view.description + ", " + view.training + "; " + view.task->description() +
         ". Units are counted from 0. One " + view.task->wording().sequence + " need not be typical.";
}

// Many steps need finer lines.
void thin_lines(render::Panel& panel) {
  for (render::Mark& mark : panel.marks)
    if (auto* const line = std::get_if<render::Line>(&mark)) line->width_pt = 0.8;
}

// How the units are shown: a line each, their sum, or rows of a map.
enum class As { lines, sum, map };

As shown_as(const Activity& activity) {
  if (activity.measure == Measure::sum) return As::sum;
  return activity.units.size() <= kMostLines ? As::lines : As::map;
}

// A panel a sequence, one below the other.
void add_panels(const NetworkView& view, const Activity& activity, const ColorRange& range,
                render::Figure& figure) {
  const As as = shown_as(activity);
  const std::vector<render::Color> colors = unit_colors(activity.units.size(), figure.style);
  const std::vector<int> order = in_order_of_peaks(activity.values.front(), activity.units);
  for (std::size_t s = 0; s < activity.sentences.size(); ++s) {
    render::Panel panel = as == As::sum     ? sum_panel(activity, s, figure.style)
                          : as == As::lines ? unit_lines(activity.values[s], activity.units, colors)
                                            : heat_map(activity, s, order, range.most);
    if (as == As::lines)
      panel.y.label = activity.measure == Measure::change ? "change of the " + activity.what : activity.what;
    if (as == As::lines && activity.measure == Measure::activity)
      panel.marks.insert(panel.marks.begin(),
                         render::Rule{true, 0, figure.style.frame, 0.5, render::Dash::solid, ""});
    words_below(view, activity.sentences[s], panel);
    if (as == As::lines) {
      name_unit_lines(activity.values[s], activity.units, colors, {}, figure.style, panel);
      *panel.x.high -= 0.3;  // lines end where their names begin
    }
    if (activity.sentences[s].size() > 60) thin_lines(panel);
    panel.row = static_cast<int>(s);
    figure.panels.push_back(std::move(panel));
    figure.row_aspects.push_back(
        as == As::map ? std::clamp(0.025 * static_cast<double>(order.size()), 0.3, 0.8) : 0.36);
  }
}

render::Legend sum_legend(const models::Wording& wording, const render::Style& style) {
  render::Legend legend;
  legend.entries = {{"this " + wording.sequence, style.ink, render::SwatchKind::line},
                    {"mean over the sample for the same " + wording.step,
                     style.muted,
                     render::SwatchKind::line,
                     {},
                     render::Dash::dashed}};
  return legend;
}

render::ColorBar map_bar(const Activity& activity, const ColorRange& range) {
  render::ColorBar bar;
  const bool with_sign = activity.measure == Measure::activity;
  bar.title = with_sign ? "activity" : "absolute change";
  bar.palette = with_sign ? "red-blue" : "viridis";
  bar.low = with_sign ? -range.most : 0;
  bar.high = range.most;
  bar.clipped_low = range.clipped_low;
  bar.clipped_high = range.clipped_high;
  return bar;
}

std::string caption_title(const NetworkView& view, const Activity& activity) {
  const bool sum = activity.measure == Measure::sum;
  return std::string(sum                                   ? "How much the "
                     : activity.measure == Measure::change ? "Changes of units of the "
                                                           : "Units of the ") +
         view.name + (sum ? "'s units move" : "") + " while it reads \"" +
         view.task->text(activity.sentences.front()) + "\"";
}

}  // namespace

static Drawn make_activity(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const Activity activity = measure_activity(request);
  const As as = shown_as(activity);
  if (as != As::lines && request.settings.has("palette"))
    fail(ErrorKind::usage, "--palette: only lines, one a unit, have colours of classes");
  const ColorRange range = color_range(activity);
  add_panels(view, activity, range, figure);
  if (as == As::sum) figure.legends.push_back(sum_legend(view.task->wording(), look.style));
  if (as == As::map) figure.color_bars.push_back(map_bar(activity, range));
  if (activity.sentences.size() > 1) letter_panels(figure, look);
  figure.caption.title = caption_title(view, activity);
  figure.caption.text = caption_text(view, activity, as == As::lines);
  Drawn drawn{std::move(figure), table_of(view, activity)};
  drawn.findings = change_shown(activity.values, activity.units, activity.measure == Measure::activity);
  return drawn;
}

FigureKind activity_kind() {
  return {.name = "activity",
          .summary = "units along a sentence: activity, change, or the sum of changes",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {},
          .options = {sentence_option(),
                      {"measure",
                       OptionType::text,
                       "activity",
                       "what to show of units, their sum being that of the absolute changes",
                       true,
                       {"activity", "change", "sum"}},
                      {"what",
                       OptionType::text,
                       "",
                       "which trace: cell, hidden, reservoir, ... (default: that of the map)",
                       true,
                       {}},
                      {"units-shown",
                       OptionType::texts,
                       "",
                       "numbers of units, or all (default: those that vary most; the sum is over all)",
                       true,
                       {}},
                      {"top-units",
                       OptionType::integer,
                       "",
                       "how many units: those that vary most (default: 6)",
                       true,
                       {}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_activity};
}

}  // namespace rssviz::cli
