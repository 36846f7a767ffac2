// `train --reservoir FILE`: a readout trained on a reservoir that another program drew, read as `import`
// reads one of reservoirpy's (models/weights/foreign_weights.h).
#pragma once

#include "cli/options/option_table.h"
#include "models/training/given_reservoir.h"

namespace rssviz::cli {

// What its matrices tell of a reservoir: units, leak rate, spectral radius and densities as measured.
models::EsnOptions described(const models::Reservoir<float>& reservoir, double spectral_radius);

// The reservoir of the file that --reservoir names; options.reservoir is made to describe it. Throws
// Error{usage} for an option that describes a reservoir to be drawn, or a file whose readout takes the
// inputs; Error{data} naming the file where the lesson has other inputs.
models::GivenReservoir read_reservoir(const Settings& settings, const models::Lesson& lesson,
                                      models::EsnTrainingOptions& options);

}  // namespace rssviz::cli
