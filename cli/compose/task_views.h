// Where the command line meets the tasks that models know: corpora from settings, and what a task tells to
// figures.
#pragma once

#include <cstdint>
#include <memory>

#include "cli/compose/network_view.h"
#include "models/tasks/cross_situational.h"

namespace rssviz::cli {

struct TaskData {
  std::shared_ptr<const models::CrossSituationalTask> task{};
  std::shared_ptr<const models::Corpus> corpus{};
  std::uint64_t seed{1};
};

// Throws Error{usage} for numbers of objects out of range.
TaskData make_task(int objects, std::uint64_t seed);
TaskView task_view(const TaskData& data);

// `count` rows of the list, drawn without replacement by the stream (seed, "sample") and kept in the list's
// order; all where count is 0 or not below their number.
std::vector<std::int32_t> sample_rows(const std::vector<std::int32_t>& rows, int count, std::uint64_t seed);

}  // namespace rssviz::cli
