// A hypothesis as a value: which cells are selected, and how their matches are ranked.
#pragma once

#include <optional>
#include <vector>

#include "models/analysis/matching/matches.h"
#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::cli {

// What is asked of a set of states.
struct MatchQuery {
  models::OnRule rule{};
  std::optional<models::StepRange> range{};  // empty: `cells` alone
  std::vector<int> cells{};                  // in place of the selection by the range, where not empty
  models::MatchOptions matching{};
};

}  // namespace rssviz::cli
