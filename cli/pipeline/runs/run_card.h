// The card of conventions of a run: everything that a reader needs to know to do it again, and that papers
// tend to leave out. What it says about equations, initialisations and decoding is what the code does.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/run_folder.h"

namespace rssviz::cli {

struct CardRow {
  std::string what{};   // "leak rate"
  std::string value{};  // "0.05 (time constant 1 / a = 20 steps)"
  std::string tex{};    // the value as LaTeX, for equations; "": the value, escaped
};

std::vector<CardRow> card_of(const LoadedRun& run);
// A tabular of two columns, ready for \input.
std::string card_tex(const std::vector<CardRow>& card);

}  // namespace rssviz::cli
