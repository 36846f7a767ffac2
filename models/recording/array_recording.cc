#include "models/recording/array_recording.h"

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {

StateTrace record_rows(const Network& network, const ArrayTask& task, const ArrayOptions& options,
                       const std::vector<std::int32_t>& rows, const std::vector<std::string>& words,
                       const std::string& what, const Execution& execution) {
  std::vector<bool> wanted(static_cast<std::size_t>(task.inputs.rows()), false);
  for (const std::int32_t row : rows) {
    if (row < 0 || row >= task.inputs.rows())
      fail(ErrorKind::data, "row " + std::to_string(row) + " is outside of the inputs");
    wanted[static_cast<std::size_t>(row)] = true;
  }
  std::vector<Tokens> runs;  // as far as the last row wanted of each
  for (Tokens& run : runs_of(task, options)) {
    while (!run.empty() && !wanted[static_cast<std::size_t>(run.back())]) run.pop_back();
    if (!run.empty()) runs.push_back(std::move(run));
  }
  const StateTrace all = record_states(network, runs, words,
                                       network.outputs() > 0 ? task.output_names : std::vector<std::string>{},
                                       {what}, execution);
  std::vector<std::int32_t> place(wanted.size(), -1);
  for (std::size_t i = 0; i < all.points(); ++i)
    place[static_cast<std::size_t>(all.token[i])] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> points;
  for (const std::int32_t row : rows) points.push_back(place[static_cast<std::size_t>(row)]);
  StateTrace trace = only_points(all, points);
  const StepPlaces places = step_places(task);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    trace.sequence[i] = places.sequence[static_cast<std::size_t>(rows[i])];
    trace.step[i] = places.step[static_cast<std::size_t>(rows[i])];
  }
  return trace;
}

Matrix shuffled_rows(const ArrayTask& task, const ArrayOptions& options, std::uint64_t seed) {
  Matrix shuffled(task.inputs.rows(), task.inputs.cols());
  const std::vector<Tokens> runs = runs_of(task, options);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Tokens order = runs[i];
    Rng rng(seed, "shuffled rows", i);
    rng.shuffle(std::span<std::int32_t>(order));
    for (std::size_t t = 0; t < order.size(); ++t) shuffled.row(runs[i][t]) = task.inputs.row(order[t]);
  }
  return shuffled;
}

}  // namespace rssviz::models
