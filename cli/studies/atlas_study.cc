#include "cli/studies/atlas_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cli/studies/unit_recording.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/atlas.h"
#include "models/training/untrained.h"

namespace rssviz::cli {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.05;
constexpr double kRival = 0.3;  // correlation from which a property is another's rival

double highest(const std::vector<double>& values) {
  double most = kNone;
  for (const double value : values)
    if (!std::isnan(value) && !(value <= most)) most = value;
  return most;
}

// Stretches of text, and what networks make of them.
struct Stretches {
  const NetworkView& view;
  std::vector<std::string> traces{};
  std::vector<models::Tokens> choose{}, judge{};

  // points x units of all traces.
  Matrix states(const models::Network& network, const std::vector<models::Tokens>& text,
                const Execution& execution) const {
    return unit_states(view, network, traces, text, execution);
  }
};

std::vector<std::string> columns_of(const NetworkView& view, const AtlasOptions& options,
                                    const models::StateTrace& trace) {
  if (!options.columns.empty()) return options.columns;
  std::vector<std::string> columns = view.task->role("properties");
  if (!columns.empty()) return columns;
  std::string names;
  for (const models::IntColumn& column : trace.integers) names += (names.empty() ? "" : ", ") + column.name;
  for (const models::FloatColumn& column : trace.floats) names += (names.empty() ? "" : ", ") + column.name;
  fail(ErrorKind::data, view.id +
                            ": its task names no properties of its steps; name columns with "
                            "--properties: " +
                            names);
}

// Everything that is held against everything.
struct Measured {
  const AtlasText& text;
  models::AtlasProperties properties{};
  models::SymbolsOfSteps symbols{};
  models::AtlasEffects effects{};

