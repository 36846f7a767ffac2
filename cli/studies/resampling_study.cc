#include "cli/studies/resampling_study.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "cli/studies/unit_recording.h"
#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/units/ablation.h"
#include "models/analysis/units/atlas_properties.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kTogether = 32;    // sequences of a block
constexpr std::size_t kStretch = 1000;   // a longer sequence is cut into stretches, each from the zero state
constexpr std::size_t kMostGroups = 40;  // by target; else by the role `part` of the next step
constexpr std::size_t kLeastSteps = 20;  // of a group

// Names of classes that can be seen.
std::string visible(const std::string& name) {
  if (name == "\n") return "newline";
  if (name == "\r") return "return";
  if (name == "\t") return "tab";
  return name == " " ? "space" : name;
}

struct Text {
  std::vector<models::Tokens> sequences{};
  std::vector<std::vector<std::size_t>> places{};  // of each token: its point
  std::vector<std::int32_t> symbol{};              // points: by the word of the token
  std::vector<std::int32_t> target{};              // points: class that came next; -1: not known
  std::vector<std::int32_t> group{};               // points; -1: not counted
  std::vector<std::string> groups{};
};

std::vector<models::Tokens> cut(const std::vector<models::Tokens>& sequences, long long most) {
  std::vector<models::Tokens> pieces;
  for (const models::Tokens& one : sequences)
    for (std::size_t from = 0; from < one.size() && most > 0; from += kStretch) {
      const std::size_t to = std::min({one.size(), from + kStretch, from + static_cast<std::size_t>(most)});
      pieces.emplace_back(one.begin() + static_cast<std::ptrdiff_t>(from),
                          one.begin() + static_cast<std::ptrdiff_t>(to));
      most -= static_cast<long long>(to - from);
    }
  return pieces;
}

// The class that came next: the column of targets, else the next token of the sequence.
std::vector<std::int32_t> targets_of(const models::StateTrace& trace) {
  if (const models::IntColumn* const target = trace.integer("target")) return target->values;
  std::vector<std::int32_t> next(trace.points(), -1);
  for (std::size_t i = 0; i + 1 < next.size(); ++i)
    if (trace.sequence[i + 1] == trace.sequence[i]) next[i] = trace.token[i + 1];
  return next;
}

void group_steps(const NetworkView& view, const models::StateTrace& trace, Text& text) {
  const std::vector<std::string> parts = view.task->role("part");
  if (view.corpus->output_names.size() <= kMostGroups || parts.empty()) {
    for (const std::string& name : view.corpus->output_names) text.groups.push_back(visible(name));
    text.group = text.target;
    return;
  }
  const models::IntColumn& part = trace.require_integer(parts.front());
  text.groups = part.labels;
  text.group.assign(trace.points(), -1);
  for (std::size_t i = 0; i + 1 < trace.points(); ++i)
    if (text.target[i] >= 0 && trace.sequence[i + 1] == trace.sequence[i]) text.group[i] = part.values[i + 1];
}

Text text_of(const NetworkView& view, const models::Network& network, const ResamplingOptions& options,
             const Execution& execution) {
  if (!view.task->every_step() || !view.task->classes())
    fail(ErrorKind::data, view.id + ": has no class as target at every step, so that no step has a loss");
  Text text;
  text.sequences = cut(view.task->sequences({"test", 0, options.seed}), options.steps);
  const models::StateTrace trace = view.record(network, text.sequences, "", execution);
  std::size_t point = 0;
  for (const models::Tokens& one : text.sequences) {
    text.places.emplace_back(one.size());
    for (std::size_t& place : text.places.back()) place = point++;
  }
  if (point != trace.points()) fail(ErrorKind::internal, "resampling: not a point a token");
  text.symbol = models::symbols_of_steps(trace, trace).judge;
  text.target = targets_of(trace);
  group_steps(view, trace, text);
  return text;
}

