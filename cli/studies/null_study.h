// How much of a map the inputs alone, chance and another seed explain: states without recurrence, without
// training, over shuffled inputs and of another seed, and the share of neighbours that each keeps. What the
// figure `null` shows.
#pragma once

#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// What a network's states are compared with.
enum class Null { itself, input_trace, untrained, shuffled, another_seed };
inline constexpr Null kNulls[] = {Null::itself, Null::input_trace, Null::untrained, Null::shuffled,
                                  Null::another_seed};

struct NullOptions {
  int neighbors{15};
  int map_epochs{0};  // of the maps of the nulls; 0: as many as the network's own
};

struct NullMap {
  Null of{Null::itself};
  models::StateTrace trace{};  // empty where the states are the network's own
  embed::Embedding embedding{};
  double share{-1};         // of the network's neighbours that are neighbours here; -1: nothing was compared
  bool same_states{false};  // nothing to compare: the states are the network's own
};

// One row a network, the nulls in order. Neighbours are counted between distinct states, in state space.
// Throws Error{data} where the weights of a network were imported (there is no other seed of it).
std::vector<std::vector<NullMap>> study_nulls(const std::vector<const NetworkView*>& networks,
                                              const NullOptions& options, const Execution& execution);

}  // namespace rssviz::cli
