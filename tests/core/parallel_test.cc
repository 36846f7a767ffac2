#include "core/parallel.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "core/helping.h"
#include "tests/sanitizers.h"

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

// Waits for as many callers; false where they don't come.
class Meeting {
 public:
  explicit Meeting(int wanted) : wanted_(wanted) {}
  bool wait() {
    std::unique_lock lock(mutex_);
    ++come_;
    all_.notify_all();
    return all_.wait_for(lock, std::chrono::seconds(20), [&] { return come_ >= wanted_; });
  }

 private:
  const int wanted_;
  int come_ = 0;
  std::mutex mutex_;
  std::condition_variable all_;
};

TEST(Workers, WithNothingElseToDoHelpInNestedWork) {
  const Workers workers(3);
  // Of three threads one may be waiting for the outer loop's end; the third has nothing to do.
  Meeting meeting(2);
  workers.for_each(2, [&](std::size_t piece) {
    if (piece == 1) workers.for_each(2, [&](std::size_t) { EXPECT_TRUE(meeting.wait()); });
  });
}

TEST(Workers, ThatWaitForAPieceHelpInItsLoop) {
  const Workers workers(2);
  Meeting meeting(2);
  std::atomic<bool> ended{false};
  std::atomic<int> helped{0};
  workers.for_each(2, [&](std::size_t piece) {
    if (piece == 0) {
      workers.for_each(2, [&](std::size_t) { EXPECT_TRUE(meeting.wait()); });
      ended = true;
    }
    while (!ended) helped += help_another_loop() ? 1 : 0;
  });
  EXPECT_EQ(helped.load(), 1);
  EXPECT_FALSE(help_another_loop());
}

TEST(Workers, ErrorsOfNestedWorkComeOutOfThePieceThatBeganIt) {
  const Workers workers(4);
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> caught{0};
    workers.for_each(4, [&](std::size_t piece) {
      try {
        workers.for_each(20, [&](std::size_t i) {
          if (i == 3) fail(ErrorKind::data, "of piece " + std::to_string(piece));
        });
      } catch (const Error& error) {
        caught += error.what() == "of piece " + std::to_string(piece) ? 1 : 0;
      }
    });
    EXPECT_EQ(caught.load(), 4);
  }
}

// A thread more needs address space for its stack, which this process doesn't get.
TEST(Workers, AreFewerWhereTheSystemGivesNoMoreThreads) {
#ifdef RSSVIZ_SANITIZED
  GTEST_SKIP() << "the sanitizers map terabytes";
#endif
  const pid_t child = fork();
  if (child == 0) {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto used = static_cast<rlim_t>(pages * sysconf(_SC_PAGESIZE));
    const rlimit limit{used + (rlim_t{40} << 20), used + (rlim_t{40} << 20)};
    setrlimit(RLIMIT_AS, &limit);
    alarm(20);
    std::atomic<int> done{0};
    {
      const Workers workers(1000);
      if (workers.threads() >= 1000) _exit(2);
      workers.for_each(500, [&](std::size_t) { ++done; });
    }
    _exit(done == 500 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace rssviz
