// The order of classes that come as texts. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace rssviz::cli {

// In order of size where all are numbers, else of the alphabet, with numbers in names in theirs: layer 2
// before layer 10.
std::vector<std::string> classes_in_order(const std::set<std::string>& classes);

}  // namespace rssviz::cli
