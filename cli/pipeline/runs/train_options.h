// From the settings of `rssviz train` to the options of the networks.
#pragma once

#include "cli/options/option_table.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::cli {

// With what a preset says where the command line and the recipe say nothing; of texts also without one, for
// whom the defaults of sentences are of no use. Throws Error{usage}.
Settings with_preset(const Settings& settings);

// Throw Error{usage} naming the option: out of range, or given but of no effect on the chosen cell.
models::EsnTrainingOptions esn_options(const Settings& settings);
models::RecurrentOptions recurrent_options(const Settings& settings);
// Of n-grams, which have none of these.
void refuse_network_options(const Settings& settings);

}  // namespace rssviz::cli
