// Which stages of learning an option names. Pure.
#pragma once

#include <string>
#include <vector>

namespace rssviz::cli {

// --stages: "6" is so many, evenly from the first to the last; "0,5,35" are these. At most 24, ascending.
// Throws Error{usage} naming the stages there are.
std::vector<int> chosen_stages(const std::string& text, int stages);

}  // namespace rssviz::cli
