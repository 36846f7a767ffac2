// The order in which people count: layer 2 before layer 10, epoch_9 before epoch_10. Pure; any thread.
#pragma once

#include <string>

namespace rssviz {

// Whether `a` comes before `b`: runs of digits compare as numbers, all else byte by byte. Names that differ
// in leading zeros alone compare as texts, so that the order is total: "01" before "1".
bool natural_less(const std::string& a, const std::string& b);

}  // namespace rssviz
