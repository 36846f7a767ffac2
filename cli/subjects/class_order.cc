#include "cli/subjects/class_order.h"

#include <algorithm>

#include "core/formats/table_columns.h"

namespace rssviz::cli {
namespace {

bool natural_less(const std::string& a, const std::string& b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
      continue;
    }
    const auto end_of = [&](const std::string& text, std::size_t at) {
      while (at < text.size() && digit(text[at])) ++at;
      return at;
    };
    const std::size_t ends_a = end_of(a, i), ends_b = end_of(b, j);
    while (i + 1 < ends_a && a[i] == '0') ++i;
    while (j + 1 < ends_b && b[j] == '0') ++j;
    if (ends_a - i != ends_b - j) return ends_a - i < ends_b - j;
    if (const int order = a.compare(i, ends_a - i, b, j, ends_b - j); order != 0) return order < 0;
    i = ends_a;
    j = ends_b;
  }
  return a.size() - i < b.size() - j;
}

}  // namespace

std::vector<std::string> classes_in_order(const std::set<std::string>& classes) {
  std::vector<std::string> order(classes.begin(), classes.end());
  const bool numbers = std::all_of(order.begin(), order.end(), [](const std::string& text) {
    return formats::read_number(text).has_value();
  });
  std::stable_sort(order.begin(), order.end(), [&](const std::string& a, const std::string& b) {
    return numbers ? *formats::read_number(a) < *formats::read_number(b) : natural_less(a, b);
  });
  return order;
}

}  // namespace rssviz::cli
