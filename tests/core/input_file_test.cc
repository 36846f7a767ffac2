#include "core/input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "core/error.h"
#include "core/output_file.h"
#include "core/sha256.h"

namespace rssviz {
namespace fs = std::filesystem;
namespace {

class InputFileTest : public testing::Test {
 protected:
  InputFileTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~InputFileTest() override { fs::remove_all(folder_); }
  fs::path folder_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

}  // namespace

// All of these would wait or go on for ever, or can't be opened at all.
TEST_F(InputFileTest, WhatIsNoFileIsRefusedAtOnce) {
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  fs::create_symlink("loop", folder_ / "loop");
  for (const fs::path& path : {folder_ / "fifo", fs::path("/dev/zero"), folder_, folder_ / "loop"}) {
    try {
      (void)read_file(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::no_input) << path;
      EXPECT_TRUE(std::string(error.what()).starts_with(path.string() + ": ")) << error.what();
    }
    EXPECT_THROW((void)sha256_of_file(path), Error) << path;
  }
}

TEST_F(InputFileTest, AFileThatBecomesShorterIsAnErrorAndNoSignal) {
  write_file(folder_ / "x", std::string(100'000, 'x'));
  const InputFile file(folder_ / "x");
  fs::resize_file(folder_ / "x", 10);
  EXPECT_EQ(file.read(2, 8), std::string(8, 'x'));
  try {
    (void)file.read(0, file.size());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::io);
    EXPECT_NE(std::string(error.what()).find("became shorter"), std::string::npos);
  }
}

}  // namespace rssviz
