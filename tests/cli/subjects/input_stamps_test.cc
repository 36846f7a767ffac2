#include "cli/subjects/input_stamps.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "core/output_file.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

class InputStampsTest : public testing::Test {
 protected:
  InputStampsTest() : folder_(fs::path(testing::TempDir()) / ("stamps-" + std::to_string(getpid()))) {
    write_file(folder_ / "a", std::string_view("one"));
    write_file(folder_ / "stages/0", std::string_view("one"));
  }
  ~InputStampsTest() override { fs::remove_all(folder_); }
  std::vector<fs::path> inputs() const { return {folder_ / "a", folder_ / "stages", folder_ / "missing"}; }
  fs::path folder_;
};

}  // namespace

TEST_F(InputStampsTest, SeeWhatIsWrittenAddedAndRemoved) {
  const InputStamps stamps(inputs());
  EXPECT_EQ(stamps.changed(), fs::path());
  write_file(folder_ / "a", std::string_view("two"));  // as many bytes
  EXPECT_EQ(stamps.changed(), folder_ / "a");
  const InputStamps added(inputs());
  write_file(folder_ / "stages/1", std::string_view("one"));
  EXPECT_EQ(added.changed(), folder_ / "stages/1");
  const InputStamps missing(inputs());
  write_file(folder_ / "missing", std::string_view("no more"));
  EXPECT_EQ(missing.changed(), folder_ / "missing");
  const InputStamps removed(inputs());
  fs::remove(folder_ / "a");
  EXPECT_EQ(removed.changed(), folder_ / "a");
  EXPECT_THROW(removed.require_unchanged(), Error);
}

TEST_F(InputStampsTest, WhatWasReadIsFromOneState) {
  int reads = 0;
  InputStamps stamps;
  const auto read = [&] {
    std::string text = read_file(folder_ / "a");
    if (++reads < 3) write_file(folder_ / "a", "state " + std::to_string(reads));
    return text;
  };
  EXPECT_EQ(read_unchanged([&] { return inputs(); }, stamps, read), "state 2");
  EXPECT_EQ(reads, 3);
  EXPECT_EQ(stamps.changed(), fs::path());
}

TEST_F(InputStampsTest, FilesThatDoNotComeToRestAreSaidToBeWritten) {
  int reads = 0;
  InputStamps stamps;
  std::optional<ErrorKind> kind;
  try {
    (void)read_unchanged([&] { return inputs(); }, stamps,
                         [&]() -> int {
                           write_file(folder_ / "a", std::to_string(++reads));
                           fail(ErrorKind::data, "torn");  // of a state that was no state
                         });
  } catch (const Error& error) {
    kind = error.kind();
  }
  EXPECT_EQ(kind, ErrorKind::retry);
  EXPECT_EQ(reads, 5);
}

}  // namespace rssviz::cli
