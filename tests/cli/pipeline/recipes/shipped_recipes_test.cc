// The recipes that come with the program run in their quick form, and a second run makes nothing.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/program.h"

namespace rssviz::cli {

class ShippedRecipes : public testing::TestWithParam<const char*> {};

TEST_P(ShippedRecipes, RunQuicklyAndOnce) {
  const TemporaryFolder folder;
  const std::string run =
      std::string("run '" RSSVIZ_EXAMPLES "/") + GetParam() + ".toml' --quick -q -o " + (folder / "out");
  const Outcome made = rssviz(run);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Outcome again = rssviz(run + " --json");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(again.out.find("\"made\": 0"), std::string::npos) << again.out;
}

INSTANTIATE_TEST_SUITE_P(Examples, ShippedRecipes,
                         testing::Values("dynamics", "matching", "clusters", "text", "ngrams", "counting",
                                         "agreement", "text-claims", "comparing", "conditions", "beliefs",
                                         "imported"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace rssviz::cli