  const Matrix& choose() const { return text.choose_states; }
  const Matrix& judge() const { return text.judge_states; }
  models::AtlasEffects effects_of(MatrixRef other_choose, MatrixRef other_judge,
                                  const Execution& execution) const {
    return models::atlas_effects({other_choose, properties.choose}, {other_judge, properties.judge},
                                 execution);
  }
};

Measured measured_of(const AtlasText& text, const AtlasOptions& options, const Execution& execution) {
  Measured measured{text};
  measured.properties = models::atlas_properties(text.choose, text.judge, text.columns, options.scored);
  if (measured.properties.choose.empty())
    fail(ErrorKind::data, text.id + ": no property has " + std::to_string(options.scored.least_episodes) +
                              " episodes in both stretches of text (--episodes); a longer text, or more "
                              "--steps, would do");
  measured.symbols = models::symbols_of_steps(text.choose, text.judge);
  measured.effects = measured.effects_of(text.choose_states, text.judge_states, execution);
  return measured;
}

AtlasText text_of(const Stretches& stretches, const AtlasOptions& options, const Execution& execution) {
  const NetworkView& view = stretches.view;
  const auto network = view.network_at(options.stage);
  AtlasText text;
  text.id = view.id;
  text.traces = stretches.traces;
  text.choose = annotated_steps(view, *network, stretches.choose, execution);
  text.judge = annotated_steps(view, *network, stretches.judge, execution);
  text.columns = columns_of(view, options, text.choose);
  text.choose_states = stretches.states(*network, stretches.choose, execution);
  text.judge_states = stretches.states(*network, stretches.judge, execution);
  text.vocabulary = view.corpus->vocabulary;
  return text;
}

void add_untrained(const Stretches& stretches, const Measured& measured, const AtlasOptions& options,
                   const Execution& execution, Atlas& atlas) {
  const models::Run& run = *stretches.view.run;
  int drawn = 0;
  execution.progress.begin("untrained networks", static_cast<std::size_t>(options.untrained));
  for (int k = 0; k < options.untrained; ++k) {
    Rng rng(options.seed, "untrained network", static_cast<std::uint64_t>(k));
    const std::shared_ptr<const models::Run> other = models::untrained_of(run, rng.next());
    if (other == nullptr) return;
    const auto network = stretches.view.task->network(*other, 0);
    const Matrix choose = stretches.states(*network, stretches.choose, execution);
    const Matrix judge = stretches.states(*network, stretches.judge, execution);
    const models::AtlasEffects effects = measured.effects_of(choose, judge, execution);
    for (std::size_t p = 0; p < atlas.rows.size(); ++p) atlas.rows[p].untrained.push_back(effects.effect[p]);
    atlas.readable_share_untrained += effects.readable_share(measured.properties.judge);
    execution.progress.advance(static_cast<std::size_t>(++drawn));
  }
  if (drawn > 0) atlas.readable_share_untrained /= drawn;
}

std::vector<float> column_of(const Matrix& states, Eigen::Index column) {
  std::vector<float> values;
  for (Eigen::Index i = 0; i < states.rows(); ++i) values.push_back(states(i, column));
  return values;
}

// States of each kind of unit are turned among themselves.
void add_rotated(const Measured& measured, Eigen::Index groups, const AtlasOptions& options,
                 const Execution& execution, Atlas& atlas) {
  const Eigen::Index units = measured.choose().cols() / groups;
  for (int k = 0; k < options.rotations; ++k) {
    execution.progress.check_stop();
    std::vector<MatrixD> rotations(static_cast<std::size_t>(groups));
    execution.workers.for_each(rotations.size(), [&](std::size_t group) {
      rotations[group] = models::drawn_rotation(units, options.seed, static_cast<std::uint64_t>(k), group);
    });
    const Matrix turned = models::rotated(measured.judge(), rotations);
    const models::AtlasEffects effects =
        measured.effects_of(models::rotated(measured.choose(), rotations), turned, execution);
    for (std::size_t p = 0; p < atlas.rows.size(); ++p) {
      atlas.rows[p].rotated.push_back(effects.effect[p]);
      if (k == 0 && effects.unit[p] >= 0) atlas.rows[p].rotated_state = column_of(turned, effects.unit[p]);
    }
    atlas.readable_share_rotated += effects.readable_share(measured.properties.judge) / options.rotations;
  }
}

void add_trace(const Measured& measured, const AtlasOptions& options, const Execution& execution,
               Atlas& atlas) {
  const auto features = static_cast<int>(measured.choose().cols());
  const auto traces = [&](const std::vector<std::int32_t>& symbols,
                          const std::vector<std::int32_t>& sequence) {
    return models::symbol_traces(symbols, sequence, measured.symbols.by_frequency,
                                 std::max(1, options.scored.after), features);
  };
  const models::AtlasEffects effects =
      measured.effects_of(traces(measured.symbols.choose, measured.text.choose.sequence),
                          traces(measured.symbols.judge, measured.text.judge.sequence), execution);
  for (std::size_t p = 0; p < atlas.rows.size(); ++p) atlas.rows[p].trace = effects.effect[p];
}

void add_shifts(const Measured& measured, const AtlasOptions& options, const Execution& execution,
                Atlas& atlas) {
  std::size_t longest = 0;
  for (const models::PropertyFacts& facts : measured.properties.facts)
    longest = std::max(longest, facts.longest);
  const models::AtlasShifts shifts =
      models::atlas_shifts({measured.judge(), measured.properties.judge}, measured.effects.unit, longest,
                           options.shifts, options.seed, execution);
  atlas.shifts = shifts.shifts;
  std::vector<double> p;
  for (std::size_t k = 0; k < atlas.rows.size(); ++k) {
    atlas.rows[k].p = shifts.p[k];
    p.push_back(std::isnan(shifts.p[k]) ? 1 : shifts.p[k]);
  }
  const std::vector<double> corrected = models::holm(p);
  for (std::size_t k = 0; k < atlas.rows.size(); ++k)
    atlas.rows[k].p_corrected = std::isnan(shifts.p[k]) ? kNone : corrected[k];
}

// Over the points where all have values.
double correlation(const std::vector<float>& x, const std::vector<float>& y, const std::vector<float>& z) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i]) || std::isnan(z[i])) continue;
    a.push_back(static_cast<double>(x[i]));
    b.push_back(static_cast<double>(y[i]));
  }
  return models::pearson(a, b);
}

