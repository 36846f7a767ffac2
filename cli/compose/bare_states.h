// States and maps from files, without a run or a task: their sequences and columns. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/scatter_table.h"
#include "core/matrix.h"

namespace rssviz::cli {

// The column `name` from --labels, from --states, or from the first file itself, whichever has it first; by
// --color-as. Throws as read_column does.
ScatterColumn chosen_column(const FigureRequest& request, const std::string& name, std::size_t points);

// The rows of each sequence that --sequences names (the first `count` where none is named), in order of
// `step`. `sequence` and `step` are columns that chosen_column finds; without them all rows are one sequence
// in order. Throws Error{usage} naming a sequence that isn't there.
struct SequenceRows {
  long long sequence{0};
  std::vector<std::size_t> rows{};
};
std::vector<SequenceRows> chosen_sequences(const FigureRequest& request, std::size_t points,
                                           std::size_t count);

// States of a source: points x units; of several stages the last.
Matrix read_last_states(const std::string& source);

// Of the chosen sequences those that a figure with a map coloured by `column` follows: where each sequence
// is of one class, the first of each of up to `count` classes, in the colour of its class; else the first
// `count`, in colours that no class has. --sequences goes before.
struct FollowedSequences {
  std::vector<SequenceRows> sequences{};
  std::vector<render::Color> colors{};
};
FollowedSequences followed_sequences(const FigureRequest& request, const ScatterColumn& column,
                                     std::size_t points, std::size_t count, const render::Style& style);

// One line a sequence with dots at its ends, over the marks of a panel of a map.
void add_paths(const std::vector<render::Point>& at, const FollowedSequences& followed,
               const render::Style& style, std::size_t place, render::Figure& figure);

// Units (rows) along one sequence (columns) as a heat map, those that vary most, in order of the step at
// which each is largest.
void add_heat_map(const Matrix& states, const SequenceRows& sequence, const Settings& settings,
                  std::size_t place, render::Figure& figure);
// What it shows, for captions.
std::string heat_map_sentence(const Matrix& states, const SequenceRows& sequence);

}  // namespace rssviz::cli
