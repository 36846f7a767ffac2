// Sentences, and stretches of series, as paths over a map. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/network_view.h"
#include "core/parallel.h"
#include "render/figure/marks.h"

namespace rssviz::cli {

// A sentence on the map: where its states lie and its words.
struct SentencePath {
  std::vector<render::Point> at{};
  std::vector<std::string> words{};
  std::string text{};  // as the task writes them
  models::Tokens tokens{};
};
// States of the sample lie where the map has them; others are placed by the map's transform.
SentencePath path_of(const NetworkView& view, const ShownMap& map, const models::Tokens& tokens,
                     const Execution& execution);
// The sentences that --sentence names, or `count` of the sample: a simple one first, then compound ones that
// begin differently; of a task of steps, stretches of at most `steps` from all over the sample.
std::vector<models::Tokens> followed_sentences(const NetworkView& view,
                                               const std::vector<std::string>& wanted, std::size_t count,
                                               std::size_t steps = 60);
// The one that --sentence names, or of two of the sample the second. Throws Error{usage} where several are
// named.
models::Tokens followed_sentence(const NetworkView& view, const std::vector<std::string>& wanted,
                                 std::size_t steps = 60);

}  // namespace rssviz::cli
