// What columns of a trace tell of each point, as properties that units may be readable for, and where each is
// scored. Rules, that figures state:
//   a column of two classes is one property, of more classes one for each class, of numbers one number;
//   steps whose own symbol always goes with one value say nothing of memory and are left out, unless no
//   others are left (capital letters): such a property is marked;
//   a class that lasts (half of its steps stand `after` steps or more behind its beginning) is scored only
//   `after` steps or more behind its last change or the beginning of the sequence;
//   what is left must have episodes enough in both stretches of text. An episode is a run of the class, or of
//   numbers above the smallest.
// Pure functions; safe on any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/analysis/units/atlas.h"
#include "models/data/state_trace.h"

namespace rssviz::models {

struct PropertyOptions {
  int after{20};
  int least_episodes{10};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct PropertyFacts {
  std::string column{};
  bool told_by_symbol{false};  // the symbol itself tells it: readable by any unit that sees the symbol
  bool lasting{false};         // scored only `after` steps behind changes
  std::size_t scored{0};       // points of the text to judge on
  std::size_t episodes{0};     // of the text to judge on
  std::size_t longest{0};      // points of the longest episode there
};

struct AtlasProperties {
  std::vector<AtlasProperty> choose{}, judge{};
  std::vector<PropertyFacts> facts{};   // one each
  std::vector<std::string> left_out{};  // "in_P4: 3 episodes"
};

// Of the columns named, in their order. Throws Error{data} naming a column that isn't there.
AtlasProperties atlas_properties(const StateTrace& choose, const StateTrace& judge,
                                 std::span<const std::string> columns, const PropertyOptions& options);

// Every step's symbol by a number of its own, the same in both traces.
struct SymbolsOfSteps {
  std::vector<std::int32_t> choose{}, judge{};
  std::vector<std::int32_t> by_frequency{};  // the commonest of `choose` first
};
SymbolsOfSteps symbols_of_steps(const StateTrace& choose, const StateTrace& judge);

}  // namespace rssviz::models
