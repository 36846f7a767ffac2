// Saturation of gates, by hand.
#include "models/analysis/units/saturation.h"

#include <gtest/gtest.h>

namespace rssviz::models {

TEST(Saturation, CountsStepsAboveNineTenthsAndBelowOneTenth) {
  Matrix gates(4, 3);
  gates << 0.95F, 0.5F, 0.9F,  //
      0.99F, 0.05F, 0.1F,      //
      0.2F, 0.01F, 0.9F,       //
      0.91F, 0.99F, 0.1F;
  const std::vector<Saturation> shares = saturation(gates);
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_EQ(shares[0].right, 0.75);
  EXPECT_EQ(shares[0].left, 0);
  EXPECT_EQ(shares[1].right, 0.25);
  EXPECT_EQ(shares[1].left, 0.5);
  EXPECT_EQ(shares[2].right, 0);  // the bounds themselves are neither
  EXPECT_EQ(shares[2].left, 0);
}

}  // namespace rssviz::models
