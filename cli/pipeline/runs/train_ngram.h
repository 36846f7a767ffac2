// `rssviz train --cell ngram`: n-grams of a text as a run, with the metrics that networks have.
#pragma once

#include "cli/options/option_table.h"
#include "core/parallel.h"
#include "models/baselines/ngram_run.h"
#include "models/training/stream_training.h"

namespace rssviz::cli {

// Counts the text that networks train on and measures what they are validated and tested on, piece by piece.
// Says first how much memory that takes; Error{retry} where that isn't free, Error{usage} for options that
// n-grams have no use for.
models::NgramRun train_ngrams(const Settings& settings, const models::StreamLesson& lesson,
                              std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::cli
