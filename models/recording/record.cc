#include "models/recording/record.h"

#include "core/error.h"

namespace rssviz::models {
namespace {

// The node that a point before the first token has instead of one of the trie.
constexpr std::int32_t kZeroState = -1;

// Fills all of the trace but states, outputs and columns; the node of each point is returned.
std::vector<std::int32_t> list_points(const std::vector<Tokens>& sequences, const PrefixTrie& trie,
                                      bool zero_state, StateTrace& trace) {
  std::vector<std::int32_t> index_of_node(trie.nodes() + 1, -1);  // the last is the zero state's
  std::vector<std::int32_t> nodes;
  const auto add = [&](std::size_t sequence, std::int32_t step, std::int32_t token, std::int32_t node) {
    std::int32_t& index =
        node == kZeroState ? index_of_node.back() : index_of_node[static_cast<std::size_t>(node)];
    if (index < 0) index = trace.n_distinct++;
    trace.sequence.push_back(static_cast<std::int32_t>(sequence));
    trace.step.push_back(step);
    trace.token.push_back(token);
    trace.index.push_back(index);
    nodes.push_back(node);
  };
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    if (zero_state) add(s, -1, -1, kZeroState);
    for (std::size_t t = 0; t < sequences[s].size(); ++t) {
      add(s, static_cast<std::int32_t>(t), sequences[s][t],
          trie.node[static_cast<std::size_t>(trie.sequence_start[s]) + t]);
    }
  }
  return nodes;
}

Matrix states_before(const PrefixTrie& trie, const Matrix& states) {
  Matrix previous = Matrix::Zero(states.rows(), states.cols());
  for (std::size_t i = 0; i < trie.nodes(); ++i) {
    if (trie.parent[i] >= 0) previous.row(static_cast<Eigen::Index>(i)) = states.row(trie.parent[i]);
  }
  return previous;
}

// `zero`: the row of the zero state; empty where no point is one.
Matrix by_point(const std::vector<std::int32_t>& nodes, const Matrix& by_node, const Matrix& zero) {
  Matrix result(static_cast<Eigen::Index>(nodes.size()), by_node.cols());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (nodes[i] == kZeroState)
      result.row(row) = zero.row(0);
    else
      result.row(row) = by_node.row(nodes[i]);
  }
  return result;
}

// What the trace holds before the first token.
Matrix zero_of(const Network& network, const std::string& what) {
  if (what.find("gate") != std::string::npos || what.find("candidate") != std::string::npos) {
    fail(ErrorKind::usage, "zero state: " + what + " has no value before the first token; record it without");
  }
  const Matrix zero = Matrix::Zero(1, network.state_size());
  const std::int32_t no_token = 0;  // of account to gates only
  return network.trace(what, zero, zero, {&no_token, 1});
}

}  // namespace

StateTrace record_states(const Network& network, const std::vector<Tokens>& sequences,
                         const std::vector<std::string>& vocabulary,
                         const std::vector<std::string>& output_names, const RecordOptions& options,
                         const Execution& execution) {
  if (network.outputs() > 0 && static_cast<std::size_t>(network.outputs()) != output_names.size()) {
    fail(ErrorKind::data, "the network has " + std::to_string(network.outputs()) +
                              " outputs, names are given for " + std::to_string(output_names.size()));
  }
  const PrefixTrie trie = build_trie(sequences);
  const Matrix states = states_of(network, trie, execution);
  StateTrace trace;
  trace.what = options.what.empty() ? network.trace_names().front() : options.what;
  trace.vocabulary = vocabulary;
  const std::vector<std::int32_t> nodes = list_points(sequences, trie, options.zero_state, trace);
  const Matrix shown = network.trace(trace.what, states, states_before(trie, states), trie.token);
  const bool zero = options.zero_state;
  trace.states = by_point(nodes, shown, zero ? zero_of(network, trace.what) : Matrix());
  trace.outputs = by_point(nodes, network.read_out(states),
                           zero ? network.read_out(Matrix::Zero(1, network.state_size())) : Matrix());
  if (network.outputs() > 0) trace.output_names = output_names;
  return trace;
}

}  // namespace rssviz::models