// The states' columns that hold a unit of the top layer: one of hidden, and of cell where there is one.
std::vector<Eigen::Index> columns_of_unit(const models::Network& network, int unit) {
  const std::vector<std::string> names = network.trace_names();
  int layers = 0;
  while (std::find(names.begin(), names.end(), "hidden_" + std::to_string(layers + 1)) != names.end())
    ++layers;
  layers = std::max(1, layers);
  const int units = models::unit_count(network);
  const int blocks = network.state_size() / (units * layers);
  std::vector<Eigen::Index> columns;
  for (int block = 0; block < blocks; ++block)
    columns.push_back(((layers - 1) * blocks + block) * units + unit);
  return columns;
}

// What a unit is set to at each point: nothing, or columns of the state with values.
struct Setting {
  std::vector<Eigen::Index> columns{};
  Matrix values{};  // points x columns
};

struct Passed {
  std::vector<double> losses{};  // points; NaN without a target
  Matrix kept{};                 // points x state, where asked for
};

double loss_of(const MatrixD& logits, Eigen::Index row, std::int32_t target) {
  const double most = logits.row(row).maxCoeff();
  double sum = 0;
  for (Eigen::Index k = 0; k < logits.cols(); ++k) sum += std::exp(logits(row, k) - most);
  return std::log(sum) - (logits(row, target) - most);
}

// Reads the text with a unit set as it says.
Passed pass(const models::Network& network, const Text& text, const Setting& setting, bool keep,
            const Execution& execution) {
  Passed passed;
  passed.losses.assign(text.target.size(), std::nan(""));
  if (keep) passed.kept.resize(static_cast<Eigen::Index>(text.target.size()), network.state_size());
  execution.workers.for_each((text.sequences.size() + kTogether - 1) / kTogether, [&](std::size_t block) {
    execution.progress.check_stop();
    const std::size_t from = block * kTogether, to = std::min(text.sequences.size(), from + kTogether);
    Matrix state = Matrix::Zero(static_cast<Eigen::Index>(to - from), network.state_size()), next = state;
    std::size_t longest = 0;
    for (std::size_t k = from; k < to; ++k) longest = std::max(longest, text.sequences[k].size());
    std::vector<std::int32_t> tokens(to - from);
    for (std::size_t t = 0; t < longest; ++t) {
      for (std::size_t k = from; k < to; ++k)
        tokens[k - from] = text.sequences[k][std::min(t, text.sequences[k].size() - 1)];
      network.step(state, tokens, next);
      state.swap(next);
      for (std::size_t k = from; k < to; ++k) {
        if (t >= text.sequences[k].size()) continue;
        const auto row = static_cast<Eigen::Index>(k - from);
        const auto point = static_cast<Eigen::Index>(text.places[k][t]);
        for (std::size_t c = 0; c < setting.columns.size(); ++c)
          state(row, setting.columns[c]) = setting.values(point, static_cast<Eigen::Index>(c));
        if (keep) passed.kept.row(point) = state.row(row);
      }
      const MatrixD logits = network.read_out_double(state);
      for (std::size_t k = from; k < to; ++k) {
        if (t >= text.sequences[k].size()) continue;
        const std::size_t point = text.places[k][t];
        if (text.target[point] >= 0)
          passed.losses[point] = loss_of(logits, static_cast<Eigen::Index>(k - from), text.target[point]);
      }
    }
  });
  return passed;
}

// Another step with the same symbol for each, by streams (seed, "resampled", unit); or the mean of all.
Setting setting_of(const models::Network& network, const Text& text, const Matrix& states, int unit,
                   const ResamplingOptions& options) {
  Setting setting{columns_of_unit(network, unit), {}};
  setting.values.resize(states.rows(), static_cast<Eigen::Index>(setting.columns.size()));
  std::map<std::int32_t, std::vector<Eigen::Index>> same;
  for (std::size_t i = 0; i < text.symbol.size(); ++i)
    same[text.symbol[i]].push_back(static_cast<Eigen::Index>(i));
  Rng rng(options.seed, "resampled", static_cast<std::uint64_t>(unit));
  for (Eigen::Index i = 0; i < states.rows(); ++i) {
    const std::vector<Eigen::Index>& steps = same[text.symbol[static_cast<std::size_t>(i)]];
    const Eigen::Index other = steps[rng.below(steps.size())];
    for (std::size_t c = 0; c < setting.columns.size(); ++c)
      setting.values(i, static_cast<Eigen::Index>(c)) = states(other, setting.columns[c]);
  }
  if (options.hold)
    for (std::size_t c = 0; c < setting.columns.size(); ++c) {
      double sum = 0;
      for (Eigen::Index i = 0; i < states.rows(); ++i)
        sum += static_cast<double>(states(i, setting.columns[c]));
      setting.values.col(static_cast<Eigen::Index>(c))
          .setConstant(static_cast<float>(sum / static_cast<double>(states.rows())));
    }
  return setting;
}

