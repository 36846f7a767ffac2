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
  std::vector<std::int32_t> judged{};  // stage -> which of the task's verdicts; empty where it has none
  bool named{false};                   // chosen by hand
};

// Of the sentences behind the aligned maps, the first of 12 to 18 steps that has the worst verdict before
// learning, keeps it for longest, and has the best in the end; of another length where none of these has. Of
// words that are judged one by one (the next word) the first of 4 to 18.
// `wanted`: that one instead, as the task reads it; Error{usage} where it isn't among them.
FollowedSentence sentence_to_follow(const NetworkView& view, const Execution& execution,
                                    const std::string& wanted = "");
// The place of a sentence among others; Error{usage} saying `where_they_are` where it is none of them.
std::size_t place_of_sentence(const NetworkView& view, const std::string& wanted,
                              const std::vector<models::Tokens>& sentences,
                              const std::string& where_they_are);

// "exact", "claims too much" or "wrong"; of a task with two verdicts "right" or "wrong".
std::string judgement_text(std::int32_t judged, const models::Task& task);

}  // namespace rssviz::cli
