// States and maps from files, without a run or a task: their sequences and columns. Pure but for reading.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/scatter_table.h"
#include "cli/subjects/states_file.h"
#include "core/matrix.h"
#include "core/progress.h"

namespace rssviz::cli {

// --color-as.
ColumnReading column_reading(const Settings& settings);
// Where the points of a figure stand in sequences: as `known` says, or the first file itself, --labels or
// --states, whichever says it first.
PointPlaces places_of_points(const Settings& settings, const std::filesystem::path& first,
                             const PointPlaces& known);

// The column `name` from --labels, from --states, or from the first file itself, whichever has it first; by
// --color-as. What was understood is told. Throws as read_column does.
ScatterColumn chosen_column(const Settings& settings, const std::filesystem::path& first,
                            const std::string& name, const PointPlaces& places, Progress& progress);

// The column of a name, for --sequences COLUMN=VALUE.
using ColumnOf = std::function<ScatterColumn(const std::string&)>;
// That of a figure's files, by chosen_column.
ColumnOf columns_of(const Settings& settings, const std::filesystem::path& first, const PointPlaces& places,
                    Progress& progress);
// The rows of each sequence that --sequences names (the first `count` where none is named), in order of
// `step`; none where sequences aren't known. COLUMN=VALUE names those with a state of that class or number.
// Throws Error{usage} naming a sequence, or the values of a column, that isn't there.
struct SequenceRows {
  long long sequence{0};
  std::vector<std::size_t> rows{};
};
std::vector<SequenceRows> chosen_sequences(const Settings& settings, const PointPlaces& places,
                                           std::size_t count, const ColumnOf& column_of);
// The same; Error{data} saying how sequences are given where they aren't known.
std::vector<SequenceRows> known_sequences(const Settings& settings, const std::filesystem::path& first,
                                          const PointPlaces& places, std::size_t count,
                                          const ColumnOf& column_of);

// States of a source of a figure, by its --axes, --lengths ...: points x units; of several stages the last.
// What was understood is told.
struct LastStates {
  Matrix states{};
  PointPlaces places{};
  std::string reading{};  // for the caption: "States: 200 sequences x ... . " or ""
};
LastStates read_last_states(const Settings& settings, const std::string& source, Progress& progress);

// What a map's file says of how it was made and how far it can be trusted, for captions: "Map: UMAP of ...,
// 15 neighbours ...; trustworthiness .98 ... . "; "" for coordinates of another program.
std::string sentences_on_map(const formats::Archive& archive, const std::string& file);
// "PC 1 (44 %)", "PC 2 (21 %)", ... of a map by principal components that says what they explain; else none.
std::vector<std::string> axes_of_map(const formats::Archive& archive, const std::string& file);
// The same of one of the maps of several stages.
std::string sentences_on_stage(const formats::Archive& archive, std::size_t stage);

}  // namespace rssviz::cli