// Units by how alike they are to one in the logarithms of deviation and of the norm of their readout weights.
std::vector<int> matched_controls(const models::Network& network, const Matrix& states, int unit,
                                  const std::vector<int>& asked, int count) {
  const MatrixD weights = models::readout_weights(network);
  const int units = models::unit_count(network);
  std::vector<std::pair<double, double>> at;
  for (int u = 0; u < units; ++u) {
    const Vector column = states.col(columns_of_unit(network, u).front());
    double mean = 0, squares = 0;
    for (const float value : column) mean += static_cast<double>(value) / static_cast<double>(column.size());
    for (const float value : column)
      squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    at.emplace_back(0.5 * std::log(squares / static_cast<double>(column.size()) + 1e-12),
                    std::log(weights.col(u).norm() + 1e-12));
  }
  std::vector<int> others;
  for (int u = 0; u < units; ++u)
    if (std::find(asked.begin(), asked.end(), u) == asked.end()) others.push_back(u);
  const auto distance = [&](int u) {
    const auto& one = at[static_cast<std::size_t>(u)];
    const auto& to = at[static_cast<std::size_t>(unit)];
    return std::hypot(one.first - to.first, one.second - to.second);
  };
  std::stable_sort(others.begin(), others.end(), [&](int a, int b) { return distance(a) < distance(b); });
  others.resize(std::min(others.size(), static_cast<std::size_t>(count)));
  return others;
}

// The unit of the top layer that tells a property best, chosen on the training sequences.
int telling_unit(const NetworkView& view, const models::Network& network, const ResamplingOptions& options,
                 const Execution& execution, std::string& told) {
  std::string property = options.property;
  if (property.empty()) {
    const std::vector<std::string> all = view.task->role("properties");
    if (all.empty())
      fail(ErrorKind::usage, "unit-test: name units by --unit, or a column that they tell by --property");
    property = all.front();
  }
  const std::string trace = network.trace_names().front();
  const std::vector<std::string> traces{trace};
  const std::vector<models::Tokens> choose =
      at_most(view.task->sequences({"train", 0, options.seed}), options.steps);
  const std::vector<models::Tokens> judge =
      at_most(view.task->sequences({"test", 0, options.seed}), options.steps);
  const models::StateTrace known = annotated_steps(view, network, choose, execution);
  const models::StateTrace asked = annotated_steps(view, network, judge, execution);
  const models::AtlasProperties properties =
      models::atlas_properties(known, asked, std::vector<std::string>{property}, {});
  if (properties.choose.empty())
    fail(ErrorKind::data, view.id + ": --property " + property + " has fewer than 10 episodes");
  const models::AtlasEffects effects = models::atlas_effects(
      {unit_states(view, network, traces, choose, execution), properties.choose},
      {unit_states(view, network, traces, judge, execution), properties.judge}, execution);
  told = trace + " " + std::to_string(effects.unit.front()) + " tells " + properties.choose.front().name +
         " best (" + (properties.choose.front().number ? "R² " : "AUROC ") +
         formats::format_number(std::round(1000 * effects.effect.front()) / 1000) + ")";
  return effects.unit.front();
}

