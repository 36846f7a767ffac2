// Maps of several stages as a file's arrays: coords (stages x points x dims), index, and what moved between
// stages.
#pragma once

#include <string>

#include "core/formats/array.h"
#include "core/parallel.h"
#include "embed/align/stages.h"

namespace rssviz::cli {

// Aligns states of shape stages x points x units. Throws Error{data} for another number of dimensions.
embed::AlignedMaps align_states(const formats::Array& states, const embed::StagesOptions& options,
                                const Execution& execution);

formats::Archive to_archive(const embed::AlignedMaps& maps);
// Throws Error{data} naming file and array.
embed::AlignedMaps aligned_maps_from_archive(const formats::Archive& archive, const std::string& file);

}  // namespace rssviz::cli
