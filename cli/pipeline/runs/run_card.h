// The card of conventions of a run: everything that a reader needs to know to do it again, and that papers
// tend to leave out. What it says about equations, initialisations and decoding is what the code does.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/run_folder.h"

namespace rssviz::cli {

std::vector<models::Fact> card_of(const LoadedRun& run);
// A tabular of two columns, ready for \input.
std::string card_tex(const std::vector<models::Fact>& card);

}  // namespace rssviz::cli
