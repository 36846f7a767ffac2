// Answers of outputs as findings. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/studies/output_answers.h"
#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// "of 6 questions, answered rightly after END" and "of 6 questions, by guessing".
inline void add_right_answers(const NetworkView& view, const models::StateTrace& trace,
                              std::vector<Finding>& findings) {
  const std::optional<RightAnswers> found = right_answers(view, trace);
  if (!found) return;
  const std::string of =
      "of " + std::to_string(found->questions) + (found->questions == 1 ? " question" : " questions") + ": ";
  findings.push_back(
      {of + "answered rightly after " + view.task->wording().last, static_cast<double>(found->right)});
  findings.push_back({of + "by guessing", found->guessing});
}

// The mean AUROC of outputs after the last step, and that of chance.
inline void add_auroc_of_outputs(const NetworkView& view, const models::IntColumn& ends,
                                 std::vector<Finding>& findings) {
  const std::optional<double> found = auroc_of_outputs(view, ends.values);
  if (!found) return;
  const models::Wording wording = view.task->wording();
  findings.push_back({"what the " + wording.sequence + " says, by each output after " + wording.last +
                          ", mean AUROC: " + view.name,
                      *found});
  findings.push_back({"what the " + wording.sequence + " says, by each output after " + wording.last +
                          ", mean AUROC: by chance",
                      0.5});
}

}  // namespace rssviz::cli
