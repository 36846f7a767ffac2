// Which column holds the classes that figures of geometry are about, and what was taken one of two ways.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

// Whether the request is of a bare file of states.
bool is_of_file(const FigureRequest& request);
// --class, which a bare file needs: Error{usage} without it. Of a run the task's column otherwise.
std::string class_column(const FigureRequest& request);
// --sequences-most and --folds, --seed: options that several of these kinds have.
Option most_sequences_option();
Option folds_option();
// Notes of what was read, each once, for stderr.
void tell_notes(const FigureRequest& request, const std::vector<std::string>& notes);
// Notes as sentences for a caption: "" or "... . ".
std::string note_sentences(const std::vector<std::string>& notes);

}  // namespace rssviz::cli
