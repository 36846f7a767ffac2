#include "cli/studies/null_study.h"

#include <iterator>

namespace rssviz::cli {
namespace {

models::StateTrace compared_states(const NetworkView& view, Null null, const Execution& execution) {
  const std::string& what = view.trace.what;
  if (null == Null::input_trace) return view.input_trace(execution);
  if (null == Null::untrained) return view.record(*view.network_at(0), view.sentences, what, execution);
  if (null == Null::shuffled) return view.shuffled(execution);
  return view.record(*view.retrained(view.seed + 1000, execution), view.sentences, what, execution);
}

NullMap compare(const NetworkView& view, Null null, const NullOptions& options, const Execution& execution) {
  NullMap made;
  made.of = null;
  made.same_states = null == Null::untrained && view.states_stay;
  if (null == Null::itself || made.same_states) return made;
  made.trace = compared_states(view, null, execution);
  embed::EmbedOptions map = view.embedding.options;
  map.quality = embed::Measure::full;
  if (options.map_epochs > 0) map.umap.epochs = options.map_epochs;
  made.embedding = embed::embed(made.trace.states, map, execution);
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  made.share =
      embed::mean_neighbor_overlap(embed::select_rows(view.trace.states, rows),
                                   embed::select_rows(made.trace.states, rows), options.neighbors, execution);
  return made;
}

}  // namespace

std::vector<std::vector<NullMap>> study_nulls(const std::vector<const NetworkView*>& networks,
                                              const NullOptions& options, const Execution& execution) {
  constexpr std::size_t kCount = std::size(kNulls);
  std::vector<std::vector<NullMap>> made(networks.size(), std::vector<NullMap>(kCount));
  execution.workers.for_each(networks.size() * kCount, [&](std::size_t i) {
    execution.progress.check_stop();
    // The null that trains a network again takes longest and goes first.
    const std::size_t k = kCount - 1 - i / networks.size();
    const std::size_t n = i % networks.size();
    made[n][k] = compare(*networks[n], kNulls[k], options, execution);
  });
  return made;
}

}  // namespace rssviz::cli
