#include "models/training/measure_network.h"

namespace rssviz::models {
namespace {

// The states after the last token of each sequence.
Matrix last_states(const Matrix& by_node, const PrefixTrie& trie, std::size_t sequences) {
  Matrix result(static_cast<Eigen::Index>(sequences), by_node.cols());
  for (std::size_t i = 0; i < sequences; ++i)
    result.row(static_cast<Eigen::Index>(i)) = by_node.row(trie.last(i));
  return result;
}

MatrixD rows_of(const MatrixD& matrix, const std::vector<std::int32_t>& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

}  // namespace

std::vector<StageMetrics> measure_network(const Network& network, const PrefixTrie& trie,
                                          const Corpus& corpus, const Judge& judge,
                                          const Execution& execution) {
  const MatrixD outputs = network.read_out_double(
      last_states(states_of(network, trie, execution), trie, corpus.sequences.size()));
  std::vector<StageMetrics> metrics;
  for (const Split split : kSplits)
    metrics.push_back(measure(corpus, split, rows_of(outputs, corpus.indices(split)), judge));
  return metrics;
}

}  // namespace rssviz::models
