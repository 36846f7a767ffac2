#include "models/recording/prefix_trie.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"

namespace rssviz::models {
namespace {

// Rows of a level that one piece of work computes: a fixed size, so that results don't depend on threads.
constexpr std::size_t kBlockRows = 128;

// Runs step(previous, tokens, next) over the nodes of a level in blocks of rows. `before` holds the states of
// the level before, whose first node is `before_start`; `states` takes those of this level.
template <class Scalar, class Step>
void run_level(const PrefixTrie& trie, std::size_t level, Eigen::Ref<const MatrixOf<Scalar>> before,
               std::int32_t before_start, Eigen::Ref<MatrixOf<Scalar>> states, const Execution& execution,
               const Step& step) {
  execution.progress.check_stop();
  const auto from = static_cast<std::size_t>(trie.level_start[level]);
  const auto size = static_cast<std::size_t>(states.rows());
  const std::size_t blocks = (size + kBlockRows - 1) / kBlockRows;
  execution.workers.for_each(blocks, [&](std::size_t block) {
    const std::size_t first = block * kBlockRows;
    const std::size_t count = std::min(kBlockRows, size - first);
    MatrixOf<Scalar> previous = MatrixOf<Scalar>::Zero(static_cast<Eigen::Index>(count), states.cols());
    for (std::size_t i = 0; level > 0 && i < count; ++i) {
      previous.row(static_cast<Eigen::Index>(i)) = before.row(trie.parent[from + first + i] - before_start);
    }
    step(previous, std::span<const std::int32_t>(trie.token).subspan(from + first, count),
         states.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count)));
  });
}

Eigen::Index level_size(const PrefixTrie& trie, std::size_t level) {
  return trie.level_start[level + 1] - trie.level_start[level];
}

void check_tokens(const PrefixTrie& trie, int inputs) {
  for (const std::int32_t token : trie.token) {
    if (token < 0 || token >= inputs) {
      fail(ErrorKind::data, "token " + std::to_string(token) + " is unknown to a network of " +
                                std::to_string(inputs) + " inputs");
    }
  }
}

}  // namespace

PrefixTrie build_trie(std::span<const Tokens> sequences) {
  PrefixTrie trie;
  trie.sequence_start.push_back(0);
  std::size_t longest = 0;
  for (const Tokens& tokens : sequences) {
    trie.sequence_start.push_back(trie.sequence_start.back() + static_cast<std::int32_t>(tokens.size()));
    longest = std::max(longest, tokens.size());
  }
  trie.node.resize(static_cast<std::size_t>(trie.sequence_start.back()));
  trie.level_start.push_back(0);
  std::unordered_map<std::uint64_t, std::int32_t> children;
  for (std::size_t step = 0; step < longest; ++step) {
    children.clear();
    for (std::size_t s = 0; s < sequences.size(); ++s) {
      if (sequences[s].size() <= step) continue;
      const std::size_t point = static_cast<std::size_t>(trie.sequence_start[s]) + step;
      const std::int32_t parent = step == 0 ? -1 : trie.node[point - 1];
      const std::int32_t token = sequences[s][step];
      const std::uint64_t key = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(parent)) << 32) |
                                static_cast<std::uint32_t>(token);
      const auto [entry, fresh] = children.try_emplace(key, static_cast<std::int32_t>(trie.parent.size()));
      if (fresh) {
        trie.parent.push_back(parent);
        trie.token.push_back(token);
      }
      trie.node[point] = entry->second;
    }
    trie.level_start.push_back(static_cast<std::int32_t>(trie.parent.size()));
  }
  return trie;
}

Matrix states_of(const Network& network, const PrefixTrie& trie, const Execution& execution) {
  check_tokens(trie, network.inputs());
  Matrix states(static_cast<Eigen::Index>(trie.nodes()), network.state_size());
  const auto step = [&](const Matrix& previous, std::span<const std::int32_t> tokens,
                        Eigen::Ref<Matrix> next) { network.step(previous, tokens, next); };
  for (std::size_t level = 0; level < trie.levels(); ++level) {
    run_level<float>(trie, level, states, 0,
                     states.middleRows(trie.level_start[level], level_size(trie, level)), execution, step);
  }
  return states;
}

template <class Scalar>
MatrixD final_states(const Reservoir<Scalar>& reservoir, const PrefixTrie& trie, const Execution& execution) {
  check_tokens(trie, reservoir.inputs());
  MatrixD result(static_cast<Eigen::Index>(trie.sequence_start.size()) - 1, reservoir.units());
  const auto step = [&](const MatrixOf<Scalar>& previous, std::span<const std::int32_t> tokens,
                        Eigen::Ref<MatrixOf<Scalar>> next) {
    esn_step<Scalar>(reservoir, previous, tokens, next);
  };
  MatrixOf<Scalar> before;
  for (std::size_t level = 0; level < trie.levels(); ++level) {
    MatrixOf<Scalar> states(level_size(trie, level), reservoir.units());
    run_level<Scalar>(trie, level, before, level > 0 ? trie.level_start[level - 1] : 0, states, execution,
                      step);
    for (std::size_t s = 0; s + 1 < trie.sequence_start.size(); ++s) {
      const std::int32_t place = trie.last(s) - trie.level_start[level];
      if (place >= 0 && place < states.rows()) {
        result.row(static_cast<Eigen::Index>(s)) = states.row(place).template cast<double>();
      }
    }
    before = std::move(states);
  }
  return result;
}

template MatrixD final_states<float>(const Reservoir<float>&, const PrefixTrie&, const Execution&);
template MatrixD final_states<double>(const Reservoir<double>&, const PrefixTrie&, const Execution&);

}  // namespace rssviz::models
