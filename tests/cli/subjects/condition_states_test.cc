// Conditions as people bring them: an array and a table of conditions, one trial each, names that no trial
// has.
#include "cli/subjects/condition_states.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>

#include "core/error.h"
#include "core/formats/npz.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;

class ConditionStates : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "rssviz-conditions-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // 4 sequences x 5 steps x 2 units, all different, as .npz alone, with `conditions` as a table beside.
  StatesRequest written(const std::string& conditions, float odd_one = 0.5F) {
    std::vector<float> values(40);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i * i % 17);
    values[2 * 5 * 2 + 3 * 2 + 1] = odd_one;  // sequence 2, step 3, unit 1
    formats::Array states = formats::from_vector(values);
    states.shape = {4, 5, 2};
    formats::write_npz(folder_ / "x.npz", {{"states", states}});
    std::ofstream(folder_ / "table.csv") << "cue\n" << conditions;
    return {.sources = {(folder_ / "x.npz").string()}, .labels = (folder_ / "table.csv").string()};
  }

  std::string refused(const StatesRequest& request) {
    try {
      (void)read_condition_states(request, "cue");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      return error.what();
    }
    return "";
  }

  fs::path folder_{};
};

}  // namespace

TEST_F(ConditionStates, ATableNamesThemAndOneTrialIsEnough) {
  const models::StepStates states = read_condition_states(written("left\nright\nup\ndown\n"), "cue");
  EXPECT_EQ(states.class_names, (std::vector<std::string>{"down", "left", "right", "up"}));
  EXPECT_EQ(states.classes, (std::vector<std::int32_t>{1, 2, 3, 0}));
  EXPECT_EQ(states.steps.size(), 5U);
  EXPECT_NE(states.notes.front().find("4 sequences x"), std::string::npos) << states.notes.front();
}

TEST_F(ConditionStates, NumbersThatNoTrialHasAreNoConditions) {
  const models::StepStates states = read_condition_states(written("7\n7\n3\n-1\n"), "cue");
  EXPECT_EQ(states.class_names, (std::vector<std::string>{"3", "7"}));
  EXPECT_EQ(states.classes, (std::vector<std::int32_t>{1, 1, 0}));
}

TEST_F(ConditionStates, OneConditionAndStatesThatAreNoNumbersAreRefused) {
  EXPECT_NE(refused(written("a\na\na\na\n")).find("names 1 condition"), std::string::npos);
  const std::string nan = refused(written("a\na\nb\nb\n", std::numeric_limits<float>::quiet_NaN()));
  EXPECT_NE(nan.find("unit 1 are not finite, of step 3"), std::string::npos) << nan;
}

}  // namespace rssviz::cli
