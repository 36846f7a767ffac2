#include "cli/studies/readout_gap_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cli/studies/run_states.h"
#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/spectrum.h"
#include "models/analysis/statistics/error_intervals.h"

namespace rssviz::cli {
namespace {

using models::Accuracy;

constexpr double kNoises[] = {0, 0.01, 0.1};
constexpr std::size_t kMostWideSteps = 10;  // at which all inputs so far are read: they are many

models::StepProbeOptions probes_of(const ReadoutGapOptions& options) {
  models::StepProbeOptions probes;
  probes.folds = options.folds;
  probes.seed = options.seed;
  return probes;
}

// A fresh probe of features, its penalty chosen for them.
std::vector<Accuracy> probed(const models::SteppedFeatures& features, const ReadoutGapOptions& options,
                             const Execution& execution) {
  models::StepProbeOptions probes = probes_of(options);
  probes.logistic.lambda = models::choose_penalty(features, probes, execution);
  return models::probe_steps(features, probes, execution);
}

models::SteppedFeatures features_of(const models::StepStates& states, const std::vector<Matrix>& at) {
  return {at, states.members, states.classes, states.count()};
}

void add_probes(const models::StepStates& states, const ReadoutGapOptions& options,
                const Execution& execution, GapOfOne& gap) {
  const models::SteppedFeatures features = features_of(states, states.states);
  models::StepProbeOptions probes = probes_of(options);
  probes.logistic.lambda = gap.penalty = models::choose_penalty(features, probes, execution);
  const double size = models::root_mean_square(states.states);
  for (const double noise : kNoises) {
    probes.noise_sd = noise * size;
    gap.curves.push_back({"probe", noise, models::probe_steps(features, probes, execution)});
  }
}

void add_outputs(const models::StepStates& states, const ReadoutGapOptions& options,
                 const Execution& execution, GapOfOne& gap) {
  if (states.outputs.empty()) {
    gap.missing.push_back("output, logits_probe, refitted (no output stands for each class)");
    return;
  }
  GapCurve output{"output", 0, {}};
  for (std::size_t step = 0; step < states.steps.size(); ++step) {
    const std::vector<std::int32_t> said = models::largest_columns(states.outputs[step].cast<double>());
    output.at.push_back(
        {models::right_answers(said, states.classes_at(step)), static_cast<std::int64_t>(said.size())});
  }
  gap.curves.push_back(std::move(output));
  const models::SteppedFeatures features = features_of(states, states.outputs);
  gap.curves.push_back({"logits_probe", 0, probed(features, options, execution)});
  models::StepProbeOptions refitted = probes_of(options);
  refitted.reader = models::Reader::scale_and_offset;
  refitted.logistic.lambda = 1e-6;
  gap.curves.push_back({"refitted", 0, models::probe_steps(features, refitted, execution)});
}

// Steps spread over the sequence, the last among them.
std::vector<std::size_t> wide_steps(std::size_t steps) {
  std::vector<std::size_t> chosen;
  const std::size_t pace = (steps + kMostWideSteps - 1) / kMostWideSteps;
  for (std::size_t step = (steps - 1) % pace; step < steps; step += pace) chosen.push_back(step);
  return chosen;
}

// The inputs of each member up to each of some steps, side by side.
void add_inputs_so_far(const models::StepStates& states, const std::vector<Matrix>& inputs,
                       const ReadoutGapOptions& options, const Execution& execution, GapOfOne& gap) {
  const std::vector<std::size_t> chosen = wide_steps(inputs.size());
  std::vector<Matrix> wide;
  std::vector<std::vector<std::int32_t>> members;
  const Eigen::Index width = inputs.front().cols();
  for (const std::size_t last : chosen) {
    Matrix so_far = Matrix::Zero(inputs[last].rows(), width * static_cast<Eigen::Index>(last + 1));
    for (std::size_t step = 0; step <= last; ++step)
      for (std::size_t i = 0, j = 0; i < states.members[last].size(); ++i) {
        while (j < states.members[step].size() && states.members[step][j] < states.members[last][i]) ++j;
        if (j < states.members[step].size() && states.members[step][j] == states.members[last][i])
          so_far.block(static_cast<Eigen::Index>(i), width * static_cast<Eigen::Index>(step), 1, width) =
              inputs[step].row(static_cast<Eigen::Index>(j));
      }
    wide.push_back(std::move(so_far));
    members.push_back(states.members[last]);
  }
  const std::vector<Accuracy> accuracies =
      probed({wide, members, states.classes, states.count()}, options, execution);
  GapCurve curve{"inputs_so_far", 0, std::vector<Accuracy>(states.steps.size())};
  for (std::size_t i = 0; i < chosen.size(); ++i) curve.at[chosen[i]] = accuracies[i];
  gap.curves.push_back(std::move(curve));
}

void add_inputs(const models::StepStates& states, const std::vector<Matrix>& inputs,
                const ReadoutGapOptions& options, const Execution& execution, GapOfOne& gap) {
  if (inputs.size() < states.steps.size()) {
    gap.missing.push_back("current_input, inputs_so_far (the inputs aren't known)");
    return;
  }
  gap.curves.push_back({"current_input", 0, probed(features_of(states, inputs), options, execution)});
  add_inputs_so_far(states, inputs, options, execution, gap);
}

GapOfOne begun(const models::StepStates& states) {
  GapOfOne gap;
  gap.steps = states.steps;
  gap.trained_step = states.steps.back();
  gap.chance = models::chance_of(states.classes, states.count());
  gap.sequences = states.classes.size();
  gap.units = states.units();
  gap.classes = states.count();
  gap.notes = states.notes;
  return gap;
}

// The states of every step run on without input to the last step, and read there by the trained output.
void add_run_on(const NetworkView& view, const RunStates& run, const Execution& execution, GapOfOne& gap) {
  if (run.states.outputs.empty() || view.task->blank_token() < 0 || !run.states.is_rectangular()) {
    gap.missing.push_back("run_on (the task has no step without input)");
    return;
  }
  const std::vector<Matrix> outputs =
      run_on_outputs(*run.network, run.tokens, view.task->blank_token(), execution);
  GapCurve curve{"run_on", 0, {}};
  for (std::size_t step = 0; step < outputs.size(); ++step) {
    const std::vector<std::int32_t> said = models::largest_columns(outputs[step].cast<double>());
    curve.at.push_back(
        {models::right_answers(said, run.states.classes), static_cast<std::int64_t>(said.size())});
  }
  gap.curves.push_back(std::move(curve));
}

// The network before training, its recurrent weights scaled to the trained ones' spectral radius.
void add_untrained(const NetworkView& view, const std::string& column, const RunStates& run,
                   const ReadoutGapOptions& options, const Execution& execution, GapOfOne& gap) {
  if (view.stages < 2 || view.states_stay) {
    gap.missing.push_back("untrained (its states don't change while it learns)");
    return;
  }
  const std::unique_ptr<models::Network> network = untrained_network(view, gap.radius);
  const models::StepStates states = states_along(view, *network, run.sequences, column, execution);
  gap.curves.push_back({"untrained", 0, probed(features_of(states, states.states), options, execution)});
}

// The trained network with its recurrent weights in random order: their sizes stay, what they were trained to
// do together is gone.
void add_permuted(const NetworkView& view, const std::string& column, const RunStates& run,
                  const ReadoutGapOptions& options, const Execution& execution, GapOfOne& gap) {
  MatrixD weights = view.run->recurrent_weights(-1);
  if (weights.size() == 0 || view.states_stay) {
    gap.missing.push_back("permuted (it needs an rnn of one layer)");
    return;
  }
  Rng rng(options.seed, "permuted weights", 0);
  rng.shuffle(std::span(weights.data(), static_cast<std::size_t>(weights.size())));
  const auto permuted = view.run->with_recurrent_weights(-1, weights);
  const std::unique_ptr<models::Network> network = view.task->network(*permuted, -1);
  const models::StepStates states = states_along(view, *network, run.sequences, column, execution);
  gap.curves.push_back({"permuted", 0, probed(features_of(states, states.states), options, execution)});
}

GapLine line_of(const std::vector<GapOfOne>& of, std::size_t curve) {
  GapLine line{of.front().curves[curve].name, of.front().curves[curve].noise, {}, {}, {}, {}};
  for (std::size_t step = 0; step < of.front().steps.size(); ++step) {
    const Accuracy& first = of.front().curves[curve].at[step];
    if (first.tested == 0) continue;
    line.steps.push_back(of.front().steps[step]);
    if (of.size() == 1) {
      const models::Interval interval = models::wilson_interval(first.right, first.tested);
      line.accuracy.push_back(first.share());
      line.low.push_back(interval.low);
      line.high.push_back(interval.high);
      continue;
    }
    std::vector<double> shares;
    for (const GapOfOne& one : of) shares.push_back(one.curves[curve].at[step].share());
    const models::MeanInterval mean = models::mean_interval(shares);
    line.accuracy.push_back(mean.mean);
    line.low.push_back(std::max(0.0, mean.interval.low));
    line.high.push_back(std::min(1.0, mean.interval.high));
  }
  return line;
}

}  // namespace

void ReadoutGapOptions::check() const {
  check_range("sequences", sequences, sequences >= 4 && sequences <= 5000, "4 to 5000");
  check_range("folds", folds, folds >= 2 && folds <= 100, "2 to 100");
}

GapOfOne study_readout_gap(const StepStatesFile& file, const ReadoutGapOptions& options,
                           const Execution& execution) {
  options.check();
  GapOfOne gap = begun(file.states);
  add_probes(file.states, options, execution, gap);
  add_outputs(file.states, options, execution, gap);
  gap.missing.push_back("run_on, untrained, permuted (they need the network)");
  add_inputs(file.states, file.inputs, options, execution, gap);
  return gap;
}

GapOfOne study_readout_gap(const NetworkView& view, const std::string& column,
                           const ReadoutGapOptions& options, const Execution& execution) {
  options.check();
  const RunStates run = run_states(view, column, {"test", options.sequences, options.seed}, execution);
  GapOfOne gap = begun(run.states);
  gap.id = view.id;
  add_probes(run.states, options, execution, gap);
  add_outputs(run.states, options, execution, gap);
  add_run_on(view, run, execution, gap);
  add_untrained(view, column, run, options, execution, gap);
  add_permuted(view, column, run, options, execution, gap);
  add_inputs(run.states, inputs_by_step(view, run), options, execution, gap);
  return gap;
}

const GapLine* ReadoutGap::line(const std::string& name, double noise) const {
  for (const GapLine& one : lines)
    if (one.name == name && one.noise == noise) return &one;
  return nullptr;
}

ReadoutGap pooled(std::vector<GapOfOne> of) {
  ReadoutGap gap;
  for (const GapOfOne& one : of) {
    if (one.steps != of.front().steps || one.curves.size() != of.front().curves.size())
      fail(ErrorKind::data, "readout-gap: the networks have other steps or curves; draw them one by one");
    gap.chance += one.chance / static_cast<double>(of.size());
  }
  for (std::size_t curve = 0; curve < of.front().curves.size(); ++curve)
    gap.lines.push_back(line_of(of, curve));
  gap.of = std::move(of);
  return gap;
}

formats::Table table_of(const ReadoutGap& gap) {
  formats::Table table;
  table.header = {"step", "curve", "accuracy", "low", "high", "chance", "noise"};
  const auto number = [](double value) { return formats::format_number(value); };
  for (const GapLine& line : gap.lines)
    for (std::size_t i = 0; i < line.steps.size(); ++i)
      table.rows.push_back({std::to_string(line.steps[i]), line.name, number(line.accuracy[i]),
                            number(line.low[i]), number(line.high[i]), number(gap.chance),
                            number(line.noise)});
  return table;
}

}  // namespace rssviz::cli
