// Where a map goes: an .npz with all of it, or its points alone as a table.
#pragma once

#include <filesystem>

#include "cli/subjects/states_file.h"
#include "core/formats/npz_views.h"

namespace rssviz::cli {

// Refuses an output that is neither .npz nor a table (.csv, .tsv, or "-": CSV on standard output):
// Error{usage}.
void check_map_name(const std::filesystem::path& output);

// Adds what is known of the states' points, so that figures of the map know it too: `sequence`, `step`,
// `axes` and `axis_sizes`; `reading`, how the states were read; of files that `rssviz record` didn't write
// all columns, but those of names that the map has itself.
void add_points(const StatesFile& states, formats::Archive& map);

// Writes an archive of maps: tables have x, y (and z), after `stage` where there are several, then sequence,
// step, columns (classes by name) and trust. `large`: arrays that stand elsewhere, for an .npz.
void write_map(const std::filesystem::path& output, const formats::Archive& map,
               const formats::MatrixViews& large = {});

}  // namespace rssviz::cli
