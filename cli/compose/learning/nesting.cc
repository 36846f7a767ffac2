// nesting: are states nested like a fractal: groups inside groups, with one pattern repeated in each? Tested
// in state space: shares of variance by level, the cosine between patterns of different groups, and a probe
// that is trained in one group and used in others; by stage of learning, against words alone and permuted
// labels.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "cli/compose/learning/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/studies/nesting_study.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using Value = std::function<double(const NestingNumbers&)>;

models::Interval null_of(const NestingStudy& study, const Value& value) {
  std::vector<double> values;
  for (const NestingNumbers& numbers : study.null) values.push_back(value(numbers));
  return models::middle_of(values, 0.95);
}

double null_mean(const NestingStudy& study, const Value& value) {
  double sum = 0;
  for (const NestingNumbers& numbers : study.null) sum += value(numbers);
  return sum / static_cast<double>(study.null.size());
}

// What captions, legends and columns call the levels.
struct Names {
  std::string part{}, outer{}, inner{};  // "clause", "object 1", "object 2"
  std::string given{};                   // "object 2 given 1"
  std::string where{};                   // "second clause": where both are known; "" without parts
  models::Wording words{};

  std::string alone() const { return words.steps + " alone"; }
};

// "object 1" of a column that a group of outputs is about, else the column's title.
std::string name_of(const NetworkView& view, const std::string& column) {
  for (const OutputGroup& group : view.task->groups())
    if (group.heard == column) return title_of(group, grid_of(*view.task));
  return view.task->title_of(column);
}

Names names_of(const NestingStudy& study) {
  const NestingColumns& columns = study.columns;
  Names names{
      columns.part,           name_of(*study.view, columns.outer), name_of(*study.view, columns.inner), "",
      study.labels.both_part, study.view->task->wording()};
  names.given = names.inner + " given " + names.outer;
  const std::size_t last = names.outer.rfind(' ');
  if (last != std::string::npos && names.inner.compare(0, last + 1, names.outer, 0, last + 1) == 0)
    names.given = names.inner + " given " + names.outer.substr(last + 1);
  return names;
}

// "second_clause_object_1": a column of the table.
std::string key_of(const std::string& name) {
  std::string key;
  for (const char c : name) key += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return key;
}

struct Ink {
  std::vector<render::Color> networks{};
  std::array<render::Color, 3> levels{};
};

Ink inks() {
  return {{{213, 94, 0, 1.0}, {0, 114, 178, 1.0}, {204, 121, 167, 1.0}, {0, 158, 115, 1.0}},
          {{{26, 26, 26, 1.0}, {204, 121, 167, 1.0}, {0, 158, 115, 1.0}}}};
}

// Stacked shares: a bar a network, untrained and trained, the inputs alone and permuted labels.
render::Panel shares_panel(const std::vector<NestingStudy>& studies, const render::Style& style) {
  render::Panel panel;
  panel.title = "Share of variance by level";
  std::vector<std::pair<std::string, std::vector<double>>> bars;
  for (const NestingStudy& study : studies) {
    if (study.learns())
      bars.emplace_back(study.view->name + " untrained", study.stages.front().numbers.levels);
    bars.emplace_back(study.view->name, study.stages.back().numbers.levels);
  }
  bars.emplace_back(names_of(studies.front()).alone(), studies.front().words.numbers.levels);
  for (const NestingStudy& study : studies) {
    std::vector<double> null;
    for (std::size_t k = 0; k < 3; ++k)
      null.push_back(null_mean(study, [k](const NestingNumbers& n) { return n.levels[k]; }));
    bars.emplace_back(study.view->name + " permuted", null);
  }
  render::Rectangles boxes;
  const Ink ink = inks();
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double y = -static_cast<double>(i);
    panel.y.ticks.push_back({y, bars[i].first});
    double x = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      boxes.boxes.push_back({x, y - 0.36, x + bars[i].second[k], y + 0.36});
      boxes.colors.push_back(ink.levels[k]);
      x += bars[i].second[k];
    }
    boxes.boxes.push_back({x, y - 0.36, 1, y + 0.36});
    boxes.colors.push_back(style.quiet);
  }
  panel.marks.emplace_back(std::move(boxes));
  panel.x.low = 0;
  panel.x.high = 1;
  panel.x.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  panel.y.low = 0.4 - static_cast<double>(bars.size());
  panel.y.high = 0.6;
  return panel;
}

render::Line line_of_words(double of_words, double last, const render::Style& style) {
  render::Line words;
  words.at = {{0, of_words}, {last, of_words}};
  words.color = style.ink;
  words.dash = render::Dash::dashed;
  return words;
}

void set_axes(const std::vector<NestingStudy>& studies, double last, double low, render::Panel& panel) {
  const bool learns =
      std::any_of(studies.begin(), studies.end(), [](const NestingStudy& s) { return s.learns(); });
  panel.x.low = 0;
  panel.x.high = last * 1.02;
  panel.x.show_ticks = learns;
  if (learns) panel.x.label = "epoch";
  panel.y.low = low < -0.25 ? -1.02 : low < -0.02 ? -0.27 : -0.02;
  panel.y.high = 1.04;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
}

