// A corpus as a value: sequences of tokens and what a network should say after the last of each. It knows no
// task; what a task has to tell about its sequences comes as named columns. Safe to read from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"
#include "models/data/columns.h"

namespace rssviz::models {

using Tokens = std::vector<std::int32_t>;

enum class Split { train, validation, test };
inline constexpr std::array kSplits{Split::train, Split::validation, Split::test};
std::string_view name_of(Split split);

struct Corpus {
  std::vector<std::string> vocabulary{};    // the word of each token id
  std::vector<Tokens> sequences{};          // as they are given to a network, BEGIN and END included
  MatrixD targets{};                        // sequences x outputs: the output wanted after the last token
  std::vector<std::string> output_names{};  // one a column of `targets`
  std::vector<std::int32_t> train{};        // rows of `sequences`, in the order of training
  std::vector<std::int32_t> validation{};
  std::vector<std::int32_t> test{};
  std::vector<IntColumn> columns{};  // one value a sequence
  std::vector<std::string> notes{};  // what the run's record has to say about it (sets that overlap)

  const std::vector<std::int32_t>& indices(Split split) const;
  // The sequences of a list of rows, copied.
  std::vector<Tokens> sequences_of(const std::vector<std::int32_t>& rows) const;
  // The words of a sequence, separated by spaces.
  std::string text(const Tokens& tokens) const;
  // Throws Error{data} naming what doesn't fit: a token outside the vocabulary, an index outside the
  // sequences, an empty sequence, targets of another shape.
  void check() const;
};

// `count` rows of a split (all where it has fewer), drawn without replacement from the stream (seed,
// "sample"), in the order of the split: the sample that maps are fitted on. Throws Error{usage} for count
// < 1.
std::vector<std::int32_t> sample_rows(const Corpus& corpus, Split split, int count, std::uint64_t seed);

}  // namespace rssviz::models
