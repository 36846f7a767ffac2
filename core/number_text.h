// Numbers as captions and tables write them. Pure functions.
#pragma once

#include <string>

namespace rssviz {

// 12345 -> "12,345".
std::string with_commas(long long value);
// 0.3712 -> "37 %".
std::string percent(double share);
// A number with so many decimals and no leading zero: .953.
std::string decimals(double value, int places);

}  // namespace rssviz
