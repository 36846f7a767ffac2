// readout-gap: where the class is in the states, step by step, and where the trained output finds it (after
// Horoi, Lajoie and Wolf 2020).
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/compose/class_parts/class_column.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/readout_gap_study.h"
#include "cli/subjects/reading_options.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Ink {
  const char* name;
  const char* legend;
  int color;  // place in the palette; -1: muted, -2: ink
  render::Dash dash;
  double width_pt;
};
constexpr Ink kInks[] = {
    {"probe", "probe of states", 0, render::Dash::solid, 1.6},
    {"output", "trained output", 1, render::Dash::solid, 1.6},
    {"refitted", "output, refitted", 1, render::Dash::dashed, 0.9},
    {"logits_probe", "probe of logits", 1, render::Dash::dotted, 0.9},
    {"run_on", "run on, then output", 2, render::Dash::solid, 1.2},
    {"untrained", "untrained: probe", -1, render::Dash::dashed, 0.9},
    {"permuted", "weights permuted: probe", 3, render::Dash::dotted, 0.9},
    {"current_input", "input now: probe", -1, render::Dash::dotted, 0.9},
    {"inputs_so_far", "inputs so far: probe", -1, render::Dash::solid, 0.9},
};

render::Color color_of(const Ink& ink, const render::Style& style) {
  if (ink.color < 0) return style.muted;
  return render::class_colors(style, 7)[static_cast<std::size_t>(ink.color)];
}

std::vector<render::Point> points_of(const GapLine& line) {
  std::vector<render::Point> at;
  for (std::size_t i = 0; i < line.steps.size(); ++i)
    at.push_back({static_cast<double>(line.steps[i]), line.accuracy[i]});
  return at;
}

render::Band band_of(const GapLine& line, render::Color color, double opacity) {
  render::Band band;
  for (const std::int32_t step : line.steps) band.x.push_back(step);
  band.low = line.low;
  band.high = line.high;
  band.color = render::with_alpha(color, opacity);
  return band;
}

render::Panel empty_panel(const ReadoutGap& gap, const std::string& title, const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "step";
  panel.y.low = 0;
  panel.y.high = 1.03;
  panel.y.ticks = {{0, "0"}, {0.25, ".25"}, {0.5, ".5"}, {0.75, ".75"}, {1, "1"}};
  const std::vector<std::int32_t>& steps = gap.of.front().steps;
  panel.x.low = steps.front();
  panel.x.high = steps.back() + 0.02 * (steps.back() - steps.front());
  panel.marks.emplace_back(render::Rule{true, gap.chance, style.muted, 0.5, render::Dash::dotted, "chance"});
  panel.marks.emplace_back(render::Rule{false, static_cast<double>(gap.of.front().trained_step), style.ink,
                                        0.5, render::Dash::dashed, ""});
  return panel;
}

// Over a few networks an interval says hardly more than that little is known; it stands in the table.
bool has_bands(const ReadoutGap& gap) { return gap.of.size() == 1 || gap.of.size() >= 5; }

// The gap: between what a fresh probe and what the trained output tell.
void shade_gap(const ReadoutGap& gap, const render::Style& style, render::Panel& panel) {
  const GapLine* const probe = gap.line("probe");
  const GapLine* const output = gap.line("output");
  if (probe == nullptr || output == nullptr) return;
  render::Band band = band_of(*probe, render::class_colors(style, 7)[0], 0.12);
  band.low = output->accuracy;
  band.high = probe->accuracy;
  panel.marks.emplace_back(std::move(band));
}

void add_line(const GapLine& line, const Ink& ink, bool bands, const render::Style& style,
              render::Panel& panel) {
  const render::Color color = color_of(ink, style);
  if (ink.width_pt > 1 && bands) panel.marks.emplace_back(band_of(line, color, 0.22));
  render::Line drawn;
  drawn.at = points_of(line);
  drawn.color = color;
  drawn.width_pt = ink.width_pt;
  drawn.dash = ink.dash;
  panel.marks.emplace_back(std::move(drawn));
}

render::Legend add_lines(const ReadoutGap& gap, const render::Style& style, render::Panel& panel) {
  render::Legend legend;
  for (std::size_t k = std::size(kInks); k-- > 0;)  // what matters most is drawn last
    if (const GapLine* const line = gap.line(kInks[k].name))
      add_line(*line, kInks[k], has_bands(gap), style, panel);
  for (const Ink& ink : kInks)
    if (gap.line(ink.name) != nullptr)
      legend.entries.push_back({ink.legend, color_of(ink, style), render::SwatchKind::line,
                                render::MarkerShape::circle, ink.dash});
  legend.panels = {0};
  return legend;
}

