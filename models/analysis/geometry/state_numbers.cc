#include "models/analysis/geometry/state_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
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

// For each row another one as many words from its sentence's start, each once: whose past is that of another
// sentence, so that a state tells of it no more than its place does.
std::vector<std::int32_t> others_of_same_step(const StateTrace& trace, const std::vector<std::int32_t>& rows,
                                              Rng rng) {
  std::map<std::int32_t, std::vector<std::size_t>> by_step;
  for (std::size_t i = 0; i < rows.size(); ++i)
    by_step[trace.step[static_cast<std::size_t>(rows[i])]].push_back(i);
  std::vector<std::int32_t> others(rows.size());
  for (const auto& [step, places] : by_step) {
    std::vector<std::size_t> order = places;
    rng.shuffle(std::span(order));
    for (std::size_t k = 0; k < places.size(); ++k) others[places[k]] = rows[order[k]];
  }
  return others;
}

Matrix rows_of(const Matrix& matrix, const std::vector<std::int32_t>& rows) {
  Matrix result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

// Rows of the trace whose past a reader is asked for, beside the states of split.train and split.test.
struct Asked {
  std::vector<std::int32_t> train{}, test{};
};

// The shares of words found for each d, of one Asked after another, by one probe with the targets of all side
// by side: a row before the start of which there is no word has targets 0.
std::vector<double> accuracies(const StateTrace& trace, const Matrix& states, const PrefixSplit& split,
                               const std::vector<Asked>& asked, const MemoryOptions& options) {
  const auto vocabulary = static_cast<int>(trace.vocabulary.size());
  const auto blocks = static_cast<int>(asked.size()) * options.longest;
  const auto of = [&](int block) -> const Asked& {
    return asked[static_cast<std::size_t>(block / options.longest)];
  };
  MatrixD targets(static_cast<Eigen::Index>(split.train.size()), blocks * vocabulary);
  for (int block = 0; block < blocks; ++block)
    targets.middleCols(block * vocabulary, vocabulary) =
        one_hot(words_back(trace, of(block).train, block % options.longest + 1), vocabulary);
  const LinearProbe probe = fit_linear(rows_of(states, split.train), targets, options.lambda);
  const MatrixD outputs = probe.outputs(rows_of(states, split.test));
  std::vector<double> shares;
  for (int block = 0; block < blocks; ++block)
    shares.push_back(agreement(largest_of(outputs, block * vocabulary, vocabulary),
                               words_back(trace, of(block).test, block % options.longest + 1)));
  return shares;
}

// What the present alone leaves to be told, and how much of it is; 0 where it leaves nothing, or where no
// past reaches so far (NaN).
double skill_of(double accuracy, double baseline) {
  const double room = 1 - baseline;
  return room > 0 && std::isfinite(accuracy) ? (accuracy - baseline) / room : 0;
}

// by_state, by_present: what is found for d = 1 .. longest, then the same of shuffled pasts.
WordMemory memory_of(const std::vector<double>& by_state, const std::vector<double>& by_present) {
  WordMemory memory;
  const std::size_t longest = by_state.size() / 2;
  bool unbroken = true;
  for (std::size_t k = 0; k < longest; ++k) {
    memory.accuracy.push_back(by_state[k]);
    memory.baseline.push_back(by_present[k]);
    memory.chance.push_back(skill_of(by_state[longest + k], by_present[longest + k]));
    memory.skill.push_back(skill_of(by_state[k], by_present[k]) - memory.chance.back());
    memory.capacity += memory.skill.back();
    unbroken = unbroken && memory.skill.back() >= 0.5;
    if (unbroken) memory.length = static_cast<int>(k) + 1;
  }
  return memory;
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
  const std::vector<Asked> asked{
      {split.train, split.test},
      {others_of_same_step(trace, split.train, Rng(options.seed, "memory shuffled", 0)),
       others_of_same_step(trace, split.test, Rng(options.seed, "memory shuffled", 1))}};
  return memory_of(accuracies(trace, trace.states, split, asked, options),
                   accuracies(trace, present, split, asked, options));
}

void LargestExponentOptions::check() const {
  check_range("streams", streams, streams >= 1, "1 or more");
  check_range("words", words, words >= 1, "1 or more");
  check_range("washout", washout, washout >= 0, "0 or more");
  check_range("distance", distance, distance > 0, "above 0");
}

namespace {

// The share of the variance of each column that a linear reader of `features`, trained on the first rows,
// explains in the others; 0 where their mean tells more, as of a series that drifts.
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

// Rows in another order, the first `trained` among themselves.
MatrixD rows_in_another_order(const MatrixD& rows, Eigen::Index trained, Rng rng) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(rows.rows()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  rng.shuffle(std::span(order).first(static_cast<std::size_t>(trained)));
  rng.shuffle(std::span(order).subspan(static_cast<std::size_t>(trained)));
  return rows(order, Eigen::all);
}

// The mean of each `width` shares.
std::vector<double> mean_shares(const std::vector<double>& shares, Eigen::Index width) {
  std::vector<double> means(shares.size() / static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < shares.size(); ++i)
    means[i / static_cast<std::size_t>(width)] += shares[i] / static_cast<double>(width);
  return means;
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
  MatrixD states(rows, trace.states.cols()), present(rows, width), past(rows, 2 * width * options.longest);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const std::size_t point = points[static_cast<std::size_t>(i)];
    const std::int32_t row = trace.token[point];
    states.row(i) = trace.states.row(static_cast<Eigen::Index>(point)).cast<double>();
    present.row(i) = inputs.row(row).cast<double>();
    for (int d = 1; d <= options.longest; ++d)
      past.row(i).segment((d - 1) * width, width) = inputs.row(row - d).cast<double>();
  }
  const Eigen::Index trained = rows / 2;
  past.rightCols(width * options.longest) = rows_in_another_order(
      past.leftCols(width * options.longest), trained, Rng(options.seed, "memory shuffled", 0));
  return memory_of(mean_shares(explained(states, past, trained, options.lambda, execution), width),
                   mean_shares(explained(present, past, trained, options.lambda, execution), width));
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