// A number by epoch for networks that learn, a line across for a reservoir and the inputs, a band for
// permuted labels.
render::Panel curve_panel(const std::vector<NestingStudy>& studies, const std::string& title,
                          const Value& value, const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  double last = 1;
  for (const NestingStudy& study : studies)
    last = std::max(last, static_cast<double>(study.stages.size()) - 1);
  const Ink ink = inks();
  std::vector<render::Mark> lines;
  double low = 0;
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const NestingStudy& study = studies[s];
    const render::Color color = ink.networks[s % ink.networks.size()];
    const models::Interval null = null_of(study, value);
    panel.marks.emplace_back(render::Band{
        {0, last}, {null.low, null.low}, {null.high, null.high}, render::with_alpha(color, 0.18)});
    render::Line line;
    line.color = color;
    line.width_pt = 1.3;
    for (const NestingMeasured& stage : study.stages) {
      line.at.push_back({static_cast<double>(stage.stage), value(stage.numbers)});
      low = std::min(low, value(stage.numbers));
    }
    if (!study.learns()) line.at = {{0, line.at.front().y}, {last, line.at.front().y}};
    lines.emplace_back(std::move(line));
    render::Points seeds;
    for (const NestingMeasured& other : study.others) seeds.at.push_back({last, value(other.numbers)});
    seeds.colors = {color};
    seeds.radius_pt = 1.8;
    if (!seeds.at.empty()) lines.emplace_back(std::move(seeds));
    low = std::min(low, null.low);
  }
  panel.marks.emplace_back(line_of_words(value(studies.front().words.numbers), last, style));
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  set_axes(studies, last, low, panel);
  return panel;
}

std::vector<std::string> row_of(const NestingMeasured& one, const std::string& variant) {
  std::vector<std::string> row{one.network, variant, std::to_string(one.seed), std::to_string(one.stage)};
  const NestingNumbers& n = one.numbers;
  for (const double value :
       {n.levels[0], n.levels[1], n.levels[2], 1 - n.levels[0] - n.levels[1] - n.levels[2], n.second[0],
        n.second[1], n.cosine, n.probe.within, n.probe.across})
    row.push_back(formats::format_number(value));
  return row;
}

formats::Table table_of(const std::vector<NestingStudy>& studies) {
  formats::Table table;
  const Names names = names_of(studies.front());
  const std::string where = names.where.empty() ? "" : names.where + " ";
  table.header = {"network",
                  "variant",
                  "seed",
                  "stage",
                  names.part.empty() ? "part" : key_of(names.part),
                  key_of(names.outer),
                  key_of(names.given),
                  "rest",
                  key_of(where + names.outer),
                  key_of(where + names.given),
                  "repeat_cosine",
                  "probe_same_group",
                  "probe_other_groups"};
  for (const NestingStudy& study : studies) {
    for (const NestingMeasured& stage : study.stages) table.rows.push_back(row_of(stage, stage.variant));
    for (const NestingMeasured& other : study.others) table.rows.push_back(row_of(other, "another seed"));
    table.rows.push_back(row_of(study.words, names.alone()));
    for (const NestingNumbers& null : study.null) {
      NestingMeasured one{study.view->id, "", "", study.view->seed, study.view->stages - 1, null};
      table.rows.push_back(row_of(one, "permuted"));
    }
  }
  return table;
}

std::string text_of(const NestingStudy& study) {
  const Names names = names_of(study);
  const auto say = [&](const NestingNumbers& n) {
    return names.outer + " " + decimals(n.second[0], 2) + ", " + names.inner + " given " + names.outer + " " +
           decimals(n.second[1], 2) + ", repeat cosine " + decimals(n.cosine, 2) +
           ", probe in other groups " + decimals(n.probe.across, 2);
  };
  std::string text = " " + study.view->name + ": " + say(study.stages.back().numbers);
  if (study.learns()) text += "; untrained: " + say(study.stages.front().numbers);
  const models::Interval cosine = null_of(study, [](const NestingNumbers& n) { return n.cosine; });
  return text + "; permuted labels: repeat cosine " + decimals(cosine.low, 2) + " to " +
         decimals(cosine.high, 2) + ".";
}

