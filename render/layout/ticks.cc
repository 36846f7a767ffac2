#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "render/layout/layout.h"

namespace rssviz::render {
namespace {

std::string with_minus(const std::string& text) {
  if (text.empty() || text[0] != '-') return text;
  std::string out("−");
  out.append(text, 1);
  return out;
}

// 12000 as 12,000: a thin comma every three digits, from five digits on.
std::string with_commas(std::string text) {
  const bool negative = text[0] == '-';
  const std::size_t first = negative ? 1 : 0;
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point - first < 5) return text;
  for (std::size_t at = point; at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string number_text(double value, int decimals) {
  std::array<char, 64> text{};
  if (std::abs(value) < 1e-300) value = 0;
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return with_minus(with_commas(text.data()));
}

std::string power_text(double mantissa, int exponent) {
  if (exponent >= -3 && exponent <= 3) {
    return number_text(mantissa * std::pow(10.0, exponent), std::max(0, -exponent));
  }
  std::string text("$");
  if (mantissa != 1) text.append(std::to_string(static_cast<int>(mantissa))).append(" \\times ");
  return text.append("10^{").append(std::to_string(exponent)).append("}$");
}

std::vector<Tick> ticks_of_step(double low, double high, double step, int exponent) {
  std::vector<Tick> ticks;
  const double slack = 1e-9 * (high - low);
  const auto first = static_cast<long long>(std::ceil((low - slack) / step));
  const auto last = static_cast<long long>(std::floor((high + slack) / step));
  const bool far = std::max(std::abs(low), std::abs(high)) >= 1e7 || exponent < -6;
  for (long long i = first; i <= last; ++i) {
    const double at = static_cast<double>(i) * step;
    std::array<char, 64> text{};
    if (far) std::snprintf(text.data(), text.size(), "%.6g", at);
    ticks.push_back({at, far ? with_minus(text.data()) : number_text(at, std::max(0, -exponent))});
  }
  return ticks;
}

}  // namespace

std::vector<Tick> choose_ticks(double low, double high, int most) {
  if (!(std::isfinite(low) && std::isfinite(high)) || most < 1) return {};
  if (!(high > low)) return {{low, number_text(low, low == std::floor(low) ? 0 : 2)}};
  int exponent = static_cast<int>(std::floor(std::log10((high - low) / most)));
  for (;; ++exponent) {
    for (const int mantissa : {1, 2, 5}) {
      const double step = mantissa * std::pow(10.0, exponent);
      auto ticks = ticks_of_step(low, high, step, exponent);
      if (static_cast<int>(ticks.size()) <= most) return ticks;
    }
  }
}

std::vector<Tick> choose_log_ticks(double low, double high, int most) {
  if (!(low > 0 && high >= low) || !std::isfinite(high) || most < 1) return {};
  const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
  std::vector<Tick> ticks;
  if (last - first + 1 >= 2) {
    const int stride = std::max(1, (last - first + most) / most);
    for (int e = first; e <= last; e += stride) ticks.push_back({std::pow(10.0, e), power_text(1, e)});
    return ticks;
  }
  for (int e = first - 1; e <= last + 1; ++e) {
    for (const int mantissa : {1, 2, 5}) {
      const double at = mantissa * std::pow(10.0, e);
      if (at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9)) ticks.push_back({at, power_text(mantissa, e)});
    }
  }
  if (ticks.size() < 2) return choose_ticks(low, high, most);
  while (static_cast<int>(ticks.size()) > most) ticks.pop_back();
  return ticks;
}

}  // namespace rssviz::render
