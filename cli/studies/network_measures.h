// What `rssviz compare --measures` asks of a trained network beside its errors, so that claims over many
// seeds rest on numbers and not on pictures: nesting of its states, errors without some units, units that
// serve many outputs, and how well neighbours on its maps tell errors. One table a measure, a row a number.
// Values; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

struct MeasureOptions {
  long long sample{200};  // test sequences that states are recorded on and units silenced on
  int maps{5};            // map seeds a network
  int draws{20};          // of units to silence

  // Throws Error{usage} naming option, value and range.
  void check() const;
};

using MeasuredRows = std::vector<std::vector<std::string>>;

struct NetworkMeasure {
  const char* name;
  std::vector<std::string> columns;
  MeasuredRows (*rows)(const NetworkView& view, const MeasureOptions& options, const Execution& execution);
};

// nesting       scaling (raw, unit-scaled), variant (trained, untrained, words), outer_share, repeat_cosine,
//               probe_other_groups: of the states of the last part that has both classes, as the figure
//               nesting
// ablation      silenced, share, units, slot, error, drawn_mean, p: errors without the first units of a
// ranking,
//               and the mean over draws of units that the inputs drive as strongly; p: share of draws as far
//               up
// polyvalence   polyvalent, expected: units, and how many there would be were each output's weights permuted
// difficulty    map_seed, map, states, words, margin, length: areas under the ROC curve for telling errors
const std::vector<NetworkMeasure>& network_measures();
const NetworkMeasure& measure_named(const std::string& name);  // Error{usage} listing the names

// What measures look at: a run in memory, with the states of `options.sample` test sequences and no map.
NetworkView measured_view(std::shared_ptr<const models::Run> run, std::shared_ptr<const models::Task> task,
                          const MeasureOptions& options, const Execution& execution);

}  // namespace rssviz::cli
