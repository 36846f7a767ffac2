#include "cli/pipeline/runs/run_card.h"

#include <sstream>

#include "cli/compose/parts/error_text.h"
#include "cli/pipeline/runs/latex.h"
#include "cli/subjects/provenance.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using Card = std::vector<models::Fact>;

void add_errors(const LoadedRun& run, Card& card) {
  if (run.task->measures().size() == 1) {
    const std::string line =
        errors_line(run.run->metrics(), *run.task, run.stages() - 1, models::Split::test);
    if (!line.empty()) card.push_back({"error", line, ""});
    return;
  }
  for (const models::Split split : models::kSplits) {
    const std::string line = errors_line(run.run->metrics(), *run.task, run.stages() - 1, split);
    if (!line.empty()) card.push_back({"errors, 95 % intervals by Wilson", line, ""});
  }
}

// Of a reservoir that was given, none of the laws that one is drawn by.
void describe_given(const std::string& from, Card& card) {
  std::erase_if(card, [](const models::Fact& fact) {
    return fact.what == "spectral radius asked for" || fact.what == "density" || fact.what == "W" ||
           fact.what == "W_in" || fact.what == "bias";
  });
  card.push_back({"reservoir", "given by " + from + "; its readout was trained here", ""});
}

}  // namespace

Card card_of(const LoadedRun& run) {
  const bool imported = !run.imported_from.empty();
  const models::Lesson lesson = run.task ? run.task->lesson() : models::Lesson{};
  Card card = run.run->facts(imported ? nullptr : &lesson);
  if (!run.reservoir_from.empty()) describe_given(run.reservoir_from, card);
  if (imported) card.push_back({"weights", "imported from " + run.imported_from, ""});
  if (run.task) {
    // What imported weights were trained on isn't known.
    for (const models::Fact& fact : run.task->facts())
      if (!imported || !fact.what.starts_with("training ")) card.push_back(fact);
    add_errors(run, card);
  }
  card.push_back({"program", "rssviz " + program_version(), ""});
  return card;
}

std::string card_tex(const Card& card) {
  std::string tex = "\\begin{tabular}{lp{0.62\\linewidth}}\n\\hline\n";
  for (const models::Fact& row : card)
    tex += escaped_tex(row.what) + " & " + (row.tex.empty() ? escaped_tex(row.value) : row.tex) + " \\\\\n";
  return tex + "\\hline\n\\end{tabular}\n";
}

}  // namespace rssviz::cli
