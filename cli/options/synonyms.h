// What people call commands and kinds in other programs. Pure functions; safe on any thread.
#pragma once

#include <string>

namespace rssviz::cli {

// What to write instead of a word that is no command: "rssviz figure KIND ..."; "" for unknown words.
std::string command_meant_by(const std::string& word);
// The kind of figure that is meant by a word that is none: "scatter"; "" for unknown words.
std::string figure_meant_by(const std::string& word);

}  // namespace rssviz::cli
