// What arrays of one's own tell to figures: the steps of a series instead of the words of a sentence.
#pragma once

#include <memory>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/data/array_task.h"

namespace rssviz::cli {

struct ArrayData {
  models::ArrayTask task{};
  models::ArrayOptions options{};
};

// `softmax`: outputs of classes are logits.
TaskView task_view(std::shared_ptr<const ArrayData> data, bool softmax);
// Its vocabulary names each row: by the first column of classes among its labels, else by the number of the
// step. No targets and no splits: those are of sentences.
models::Corpus corpus_of(const ArrayData& data);
// The rows of a split ("test", "train", "all") that count, of `sample` of its sequences drawn by seed where
// there are several (0: all). Throws Error{usage} for another split.
std::vector<std::int32_t> sampled_rows(const ArrayData& data, const std::string& which, long long sample,
                                       std::uint64_t seed);

}  // namespace rssviz::cli
