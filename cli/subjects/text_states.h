// States of any program with the symbol that each was read at and what is known of it: what units are read
// for where there is no run. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/symbol_states.h"
#include "models/data/state_trace.h"

namespace rssviz::cli {

struct TextStates {
  models::StateTrace trace{};           // without outputs; states and columns in the file's order
  std::vector<std::string> own{};       // columns that the file, or its labels, has
  std::vector<std::string> of_text{};   // properties told from the symbols; none where these are words
  std::vector<std::string> alphabet{};  // as SymbolStates: what `trace.token` names
  SymbolKind kind{SymbolKind::characters};
  std::vector<std::string> notes{};  // how it was read, a line each, for stderr
  bool guessed{false};               // one of the notes could have been otherwise
};

// Rows without a symbol (zero states) are left out. Columns of numbers, of classes with names, and texts of
// at most 64 kinds; those of more are passed over with a note. Symbols that are bytes or characters also tell
// what a text tells (models/tasks/text/columns.h), where the file has no column of that name. Throws as
// read_states and read_symbol_states do.
TextStates read_text_states(const SymbolChoice& choice);

}  // namespace rssviz::cli
