// R21: are states nested like a fractal: groups inside groups, with one pattern repeated in each? Tested in
// state space: shares of variance by level, the cosine between patterns of different groups, and a probe that
// is trained in one group and used in others; by stage of learning, against words alone and permuted labels.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "cli/compose/map_panels.h"
#include "core/error.h"
#include "models/analysis/nesting.h"
#include "models/analysis/rank_statistics.h"
#include "models/recording/record.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kTraceLeak = 0.05;
constexpr double kPenalty = 1e-3;
constexpr std::size_t kNullDraws = 40;

struct Numbers {
  std::vector<double> levels{};  // clause, object 1, object 2: of the variance of all distinct states
  std::vector<double> second{};  // object 1, object 2 given object 1: of states in the second clause that
                                 // have heard both
  double cosine{0};
  models::ProbeTransfer probe{};
};

// The labels that nesting is about, at the distinct states.
struct Labels {
  std::vector<std::int32_t> rows{};  // of the trace
  std::vector<std::int32_t> clause{}, first{}, second{}, sequence{};
  std::vector<std::size_t> both{};  // places in `rows`: second clause, both objects heard
  int options{0};
};

struct Measured {
  std::string network{}, name{}, variant{};
  std::uint64_t seed{0};
  int stage{0};
  Numbers numbers{};
};

Labels labels_of(const models::StateTrace& trace) {
  Labels labels;
  labels.rows = models::distinct_rows(trace);
  const models::IntColumn& clause = trace.require_integer("clause");
  const models::IntColumn& second = trace.require_integer("heard_object_2");
  labels.clause = values_at(clause, labels.rows);
  labels.first = values_at(trace.require_integer("heard_object_1"), labels.rows);
  labels.second = values_at(second, labels.rows);
  for (const std::int32_t row : labels.rows)
    labels.sequence.push_back(trace.sequence[static_cast<std::size_t>(row)]);
  labels.options = static_cast<int>(second.labels.size());
  const auto named = std::find(clause.labels.begin(), clause.labels.end(), "second clause");
  const auto wanted = static_cast<std::int32_t>(named - clause.labels.begin());
  for (std::size_t i = 0; i < labels.rows.size(); ++i)
    if (labels.clause[i] == wanted && labels.first[i] >= 0 && labels.second[i] >= 0) labels.both.push_back(i);
  return labels;
}

template <class T>
std::vector<T> at(const std::vector<T>& values, const std::vector<std::size_t>& places) {
  std::vector<T> result;
  for (const std::size_t place : places) result.push_back(values[place]);
  return result;
}

