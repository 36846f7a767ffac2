// Heat maps of states without a run: units along sequences, those that vary most, in one scale of colours.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/states/bare_states.h"
#include "core/formats/csv.h"
#include "core/matrix.h"

namespace rssviz::cli {

// Units (rows) along sequences (columns), or over all rows in order where `sequence` is -1, as heat maps in
// the panels from `place` on: those that vary most over all of them, in order of the step at which each is
// largest along the first, in one scale of colours. `symbols`: none, or one a point: what stands below the
// steps of a short sequence.
void add_heat_maps(const Matrix& states, const std::vector<SequenceRows>& sequences, const Settings& settings,
                   std::size_t place, render::Figure& figure, const std::vector<std::string>& symbols = {});
// The numbers that they show: sequence, step (or row), unit, state.
formats::Table heat_rows(const Matrix& states, const std::vector<SequenceRows>& sequences);
// What they show, for captions.
std::string heat_map_sentence(const Matrix& states, const std::vector<SequenceRows>& sequences);

}  // namespace rssviz::cli
