// Numbers as SVG writes them: at most three decimals (a thousandth of a point is finer than any print), no
// needless characters. Pure.
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace rssviz::render {

// .5, -3.125, 12; "0" where it rounds to nothing.
inline std::string svg_number(double value) {
  std::array<char, 64> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 3).ptr;
  std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  while (text.back() == '0') text.remove_suffix(1);
  if (text.back() == '.') text.remove_suffix(1);
  std::string out(text);
  if (out == "-0" || out.empty()) return "0";
  const std::size_t zero = out.front() == '-' ? 1 : 0;
  if (out.size() > zero + 1 && out[zero] == '0' && out[zero + 1] == '.') out.erase(zero, 1);
  return out;
}

}  // namespace rssviz::render
