#include "cli/studies/text_predictions.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/memory.h"
#include "core/rng.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/training/stream_training.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kShortest = 2000, kMostStreams = 16, kWarming = 1000;
constexpr std::size_t kPiece = 2048;  // symbols of an n-gram that a thread predicts at a time
constexpr std::size_t kBlock = 1000;
constexpr int kDraws = 1000;

std::shared_ptr<const models::TextCorpus> corpus_of(const NetworkView& view) {
  const models::Lesson lesson = view.task->lesson();
  if (lesson.streams == nullptr)
    fail(ErrorKind::data, view.id + ": is no run on a text (--task text), so that it has no symbols");
  return lesson.streams->text;
}

// Read from `first` on, predicted from `begin` to `end`.
struct Stream {
  std::size_t first{0}, begin{0}, end{0};
};

std::vector<Stream> streams_of(std::size_t size) {
  const std::size_t count = std::clamp<std::size_t>(size / kShortest, 1, kMostStreams);
  std::vector<Stream> streams;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = size * k / count;
    streams.push_back({begin < kWarming ? 0 : begin - kWarming, begin, size * (k + 1) / count});
  }
  return streams;
}

// A row of logits as probabilities.
void put_softmax(const MatrixD& logits, Eigen::Index row, Eigen::Index at, Matrix& into) {
  const double most = logits.row(row).maxCoeff();
  double sum = 0;
  for (Eigen::Index s = 0; s < logits.cols(); ++s) sum += std::exp(logits(row, s) - most);
  for (Eigen::Index s = 0; s < logits.cols(); ++s)
    into(at, s) = static_cast<float>(std::exp(logits(row, s) - most) / sum);
}

}  // namespace

const models::TextCorpus& text_of(const NetworkView& view) { return *corpus_of(view); }

models::Tokens test_symbols(const std::vector<const NetworkView*>& networks, long long symbols) {
  models::Tokens chosen;
  std::vector<std::string> alphabet;
  for (const NetworkView* const view : networks) {
    corpus_of(*view);
    models::Tokens tokens = view->task->sequences({"test", 0, 1}).front();
    if (static_cast<long long>(tokens.size()) > symbols) tokens.resize(static_cast<std::size_t>(symbols));
    if (chosen.empty()) {
      chosen = std::move(tokens);
      alphabet = view->corpus->vocabulary;
    } else if (tokens != chosen || view->corpus->vocabulary != alphabet) {
      fail(ErrorKind::data, view->id + ": is tested on other symbols than " + networks.front()->id +
                                "; only runs on the same text with the same --split-by can be compared");
    }
  }
  return chosen;
}

Matrix predicted(const models::Network& network, std::span<const std::int32_t> symbols,
                 const Execution& execution) {
  if (network.outputs() == 0)
    fail(ErrorKind::data, "the network has no readout, so that it predicts nothing");
  const std::vector<Stream> streams = streams_of(symbols.size());
  Matrix result(static_cast<Eigen::Index>(symbols.size()), network.outputs());
  constexpr std::size_t kTogether = 8;  // streams of a block
  execution.workers.for_each((streams.size() + kTogether - 1) / kTogether, [&](std::size_t block) {
    const std::size_t from = block * kTogether, to = std::min(streams.size(), from + kTogether);
    Matrix state = Matrix::Zero(static_cast<Eigen::Index>(to - from), network.state_size());
    Matrix next = state;
    std::vector<std::int32_t> tokens(to - from);
    std::size_t longest = 0;
    for (std::size_t k = from; k < to; ++k) longest = std::max(longest, streams[k].end - streams[k].first);
    for (std::size_t t = 0; t < longest; ++t) {
      if (t % 256 == 0) execution.progress.check_stop();
      const MatrixD logits = network.read_out_double(state);
      for (std::size_t k = from; k < to; ++k) {
        const std::size_t at = streams[k].first + t;
        if (at >= streams[k].begin && at < streams[k].end)
          put_softmax(logits, static_cast<Eigen::Index>(k - from), static_cast<Eigen::Index>(at), result);
        tokens[k - from] = at < symbols.size() ? symbols[at] : 0;
      }
      network.step(state, tokens, next);
      state.swap(next);
    }
  });
  return result;
}

Matrix predicted(const models::KneserNey& model, std::span<const std::int32_t> symbols,
                 const Execution& execution) {
  Matrix result(static_cast<Eigen::Index>(symbols.size()), model.symbols());
  execution.workers.for_each((symbols.size() + kPiece - 1) / kPiece, [&](std::size_t piece) {
    execution.progress.check_stop();
    std::vector<double> p(static_cast<std::size_t>(model.symbols()));
    for (std::size_t t = piece * kPiece; t < std::min(symbols.size(), (piece + 1) * kPiece); ++t) {
      model.probabilities(symbols.first(t), p);
      for (std::size_t s = 0; s < p.size(); ++s)
        result(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(s)) = static_cast<float>(p[s]);
    }
  });
  return result;
}

std::vector<double> p_of_true(const Matrix& predicted, std::span<const std::int32_t> symbols) {
  std::vector<double> p;
  for (std::size_t t = 0; t < symbols.size(); ++t)
    p.push_back(static_cast<double>(predicted(static_cast<Eigen::Index>(t), symbols[t])));
  return p;
}

models::Tokens training_symbols(const NetworkView& view) {
  const std::shared_ptr<const models::TextCorpus> text = corpus_of(view);
  models::Tokens all;
  for (const models::Piece& piece : text->split.train) {
    const models::Tokens tokens =
        text->codes.tokens(static_cast<std::size_t>(piece.begin), static_cast<std::size_t>(piece.end));
    all.insert(all.end(), tokens.begin(), tokens.end());
  }
  return all;
}

std::shared_ptr<const models::NgramIndex> count_ngrams(const NetworkView& view, const Execution& execution) {
  const std::shared_ptr<const models::TextCorpus> text = corpus_of(view);
  const models::NgramPlan plan =
      models::plan_ngrams(static_cast<std::size_t>(text->split.symbols(models::Split::train)),
                          static_cast<std::size_t>(text->alphabet.size()));
  models::say_plan(plan, available_memory(), execution.progress);
  return std::make_shared<const models::NgramIndex>(training_symbols(view), text->alphabet.size());
}

MeanInText mean_in_text(std::span<const double> values, std::uint64_t seed,
                        std::span<const std::size_t> positions) {
  std::vector<double> sums, counts;
  std::size_t last = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t block = (positions.empty() ? i : positions[i]) / kBlock;
    if (sums.empty() || block != last) {
      sums.push_back(0);
      counts.push_back(0);
    }
    last = block;
    sums.back() += values[i];
    counts.back() += 1;
  }
  const auto mean_of_blocks = [&](const auto& block_at) {
    double sum = 0, count = 0;
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const std::size_t block = block_at(k);
      sum += sums[block];
      count += counts[block];
    }
    return sum / count;
  };
  MeanInText result;
  if (sums.empty()) return result;
  result.mean = mean_of_blocks([](std::size_t k) { return k; });
  std::vector<double> draws;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(seed, "blocks", static_cast<std::uint64_t>(draw));
    draws.push_back(
        mean_of_blocks([&](std::size_t) { return static_cast<std::size_t>(rng.below(sums.size())); }));
  }
  result.low = models::quantile(draws, 0.025);
  result.high = models::quantile(draws, 0.975);
  return result;
}

}  // namespace rssviz::cli
