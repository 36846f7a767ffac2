// How far neighbours in state space agree, level by level of nested classes: over all states by the first
// level, and inside each group of the first by each further one. For a network, its seeds, itself before
// training, other networks and the inputs alone, beside what chance gives. What the figure `nested` shows.
// Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/matrix.h"

namespace rssviz::cli {

struct NestedLevel {
  std::string column{};
  std::string name{};  // "object 1"
  std::vector<std::string> labels{};
  std::vector<std::int32_t> values{};  // one a distinct state; -1: none
};

struct LevelAgreement {
  std::size_t states{0};  // that have a class of the level (and of the first)
  double raw{0};          // mean share of a state's nearest neighbours that have its class
  double scaled{0};       // the same with every unit divided by its standard deviation
  double chance{0};       // of neighbours drawn at random from those that may be one
};

// states: distinct states x units. Neighbours of the first level: among the states that have a class of it;
// of a further one: among those of the same group of the first level that have a class of it. Fewer than
// `neighbors` where a group is small. Ties go to the earlier state.
std::vector<LevelAgreement> level_agreement(MatrixRef states, const std::vector<NestedLevel>& levels,
                                            int neighbors, const Execution& execution);

struct NestedMeasured {
  std::string network{}, name{}, variant{};
  std::uint64_t seed{0};
  std::vector<LevelAgreement> levels{};
};

struct NestedOptions {
  std::vector<std::string> levels{};  // columns, the outermost first
  int seeds{3};                       // of the first network, its own included
  int neighbors{15};
};

// The distinct states' classes. Throws Error{data} naming a column that isn't one of classes.
std::vector<NestedLevel> levels_of(const NetworkView& view, const std::vector<std::string>& columns);

// The first network, its further seeds (variant "another seed"), untrained where it learns its states, the
// other networks, the inputs alone.
std::vector<NestedMeasured> study_nested(const std::vector<const NetworkView*>& networks,
                                         const NestedOptions& options, const Execution& execution);

}  // namespace rssviz::cli
