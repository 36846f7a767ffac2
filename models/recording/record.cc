#include "models/recording/record.h"

#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

class InputTrace final : public Network {
 public:
  InputTrace(int inputs, double leak_rate) : inputs_(inputs), leak_(static_cast<float>(leak_rate)) {}
  std::string_view cell() const override { return "input-trace"; }
  int inputs() const override { return inputs_; }
  int outputs() const override { return 0; }
  int state_size() const override { return inputs_; }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    next = (1.0F - leak_) * previous;
    for (std::size_t i = 0; i < tokens.size(); ++i) next(static_cast<Eigen::Index>(i), tokens[i]) += leak_;
  }
  std::vector<std::string> trace_names() const override { return {"trace"}; }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef,
               std::span<const std::int32_t>) const override {
    if (name != "trace") unknown_trace(*this, name);
    return states;
  }
  Matrix read_out(MatrixRef states) const override { return Matrix(states.rows(), 0); }
  MatrixD read_out_double(MatrixRef states) const override { return MatrixD(states.rows(), 0); }

 private:
  int inputs_;
  float leak_;
};

void list_points(const std::vector<Tokens>& sequences, const PrefixTrie& trie, StateTrace& trace) {
  std::vector<std::int32_t> index_of_node(trie.nodes(), -1);
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    for (std::size_t t = 0; t < sequences[s].size(); ++t) {
      const std::int32_t node = trie.node[static_cast<std::size_t>(trie.sequence_start[s]) + t];
      std::int32_t& index = index_of_node[static_cast<std::size_t>(node)];
      if (index < 0) index = trace.n_distinct++;
      trace.sequence.push_back(static_cast<std::int32_t>(s));
      trace.step.push_back(static_cast<std::int32_t>(t));
      trace.token.push_back(sequences[s][t]);
      trace.index.push_back(index);
    }
  }
}

Matrix states_before(const PrefixTrie& trie, const Matrix& states) {
  Matrix previous = Matrix::Zero(states.rows(), states.cols());
  for (std::size_t i = 0; i < trie.nodes(); ++i) {
    if (trie.parent[i] >= 0) previous.row(static_cast<Eigen::Index>(i)) = states.row(trie.parent[i]);
  }
  return previous;
}

Matrix by_point(const PrefixTrie& trie, const Matrix& by_node) {
  Matrix result(static_cast<Eigen::Index>(trie.node.size()), by_node.cols());
  for (std::size_t i = 0; i < trie.node.size(); ++i) {
    result.row(static_cast<Eigen::Index>(i)) = by_node.row(trie.node[i]);
  }
  return result;
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
  list_points(sequences, trie, trace);
  trace.states = by_point(trie, network.trace(trace.what, states, states_before(trie, states), trie.token));
  trace.outputs = by_point(trie, network.read_out(states));
  if (network.outputs() > 0) trace.output_names = output_names;
  return trace;
}

std::unique_ptr<Network> make_input_trace(int inputs, double leak_rate) {
  check_range("leak_rate", leak_rate, leak_rate > 0 && leak_rate <= 1, "above 0, at most 1");
  return std::make_unique<InputTrace>(inputs, leak_rate);
}

std::vector<Tokens> shuffled_words(const std::vector<Tokens>& sequences, std::uint64_t seed) {
  std::vector<Tokens> result = sequences;
  for (std::size_t s = 0; s < result.size(); ++s) {
    if (result[s].size() < 4) continue;
    Rng rng(seed, "shuffled words", s);
    rng.shuffle(std::span<std::int32_t>(result[s]).subspan(1, result[s].size() - 2));
  }
  return result;
}

}  // namespace rssviz::models