Matrix states_at(const Matrix& states, const Labels& labels, const std::vector<std::size_t>& places) {
  Matrix result(static_cast<Eigen::Index>(places.size()), states.cols());
  for (std::size_t i = 0; i < places.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = states.row(labels.rows[places[i]]);
  return result;
}

Matrix all_states(const Matrix& states, const Labels& labels) {
  std::vector<std::size_t> places(labels.rows.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  return states_at(states, labels, places);
}

Numbers numbers_of(const Matrix& states, const Labels& labels) {
  Numbers numbers;
  numbers.levels =
      models::nested_shares(all_states(states, labels), {labels.clause, labels.first, labels.second});
  const Matrix both = states_at(states, labels, labels.both);
  const std::vector<std::int32_t> outer = at(labels.first, labels.both),
                                  inner = at(labels.second, labels.both);
  numbers.second = models::nested_shares(both, {outer, inner});
  numbers.cosine = models::repeat_cosine(both, outer, inner);
  numbers.probe =
      models::probe_transfer(both, outer, inner, at(labels.sequence, labels.both), labels.options, kPenalty);
  return numbers;
}

// One class a sequence (its largest), permuted among the sequences that share a class of `within`, and given
// back to the rows that had one: rows of a sentence keep together, as they do in truth.
std::vector<std::int32_t> permuted_by_sequence(const std::vector<std::int32_t>& classes,
                                               const std::vector<std::int32_t>& within,
                                               const std::vector<std::int32_t>& sequence, std::uint64_t seed,
                                               std::uint64_t draw) {
  std::map<std::int32_t, std::pair<std::int32_t, std::int32_t>> of;  // sequence -> class, group
  for (std::size_t i = 0; i < classes.size(); ++i) {
    auto& entry = of.try_emplace(sequence[i], -1, -1).first->second;
    if (classes[i] > entry.first) entry = {classes[i], within[i]};
  }
  std::vector<std::int32_t> values, groups;
  for (const auto& [number, entry] : of) {
    values.push_back(entry.first);
    groups.push_back(entry.second);
  }
  const std::vector<std::int32_t> moved = models::permuted_within(values, groups, seed, draw);
  std::map<std::int32_t, std::int32_t> now;
  std::size_t place = 0;
  for (const auto& [number, entry] : of) now[number] = moved[place++];
  std::vector<std::int32_t> result;
  for (std::size_t i = 0; i < classes.size(); ++i) result.push_back(classes[i] < 0 ? -1 : now[sequence[i]]);
  return result;
}

// The same numbers when objects are permuted among sentences: the first among all, the second among those
// with the same first.
Numbers null_draw(const Matrix& states, Labels labels, std::uint64_t seed, std::uint64_t draw) {
  const std::vector<std::int32_t> none(labels.first.size(), 0);
  const std::vector<std::int32_t> second =
      permuted_by_sequence(labels.second, labels.first, labels.sequence, seed, draw);
  const std::vector<std::int32_t> first =
      permuted_by_sequence(labels.first, none, labels.sequence, seed + 1, draw);
  labels.second = second;
  Numbers numbers = numbers_of(states, labels);  // the second permuted inside the true first
  labels.first = first;
  numbers.levels[1] = models::nested_shares(all_states(states, labels), {labels.clause, labels.first})[1];
  numbers.second[0] =
      models::nested_shares(states_at(states, labels, labels.both), {at(labels.first, labels.both)})[0];
  return numbers;
}

models::StateTrace states_from(const NetworkView& view, const models::Network& network,
                               const std::string& what, const Execution& execution) {
  return models::record_states(network, view.sentences, view.corpus->vocabulary, view.corpus->output_names,
                               {what}, execution);
}

struct Study {
  const NetworkView* view{nullptr};
  Labels labels{};
  std::vector<Measured> stages{};  // by stage of learning; a reservoir has one
  std::vector<Measured> others{};  // further seeds
  Measured words{};
  std::vector<Numbers> null{};
  bool learns() const { return stages.size() > 1; }
};

Study study_of(const NetworkView& view, int seeds, std::uint64_t seed, const Execution& execution) {
  Study study;
  study.view = &view;
  study.labels = labels_of(view.trace);
  if (study.labels.both.size() < 8)
    fail(ErrorKind::data,
         "nesting: " + view.id + " has only " + std::to_string(study.labels.both.size()) +
             " states in the second clause that have heard both objects; record more sentences");
  const bool reservoir = view.cell == "esn";
  const std::size_t stages = reservoir ? 1 : static_cast<std::size_t>(view.stages);
  const auto further = static_cast<std::size_t>(std::max(0, seeds - 1));
  study.stages.resize(stages);
  study.others.resize(further);
  study.null.resize(kNullDraws);
  // Networks trained again take longest and go first.
  execution.workers.for_each(further + stages + kNullDraws + 1, [&](std::size_t i) {
    execution.progress.check_stop();
    const std::string& what = view.trace.what;
    Measured made{view.id, view.name, "trained", view.seed, view.stages - 1, {}};
    if (i < further) {
      made.seed = view.seed + 1000 + i;
      made.numbers = numbers_of(
          states_from(view, *view.retrained(made.seed, execution), what, execution).states, study.labels);
      study.others[i] = std::move(made);
    } else if (i < further + stages) {
      const std::size_t stage = i - further;
      if (!reservoir) made.stage = static_cast<int>(stage);
      made.variant = reservoir ? "reservoir" : stage == 0 ? "untrained" : "trained";
      made.numbers =
          numbers_of(states_from(view, *view.network_at(made.stage), what, execution).states, study.labels);
      study.stages[stage] = std::move(made);
    } else if (i < further + stages + kNullDraws) {
      const std::size_t draw = i - further - stages;
      study.null[draw] = null_draw(view.trace.states, study.labels, seed, draw);
    } else {
      made.variant = "words alone";
      const auto trace =
          models::make_input_trace(static_cast<int>(view.corpus->vocabulary.size()), kTraceLeak);
      made.numbers = numbers_of(states_from(view, *trace, "", execution).states, study.labels);
      study.words = std::move(made);
    }
  });
  return study;
}

using Value = std::function<double(const Numbers&)>;

models::Interval null_of(const Study& study, const Value& value) {
  std::vector<double> values;
  for (const Numbers& numbers : study.null) values.push_back(value(numbers));
  return models::middle_of(values, 0.95);
}

double null_mean(const Study& study, const Value& value) {
  double sum = 0;
  for (const Numbers& numbers : study.null) sum += value(numbers);
  return sum / static_cast<double>(study.null.size());
}

struct Ink {
  std::vector<render::Color> networks{};
  std::array<render::Color, 3> levels{};
};

Ink inks() {
  return {{{213, 94, 0, 1.0}, {0, 114, 178, 1.0}, {204, 121, 167, 1.0}, {0, 158, 115, 1.0}},
          {{{26, 26, 26, 1.0}, {0, 114, 178, 1.0}, {86, 180, 233, 1.0}}}};
}

// Stacked shares: a bar a network, untrained and trained, the words alone and permuted labels.
render::Panel shares_panel(const std::vector<Study>& studies, const render::Style& style) {
  render::Panel panel;
  panel.title = "Share of variance by level";
  std::vector<std::pair<std::string, std::vector<double>>> bars;
  for (const Study& study : studies) {
    if (study.learns())
      bars.emplace_back(study.view->name + " untrained", study.stages.front().numbers.levels);
    bars.emplace_back(study.view->name, study.stages.back().numbers.levels);
  }
  bars.emplace_back("words alone", studies.front().words.numbers.levels);
  for (const Study& study : studies) {
    std::vector<double> null;
    for (std::size_t k = 0; k < 3; ++k)
      null.push_back(null_mean(study, [k](const Numbers& n) { return n.levels[k]; }));
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

// A number by epoch for networks that learn, a line across for a reservoir and the words, a band for permuted
// labels.
render::Panel curve_panel(const std::vector<Study>& studies, const std::string& title, const Value& value,
                          const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  double last = 1;
  for (const Study& study : studies) last = std::max(last, static_cast<double>(study.stages.size()) - 1);
  const Ink ink = inks();
  std::vector<render::Mark> lines;
  double low = 0;
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const Study& study = studies[s];
    const render::Color color = ink.networks[s % ink.networks.size()];
    const models::Interval null = null_of(study, value);
    panel.marks.emplace_back(render::Band{
        {0, last}, {null.low, null.low}, {null.high, null.high}, render::with_alpha(color, 0.18)});
    render::Line line;
    line.color = color;
    line.width_pt = 1.3;
    for (const Measured& stage : study.stages) {
      line.at.push_back({static_cast<double>(stage.stage), value(stage.numbers)});
      low = std::min(low, value(stage.numbers));
    }
    if (!study.learns()) line.at = {{0, line.at.front().y}, {last, line.at.front().y}};
    lines.emplace_back(std::move(line));
    render::Points seeds;
    for (const Measured& other : study.others) seeds.at.push_back({last, value(other.numbers)});
    seeds.colors = {color};
    seeds.radius_pt = 1.8;
    if (!seeds.at.empty()) lines.emplace_back(std::move(seeds));
    low = std::min(low, null.low);
  }
  render::Line words;
  const double of_words = value(studies.front().words.numbers);
  words.at = {{0, of_words}, {last, of_words}};
  words.color = style.ink;
  words.dash = render::Dash::dashed;
  panel.marks.emplace_back(std::move(words));
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  const bool learns = std::any_of(studies.begin(), studies.end(), [](const Study& s) { return s.learns(); });
  panel.x.low = 0;
  panel.x.high = last * 1.02;
  panel.x.show_ticks = learns;
  if (learns) panel.x.label = "epoch";
  panel.y.low = low < -0.05 ? -0.5 : -0.02;
  panel.y.high = 1.04;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  return panel;
}

std::vector<std::string> row_of(const Measured& one, const std::string& variant) {
  std::vector<std::string> row{one.network, variant, std::to_string(one.seed), std::to_string(one.stage)};
  const Numbers& n = one.numbers;
  for (const double value :
       {n.levels[0], n.levels[1], n.levels[2], 1 - n.levels[0] - n.levels[1] - n.levels[2], n.second[0],
        n.second[1], n.cosine, n.probe.within, n.probe.across})
    row.push_back(formats::format_number(value));
  return row;
}

formats::Table table_of(const std::vector<Study>& studies) {
  formats::Table table;
  table.header = {"network",
                  "variant",
                  "seed",
                  "stage",
                  "clause",
                  "object_1",
                  "object_2_given_1",
                  "rest",
                  "second_clause_object_1",
                  "second_clause_object_2_given_1",
                  "repeat_cosine",
                  "probe_same_group",
                  "probe_other_groups"};
  for (const Study& study : studies) {
    for (const Measured& stage : study.stages) table.rows.push_back(row_of(stage, stage.variant));
    for (const Measured& other : study.others) table.rows.push_back(row_of(other, "another seed"));
    table.rows.push_back(row_of(study.words, "words alone"));
    for (const Numbers& null : study.null) {
      Measured one{study.view->id, "", "", study.view->seed, study.view->stages - 1, null};
      table.rows.push_back(row_of(one, "permuted"));
    }
  }
  return table;
}

std::string text_of(const Study& study) {
  const auto say = [&](const Numbers& n) {
    return "object 1 " + decimals(n.second[0], 2) + ", object 2 given object 1 " + decimals(n.second[1], 2) +
           ", repeat cosine " + decimals(n.cosine, 2) + ", probe in other groups " +
           decimals(n.probe.across, 2);
  };
  std::string text = " " + study.view->name + ": " + say(study.stages.back().numbers);
  if (study.learns()) text += "; untrained: " + say(study.stages.front().numbers);
  const models::Interval cosine = null_of(study, [](const Numbers& n) { return n.cosine; });
  return text + "; permuted labels: repeat cosine " + decimals(cosine.low, 2) + " to " +
         decimals(cosine.high, 2) + ".";
}

}  // namespace

Drawn make_nesting(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const auto seeds = request.settings.has("seeds") ? static_cast<int>(request.settings.integer("seeds")) : 1;
  if (seeds < 1) fail(ErrorKind::usage, "--seeds must be at least 1");
  std::vector<Study> studies;
  for (const NetworkView* const view : request.networks)
    studies.push_back(study_of(*view, seeds, static_cast<std::uint64_t>(request.settings.integer("seed")),
                               request.execution));
  render::Figure figure = figure_with(look);
  figure.panels.push_back(shares_panel(studies, look.style));
  figure.panels.push_back(curve_panel(
      studies, "By object 1, in the second clause", [](const Numbers& n) { return n.second[0]; },
      look.style));
  figure.panels.push_back(curve_panel(
      studies, "Does object 2's pattern repeat? (cosine)", [](const Numbers& n) { return n.cosine; },
      look.style));
  figure.panels.push_back(curve_panel(
      studies, "Probe for object 2 in other groups", [](const Numbers& n) { return n.probe.across; },
      look.style));
  for (std::size_t i = 0; i < 4; ++i) {
    figure.panels[i].row = static_cast<int>(i / 2);
    figure.panels[i].column = static_cast<int>(i % 2);
  }
  figure.panels[1].y.label = "share of variance";
  figure.panels[3].y.label = "share found";
  figure.panels[2].y.label = "cosine";
  letter_panels(figure, look);
  figure.row_aspects = {0.55, 0.55};
  const Ink ink = inks();
  render::Legend levels;
  const std::array<const char*, 3> names{"part of sentence", "object 1", "object 2 given 1"};
  for (std::size_t k = 0; k < names.size(); ++k)
    levels.entries.push_back({names[k], ink.levels[k], render::SwatchKind::box});
  levels.entries.push_back({"rest", look.style.quiet, render::SwatchKind::box});
  levels.panels = {0};
  render::Legend lines;
  for (std::size_t s = 0; s < studies.size(); ++s)
    lines.entries.push_back(
        {studies[s].view->name, ink.networks[s % ink.networks.size()], render::SwatchKind::line});
  lines.entries.push_back(
      {"words alone", look.style.ink, render::SwatchKind::line, {}, render::Dash::dashed});
  lines.entries.push_back({"permuted", render::with_alpha(ink.networks[0], 0.3), render::SwatchKind::band});
  figure.legends = {std::move(levels), std::move(lines)};
  figure.legends[1].panels = {1};
  std::string numbers;
  for (const Study& study : studies) numbers += text_of(study);
  const Study& first = studies.front();
  figure.caption.title = "Are the states nested, and does the same pattern repeat inside each group?";
  figure.caption.text =
      "In state space, not on a map. (a) Variance of the distinct states by level: part of the sentence, "
      "inside "
      "it the first object named, inside that the second. (b) to (d) States of the second clause that have "
      "heard both "
      "objects (" +
      std::to_string(first.labels.both.size()) +
      "): (b) share of variance by object 1; (c) mean "
      "cosine between the patterns of object 2 (means of its classes less the group's mean) in different "
      "groups of object 1; (d) share of objects 2 found by a linear probe trained in one group and used in "
      "the others. Words alone: a leaky trace of the words, without network or training. Permuted: objects "
      "permuted among sentences, the second among those with the same first (95 % of " +
      std::to_string(kNullDraws) + " draws)." + numbers +
      " Words alone: " + decimals(first.words.numbers.second[0], 2) + " by object 1, repeat cosine " +
      decimals(first.words.numbers.cosine, 2) + ". A pattern that the words alone repeat is the input's. " +
      (seeds > 1 ? "Dots at the right: further seeds, trained. " : "One seed a network. ") +
      "Sentences: " + first.view->sample + ".";
  return {std::move(figure), table_of(studies)};
}

}  // namespace rssviz::cli