// The property of another column that goes along most, and what the unit tells without it.
void add_rival(const Measured& measured, std::size_t place, AtlasRow& row) {
  const std::vector<models::AtlasProperty>& all = measured.properties.judge;
  const std::vector<float>& values = all[place].values;
  std::vector<float> unit;
  for (Eigen::Index i = 0; i < measured.judge().rows(); ++i)
    unit.push_back(measured.judge()(i, measured.effects.unit[place]));
  double most = kRival;
  row.partial = kNone;
  for (std::size_t q = 0; q < all.size(); ++q) {
    if (measured.properties.facts[q].column == row.facts.column) continue;
    const double together = correlation(values, all[q].values, all[q].values);
    if (std::isnan(together) || std::abs(together) <= most) continue;
    most = std::abs(together);
    row.rival = all[q].name;
    const double with_unit = correlation(values, unit, all[q].values);
    const double of_rival = correlation(all[q].values, unit, values);
    const double left = (1 - together * together) * (1 - of_rival * of_rival);
    const double partial = with_unit - together * of_rival;
    row.partial = left > 1e-12 ? partial * partial / left : kNone;
  }
}

void add_rows(const Measured& measured, Atlas& atlas) {
  const std::vector<std::string>& traces = measured.text.traces;
  const auto units = static_cast<int>(measured.choose().cols() / static_cast<Eigen::Index>(traces.size()));
  for (std::size_t p = 0; p < measured.properties.judge.size(); ++p) {
    AtlasRow& row = atlas.rows.emplace_back();
    row.property = measured.properties.judge[p].name;
    row.number = measured.properties.judge[p].number;
    row.facts = measured.properties.facts[p];
    row.effect = measured.effects.effect[p];
    const int unit = measured.effects.unit[p];
    row.column = unit;
    if (unit < 0) continue;
    row.unit = traces[static_cast<std::size_t>(unit / units)] + " " + std::to_string(unit % units);
    add_rival(measured, p, row);
  }
}

// Between the least and the greatest of what is scored; classes are 0 and 1 already.
std::vector<float> shares_of(const models::AtlasProperty& property, std::size_t first, std::size_t end) {
  float least = 0, most = 1;
  if (property.number) {
    least = std::numeric_limits<float>::infinity();
    most = -least;
    for (const float value : property.values) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  std::vector<float> shares;
  for (std::size_t i = first; i < end; ++i)
    shares.push_back((property.values[i] - least) / (most > least ? most - least : 1.F));
  return shares;
}

AtlasStrip strip_of(const Measured& measured, const models::AtlasProperty& property, const AtlasRow& row) {
  constexpr std::size_t kSteps = 700;
  AtlasStrip strip{.property = row.property,
                   .number = row.number,
                   .unit = row.unit,
                   .effect = row.effect,
                   .rotated_effect = row.rotated.front()};
  const std::vector<float> state = turned_to(property, column_of(measured.judge(), row.column));
  const std::vector<float> rotated = turned_to(property, row.rotated_state);
  strip.first = most_varied(property, kSteps);
  const std::size_t end = std::min(state.size(), strip.first + kSteps);
  strip.truth = shares_of(property, strip.first, end);
  for (std::size_t i = strip.first; i < end; ++i) {
    strip.tokens.push_back(measured.text.judge.token[i]);
    strip.starts.push_back(i > strip.first &&
                           measured.text.judge.sequence[i] != measured.text.judge.sequence[i - 1]);
    strip.state.push_back(state[i]);
    strip.rotated.push_back(rotated[i]);
  }
  return strip;
}

// Before rows are sorted: they stand in the order of the properties.
void add_strips(const Measured& measured, const AtlasOptions& options, Atlas& atlas) {
  for (std::size_t p = 0; p < atlas.rows.size(); ++p)
    if (atlas.rows[p].found() && !atlas.rows[p].rotated_state.empty())
      atlas.strips.push_back(strip_of(measured, measured.properties.judge[p], atlas.rows[p]));
  // By how far each stands above what is called readable.
  const auto above = [](const AtlasStrip& strip) {
    const double readable = strip.number ? models::kReadableR2 : models::kReadableAuroc;
    return (strip.effect - readable) / (1 - readable);
  };
  std::stable_sort(atlas.strips.begin(), atlas.strips.end(),
                   [&](const AtlasStrip& a, const AtlasStrip& b) { return above(a) > above(b); });
  if (atlas.strips.size() > static_cast<std::size_t>(options.pages))
    atlas.strips.resize(static_cast<std::size_t>(options.pages));
}

// All but what needs other networks; rows in the order of the properties.
Atlas begun(const Measured& measured, const AtlasOptions& options, const Execution& execution) {
  Atlas atlas;
  atlas.traces = measured.text.traces;
  atlas.vocabulary = measured.text.vocabulary;
  atlas.left_out = measured.properties.left_out;
  atlas.units = static_cast<int>(measured.choose().cols());
  atlas.steps_choose = measured.choose().rows();
  atlas.steps_judge = measured.judge().rows();
  atlas.readable_share = measured.effects.readable_share(measured.properties.judge);
  add_rows(measured, atlas);
  const std::vector<double> ceilings =
      models::atlas_ceilings({measured.choose(), measured.properties.choose},
                             {measured.judge(), measured.properties.judge}, options.penalty, execution);
  for (std::size_t p = 0; p < atlas.rows.size(); ++p) atlas.rows[p].ceiling = ceilings[p];
  add_shifts(measured, options, execution, atlas);
  add_trace(measured, options, execution, atlas);
  add_rotated(measured, static_cast<Eigen::Index>(atlas.traces.size()), options, execution, atlas);
  return atlas;
}

// Numbers first, each kind by its effect.
bool comes_before(const AtlasRow& a, const AtlasRow& b) {
  return a.number != b.number ? a.number : a.effect > b.effect;
}

void finish(const Measured& measured, const AtlasOptions& options, Atlas& atlas) {
  add_strips(measured, options, atlas);
  std::stable_sort(atlas.rows.begin(), atlas.rows.end(), comes_before);
}

}  // namespace

