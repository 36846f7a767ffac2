// Maps of stages as the arrays of a file: coords (stages x points x dims), index, and one value a stage of
// each measure of movement and of trust. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "core/formats/array.h"
#include "core/matrix.h"
#include "embed/align/stages.h"

namespace rssviz::embed {

// The slices of an array of stages x points x units along its first dimension. Throws Error{data} naming
// `name` for another number of dimensions.
std::vector<Matrix> stages_of_array(const formats::Array& array, const std::string& name);
// Adds how the maps were aligned, what moved and how far they can be trusted.
void add_measures(const AlignedMaps& maps, formats::Archive& archive);
// Of stages that have the same points. Throws Error{data} naming file and array.
AlignedMaps aligned_maps_from_archive(const formats::Archive& archive, const std::string& file);

}  // namespace rssviz::embed
