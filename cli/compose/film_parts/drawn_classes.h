// The legend of a film's dots, without the classes that none of them has. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "render/figure/figure.h"

namespace rssviz::cli {

// Takes from a legend whose first `classes` entries are the classes in order those that aren't among
// `values`, and the entry after them, of what has no class, where no value is negative.
inline void keep_drawn_classes(const std::vector<std::int32_t>& values, std::size_t classes,
                               render::Legend& legend) {
  std::vector<bool> drawn(classes + 1, false);
  for (const std::int32_t value : values)
    drawn[value < 0 ? classes : std::min(static_cast<std::size_t>(value), classes)] = true;
  for (std::size_t k = std::min(classes + 1, legend.entries.size()); k-- > 0;)
    if (!drawn[k]) legend.entries.erase(legend.entries.begin() + static_cast<std::ptrdiff_t>(k));
}

}  // namespace rssviz::cli
