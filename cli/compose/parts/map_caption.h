// The honest part of the captions of maps: how they were made, how far they can be trusted, what they don't
// show. Pure functions.
#pragma once

#include <string>

#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/network_view.h"
#include "embed/align/stages.h"

namespace rssviz::cli {

// "Each dot is one of ... distinct states ..."; how the map was made, how far it can be trusted, what it
// doesn't show.
std::string map_caption(const NetworkView& view);
// The same of the map as it is shown, with its parts moved together.
std::string map_caption(const NetworkView& view, const ShownMap& map);
// The same for maps of stages: how they were aligned and what their movement and that of the layout alone
// mean; how far they can be trusted.
std::string alignment_caption(const embed::AlignedMaps& maps);
std::string stage_trust_caption(const embed::AlignedMaps& maps);

}  // namespace rssviz::cli
