// What networks and n-grams make of the same symbols of a text to test on: the probability of every symbol
// after all before it. Pure; the same bytes at any number of threads: streams and blocks are cut by size.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/matrix.h"
#include "models/baselines/kneser_ney.h"
#include "models/data/text/text_corpus.h"

namespace rssviz::cli {

// The text of a view's task. Throws Error{data} where the task is none of texts.
const models::TextCorpus& text_of(const NetworkView& view);

// The first `symbols` of what the networks are tested on (its first piece, where it has several). Throws
// Error{data} where they aren't the same for all.
models::Tokens test_symbols(const std::vector<const NetworkView*>& networks, long long symbols);

// symbols x alphabet: row t holds p of each symbol at t, after all symbols before it (row 0: after none).
// From the zero state; longer texts in up to 16 streams of 2,000 symbols or more, all but the first warmed by
// the 1,000 symbols before them.
Matrix predicted(const models::Network& network, std::span<const std::int32_t> symbols,
                 const Execution& execution);
Matrix predicted(const models::KneserNey& model, std::span<const std::int32_t> symbols,
                 const Execution& execution);
// p of the symbols themselves.
std::vector<double> p_of_true(const Matrix& predicted, std::span<const std::int32_t> symbols);

// What the networks are trained on, piece after piece.
models::Tokens training_symbols(const NetworkView& view);

// n-grams of what the networks are trained on. Says how much memory that takes; Error{retry} where it isn't
// free.
std::shared_ptr<const models::NgramIndex> count_ngrams(const NetworkView& view, const Execution& execution);

// Interval of a mean over symbols that hang together: blocks of 1,000 symbols drawn with replacement (Kuensch
// 1989); `positions`: where each value stands in the text, empty: one after another. Stream (seed, "blocks").
struct MeanInText {
  double mean{0}, low{0}, high{0};
};
MeanInText mean_in_text(std::span<const double> values, std::uint64_t seed,
                        std::span<const std::size_t> positions = {});

}  // namespace rssviz::cli
