#include "core/natural_order.h"

namespace rssviz {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the number that begins at `at` has its first digit that counts, and where it ends.
struct Digits {
  std::size_t first{0};
  std::size_t end{0};
  std::size_t size() const { return end - first; }
};

Digits digits_at(const std::string& text, std::size_t at) {
  while (at < text.size() && text[at] == '0') ++at;
  Digits digits{at, at};
  while (digits.end < text.size() && is_digit(text[digits.end])) ++digits.end;
  return digits;
}

}  // namespace

bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
      continue;
    }
    const Digits m = digits_at(a, i), n = digits_at(b, j);
    if (m.size() != n.size()) return m.size() < n.size();
    if (const int order = a.compare(m.first, m.size(), b, n.first, n.size()); order != 0) return order < 0;
    i = m.end;
    j = n.end;
  }
  const bool ends_a = i >= a.size(), ends_b = j >= b.size();
  return ends_a != ends_b ? ends_a : a < b;
}

}  // namespace rssviz
