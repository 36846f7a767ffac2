// Texts that a film shows one after another, too fast to be read one by one, as one text that leaves none of
// them out. Pure.
#pragma once

#include <string>
#include <vector>

namespace rssviz::cli {

// Headlines, in order: "epochs 3 to 5" of "epoch 3 → 4" and "epoch 4 → 5"; "after 10, 20 and 50 sentences";
// "epochs 3 to 5: 1.20 to 1.10 nats"; else each of them, "untrained; then: trained". Numbers that don't
// follow one another are listed up to eight; more are their first and last.
std::string joined_headlines(const std::vector<std::string>& texts);

// Of texts that tell of the headline: the first and the last, "... ; at the end ...".
std::string first_and_last(const std::vector<std::string>& texts);

}  // namespace rssviz::cli