render::Legend add_noises(const ReadoutGap& gap, const render::Style& style, render::Panel& panel) {
  render::Legend legend;
  const render::Color color = render::class_colors(style, 7)[0];
  const std::pair<double, render::Dash> noises[] = {
      {0, render::Dash::solid}, {0.01, render::Dash::dashed}, {0.1, render::Dash::dotted}};
  for (const auto& [noise, dash] : noises) {
    const GapLine* const line = gap.line("probe", noise);
    if (line == nullptr) continue;
    const render::Color faded = render::seen_on(render::mix(color, style.paper,
                                                            noise > 0.05 ? 0.35
                                                            : noise > 0  ? 0.15
                                                                         : 0),
                                                style);
    if (has_bands(gap)) panel.marks.emplace_back(band_of(*line, color, 0.12));
    render::Line drawn;
    drawn.at = points_of(*line);
    drawn.color = faded;
    drawn.width_pt = 1.2;
    drawn.dash = dash;
    panel.marks.emplace_back(std::move(drawn));
    legend.entries.push_back({noise > 0 ? "noise " + percent(noise) : "no noise", faded,
                              render::SwatchKind::line, render::MarkerShape::circle, dash});
  }
  legend.panels = {1};
  return legend;
}

std::string at_step(const GapLine& line, std::size_t place, bool interval) {
  std::string text = decimals(line.accuracy[place], 2);
  if (interval && !std::isnan(line.low[place]))
    text += " [" + decimals(line.low[place], 2) + ", " + decimals(line.high[place], 2) + "]";
  return text;
}

// The step at which the probe is furthest above the output.
std::size_t widest(const GapLine& probe, const GapLine& output) {
  std::size_t place = 0;
  for (std::size_t i = 0; i < probe.accuracy.size(); ++i)
    if (probe.accuracy[i] - output.accuracy[i] > probe.accuracy[place] - output.accuracy[place]) place = i;
  return place;
}

std::string numbers_of(const ReadoutGap& gap) {
  const GapLine* const probe = gap.line("probe");
  const GapLine* const output = gap.line("output");
  const std::size_t last = probe->accuracy.size() - 1;
  std::string text = "At the last step the probe tells " + at_step(*probe, last, true);
  if (output == nullptr) return text + ". ";
  const std::size_t wide = widest(*probe, *output);
  text += ", the trained output " + at_step(*output, last, true) + "; the gap is widest at step " +
          std::to_string(probe->steps[wide]) + ", " + at_step(*probe, wide, true) + " against " +
          at_step(*output, wide, true) + ". ";
  return text;
}

std::string sample_of(const ReadoutGap& gap) {
  const GapOfOne& one = gap.of.front();
  return with_commas(static_cast<long long>(one.sequences)) + " sequences of " +
         std::to_string(one.steps.size()) + " steps, " + std::to_string(one.classes) + " classes, " +
         with_commas(one.units) + " units" +
         (gap.of.size() > 1 ? ", " + std::to_string(gap.of.size()) + " networks" : std::string()) + ". ";
}

std::string missing_of(const ReadoutGap& gap) {
  std::string text;
  for (const std::string& one : gap.of.front().missing) text += (text.empty() ? "Not drawn: " : "; ") + one;
  return text.empty() ? "" : text + ". ";
}

// So many significant digits, as captions have them; the CSV has all.
std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string penalties_of(const ReadoutGap& gap) {
  std::string text;
  for (const GapOfOne& one : gap.of) text += (text.empty() ? "" : ", ") + short_number(one.penalty);
  return text;
}

// What the curves beside the probe are.
std::string curve_sentences(const ReadoutGap& gap) {
  const GapOfOne& one = gap.of.front();
  std::string text;
  if (gap.line("output") != nullptr)
    text +=
        "Trained output: the largest output at each step, though it was trained at the last (dashed line) "
        "alone; refitted: by one scale and an offset a class. The shaded gap is what is there and isn't "
        "read. ";
  if (gap.line("run_on") != nullptr)
    text +=
        "Run on: the state at each step goes on without input to the last step and is read there by the "
        "trained output. ";
  if (gap.line("untrained") != nullptr)
    text += "Untrained: the network before training" +
            (one.radius > 0
                 ? ", recurrent weights at the trained spectral radius (" + decimals(one.radius, 2) + ")"
                 : std::string(", as it was drawn")) +
            ". ";
  if (gap.line("permuted") != nullptr)
    text += "Weights permuted: the trained network with its recurrent weights in random order. ";
  if (gap.line("inputs_so_far") != nullptr)
    text += "Where a probe of all inputs so far (at " +
            std::to_string(gap.line("inputs_so_far")->steps.size()) +
            " steps) is as good as that of states, the network added nothing that a linear reader needs. ";
  return text;
}

