// Which parts of a text are trained on, validated on and tested on.
//   end      three pieces one after another, bounds floor(.8 N) and floor(.9 N) with shares 80,10,10
//   rows:B   the text is cut into B rows of floor(N / B) symbols (the rest is left out), and each row has its
//            own end, as the program of Karpathy, Johnson and Fei-Fei (2015) splits it. Text to test on then
//            stands between text that is trained on: losses are lower than of `end`, and aren't comparable.
// Values; safe to read from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/data/corpus.h"

namespace rssviz::models {

struct SplitOptions {
  std::array<double, 3> shares{80, 10, 10};  // per cent to train, validate and test on; they sum to 100
  int rows{0};                               // 0: by end

  std::string by() const { return rows == 0 ? "end" : "rows:" + std::to_string(rows); }
  std::string shares_text() const;  // "80,10,10"
  bool operator==(const SplitOptions&) const = default;
};

// "end" or "rows:100", "80,10,10". Throws Error{usage} naming the option and what it may be.
SplitOptions split_options(std::string_view by, std::string_view shares);

// Symbols begin .. end-1 of the whole text.
struct Piece {
  std::int64_t begin{0};
  std::int64_t end{0};
  std::int64_t size() const { return end - begin; }
  bool operator==(const Piece&) const = default;
};

struct TextSplit {
  SplitOptions options{};
  std::vector<Piece> train{};  // one, or one a row; of the others none where their share is 0
  std::vector<Piece> validation{};
  std::vector<Piece> test{};

  const std::vector<Piece>& pieces(Split split) const;
  std::int64_t symbols(Split split) const;
};

// Throws Error{data} where a text of so many symbols has a piece of fewer than two.
TextSplit split_text(std::int64_t symbols, const SplitOptions& options);

}  // namespace rssviz::models
