// States and maps from files, without a run or a task: their sequences and columns. Pure but for reading.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/scatter_table.h"
#include "core/matrix.h"

namespace rssviz::cli {

// --color-as.
ColumnReading column_reading(const Settings& settings);
// The column `name` from --labels, from --states, or from the first file itself, whichever has it first; by
// --color-as. Throws as read_column does.
ScatterColumn chosen_column(const Settings& settings, const std::filesystem::path& first,
                            const std::string& name, std::size_t points);

// The rows of each sequence that --sequences names (the first `count` where none is named), in order of
// `step`. `sequence` and `step` are columns that chosen_column finds; without them all rows are one sequence
// in order. Throws Error{usage} naming a sequence that isn't there.
struct SequenceRows {
  long long sequence{0};
  std::vector<std::size_t> rows{};
};
std::vector<SequenceRows> chosen_sequences(const Settings& settings, const std::filesystem::path& first,
                                           std::size_t points, std::size_t count);

// States of a source: points x units; of several stages the last.
Matrix read_last_states(const std::string& source);

}  // namespace rssviz::cli