// Mean change by group and over all.
ResampledUnit changed(int unit, int control_of, const Text& text, const std::vector<double>& before,
                      const std::vector<double>& after) {
  ResampledUnit result{unit, control_of, std::vector<double>(text.groups.size(), 0), 0};
  std::vector<double> counts(text.groups.size(), 0);
  double all = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (std::isnan(before[i])) continue;
    result.change += after[i] - before[i];
    ++all;
    if (text.group[i] < 0) continue;
    result.changes[static_cast<std::size_t>(text.group[i])] += after[i] - before[i];
    ++counts[static_cast<std::size_t>(text.group[i])];
  }
  result.change /= std::max(1., all);
  for (std::size_t g = 0; g < counts.size(); ++g) result.changes[g] /= std::max(1., counts[g]);
  return result;
}

// Keeps the groups with steps enough.
void drop_rare_groups(const Text& text, Resampling& result) {
  std::vector<std::size_t> kept;
  for (std::size_t g = 0; g < text.groups.size(); ++g)
    if (result.counts[g] >= kLeastSteps) kept.push_back(g);
  const auto only = [&](auto& values) {
    std::remove_reference_t<decltype(values)> some;
    for (const std::size_t g : kept) some.push_back(values[g]);
    values = std::move(some);
  };
  only(result.groups);
  only(result.counts);
  only(result.losses);
  for (ResampledUnit& unit : result.units) only(unit.changes);
}

}  // namespace

void ResamplingOptions::check() const {
  check_range("--steps", static_cast<double>(steps), steps >= 100, "100 or more");
  check_range("--controls", controls, controls >= 0 && controls <= 1000, "0 to 1000");
}

Resampling study_resampling(const NetworkView& view, const ResamplingOptions& options,
                            const Execution& execution) {
  options.check();
  const auto network = view.network_at(-1);
  const int units = network->trace_names().front() == "output" ? 0 : models::unit_count(*network);
  if (units == 0) fail(ErrorKind::data, view.id + ": has no units, so that there is none to resample");
  Resampling result;
  result.view = &view;
  std::vector<int> asked = options.units;
  for (const int unit : asked)
    check_range("--unit", unit, unit >= 0 && unit < units, "0 to " + std::to_string(units - 1));
  if (asked.empty()) asked = {telling_unit(view, *network, options, execution, result.told)};
  const Text text = text_of(view, *network, options, execution);
  const Passed plain = pass(*network, text, {}, true, execution);
  result.groups = text.groups;
  result.steps = text.target.size();
  result.counts.assign(text.groups.size(), 0);
  result.losses.assign(text.groups.size(), 0);
  for (std::size_t i = 0; i < plain.losses.size(); ++i) {
    if (std::isnan(plain.losses[i]) || text.group[i] < 0) continue;
    ++result.counts[static_cast<std::size_t>(text.group[i])];
    result.losses[static_cast<std::size_t>(text.group[i])] += plain.losses[i];
  }
  for (std::size_t g = 0; g < result.counts.size(); ++g)
    result.losses[g] /= static_cast<double>(std::max<std::size_t>(1, result.counts[g]));
  const auto resample = [&](int unit, int control_of) {
    const Setting setting = setting_of(*network, text, plain.kept, unit, options);
    const Passed passed = pass(*network, text, setting, false, execution);
    result.units.push_back(changed(unit, control_of, text, plain.losses, passed.losses));
  };
  for (const int unit : asked) {
    resample(unit, -1);
    for (const int control : matched_controls(*network, plain.kept, unit, asked, options.controls))
      resample(control, unit);
  }
  drop_rare_groups(text, result);
  return result;
}

formats::Table table_of(const Resampling& resampling) {
  formats::Table table;
  table.header = {"unit", "control_of", "next", "steps", "loss", "change"};
  for (const ResampledUnit& unit : resampling.units)
    for (std::size_t g = 0; g < resampling.groups.size(); ++g)
      table.rows.push_back(
          {std::to_string(unit.unit), unit.control_of < 0 ? "" : std::to_string(unit.control_of),
           resampling.groups[g], std::to_string(resampling.counts[g]),
           formats::format_number(resampling.losses[g]), formats::format_number(unit.changes[g])});
  return table;
}

}  // namespace rssviz::cli
