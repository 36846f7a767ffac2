#include "cli/pipeline/recipes/schedule.h"

#include <gtest/gtest.h>

#include <atomic>

#include "core/error.h"

namespace rssviz::cli {

TEST(Schedule, StepsRunAfterThoseTheyWaitFor) {
  for (const int threads : {1, 2, 4}) {
    const Workers workers(threads);
    std::atomic<int> clock{0};
    std::vector<int> ended(20, -1);
    std::vector<ScheduledStep> steps;
    for (std::size_t i = 0; i < ended.size(); ++i) {
      std::vector<std::size_t> after;
      if (i >= 2) after = {i / 2, i - 2};
      steps.push_back({"step", after, [&, i, after] {
                         for (const std::size_t before : after) EXPECT_GE(ended[before], 0);
                         ended[i] = clock++;
                       }});
    }
    run_schedule(steps, workers);
    EXPECT_EQ(clock.load(), 20);
  }
}

TEST(Schedule, AFailureEndsTheRestAndNamesItsStep) {
  for (const int threads : {1, 3}) {
    const Workers workers(threads);
    std::atomic<bool> later{false};
    const std::vector<ScheduledStep> steps{
        {"train esn", {}, [] { fail(ErrorKind::numeric, "loss is not finite"); }},
        {"map", {0}, [&] { later = true; }},
    };
    try {
      run_schedule(steps, workers);
      FAIL();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "train esn: loss is not finite");
    }
    EXPECT_FALSE(later.load());
  }
}

}  // namespace rssviz::cli
