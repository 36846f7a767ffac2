#include "core/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace rssviz {

std::string with_commas(long long value) {
  std::string text = std::to_string(std::abs(value));
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return value < 0 ? "-" + text : text;
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

std::string decimals(double value, int places) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", places, value);
  std::string text = buffer.data();
  if (text.starts_with("0.")) text.erase(0, 1);
  if (text.starts_with("-0.")) text.erase(1, 1);
  return text;
}

}  // namespace rssviz
