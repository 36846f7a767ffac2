// The panel of `nested` that figure and film share: neighbours that agree, by level. Pure.
#pragma once

#include <string>

#include "cli/compose/maps/nested_groups.h"

namespace rssviz::cli {

// "object 1", "inside it: colour 1".
std::string level_text(const NestedSubject& subject, std::size_t level);
// A row a level: the network's dot and its seeds', before training, other networks, the inputs alone, chance.
// `scale`: of ink, 1 on paper.
render::Panel agreement_panel(const NestedSubject& subject, const render::Style& style, double scale);
render::Legend agreement_legend(const NestedSubject& subject, const render::Style& style);

}  // namespace rssviz::cli
