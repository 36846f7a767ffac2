// How much memory a map will take, by what is held at once, before any of it is taken. Values; pure.
#pragma once

#include <cstdint>
#include <string>

#include "core/memory.h"
#include "embed/embedding.h"

namespace rssviz::embed {

// Bytes at the most, each with the arrays of the other stages that are still there.
struct MemoryPlan {
  double states{0.};         // the states themselves, and their distinct rows
  double neighbors{0.};      // projections, leaves and lists of neighbours
  double layout{0.};         // graph, start and layout
  double file{0.};           // the arrays on their way into the file
  double most() const;       // at one time
  std::string text() const;  // "640 MB: states 240, neighbours 130, ..."
};

// `rereads`: the states are not there during the layout, whose share is then what it takes beyond theirs.
MemoryPlan plan_memory(std::size_t points, std::size_t units, const EmbedOptions& options,
                       bool rereads = false);

using rssviz::available_memory;

// Error{retry} with both numbers where the plan is above what is available (0: unknown, nothing is checked).
void check_memory(const MemoryPlan& plan, double available);

}  // namespace rssviz::embed