void add_legends(const std::vector<NestingStudy>& studies, const render::Style& style,
                 render::Figure& figure) {
  const Ink ink = inks();
  render::Legend levels;
  const Names names = names_of(studies.front());
  const std::array<std::string, 3> levels_of{"part of " + names.words.sequence, names.outer, names.given};
  for (std::size_t k = names.part.empty() ? 1 : 0; k < levels_of.size(); ++k)
    levels.entries.push_back({levels_of[k], ink.levels[k], render::SwatchKind::box});
  levels.entries.push_back({"rest", style.quiet, render::SwatchKind::box});
  levels.title = "variance of (a)";
  render::Legend lines;
  lines.title = "(b) to (d)";
  for (std::size_t s = 0; s < studies.size(); ++s)
    lines.entries.push_back(
        {studies[s].view->name, ink.networks[s % ink.networks.size()], render::SwatchKind::line});
  lines.entries.push_back({names.alone(), style.ink, render::SwatchKind::line, {}, render::Dash::dashed});
  lines.entries.push_back({"permuted", render::with_alpha(ink.networks[0], 0.3), render::SwatchKind::band});
  figure.legends = {std::move(levels), std::move(lines)};
}

render::Caption caption_of(const std::vector<NestingStudy>& studies, int seeds) {
  render::Caption caption;
  std::string numbers;
  for (const NestingStudy& study : studies) numbers += text_of(study);
  const NestingStudy& first = studies.front();
  const Names names = names_of(first);
  const std::string alone =
      static_cast<char>(std::toupper(static_cast<unsigned char>(names.words.steps.front()))) +
      names.alone().substr(1);
  caption.title = "Are the states nested, and does the same pattern repeat inside each group?";
  caption.text =
      "In state space, not on a map. (a) Variance of the distinct states by level: " +
      (names.part.empty() ? std::string() : "part of the " + names.words.sequence + ", inside it ") +
      names.outer + ", inside that " + names.inner + ". (b) to (d) States " +
      (names.where.empty() ? std::string() : "of the " + names.where + " ") + "that have a class of both (" +
      std::to_string(first.labels.both.size()) + "): (b) share of variance by " + names.outer +
      "; (c) mean cosine between the patterns of " + names.inner +
      " (means of its classes less the group's mean) in different groups of " + names.outer +
      "; (d) share of classes of " + names.inner +
      " found by a linear probe trained in one group and used in the others. " + alone +
      ": a leaky trace of the " + names.words.steps +
      ", without network or training. Permuted: classes permuted among " + names.words.sequences +
      ", those of " + names.inner + " among those with the same " + names.outer + " (95 % of " +
      std::to_string(first.null.size()) + " draws)." + numbers + " " + alone + ": " +
      decimals(first.words.numbers.second[0], 2) + " by " + names.outer + ", repeat cosine " +
      decimals(first.words.numbers.cosine, 2) + ". A pattern that the " + names.words.steps +
      " alone repeat is the input's. " +
      (seeds > 1 ? "Dots at the right: further seeds, trained. " : "One seed a network. ") +
      "Sample: " + first.view->sample + ".";
  return caption;
}

NestingColumns columns_of(const NetworkView& view, const Settings& settings) {
  const std::vector<std::string> parts = view.task->role("part");
  return {parts.empty() ? "" : parts.front(), role_column(view, settings, "outer"),
          role_column(view, settings, "inner")};
}

}  // namespace

static Drawn make_nesting(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const auto seeds = request.settings.has("seeds") ? static_cast<int>(request.settings.integer("seeds")) : 1;
  if (seeds < 1) fail(ErrorKind::usage, "--seeds must be at least 1");
  std::vector<NestingStudy> studies;
  for (const NetworkView* const view : request.networks)
    studies.push_back(study_nesting(*view, columns_of(*view, request.settings), seeds,
                                    static_cast<std::uint64_t>(request.settings.integer("seed")),
                                    request.execution));
  const Names names = names_of(studies.front());
  render::Figure figure = figure_with(look);
  figure.panels.push_back(shares_panel(studies, look.style));
  figure.panels.push_back(curve_panel(
      studies, "By " + names.outer + (names.where.empty() ? "" : ", " + names.where),
      [](const NestingNumbers& n) { return n.second[0]; }, look.style));
  figure.panels.push_back(curve_panel(
      studies, "Repeated pattern of " + names.inner, [](const NestingNumbers& n) { return n.cosine; },
      look.style));
  figure.panels.push_back(curve_panel(
      studies, "Probe of another group", [](const NestingNumbers& n) { return n.probe.across; }, look.style));
  for (std::size_t i = 0; i < 4; ++i) {
    figure.panels[i].row = static_cast<int>(i / 2);
    figure.panels[i].column = static_cast<int>(i % 2);
  }
  figure.panels[1].y.label = "share of variance";
  figure.panels[3].y.label = "share found";
  figure.panels[2].y.label = "cosine";
  letter_panels(figure, look);
  figure.row_aspects = {0.55, 0.55};
  add_legends(studies, look.style, figure);
  figure.caption = caption_of(studies, seeds);
  return {std::move(figure), table_of(studies)};
}

FigureKind nesting_kind() {
  return {.name = "nesting",
          .summary = "whether states are nested and a pattern repeats in each group, by epoch",
          .of = Networks::several,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {"outer", "inner"},
          .options = {{"seeds",
                       OptionType::integer,
                       "",
                       "networks in all, trained again from further seeds (default: 1)",
                       true,
                       {}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_nesting};
}

}  // namespace rssviz::cli
