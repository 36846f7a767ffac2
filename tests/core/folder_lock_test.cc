#include "core/folder_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "core/error.h"
#include "core/output_file.h"

namespace rssviz {
namespace fs = std::filesystem;
namespace {

class FolderLockTest : public testing::Test {
 protected:
  FolderLockTest() { fs::remove_all(folder_); }
  ~FolderLockTest() override { fs::remove_all(folder_); }

  // A process that holds the folder until it is killed.
  pid_t holder() {
    const pid_t child = fork();
    if (child == 0) {
      const FolderLock lock(folder_, 0, silent_);
      while (true) pause();
    }
    while (holder_of(folder_).find("process " + std::to_string(child)) == std::string::npos)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return child;
  }

  fs::path folder_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
  SilentProgress silent_;
};

void end(pid_t process) {
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
}

}  // namespace

TEST_F(FolderLockTest, LeavesNothingInTheFolder) {
  { const FolderLock of_its_own(folder_, 0, silent_); }
  EXPECT_FALSE(fs::exists(folder_));  // it made the folder, and nothing was written to it
  fs::create_directories(folder_);
  {
    const FolderLock lock(folder_, 0, silent_);
    EXPECT_NE(holder_of(folder_).find("process " + std::to_string(getpid())), std::string::npos);
  }
  EXPECT_EQ(holder_of(folder_), "");
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(FolderLockTest, ASecondWriterIsToldWhoHoldsIt) {
  const pid_t other = holder();
  try {
    const FolderLock lock(folder_, 0.1, silent_);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::retry);
    EXPECT_NE(std::string(error.what()).find("process " + std::to_string(other)), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("since 20"), std::string::npos) << error.what();
  }
  end(other);
}

TEST_F(FolderLockTest, AKilledHolderLetsTheNextOneIn) {
  end(holder());
  EXPECT_TRUE(fs::exists(folder_ / kLockName));  // it could not clear away
  EXPECT_EQ(holder_of(folder_), "");
  { const FolderLock lock(folder_, 0, silent_); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(FolderLockTest, WaitsForAHolderThatEnds) {
  std::optional<FolderLock> first(std::in_place, folder_, 0, silent_);
  std::atomic<bool> ends_now{false};
  std::thread ends([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    ends_now = true;
    first.reset();
  });
  const FolderLock second(folder_, 30, silent_);
  EXPECT_TRUE(ends_now);
  EXPECT_NE(holder_of(folder_), "");
  ends.join();
}

// Each adds one to a number in a file; without a lock some of them are lost.
TEST_F(FolderLockTest, WritersTakeTurns) {
  constexpr int kWriters = 4;
  constexpr int kTimes = 5;
  fs::create_directories(folder_);
  write_file(folder_ / "n", std::string_view("0"));
  for (int writer = 0; writer < kWriters; ++writer) {
    if (fork() != 0) continue;
    for (int i = 0; i < kTimes; ++i) {
      const FolderLock lock(folder_, 60, silent_);
      const int n = std::stoi(read_file(folder_ / "n"));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      write_file(folder_ / "n", std::string_view(std::to_string(n + 1)));
    }
    _exit(0);
  }
  for (int writer = 0; writer < kWriters; ++writer) wait(nullptr);
  EXPECT_EQ(read_file(folder_ / "n"), std::to_string(kWriters * kTimes));
}

// A figure and what stands beside it have one writer; other figures of the folder have theirs.
TEST_F(FolderLockTest, ATargetIsHeldWithWhatStandsBesideIt) {
  const fs::path pdf = folder_ / "a.pdf";
  {
    const auto lock = lock_of_target(pdf, 0, silent_);
    ASSERT_NE(lock, nullptr);
    EXPECT_THROW(lock_of_target(folder_ / "a.svg", 0, silent_), Error);
    EXPECT_NE(lock_of_target(folder_ / "b.pdf", 0, silent_), nullptr);
    try {
      static_cast<void>(lock_of_target(pdf, 0, silent_));
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::retry);
      EXPECT_NE(std::string(error.what())
                    .find("a.pdf: another rssviz writes there (process " + std::to_string(getpid())),
                std::string::npos)
          << error.what();
    }
  }
  EXPECT_FALSE(fs::exists(folder_));  // nothing was written
}

TEST_F(FolderLockTest, TargetsOfOneNameAreHeldOnceAndLongNamesToo) {
  const std::string name(250, 'n');
  const auto locks = locks_of_targets(
      {folder_ / "a.svg", folder_ / "a.pdf", folder_ / "." / "a.png", folder_ / (name + ".csv")}, 0, silent_);
  EXPECT_EQ(locks.size(), 2U);
}

// What isn't a file is refused by what would write it, and nothing is put beside it.
TEST_F(FolderLockTest, NothingIsHeldBesideDevicesAndFolders) {
  fs::create_directories(folder_ / "frames");
  EXPECT_EQ(lock_of_target(folder_ / "frames", 0, silent_), nullptr);
  EXPECT_EQ(lock_of_target("/dev/null", 0, silent_), nullptr);
}

}  // namespace rssviz
