#include "core/natural_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace rssviz {

TEST(NaturalOrder, CountsNumbersInNames) {
  std::vector<std::string> names{"layer 10", "layer 2",  "layer 1", "layer 010",
                                 "layer",    "layer 2b", "a",       "Z"};
  std::sort(names.begin(), names.end(), natural_less);
  EXPECT_EQ(names, (std::vector<std::string>{"Z", "a", "layer", "layer 1", "layer 2", "layer 2b", "layer 010",
                                             "layer 10"}));
}

// A sort needs it: of two different names one is before the other, and of three the order goes round nowhere.
TEST(NaturalOrder, IsTotal) {
  const std::vector<std::string> names{"",    "0",    "00", "0a",     "00a",    "1",       "01",  "1a",
                                       "01b", "10",   "9",  "a0",     "a",      "a00",     "a0b", "a00b",
                                       "b",   "x9y8", "x9", "x09y10", "x9y010", "\xC3\xA4"};
  for (const std::string& a : names) {
    EXPECT_FALSE(natural_less(a, a)) << a;
    for (const std::string& b : names) {
      if (a != b) {
        EXPECT_NE(natural_less(a, b), natural_less(b, a)) << a << " and " << b;
      }
      for (const std::string& c : names)
        EXPECT_TRUE(!natural_less(a, b) || !natural_less(b, c) || natural_less(a, c))
            << a << ", " << b << ", " << c;
    }
  }
}

}  // namespace rssviz
