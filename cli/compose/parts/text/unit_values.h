// The value of a unit at each symbol, and how it becomes a colour. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/symbol_states.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// One page after page: a unit, as it is or as a random rotation of the states has it.
struct ShownUnit {
  int unit{0};
  std::optional<std::uint64_t> rotated{};
  std::vector<double> values{};  // of each symbol, as shown: tanh(c), or the value itself
};

struct ValueScale {
  bool tanh{false};
  double most{1};  // the colours' end
  bool clipped_low{false};
  bool clipped_high{false};
  std::string name{"value"};  // "tanh(c)"
  std::string reading{};      // how values were taken, for stderr
};

// Numbers of units from texts. Throws Error{usage} naming text and range.
std::vector<int> units_named(const std::vector<std::string>& texts, Eigen::Index units);

// --unit, --value, --limit.
std::vector<Option> unit_options();

// The units at `rows` of the states, each followed by its rotation where a seed is given, and the scale that
// all share. `value`: tanh, linear or auto (tanh of a cell's states, and of states beyond -1 .. 1 of which
// the file doesn't say what they are). Throws Error{data} naming row and unit of a value that isn't finite.
struct ValueChoice {
  std::string value{"auto"};
  std::optional<double> limit{};  // the colours' end
};
struct UnitValues {
  std::vector<ShownUnit> units{};
  ValueScale scale{};
};
UnitValues values_of(const SymbolStates& states, const std::vector<std::size_t>& rows,
                     const std::vector<int>& units, const ValueChoice& choice,
                     std::optional<std::uint64_t> rotation);

// --value and --limit. Throws Error{usage} for a limit that isn't above 0.
ValueChoice value_choice(const Settings& settings);

// "cell unit 12, states rotated at random (seed 3)".
std::string unit_text(const ShownUnit& unit, const SymbolStates& states);
// "tanh of the unit's state after it has read the byte, -1 red, 0 white, 1 blue".
std::string scale_words(const ValueScale& scale, SymbolKind kind, const render::Style& style);
std::vector<render::Color> colors_of(const ShownUnit& unit, const ValueScale& scale,
                                     const render::Style& style);
render::ColorBar bar_of(const ValueScale& scale, const render::Style& style);

}  // namespace rssviz::cli
