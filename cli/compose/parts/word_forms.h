// Words of captions in the form that a place in a text needs. Pure functions.
#pragma once

#include <string>
#include <vector>

namespace rssviz::cli {

// "sentences" -> "Sentences".
std::string capitalised(std::string word);
// "object, position and colour".
std::string listed(const std::vector<std::string>& words);
// "once", "twice", ... "eight times", "9 times".
std::string times(std::size_t count);

}  // namespace rssviz::cli