void AtlasOptions::check() const {
  check_range("--pages", pages, pages >= 0 && pages <= 50, "0 to 50");
  scored.check();
  check_range("--steps", static_cast<double>(steps), steps >= 100, "100 or more");
  check_range("--untrained", untrained, untrained >= 0 && untrained <= 1000, "0 to 1000");
  check_range("--rotations", rotations, rotations >= 1 && rotations <= 1000, "1 to 1000");
  check_range("--shifts", shifts, shifts >= 19 && shifts <= 1'000'000, "19 to 1000000");
  check_range("--penalty", penalty, penalty > 0, "above 0");
}

bool AtlasRow::found() const {
  const double readable = number ? models::kReadableR2 : models::kReadableAuroc;
  const double beside = highest(untrained);
  return !facts.told_by_symbol && effect >= readable && p_corrected <= kLevel &&
         (std::isnan(beside) || effect > beside);
}

Atlas study_atlas(const NetworkView& view, const AtlasOptions& options, const Execution& execution) {
  options.check();
  Stretches stretches{view, unit_traces(*view.network_at(options.stage)), {}, {}};
  if (stretches.traces.empty())
    fail(ErrorKind::data, view.id + ": has no units, so that there is nothing to read");
  stretches.choose = at_most(view.task->sequences({"train", 0, options.seed}), options.steps);
  stretches.judge = at_most(view.task->sequences({"test", 0, options.seed}), options.steps);
  const AtlasText text = text_of(stretches, options, execution);
  const Measured measured = measured_of(text, options, execution);
  Atlas atlas = begun(measured, options, execution);
  add_untrained(stretches, measured, options, execution, atlas);
  finish(measured, options, atlas);
  return atlas;
}

Atlas study_atlas(const AtlasText& text, const AtlasOptions& options, const Execution& execution) {
  options.check();
  const Measured measured = measured_of(text, options, execution);
  Atlas atlas = begun(measured, options, execution);
  finish(measured, options, atlas);
  return atlas;
}

formats::Table table_of(const Atlas& atlas) {
  formats::Table table;
  table.header = {"property",       "unit",         "effect",     "ceiling",
                  "null_untrained", "null_rotated", "null_trace", "p_corrected"};
  for (const AtlasRow& row : atlas.rows)
    table.rows.push_back({row.property, row.unit, formats::format_number(row.effect),
                          formats::format_number(row.ceiling), formats::format_number(highest(row.untrained)),
                          formats::format_number(highest(row.rotated)), formats::format_number(row.trace),
                          formats::format_number(row.p_corrected)});
  return table;
}

}  // namespace rssviz::cli
