#include "cli/studies/network_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "cli/options/option_table.h"
#include "cli/studies/ablation_study.h"
#include "cli/studies/difficulty.h"
#include "cli/studies/nesting_measure.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "models/analysis/units/importance.h"
#include "models/analysis/units/polyvalence.h"

namespace rssviz::cli {
namespace {

using formats::format_number;

void add_nesting(const models::StateTrace& trace, const NetworkView& view, const char* variant,
                 MeasuredRows& rows) {
  for (const bool scaled : {false, true}) {
    const NestingNumber found = nesting_of(trace, *view.task, scaled);
    rows.push_back({scaled ? "unit-scaled" : "raw", variant, format_number(found.outer_share),
                    format_number(found.repeat_cosine), format_number(found.probe_other_groups)});
  }
}

MeasuredRows nesting_rows(const NetworkView& view, const MeasureOptions&, const Execution& execution) {
  MeasuredRows rows;
  add_nesting(view.trace, view, "trained", rows);
  if (!view.states_stay)
    add_nesting(view.record(*view.network_at(0), view.sentences, view.trace.what, execution), view,
                "untrained", rows);
  add_nesting(view.input_trace(execution), view, "words", rows);
  return rows;
}

// Shares of units that leave errors away from 0 and 1: an ESN of 1,000 units is wrong in nearly every
// sentence after one per cent; of 20 units the least that there is is one in twenty.
std::vector<double> ablated_shares(const NetworkView& view) {
  return view.states_stay ? std::vector{0.001, 0.002, 0.005} : std::vector{0.05, 0.1};
}

MeasuredRows ablation_rows(const NetworkView& view, const MeasureOptions& options,
                           const Execution& execution) {
  AblationOptions how;
  how.sample = options.sample;
  how.draws = options.draws;
  how.seed = view.seed;
  how.shares = ablated_shares(view);
  how.random_units = false;
  const AblationSubject subject{&view, view.task->role("part").front(), view.task->role("ends").front(),
                                view.task->role("judged")};
  const AblatedNetwork found = study_ablation({subject}, how, execution).front();
  MeasuredRows rows;
  for (std::size_t ranking = 0; ranking < kRankings; ++ranking)
    for (std::size_t c = 0; c < found.counts.size(); ++c)
      for (std::size_t slot = 0; slot < found.slots; ++slot) {
        if (found.counts[c] == 0) continue;
        const double error = found.errors[c][ranking].front()[slot];
        std::vector<double> drawn;
        for (const SlotErrors& draw : found.errors[c][wiring_of(ranking)]) drawn.push_back(draw[slot]);
        rows.push_back({kSilenced[ranking], format_number(found.share(c)), std::to_string(found.counts[c]),
                        std::to_string(slot + 1), format_number(error), format_number(models::mean_of(drawn)),
                        format_number(models::rank_p(error, drawn, models::Tail::above))});
      }
  return rows;
}

MeasuredRows polyvalence_rows(const NetworkView& view, const MeasureOptions&, const Execution& execution) {
  const std::unique_ptr<models::Network> network = view.network_at(-1);
  const models::UnitReadout readout = models::unit_readout(*network);
  const models::StateTrace trace = view.record(*network, view.sentences, readout.trace, execution);
  models::PolyvalenceOptions options;
  options.seed = view.seed;
  const models::Polyvalence found =
      models::polyvalent_units(readout.weights, models::unit_deviations(models::distinct_states(trace)),
                               models::Importance::contribution, options, execution);
  int count = 0;
  double expected = 0;
  for (auto c = static_cast<std::size_t>(found.many); c < found.units_with.size(); ++c) {
    count += found.units_with[c];
    expected += found.expected[c];
  }
  return {{std::to_string(count), format_number(expected)}};
}

double auroc_of(const Difficulty& found, std::size_t which) { return found.predictors[which].auroc; }

// The map is made of the sample's states, the test sequences' last states are placed on it.
MeasuredRows difficulty_rows(const NetworkView& view, const MeasureOptions& options,
                             const Execution& execution) {
  MeasuredRows rows;
  NetworkView mapped = view;
  for (int k = 0; k < options.maps; ++k) {
    embed::EmbedOptions how;
    how.umap.seed = view.seed + 1000 * static_cast<std::uint64_t>(k);
    how.quality = embed::Measure::none;
    mapped.embedding = embed::embed(view.trace.states, how, execution);
    const Difficulty found = measure_difficulty(mapped, {view.task->role("judged"), 1, view.seed}, execution);
    // In the order of measure_difficulty: margin, states, map, words, length.
    rows.push_back({std::to_string(how.umap.seed), format_number(auroc_of(found, 2)),
                    format_number(auroc_of(found, 1)), format_number(auroc_of(found, 3)),
                    format_number(auroc_of(found, 0)), format_number(auroc_of(found, 4))});
  }
  return rows;
}

}  // namespace

void MeasureOptions::check() const {
  const auto at_least_one = [](const char* option, long long value) {
    if (value < 1)
      fail(ErrorKind::usage, std::string(option) + " = " + std::to_string(value) + " is below 1");
  };
  at_least_one("--sample", sample);
  at_least_one("--maps", maps);
  at_least_one("--ablation-draws", draws);
}

const std::vector<NetworkMeasure>& network_measures() {
  static const std::vector<NetworkMeasure> measures{
      {"nesting", {"scaling", "variant", "outer_share", "repeat_cosine", "probe_other_groups"}, nesting_rows},
      {"ablation", {"silenced", "share", "units", "slot", "error", "drawn_mean", "p"}, ablation_rows},
      {"polyvalence", {"polyvalent", "expected"}, polyvalence_rows},
      {"difficulty", {"map_seed", "map", "states", "words", "margin", "length"}, difficulty_rows}};
  return measures;
}

const NetworkMeasure& measure_named(const std::string& name) {
  std::vector<std::string> known;
  for (const NetworkMeasure& measure : network_measures()) {
    if (name == measure.name) return measure;
    known.emplace_back(measure.name);
  }
  const std::string near = nearest_name(name, known);
  fail(ErrorKind::usage, "--measures: there is no '" + name + "'" +
                             (near.empty() ? "; there are nesting, ablation, polyvalence, difficulty and time"
                                           : "; did you mean '" + near + "'?"));
}

NetworkView measured_view(std::shared_ptr<const models::Run> run, std::shared_ptr<const models::Task> task,
                          const MeasureOptions& options, const Execution& execution) {
  NetworkView view;
  view.run = std::move(run);
  view.task = std::move(task);
  view.corpus = view.task->corpus();
  view.name = view.run->name();
  view.id = view.cell = view.run->cell();
  view.seed = view.task->seed();
  view.stages = view.run->stages();
  view.states_stay = view.run->states_stay();
  view.sentences = view.task->sequences({"test", options.sample, view.seed});
  view.trace = view.record(*view.network_at(-1), view.sentences, "", execution);
  return view;
}

}  // namespace rssviz::cli
