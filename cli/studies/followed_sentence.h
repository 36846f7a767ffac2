// The one sentence that a film of learning follows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

struct FollowedSentence {
  std::vector<std::int32_t> points{};  // distinct states along it; empty: there is none to follow
  std::vector<std::string> words{};    // one a point, BEGIN and END included
  std::string text{};                  // without these
  std::vector<std::int32_t> judged{};  // stage -> which of the task's verdicts
};

// Of the sentences behind the aligned maps, the first of 12 to 18 steps that has the worst verdict before
// learning, keeps it for longest, and has the best in the end; of another length where none of these has.
FollowedSentence sentence_to_follow(const NetworkView& view, const Execution& execution);

// "exact", "claims too much" or "wrong"; of a task with two verdicts "right" or "wrong".
std::string judgement_text(std::int32_t judged, const models::Task& task);

}  // namespace rssviz::cli
