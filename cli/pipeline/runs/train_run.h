// `rssviz train`: from settings to the folder of a run. Training in progress stands in FOLDER/training, stage
// by stage with a checkpoint, and is moved into place when it is whole: a run that stands there already is
// only replaced by a whole one. Whatever interrupts training, going on gives the same bytes as never stopping
// (timings.json apart).
#pragma once

#include <filesystem>
#include <string>

#include "cli/options/option_table.h"
#include "core/parallel.h"

namespace rssviz::cli {

enum class Resume {
  no,           // begin anew
  where_same,   // go on where training with the same recipe was interrupted, else begin anew
  or_complain,  // the same, but Error{usage} where it was begun with another recipe
};

// Trains as the settings say. run.json comes last, so that a folder with it is whole. An echo state network,
// which takes seconds, begins anew when interrupted; other networks go on after the last whole epoch.
// At the first loss that isn't finite the stages so far and their metrics.csv are kept. Throws as training
// and writing do.
void train_run(const Settings& settings, const std::filesystem::path& folder, const std::string& recipe,
               Resume resume, const Execution& execution);

}  // namespace rssviz::cli
