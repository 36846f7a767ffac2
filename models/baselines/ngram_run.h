// An n-gram model as a run: a baseline that gives outputs at every step and has no hidden states. As a
// network it carries the symbols that it has read; its outputs are log p of the next one, which their softmax
// gives back. Immutable once made: safe on any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "models/baselines/kneser_ney.h"
#include "models/training/run.h"

namespace rssviz::models {

bool is_ngram(std::string_view cell);

struct NgramRun {
  int order{20};         // symbols, the predicted one included
  std::uint64_t seed{};  // of nothing: n-grams draw nothing
  Tokens text{};         // what is counted
  std::int32_t symbols{0};
  std::vector<StageMetrics> metrics{};
  std::vector<int> fallbacks{};  // orders whose discounts fell back
};

// "20", or "inf".
std::string order_text(int order);

// The symbols of the text are counted at the first network_at.
std::shared_ptr<const Run> make_run(std::shared_ptr<const NgramRun> run);
// Of one already counted.
std::unique_ptr<Network> make_ngram_network(std::shared_ptr<const KneserNey> model);

// -log p of all symbols of a piece but its first, which nothing stands before: their sum in nats, each after
// what of the piece stands before it.
double piece_loss(const KneserNey& model, std::span<const std::int32_t> piece, const Execution& execution);

}  // namespace rssviz::models
