// The table that stands beside a picture.
#pragma once

#include <filesystem>
#include <vector>

#include "core/formats/csv.h"
#include "core/progress.h"

namespace rssviz::cli {

// Whether a table beside the picture would take the place of one that isn't the picture's: a file that it is
// drawn of, or one with other columns where no picture of that name stands. It is told. To be asked before
// the picture is written.
bool keeps_table(const std::filesystem::path& output, const formats::Table& table,
                 const std::vector<std::filesystem::path>& read, Progress& progress);

}  // namespace rssviz::cli
