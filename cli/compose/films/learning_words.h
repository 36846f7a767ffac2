// What films of learning show, in words, for who can't see them. Pure.
#pragma once

#include <string>

#include "cli/studies/followed_sentence.h"
#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// "not exact (validation sentences) from .99 to .06, ...": the curves of the chart, at the first and the last
// stage that have them.
std::string measures_in_words(const NetworkView& view);

// "wrong at first (epoch 0), exact from epoch 5 on": how the followed sentence is judged, by stage.
std::string judged_in_words(const FollowedSentence& followed, const NetworkView& view);

// "moved by 18 % of the map's size from stage to stage on average, the layout alone, the null, by 4 %".
std::string drift_in_words(const NetworkView& view);

}  // namespace rssviz::cli
