// The sequences of a split that a sample asks for, of tasks whose corpus is whole. Pure.
#pragma once

#include <vector>

#include "models/data/corpus.h"
#include "models/tasks/task.h"

namespace rssviz::models {

// As many as sample.count (0: all) of the split sample.which, drawn by sample.seed (sample_rows). With
// `whole`, "all" is the corpus. Throws Error{usage} for a count below 0 and a split that there isn't.
std::vector<Tokens> sequences_of_split(const Corpus& corpus, const Sample& sample, bool whole);

}  // namespace rssviz::models
