#include "core/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "core/error.h"

namespace rssviz {
namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest() { fs::remove_all(folder_); }
  ~OutputFileTest() override { fs::remove_all(folder_); }
  static std::vector<std::string> names(const fs::path& folder) {
    std::vector<std::string> all;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
      all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
  }
  fs::path folder_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(OutputFileTest, AppearsOnlyWhenFinished) {
  const fs::path target = folder_ / "deep" / "x.txt";
  {
    OutputFile file(target);
    std::ofstream(file.part_path()) << "whole";
    EXPECT_FALSE(fs::exists(target));
    file.finish();
  }
  EXPECT_EQ(read_file(target), "whole");
  EXPECT_EQ(names(target.parent_path()), std::vector<std::string>{"x.txt"});
}

TEST_F(OutputFileTest, AbandonedWritingLeavesTheOldFileAndNoPart) {
  const fs::path target = folder_ / "x.txt";
  write_file(target, "old");
  {
    OutputFile file(target);
    std::ofstream(file.part_path()) << "new";
  }
  EXPECT_EQ(read_file(target), "old");
  EXPECT_EQ(names(target.parent_path()), std::vector<std::string>{"x.txt"});
}

TEST_F(OutputFileTest, AFolderOrAFileInTheWayIsNamed) {
  fs::create_directories(folder_ / "taken");
  try {
    write_file(folder_ / "taken", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cannot_create);
    EXPECT_NE(std::string(error.what()).find("taken"), std::string::npos);
  }
  write_file(folder_ / "plain", "x");
  EXPECT_THROW(write_file(folder_ / "plain" / "below", "x"), Error);
}

TEST_F(OutputFileTest, AMissingInputIsNamed) {
  try {
    (void)read_file(folder_ / "absent.npy");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::no_input);
    EXPECT_NE(std::string(error.what()).find("absent.npy"), std::string::npos);
  }
}

// Two at once: each writes its own part, and the target is one or the other, never a mixture.
TEST_F(OutputFileTest, TwoWritersOfOneTargetNeverShareAPart) {
  const fs::path target = folder_ / "x.txt";
  OutputFile first(target);
  OutputFile second(target);
  EXPECT_NE(first.part_path(), second.part_path());
  std::ofstream(first.part_path()) << "first, which is longer";
  std::ofstream(second.part_path()) << "second";
  first.finish();
  EXPECT_EQ(read_file(target), "first, which is longer");
  second.finish();
  EXPECT_EQ(read_file(target), "second");
  EXPECT_EQ(names(folder_), std::vector<std::string>{"x.txt"});
}

TEST_F(OutputFileTest, NothingIsLeftOfAKilledWriter) {
  fs::create_directories(folder_);
  if (const OutputFile probe(folder_ / "probe"); probe.part_path().parent_path() == folder_)
    GTEST_SKIP() << "this file system has no files without a name";
  const pid_t child = fork();
  if (child == 0) {
    OutputFile file(folder_ / "x.txt");
    std::ofstream(file.part_path()) << "half";
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(names(folder_).empty());
}

TEST_F(OutputFileTest, NamesMayBeAsLongAsTheFileSystemTakes) {
  const std::string longest(255, 'n');
  write_file(folder_ / longest, "a");
  write_file(folder_ / longest, "b");  // by way of a part beside it
  EXPECT_EQ(read_file(folder_ / longest), "b");
  try {
    write_file(folder_ / (longest + "n"), "c");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cannot_create);
  }
}

TEST_F(OutputFileTest, WhatIsNoFileIsNeverReplaced) {
  fs::create_directories(folder_);
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  fs::create_symlink("fifo", folder_ / "to-fifo");
  fs::create_symlink("/dev/null", folder_ / "to-device");
  for (const char* name : {"fifo", "to-fifo", "to-device"}) {
    try {
      write_file(folder_ / name, "x");
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::cannot_create) << name;
    }
  }
  EXPECT_TRUE(fs::is_fifo(folder_ / "fifo"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "to-device"));
}

TEST_F(OutputFileTest, ALinkIsReplacedAndWhatItPointsToStays) {
  write_file(folder_ / "other", "theirs");
  fs::create_symlink("other", folder_ / "x.txt");
  write_file(folder_ / "x.txt", "ours");
  EXPECT_EQ(read_file(folder_ / "other"), "theirs");
  EXPECT_EQ(read_file(folder_ / "x.txt"), "ours");
  EXPECT_FALSE(fs::is_symlink(folder_ / "x.txt"));
}

TEST_F(OutputFileTest, AFolderAppearsWholeAndWhatAKilledOneBeganGoes) {
  fs::create_directories(folder_ / "frames.77-0.part");  // nobody holds it
  {
    OutputFolder frames(folder_ / "frames");
    write_file(frames.part_path() / "1.png", "x");
    EXPECT_FALSE(fs::exists(folder_ / "frames"));
    OutputFolder another(folder_ / "frames");  // leaves the first one's part alone
    EXPECT_TRUE(fs::exists(frames.part_path()));
    frames.finish();
  }
  EXPECT_EQ(names(folder_), std::vector<std::string>{"frames"});
  EXPECT_EQ(names(folder_ / "frames"), std::vector<std::string>{"1.png"});
  EXPECT_THROW(OutputFolder(folder_ / "frames"), Error);
}

}  // namespace rssviz
