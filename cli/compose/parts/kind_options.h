// Options that several kinds of figure or film have, in the same words, and those of their look.
#pragma once

#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

Option sentence_option();
Option labels_option();
Option states_option();
Option sequences_option();
Option color_by_option();
Option color_as_option();
Option name_classes_option();
Option highlight_option();
Option radius_option();
Option opacity_option();
Option title_option();
Option concept_option();
Option objects_option();
Option inputs_option();
Option lengths_option();
Option washout_option();
Option sample_option();
Option units_option();
Option neighbors_option();
Option map_epochs_option();
Option band_seeds_option();
Option draws_option();
Option spectral_radii_option();
Option leak_rates_option();
Option densities_option();
Option input_scalings_option();
Option pace_option();
Option story_option();
// Of kinds with numbers behind them.
Option latex_option();
// Of kinds that show one map.
Option zoom_option();
// Of kinds that read a run's map.
Option strict_option();

// The options that choose how figures and films look: typeface and colours; all of them, for figures.
Option font_option();
Option palette_option();
std::vector<Option> look_options();

}  // namespace rssviz::cli
