#include "models/recording/prefix_trie.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "models/cells/esn_step.h"
#include "models/cells/shared_steps.h"

namespace rssviz::models {
namespace {

// Rows of a level that one piece of work computes: a fixed size, so that results don't depend on threads.
constexpr std::size_t kBlockRows = 128;

// The nodes of a level, from `states_before` of the level before, whose first node is `before_start`.
struct Level {
  const PrefixTrie& trie;
  std::size_t index;
  std::int32_t before_start;

  std::size_t first() const { return static_cast<std::size_t>(trie.level_start[index]); }
  std::size_t size() const { return static_cast<std::size_t>(trie.level_start[index + 1]) - first(); }
  // The row of a node's parent in the level before.
  std::int32_t parent_row(std::size_t i) const { return trie.parent[first() + i] - before_start; }
  std::int32_t token(std::size_t i) const { return trie.token[first() + i]; }
};

// Calls work(first, count) for blocks of so many rows.
template <class Work>
void for_blocks(std::size_t rows, const Execution& execution, const Work& work) {
  execution.progress.check_stop();
  execution.workers.for_each((rows + kBlockRows - 1) / kBlockRows, [&](std::size_t block) {
    const std::size_t first = block * kBlockRows;
    work(first, std::min(kBlockRows, rows - first));
  });
}

// Steps of a network each for itself.
void run_level(const Network& network, const Level& level, MatrixRef before, Eigen::Ref<Matrix> states,
               const Execution& execution) {
  for_blocks(level.size(), execution, [&](std::size_t first, std::size_t count) {
    const auto rows = static_cast<Eigen::Index>(count);
    Matrix previous = Matrix::Zero(rows, states.cols());
    for (std::size_t i = 0; level.index > 0 && i < count; ++i)
      previous.row(static_cast<Eigen::Index>(i)) = before.row(level.parent_row(first + i));
    network.step(previous,
                 std::span<const std::int32_t>(level.trie.token).subspan(level.first() + first, count),
                 states.middleRows(static_cast<Eigen::Index>(first), rows));
  });
}

// Those of the level before that go on, once each, and for each node of the level its parent's place among
// them. Of the first level it is the zero state.
struct Parents {
  std::vector<std::int32_t> rows{};
  std::vector<std::int32_t> place{};
};

Parents parents_of(const Level& level, Eigen::Index before) {
  if (level.index == 0) return {{0}, std::vector<std::int32_t>(level.size(), 0)};
  Parents parents;
  std::vector<std::int32_t> found(static_cast<std::size_t>(before), -1);
  for (std::size_t i = 0; i < level.size(); ++i) {
    std::int32_t& place = found[static_cast<std::size_t>(level.parent_row(i))];
    if (place < 0) {
      place = static_cast<std::int32_t>(parents.rows.size());
      parents.rows.push_back(level.parent_row(i));
    }
    parents.place.push_back(place);
  }
  return parents;
}

// What steps from one state share is computed once: begin(states, parts) and finish(state, parts, token,
// next) as of SharesSteps, `width` numbers a state.
template <class Scalar, class Begin, class Finish>
void run_shared_level(const Level& level, Eigen::Ref<const MatrixOf<Scalar>> before, Eigen::Index width,
                      Eigen::Ref<MatrixOf<Scalar>> states, const Execution& execution, const Begin& begin,
                      const Finish& finish) {
  const MatrixOf<Scalar> zero = MatrixOf<Scalar>::Zero(1, states.cols());
  const Eigen::Ref<const MatrixOf<Scalar>> from =
      level.index == 0 ? Eigen::Ref<const MatrixOf<Scalar>>(zero) : before;
  const Parents parents = parents_of(level, from.rows());
  MatrixOf<Scalar> parts(static_cast<Eigen::Index>(parents.rows.size()), width);
  for_blocks(parents.rows.size(), execution, [&](std::size_t first, std::size_t count) {
    const auto rows = static_cast<Eigen::Index>(count);
    MatrixOf<Scalar> some(rows, states.cols());
    for (Eigen::Index i = 0; i < rows; ++i)
      some.row(i) = from.row(parents.rows[first + static_cast<std::size_t>(i)]);
    begin(some, parts.middleRows(static_cast<Eigen::Index>(first), rows));
  });
  for_blocks(level.size(), execution, [&](std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) {
      const std::int32_t place = parents.place[i];
      finish(from.row(parents.rows[static_cast<std::size_t>(place)]).data(), parts.row(place).data(),
             level.token(i), states.row(static_cast<Eigen::Index>(i)).data());
    }
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
  const auto* const shares = dynamic_cast<const SharesSteps*>(&network);
  for (std::size_t index = 0; index < trie.levels(); ++index) {
    const Level level{trie, index, 0};
    auto next = states.middleRows(trie.level_start[index], level_size(trie, index));
    if (shares == nullptr) {
      run_level(network, level, states, next, execution);
      continue;
    }
    run_shared_level<float>(
        level, states, shares->parts_of_steps(), next, execution,
        [&](const Matrix& some, Eigen::Ref<Matrix> parts) { shares->begin_steps(some, parts); },
        [&](const float* state, const float* parts, std::int32_t token, float* to) {
          shares->finish_step(state, parts, token, to);
        });
  }
  return states;
}

template <class Scalar>
MatrixD final_states(const Reservoir<Scalar>& reservoir, const PrefixTrie& trie, const Execution& execution) {
  check_tokens(trie, reservoir.inputs());
  MatrixD result(static_cast<Eigen::Index>(trie.sequence_start.size()) - 1, reservoir.units());
  const ReservoirStep<Scalar> step(reservoir);
  MatrixOf<Scalar> before;
  for (std::size_t index = 0; index < trie.levels(); ++index) {
    MatrixOf<Scalar> states(level_size(trie, index), reservoir.units());
    run_shared_level<Scalar>(
        {trie, index, index > 0 ? trie.level_start[index - 1] : 0}, before, reservoir.units(), states,
        execution,
        [&](const MatrixOf<Scalar>& some, Eigen::Ref<MatrixOf<Scalar>> parts) { step.begin(some, parts); },
        [&](const Scalar* state, const Scalar* parts, std::int32_t token, Scalar* to) {
          step.finish(state, parts, token, to);
        });
    for (std::size_t s = 0; s + 1 < trie.sequence_start.size(); ++s) {
      const std::int32_t place = trie.last(s) - trie.level_start[index];
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
