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
  std::vector<std::int32_t> judged{};  // stage -> 0 exact, 1 valid but not exact, 2 not valid
};

// The sentences that a trace was recorded over, in its order; zero states are passed over.
std::vector<models::Tokens> sentences_behind(const models::StateTrace& trace);

// Of the sentences behind the aligned maps, the first of two objects that isn't valid before learning, stays
// so for longest, and is exact in the end; of one object where none of two is.
FollowedSentence sentence_to_follow(const NetworkView& view, const Execution& execution);

// "exact", "claims too much" or "wrong".
std::string judgement_text(std::int32_t judged);

}  // namespace rssviz::cli
