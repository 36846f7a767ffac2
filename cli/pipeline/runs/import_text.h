// `rssviz import --task text`: the text that an imported character model is run on, in the alphabet that it
// was trained with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/parallel.h"
#include "models/tasks/task.h"
#include "models/training/recurrent_training.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::cli {

// Options of texts are refused elsewhere. Throws Error{usage}.
void refuse_of_text(const Settings& settings);
// Of --text, in the alphabet of --symbols-file or of the array `symbols` in the file of weights. Throws
// Error{usage}, Error{data}, Error{no_input}.
std::shared_ptr<const models::Task> text_task_of(const Settings& settings,
                                                 const std::vector<models::ForeignFile>& files);
// Losses of every stage on validation and test. Throws Error{data} where the network has another number of
// inputs or outputs than the alphabet has symbols.
std::vector<models::StageMetrics> text_metrics_of(models::RecurrentRun run, const models::Task& task,
                                                  const std::string& file, const Execution& execution);

}  // namespace rssviz::cli
