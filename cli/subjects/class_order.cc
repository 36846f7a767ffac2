#include "cli/subjects/class_order.h"

#include <algorithm>

#include "core/formats/table_columns.h"
#include "core/natural_order.h"

namespace rssviz::cli {

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
