#include "core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <vector>

#include "core/error.h"

namespace rssviz {

TEST(Workers, DoEachPieceOnceAtAnyNumberOfThreads) {
  for (const int threads : {1, 2, 3, 8}) {
    const Workers workers(threads);
    EXPECT_EQ(workers.threads(), threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<int> count(257, 0);
      workers.for_each(count.size(), [&](std::size_t i) { ++count[i]; });
      EXPECT_EQ(count, std::vector<int>(257, 1));
    }
  }
}

TEST(Workers, ThrowOnTheErrorOfTheSmallestFailingPiece) {
  const Workers workers(4);
  for (int round = 0; round < 50; ++round) {
    try {
      workers.for_each(100, [](std::size_t i) {
        if (i >= 7) fail(ErrorKind::data, "piece " + std::to_string(i));
      });
      FAIL();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "piece 7");
    }
  }
}

TEST(Workers, NestedWorkRunsToItsEnd) {
  const Workers workers(3);
  std::atomic<int> total{0};
  workers.for_each(8, [&](std::size_t) { workers.for_each(8, [&](std::size_t) { ++total; }); });
  EXPECT_EQ(total.load(), 64);
}

}  // namespace rssviz
