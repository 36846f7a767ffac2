// Distinct states are distinct prefixes: sequences that begin alike share their states until they part. The
// trie names each prefix once; its states are computed level by level as matrix products.
// Values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "models/cells/esn.h"
#include "models/cells/network.h"
#include "models/data/corpus.h"

namespace rssviz::models {

struct PrefixTrie {
  // Nodes are ordered by level (length of the prefix), within a level by first occurrence.
  std::vector<std::int32_t> parent{};          // -1 on the first level
  std::vector<std::int32_t> token{};           // the last token of the prefix
  std::vector<std::int32_t> level_start{};     // levels + 1 offsets into the nodes
  std::vector<std::int32_t> node{};            // the node of each point, sequences one after another
  std::vector<std::int32_t> sequence_start{};  // sequences + 1 offsets into `node`

  std::size_t nodes() const { return parent.size(); }
  std::size_t levels() const { return level_start.empty() ? 0 : level_start.size() - 1; }
  // The node of a sequence's last token.
  std::int32_t last(std::size_t sequence) const {
    return node[static_cast<std::size_t>(sequence_start[sequence + 1]) - 1];
  }
};

PrefixTrie build_trie(std::span<const Tokens> sequences);

// The states of all nodes: nodes x state_size.
Matrix states_of(const Network& network, const PrefixTrie& trie, const Execution& execution);
// Only the states after the last token: sequences x units. Run in the reservoir's precision, given in double;
// no more than two levels of the trie are in memory.
template <class Scalar>
MatrixD final_states(const Reservoir<Scalar>& reservoir, const PrefixTrie& trie, const Execution& execution);

}  // namespace rssviz::models
