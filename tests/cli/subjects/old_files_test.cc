// Runs, states, maps, recipes and figures that version 0.1.0 wrote (tests/data/version-0.1.0/make.sh) still
// open, or are refused by name with what to do.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

class OldFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::copy(RSSVIZ_OLD_FILES, folder_.path(), fs::copy_options::recursive);
    ASSERT_EQ(shell("gunzip " + path("sentences/task.json.gz")).exit_code, 0);
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome opens(const std::string& words) const {
    Outcome outcome = rssviz(words);
    EXPECT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.err;
    return outcome;
  }
  formats::Array array(const std::string& file, const std::string& name) const {
    return formats::require(formats::read_npz(path(file)), name, file);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(OldFiles, RunsAreDescribed) {
  const std::string sentences = opens("info " + path("sentences")).out;
  EXPECT_NE(sentences.find("echo state network with 2 units"), std::string::npos) << sentences;
  EXPECT_NE(sentences.find("program: rssviz 0.1.0"), std::string::npos) << sentences;
  const std::string series = opens("info " + path("series")).out;
  EXPECT_NE(series.find("one series of 30 steps"), std::string::npos) << series;
}

TEST_F(OldFiles, ARunIsRecordedMappedAndDrawn) {
  opens("record -q " + path("sentences") + " --sample 8");
  opens("embed -q " + path("sentences/states.npz") + " --neighbors 5 --epochs 10");
  opens("figure clauses -q " + path("sentences") + " -o " + path("clauses.pdf"));
  opens("figure learning-curves -q " + path("sentences") + " -o " + path("curves.pdf"));
}

TEST_F(OldFiles, StatesAreThoseThatTheRunHasToday) {
  opens("record -q " + path("series") + " --sequences all --sample 0 -o " + path("today.npz"));
  for (const char* name : {"states", "outputs"}) {
    const std::vector<float> then = formats::to_floats(array("series/states.npz", name), name);
    const std::vector<float> now = formats::to_floats(array("today.npz", name), name);
    ASSERT_EQ(then.size(), now.size());
    for (std::size_t i = 0; i < then.size(); ++i) EXPECT_NEAR(then[i], now[i], 1e-6) << name;
  }
}

TEST_F(OldFiles, StatesAndMapsAreDrawn) {
  opens("embed -q " + path("series/states.npz") + " --method pca -o " + path("pca.npz"));
  opens("figure output-map -q " + path("series") + " -o " + path("output-map.pdf"));
  opens("figure scatter -q " + path("series/embedding.npz") + " -o " + path("scatter.pdf"));
  opens("animate stages -q " + path("series/stage_maps.npz") + " --duration 1 -o " + path("stages.mp4"));
  opens("embed -q " + path("series/stage_states.npz") + " --align --neighbors 5 --epochs 10 -o " +
        path("maps.npz"));
  EXPECT_EQ(array("maps.npz", "coords").shape, array("series/stage_maps.npz", "coords").shape);
}

TEST_F(OldFiles, ARecipeRuns) {
  opens("run -q " + path("small.toml") + " -o " + path("out"));
  EXPECT_TRUE(fs::exists(path("out/figures/clauses-esn.pdf")));
}

TEST_F(OldFiles, TheRecipeOfAFigureIsReadAndMakesItAgainOrSaysWhyNot) {
  const std::string printed = opens("recipe " + path("map.pdf")).out;
  EXPECT_EQ(nlohmann::json::parse(printed).at("kind"), "scatter");
  const Outcome again = rssviz("recipe -q " + path("map.pdf") + " --remake -o " + path("again.pdf"));
  if (again.exit_code == 0) {
    EXPECT_TRUE(fs::exists(path("again.pdf")));
  } else {  // an option of then is gone
    EXPECT_EQ(again.exit_code, 65) << again.err;
    EXPECT_NE(again.err.find("map.pdf: recipe: "), std::string::npos) << again.err;
    EXPECT_FALSE(fs::exists(path("again.pdf")));
  }
}

}  // namespace rssviz::cli
