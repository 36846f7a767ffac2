// What the symbols of a text tell of states that no task recorded: the columns of a text (columns.h), and
// which of them a unit may be read for. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/data/state_trace.h"
#include "models/data/text/alphabet.h"

namespace rssviz::models {

// Columns that a cell may be read for, in the order in which figures show them.
std::vector<std::string> text_properties();

// Adds the columns of a text to a trace whose tokens are codes of `alphabet`, each sequence as a text of its
// own.
void annotate_text(const Alphabet& alphabet, StateTrace& trace);

}  // namespace rssviz::models
