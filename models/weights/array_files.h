// What a run on arrays of one's own keeps, so that it stands alone: arrays.npz (inputs, targets, sequences,
// columns) and task.json (how they are learned). Functions for one thread at a time a folder.
#pragma once

#include <filesystem>

#include "core/formats/json.h"
#include "models/data/array_task.h"

namespace rssviz::models {

std::filesystem::path arrays_path(const std::filesystem::path& folder);
// Throws Error{cannot_create} or {io}.
void save_arrays(const ArrayTask& task, const ArrayOptions& options, const std::filesystem::path& folder);
// Throws Error{no_input} or Error{data} naming file and field.
ArrayTask load_arrays(const std::filesystem::path& folder);
// `record`: the run's task.json.
ArrayOptions array_options_of(const formats::Json& record, const std::string& file);

}  // namespace rssviz::models
