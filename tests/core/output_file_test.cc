#include "core/output_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"

namespace rssviz {
namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest() { fs::remove_all(folder_); }
  ~OutputFileTest() override { fs::remove_all(folder_); }
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
  EXPECT_FALSE(fs::exists(target.string() + ".part"));
}

TEST_F(OutputFileTest, AbandonedWritingLeavesTheOldFileAndNoPart) {
  const fs::path target = folder_ / "x.txt";
  write_file(target, "old");
  {
    OutputFile file(target);
    std::ofstream(file.part_path()) << "new";
  }
  EXPECT_EQ(read_file(target), "old");
  EXPECT_FALSE(fs::exists(target.string() + ".part"));
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

}  // namespace rssviz
