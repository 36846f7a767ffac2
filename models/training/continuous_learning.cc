#include "models/training/continuous_learning.h"

#include <algorithm>
#include <cmath>

#include "models/data/least_squares.h"
#include "models/recording/prefix_trie.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kRows = 512;  // rows in double at a time

// The states of the training sentences, and what each step of them should say.
struct Steps {
  const PrefixTrie& trie;
  const Matrix& states;                        // nodes x units
  const MatrixD& targets;                      // of the corpus
  const std::vector<std::int32_t>& sentences;  // rows of `targets`, in the order of training

  std::size_t start(int sentence) const {
    return static_cast<std::size_t>(trie.sequence_start[static_cast<std::size_t>(sentence)]);
  }
};

// As many sentences further as bring the readout from stage to stage, by the counted states they touch.
void add_sentences(const Steps& steps, int from, int to, NormalEquations& equations, const Workers& workers) {
  std::vector<double> count(steps.trie.nodes(), 0.0);
  MatrixD wanted = MatrixD::Zero(static_cast<Eigen::Index>(steps.trie.nodes()), steps.targets.cols());
  for (int sentence = from; sentence < to; ++sentence) {
    const auto target = steps.targets.row(steps.sentences[static_cast<std::size_t>(sentence)]);
    for (std::size_t point = steps.start(sentence); point < steps.start(sentence + 1); ++point) {
      const std::int32_t node = steps.trie.node[point];
      count[static_cast<std::size_t>(node)] += 1.0;
      wanted.row(node) += target;
    }
  }
  std::vector<Eigen::Index> touched;
  for (std::size_t node = 0; node < count.size(); ++node) {
    if (count[node] > 0) touched.push_back(static_cast<Eigen::Index>(node));
  }
  for (std::size_t first = 0; first < touched.size(); first += kRows) {
    const auto rows = static_cast<Eigen::Index>(std::min(kRows, touched.size() - first));
    MatrixD s(rows, steps.states.cols() + 1);
    MatrixD d(rows, steps.targets.cols());
    for (Eigen::Index i = 0; i < rows; ++i) {
      const Eigen::Index node = touched[first + static_cast<std::size_t>(i)];
      const double root = std::sqrt(count[static_cast<std::size_t>(node)]);
      s(i, 0) = root;
      s.row(i).tail(steps.states.cols()) = root * steps.states.row(node).cast<double>();
      d.row(i) = wanted.row(node) / root;
    }
    equations.add(s, d, workers);
  }
}

std::vector<MatrixD> by_ridge(const Steps& steps, const std::vector<int>& counts, double alpha,
                              const Execution& execution) {
  NormalEquations equations(steps.states.cols(), steps.targets.cols(), alpha);
  std::vector<MatrixD> readouts;
  int done = 0;
  for (const int count : counts) {
    execution.progress.check_stop();
    add_sentences(steps, done, count, equations, execution.workers);
    done = count;
    readouts.push_back(equations.solve(count));
  }
  return readouts;
}

std::vector<MatrixD> by_recursion(const Steps& steps, const std::vector<int>& counts, double alpha,
                                  const Execution& execution) {
  RecursiveLeastSquares recursion(steps.states.cols(), steps.targets.cols(), alpha);
  std::vector<MatrixD> readouts;
  int sentence = 0;
  for (const int count : counts) {
    const std::size_t end = steps.start(count);
    for (std::size_t first = steps.start(sentence); first < end; first += kRows) {
      const auto rows = static_cast<Eigen::Index>(std::min(kRows, end - first));
      MatrixD s(rows, steps.states.cols() + 1);
      MatrixD d(rows, steps.targets.cols());
      for (Eigen::Index i = 0; i < rows; ++i) {
        const std::size_t point = first + static_cast<std::size_t>(i);
        while (steps.start(sentence + 1) <= point) ++sentence;
        s(i, 0) = 1.0;
        s.row(i).tail(steps.states.cols()) = steps.states.row(steps.trie.node[point]).cast<double>();
        d.row(i) = steps.targets.row(steps.sentences[static_cast<std::size_t>(sentence)]);
      }
      recursion.learn(s, d, execution);
    }
    sentence = count;
    readouts.push_back(recursion.readout());
  }
  return readouts;
}

}  // namespace

std::vector<MatrixD> continuous_readouts(const Corpus& corpus,
                                         const std::shared_ptr<const Reservoir<float>>& reservoir,
                                         const EsnTrainingOptions& options, const std::vector<int>& counts,
                                         const Execution& execution) {
  const PrefixTrie trie = build_trie(corpus.sequences_of(corpus.train));
  const Matrix states = states_of(*make_esn_network(reservoir, MatrixD(0, 0)), trie, execution);
  const Steps steps{trie, states, corpus.targets, corpus.train};
  const auto solve = options.solver == Solver::rls ? by_recursion : by_ridge;
  return solve(steps, counts, options.regularization, execution);
}

}  // namespace rssviz::models
