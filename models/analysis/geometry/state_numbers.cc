#include "models/analysis/geometry/state_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/linear_probe.h"
#include "models/data/least_squares.h"

namespace rssviz::models {
namespace {

// Distinct prefixes: those that training sequences pass through, and those that only held-out ones do.
struct PrefixSplit {
  std::vector<std::int32_t> train{};  // rows of the trace
  std::vector<std::int32_t> test{};
};

PrefixSplit split_prefixes(const StateTrace& trace, const MemoryOptions& options) {
  const std::size_t sequences =
      trace.sequence.empty() ? 0 : static_cast<std::size_t>(trace.sequence.back()) + 1;
  std::vector<std::size_t> order(sequences);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng(options.seed, "memory").shuffle(std::span(order));
  const auto trained =
      static_cast<std::size_t>(std::ceil((1 - options.held_out) * static_cast<double>(sequences)));
  std::vector<char> in_training(sequences, 0);
  for (std::size_t i = 0; i < trained; ++i) in_training[order[i]] = 1;
  std::vector<char> seen(static_cast<std::size_t>(trace.n_distinct), 0);
  PrefixSplit split;
  for (const bool which : {true, false})
    for (std::size_t row = 0; row < trace.points(); ++row) {
      char& prefix = seen[static_cast<std::size_t>(trace.index[row])];
      if ((in_training[static_cast<std::size_t>(trace.sequence[row])] != 0) != which || prefix != 0) continue;
      prefix = 1;
      (which ? split.train : split.test).push_back(static_cast<std::int32_t>(row));
    }
  return split;
}

// The word `back` words before each row; -1 before the start.
std::vector<std::int32_t> words_back(const StateTrace& trace, const std::vector<std::int32_t>& rows,
                                     int back) {
  std::vector<std::int32_t> words;
  for (const std::int32_t row : rows)
    words.push_back(trace.step[static_cast<std::size_t>(row)] < back
                        ? -1
                        : trace.token[static_cast<std::size_t>(row - back)]);
  return words;
}

Matrix rows_of(const Matrix& matrix, const std::vector<std::int32_t>& rows) {
  Matrix result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

// The shares of words found for each d by one probe with the targets of all d side by side: a row before the
// start of which there is no word has targets 0.
std::vector<double> accuracies(const StateTrace& trace, const Matrix& states, const PrefixSplit& split,
                               const MemoryOptions& options) {
  const auto vocabulary = static_cast<int>(trace.vocabulary.size());
  MatrixD targets(static_cast<Eigen::Index>(split.train.size()), options.longest * vocabulary);
  for (int d = 1; d <= options.longest; ++d)
    targets.middleCols((d - 1) * vocabulary, vocabulary) =
        one_hot(words_back(trace, split.train, d), vocabulary);
  const LinearProbe probe = fit_linear(rows_of(states, split.train), targets, options.lambda);
  const MatrixD outputs = probe.outputs(rows_of(states, split.test));
  std::vector<double> shares;
  for (int d = 1; d <= options.longest; ++d)
    shares.push_back(
        agreement(largest_of(outputs, (d - 1) * vocabulary, vocabulary), words_back(trace, split.test, d)));
  return shares;
}

}  // namespace

double participation_ratio(MatrixRef states) {
  if (states.rows() < 2) return std::numeric_limits<double>::quiet_NaN();
  MatrixD x = states.cast<double>();
  const VectorD mean = x.colwise().mean().transpose();
  x.rowwise() -= mean.transpose();
  // The covariance and the Gram matrix share their eigenvalues: take the smaller.
  const MatrixD gram = x.cols() <= x.rows() ? MatrixD(x.transpose() * x) : MatrixD(x * x.transpose());
  const double total = gram.trace();
  const double squares = gram.squaredNorm();
  return squares > 0 ? total * total / squares : std::numeric_limits<double>::quiet_NaN();
}

void MemoryOptions::check() const {
  check_range("longest", longest, longest >= 1 && longest <= 1000, "1 to 1000");
  check_range("lambda", lambda, lambda > 0, "above 0");
  check_range("held_out", held_out, held_out > 0 && held_out < 1, "above 0, below 1");
}

WordMemory word_memory(const StateTrace& trace, const MemoryOptions& options) {
  options.check();
  const PrefixSplit split = split_prefixes(trace, options);
  if (split.train.empty() || split.test.empty())
    fail(ErrorKind::data, "word memory needs prefixes to train on and others to test on");
  const auto vocabulary = static_cast<Eigen::Index>(trace.vocabulary.size());
  Matrix present = Matrix::Zero(static_cast<Eigen::Index>(trace.points()), vocabulary);
  for (std::size_t row = 0; row < trace.points(); ++row)
    present(static_cast<Eigen::Index>(row), trace.token[row]) = 1;
  WordMemory memory;
  memory.accuracy = accuracies(trace, trace.states, split, options);
  memory.baseline = accuracies(trace, present, split, options);
  bool unbroken = true;
  for (std::size_t k = 0; k < memory.accuracy.size(); ++k) {
    const double room = 1 - memory.baseline[k];
    const double gain = memory.accuracy[k] - memory.baseline[k];
    const double skill = room > 0 && gain > 0 ? gain / room : 0.0;  // NaN (no such rows) counts as 0
    memory.skill.push_back(skill);
    memory.capacity += skill;
    unbroken = unbroken && skill >= 0.5;
    if (unbroken) memory.length = static_cast<int>(k) + 1;
  }
  return memory;
}

void LargestExponentOptions::check() const {
  check_range("streams", streams, streams >= 1, "1 or more");
  check_range("words", words, words >= 1, "1 or more");
  check_range("washout", washout, washout >= 0, "0 or more");
  check_range("distance", distance, distance > 0, "above 0");
}

namespace {

// The share of the variance of each column that a linear reader of `features`, trained on the first rows,
// explains in the others; 0 where that is negative.
std::vector<double> explained(MatrixDRef features, MatrixDRef wanted, Eigen::Index trained, double lambda,
                              const Execution& execution) {
  const MatrixD readout = ridge_readouts(features.topRows(trained), wanted.topRows(trained),
                                         {static_cast<int>(trained)}, lambda, execution)
                              .front();
  const Eigen::Index rest = features.rows() - trained;
  MatrixD made = features.bottomRows(rest) * readout.rightCols(features.cols()).transpose();
  made.rowwise() += readout.col(0).transpose();
  std::vector<double> shares;
  for (Eigen::Index k = 0; k < wanted.cols(); ++k) {
    const VectorD truth = wanted.col(k).bottomRows(rest);
    const double spread = (truth.array() - truth.mean()).matrix().squaredNorm();
    const double left = (made.col(k) - truth).squaredNorm();
    shares.push_back(spread > 0 ? std::max(0.0, 1 - left / spread) : 0);
  }
  return shares;
}

}  // namespace

WordMemory input_memory(const StateTrace& trace, MatrixRef inputs, const MemoryOptions& options,
                        const Execution& execution) {
  options.check();
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (trace.step[i] >= options.longest) points.push_back(i);
  if (points.size() < 10)
    fail(ErrorKind::data, "a memory of " + std::to_string(options.longest) +
                              " steps needs 10 points that reach so far "
                              "back, there are " +
                              std::to_string(points.size()));
  const auto rows = static_cast<Eigen::Index>(points.size());
  const Eigen::Index width = inputs.cols();
  MatrixD states(rows, trace.states.cols()), present(rows, width), past(rows, width * options.longest);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const std::size_t point = points[static_cast<std::size_t>(i)];
    const std::int32_t row = trace.token[point];
    states.row(i) = trace.states.row(static_cast<Eigen::Index>(point)).cast<double>();
    present.row(i) = inputs.row(row).cast<double>();
    for (int d = 1; d <= options.longest; ++d)
      past.row(i).segment((d - 1) * width, width) = inputs.row(row - d).cast<double>();
  }
  const std::vector<double> by_state = explained(states, past, rows / 2, options.lambda, execution);
  const std::vector<double> by_input = explained(present, past, rows / 2, options.lambda, execution);
  WordMemory memory;
  bool unbroken = true;
  for (int d = 1; d <= options.longest; ++d) {
    double accuracy = 0, baseline = 0;
    for (Eigen::Index k = 0; k < width; ++k) {
      const auto place = static_cast<std::size_t>((d - 1) * width + k);
      accuracy += by_state[place] / static_cast<double>(width);
      baseline += by_input[place] / static_cast<double>(width);
    }
    memory.accuracy.push_back(accuracy);
    memory.baseline.push_back(baseline);
    memory.skill.push_back(baseline < 1 ? std::max(0.0, (accuracy - baseline) / (1 - baseline)) : 0);
    memory.capacity += memory.skill.back();
    unbroken = unbroken && memory.skill.back() >= 0.5;
    if (unbroken) memory.length = d;
  }
  return memory;
}

double conditional_lyapunov(const Network& network, const std::vector<Tokens>& sequences,
                            const LargestExponentOptions& options) {
  options.check();
  if (sequences.empty()) fail(ErrorKind::data, "a Lyapunov exponent needs sequences");
  const Eigen::Index streams = options.streams;
  const Eigen::Index size = network.state_size();
  const int steps = options.washout + options.words;
  const double wanted = options.distance * std::sqrt(static_cast<double>(size));
  // The words of each stream: sentences drawn one after another.
  std::vector<Tokens> words(static_cast<std::size_t>(streams));
  for (std::size_t s = 0; s < words.size(); ++s) {
    Rng rng(options.seed, "lyapunov words", s);
    while (static_cast<int>(words[s].size()) < steps) {
      const Tokens& more = sequences[rng.below(sequences.size())];
      words[s].insert(words[s].end(), more.begin(), more.end());
    }
  }
  // Rows 0 .. streams - 1 are one state, the rows after them the other.
  Matrix now = Matrix::Zero(2 * streams, size);
  Matrix next(2 * streams, size);
  std::vector<std::int32_t> tokens(2 * words.size());
  for (Eigen::Index s = 0; s < streams; ++s) {
    Rng rng(options.seed, "lyapunov direction", static_cast<std::uint64_t>(s));
    for (Eigen::Index i = 0; i < size; ++i)
      now(streams + s, i) = static_cast<float>(options.distance * rng.normal());
  }
  double sum = 0;
  for (int t = 0; t < steps; ++t) {
    for (std::size_t s = 0; s < words.size(); ++s)
      tokens[s] = tokens[s + words.size()] = words[s][static_cast<std::size_t>(t)];
    double growth = 0;
    for (Eigen::Index s = 0; s < streams; ++s) {
      // The distance is set exactly; what is stored in single precision is measured again.
      VectorD gap = (now.row(streams + s) - now.row(s)).transpose().cast<double>();
      if (!(gap.norm() > 0)) gap.setOnes();  // the two states met: part them again
      now.row(streams + s) = now.row(s) + (gap * (wanted / gap.norm())).transpose().cast<float>();
      growth -= std::log((now.row(streams + s) - now.row(s)).cast<double>().norm());
    }
    network.step(now, tokens, next);
    for (Eigen::Index s = 0; s < streams; ++s) {
      const double length = (next.row(streams + s) - next.row(s)).cast<double>().norm();
      growth += std::log(std::max(length, wanted * 1e-6));  // two states that became one
    }
    if (t >= options.washout) sum += growth;
    now.swap(next);
  }
  return sum / (static_cast<double>(options.words) * static_cast<double>(streams));
}

}  // namespace rssviz::models
