// Small runs of every task and what was recorded and mapped of them, made once for the tests of all kinds.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program.h"

namespace rssviz::cli {

class EveryKind : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite() { delete folder_; }
  static std::string path(const std::string& name) { return *folder_ / name; }
  static TemporaryFolder* folder_;
  static Outcome made_;
};

}  // namespace rssviz::cli
