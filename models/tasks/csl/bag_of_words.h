// The paper's comparator without order or recurrence: a table from the key words of a clause (its objects,
// positions and colours, sorted) to the last teacher seen with them. Source: Variengien and Hinaut 2020.
// Values; pure functions, safe on any thread.
#pragma once

#include <map>
#include <vector>

#include "models/tasks/csl/cross_situational.h"
#include "models/training/metrics.h"

namespace rssviz::models {

struct BagOfWords {
  std::map<Tokens, VectorD> table{};  // sorted key words -> the slice of a teacher for one object
};

// One pass over the training sentences, clause by clause in their order.
BagOfWords train_bag_of_words(const CrossSituationalTask& task, const Corpus& corpus);

// What it says about sentences: sentences x outputs. Zeros, which decode to no claim, for key words that it
// hasn't seen together and for a clause that isn't there.
MatrixD bag_of_words_outputs(const BagOfWords& bag, const CrossSituationalTask& task,
                             const std::vector<Tokens>& sentences);

// Trained on the corpus and judged on its splits: stage 0 before training, stage 1 after.
std::vector<StageMetrics> bag_of_words_metrics(const CrossSituationalTask& task, const Corpus& corpus);

}  // namespace rssviz::models