render::Caption caption_of(const FigureRequest& request, const ReadoutGap& gap,
                           const ReadoutGapOptions& options) {
  const GapOfOne& one = gap.of.front();
  const bool seeds = gap.of.size() > 1;
  std::string text = sample_of(gap);
  text +=
      "Probe: multinomial logistic regression with an L2 penalty, trained anew at each step and tested "
      "on sequences that it was not trained on (" +
      std::to_string(options.folds) + " folds of whole sequences, seed " + std::to_string(options.seed) +
      "; penalty chosen once a network on five steps within the training part, lambda = " +
      penalties_of(gap) + " of the mean loss). ";
  text += curve_sentences(gap);
  text +=
      "Noise: a normal number added to each unit in training and testing, sd a share of the root mean "
      "square state. Bands: 95 % intervals, " +
      std::string(seeds ? "Student's t over networks (drawn of five or more)"
                        : "Wilson's over sequences: one network, so they "
                          "don't speak of other seeds") +
      ". Chance: the share of the most frequent class, " + decimals(gap.chance, 2) + ". ";
  text += numbers_of(gap) + missing_of(gap) + note_sentences(one.notes);
  if (!is_of_file(request)) text += "Network: " + request.networks.front()->description + ". ";
  text += "A probe shows that a class can be read linearly, not that the network uses it.";
  return {"Where the class is, and where the readout finds it", text};
}

// Of each network at a few steps, so that claims are put to tests over seeds.
void add_networks(const ReadoutGap& gap, std::vector<Finding>& findings) {
  for (const GapOfOne& one : gap.of) {
    if (one.id.empty()) continue;
    const std::size_t last = one.steps.size() - 1;
    const std::pair<const char*, std::size_t> places[] = {{"first step", 0},
                                                          {"a quarter in", last / 4},
                                                          {"halfway", last / 2},
                                                          {"a step before the last", last - 1},
                                                          {"last step", last}};
    for (const GapCurve& curve : one.curves)
      for (const auto& [name, place] : places)
        if (curve.noise == 0 && curve.at[place].tested > 0)
          findings.push_back({curve.name + ", " + name + ", " + one.id, curve.at[place].share()});
    findings.push_back({"chance, " + one.id, one.chance});
  }
}

std::vector<Finding> findings_of(const ReadoutGap& gap) {
  std::vector<Finding> findings;
  const GapLine* const probe = gap.line("probe");
  for (const GapLine& line : gap.lines) {
    if (line.noise > 0 || line.accuracy.empty()) continue;
    findings.push_back(
        {line.name + " at the last step", line.accuracy.back(), line.low.back(), line.high.back()});
  }
  if (const GapLine* const output = gap.line("output")) {
    const std::size_t wide = widest(*probe, *output);
    findings.push_back({"widest gap", probe->accuracy[wide] - output->accuracy[wide]});
    findings.push_back({"step of the widest gap", static_cast<double>(probe->steps[wide])});
  }
  add_networks(gap, findings);
  return findings;
}

ReadoutGap measured(const FigureRequest& request, const ReadoutGapOptions& options) {
  const std::string column = class_column(request);
  std::vector<GapOfOne> of;
  if (is_of_file(request)) {
    const StatesRequest reading = states_request(request.settings, {request.folders.front().string()});
    of.push_back(study_readout_gap(read_step_states(reading, column), options, request.execution));
  } else {
    for (const NetworkView* const view : request.networks)
      of.push_back(study_readout_gap(*view, column, options, request.execution));
  }
  tell_notes(request, of.front().notes);
  return pooled(std::move(of));
}

}  // namespace

static Drawn make_readout_gap(const FigureRequest& request) {
  const Settings& settings = request.settings;
  ReadoutGapOptions options;
  options.sequences = static_cast<int>(settings.integer("most"));
  options.folds = static_cast<int>(settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  const Look look = look_of(settings, true);
  const ReadoutGap gap = measured(request, options);
  render::Figure figure = figure_with(look);
  figure.panels.push_back(empty_panel(gap, "Who tells the class", look.style));
  figure.panels.push_back(empty_panel(gap, "Probe under noise", look.style));
  figure.panels[0].y.label = "accuracy, held out";
  figure.panels[1].column = 1;
  figure.column_weights = {1.9, 1};
  figure.row_aspects = {0.62};
  shade_gap(gap, look.style, figure.panels[0]);
  figure.legends.push_back(add_lines(gap, look.style, figure.panels[0]));
  figure.legends.push_back(add_noises(gap, look.style, figure.panels[1]));
  letter_panels(figure, look);
  figure.caption = caption_of(request, gap, options);
  Drawn drawn(std::move(figure), table_of(gap));
  drawn.findings = findings_of(gap);
  return drawn;
}

FigureKind readout_gap_kind() {
  return {.name = "readout-gap",
          .summary = "where the class is in the states, step by step, and where the readout finds it",
          .of = Networks::recorded,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {"class"},
          .options = {most_sequences_option(), folds_option(), latex_option()},
          .make = make_readout_gap};
}

}  // namespace rssviz::cli
