#include <algorithm>
#include <cmath>

#include "models/cells/stream_backprop.h"
#include "models/training/stream_training.h"

namespace rssviz::models {
namespace {

constexpr std::int64_t kShortestStream = 20'000, kMostStreams = 16, kWarming = 1'000;
constexpr int kSteps = 100;
constexpr std::size_t kSideBySide = 128;  // streams

// Symbols begin .. end-1 are read one after another; those from `counted` on are predicted.
struct EvaluationStream {
  std::int64_t begin{0};
  std::int64_t counted{0};
  std::int64_t end{0};
};

std::vector<EvaluationStream> streams_of(const std::vector<Piece>& pieces) {
  std::vector<EvaluationStream> streams;
  for (const Piece& piece : pieces) {
    const std::int64_t count = std::clamp<std::int64_t>(piece.size() / kShortestStream, 1, kMostStreams);
    for (std::int64_t k = 0; k < count; ++k) {
      const std::int64_t first = piece.begin + piece.size() * k / count;
      const std::int64_t last = piece.begin + piece.size() * (k + 1) / count;
      streams.push_back({std::max(piece.begin, first - kWarming), k == 0 ? first + 1 : first, last});
    }
  }
  return streams;
}

// Streams side by side to the end of the longest; shorter ones go on with symbols that don't count.
class Evaluation {
 public:
  Evaluation(const RecurrentParameters<float>& parameters, const TextCorpus& text,
             std::span<const EvaluationStream> streams)
      : text_(text),
        streams_(streams),
        backprop_(parameters.shape, static_cast<int>(streams.size()), kSteps),
        state_(Matrix::Zero(static_cast<Eigen::Index>(streams.size()),
                            parameters.shape.layers * parameters.shape.layer_state())),
        inputs_(streams.size() * kSteps),
        targets_(inputs_.size()),
        sums_(streams.size(), 0.0) {
    backprop_.set_parameters(parameters);
  }

  TextLoss run(const Execution& execution) {
    std::int64_t longest = 0;
    for (const EvaluationStream& stream : streams_) longest = std::max(longest, stream.end - stream.begin);
    for (std::int64_t from = 0; from + 1 < longest; from += kSteps) {
      execution.progress.check_stop();
      fill(from);
      add(from, backprop_.run({inputs_, targets_}, state_, execution.workers));
    }
    TextLoss loss;
    for (std::size_t b = 0; b < streams_.size(); ++b) {
      loss.nats += sums_[b];
      loss.symbols += streams_[b].end - streams_[b].counted;
    }
    return loss;
  }

 private:
  template <class Use>
  void each(std::int64_t from, const Use& use) {
    for (std::size_t t = 0; t < kSteps; ++t)
      for (std::size_t b = 0; b < streams_.size(); ++b)
        use(streams_[b].begin + from + static_cast<std::int64_t>(t), b, t * streams_.size() + b);
  }
  void fill(std::int64_t from) {
    each(from, [&](std::int64_t at, std::size_t b, std::size_t i) {
      const bool inside = at + 1 < streams_[b].end;
      inputs_[i] = inside ? text_.codes[static_cast<std::size_t>(at)] : 0;
      targets_[i] = inside ? text_.codes[static_cast<std::size_t>(at) + 1] : 0;
    });
  }
  void add(std::int64_t from, std::span<const float> nats) {
    each(from, [&](std::int64_t at, std::size_t b, std::size_t i) {
      if (at + 1 >= streams_[b].counted && at + 1 < streams_[b].end) sums_[b] += static_cast<double>(nats[i]);
    });
  }

  const TextCorpus& text_;
  std::span<const EvaluationStream> streams_;
  StreamBackprop<float> backprop_;
  Matrix state_;
  std::vector<std::int32_t> inputs_, targets_;
  std::vector<double> sums_;  // by stream
};

// -log of a row's softmax at `target`.
double nats_of(const MatrixD& logits, Eigen::Index row, std::int32_t target) {
  const double most = logits.row(row).maxCoeff();
  double sum = 0;
  for (const double logit : logits.row(row)) sum += std::exp(logit - most);
  return std::log(sum) + most - logits(row, target);
}

// Streams side by side as above, by single steps of a network of any kind.
TextLoss loss_by_steps(const Network& network, const TextCorpus& text,
                       std::span<const EvaluationStream> streams, const Execution& execution) {
  const auto rows = static_cast<Eigen::Index>(streams.size());
  Matrix state = Matrix::Zero(rows, network.state_size()), next = state;
  std::vector<std::int32_t> tokens(streams.size());
  std::vector<double> sums(streams.size(), 0.0);
  std::int64_t longest = 0;
  for (const EvaluationStream& stream : streams) longest = std::max(longest, stream.end - stream.begin);
  for (std::int64_t t = 0; t < longest; ++t) {
    if (t % 256 == 0) execution.progress.check_stop();
    const MatrixD logits = network.read_out_double(state);
    for (std::size_t b = 0; b < streams.size(); ++b) {
      const std::int64_t at = streams[b].begin + t;
      const bool inside = at < streams[b].end;
      tokens[b] = inside ? text.codes[static_cast<std::size_t>(at)] : 0;
      if (inside && at >= streams[b].counted)
        sums[b] += nats_of(logits, static_cast<Eigen::Index>(b), tokens[b]);
    }
    network.step(state, tokens, next);
    state.swap(next);
  }
  TextLoss loss;
  for (std::size_t b = 0; b < streams.size(); ++b) {
    loss.nats += sums[b];
    loss.symbols += streams[b].end - streams[b].counted;
  }
  return loss;
}

}  // namespace

TextLoss text_loss(const RecurrentParameters<float>& parameters, const TextCorpus& text,
                   const std::vector<Piece>& pieces, const Execution& execution) {
  const std::vector<EvaluationStream> streams = streams_of(pieces);
  if (!parameters.shape.is_trainable())  // products of matrices are those of trainable cells alone
    return loss_by_steps(*make_recurrent_network(parameters), text, streams, execution);
  TextLoss sum;
  for (std::size_t from = 0; from < streams.size(); from += kSideBySide) {
    const auto some = std::span(streams).subspan(from, std::min(kSideBySide, streams.size() - from));
    const TextLoss loss = Evaluation(parameters, text, some).run(execution);
    sum.nats += loss.nats;
    sum.symbols += loss.symbols;
  }
  return sum;
}

}  // namespace rssviz::models
