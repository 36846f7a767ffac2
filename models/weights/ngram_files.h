// The folder of a run of n-grams: metrics.csv, and stages/0000.npz with `text`, the symbols that are counted
// (whoever opens it counts them again), `symbols`, how many there are, and the settings. Functions for one
// thread at a time a folder.
#pragma once

#include <filesystem>

#include "core/formats/json.h"
#include "models/baselines/ngram_run.h"

namespace rssviz::models {

void save_run(const NgramRun& run, const std::filesystem::path& folder);
// Throws Error{no_input} or Error{data} naming file and array.
NgramRun load_ngram_run(const std::filesystem::path& folder);
formats::Json settings_record(const NgramRun& run);

}  // namespace rssviz::models
