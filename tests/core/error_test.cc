#include "core/error.h"

#include <gtest/gtest.h>

namespace rssviz {

TEST(Error, CarriesItsContextOutermostFirst) {
  try {
    with_context("while running",
                 [] { with_context("stage 3", [] { fail(ErrorKind::data, "n = 2 is too small"); }); });
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "while running: stage 3: n = 2 is too small");
    EXPECT_EQ(error.kind(), ErrorKind::data);
  }
}

TEST(Error, WithContextReturnsTheResult) {
  EXPECT_EQ(with_context("adding", [] { return 2 + 2; }), 4);
}

TEST(Error, ExitCodesAreThoseOfSysexits) {
  EXPECT_EQ(exit_code(ErrorKind::usage), 64);
  EXPECT_EQ(exit_code(ErrorKind::data), 65);
  EXPECT_EQ(exit_code(ErrorKind::no_input), 66);
  EXPECT_EQ(exit_code(ErrorKind::numeric), 70);
  EXPECT_EQ(exit_code(ErrorKind::cannot_create), 73);
  EXPECT_EQ(exit_code(ErrorKind::io), 74);
  EXPECT_EQ(exit_code(ErrorKind::recipe), 78);
  EXPECT_EQ(exit_code(ErrorKind::interrupted), 130);
}

TEST(ErrorContext, IsNotDoubled) {
  try {
    with_context("a", [] { with_context("f.gif", [] { fail(ErrorKind::data, "f.gif: ends too early"); }); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a: f.gif: ends too early");
  }
}

}  // namespace rssviz
