// Where the command line meets the tasks that models know: corpora from settings, and what a task tells to
// figures.
#pragma once

#include <cstdint>
#include <memory>

#include "cli/subjects/network_view.h"
#include "models/tasks/csl/cross_situational.h"

namespace rssviz::cli {

struct TaskData {
  std::shared_ptr<const models::CrossSituationalTask> task{};
  std::shared_ptr<const models::Corpus> corpus{};
  std::uint64_t seed{1};
};

// Throws Error{usage} for numbers of objects out of range.
TaskData make_task(int objects, std::uint64_t seed);
TaskView task_view(const TaskData& data);

// The sample that --sample asks for: that many sequences of a split, drawn by seed; all for 0.
std::vector<models::Tokens> sampled_sequences(const models::Corpus& corpus, models::Split split,
                                              long long count, std::uint64_t seed);

}  // namespace rssviz::cli
