// The atlas of units from a file of states, with the real binary: states of any program with their symbols.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

// Text with quotes of many lengths; unit 1 knows whether it stands in one, units 0 and 2 know nothing.
class AtlasOfAFile : public ::testing::Test {
 protected:
  AtlasOfAFile() {
    Rng rng(5, "atlas file");
    std::string text;
    for (int i = 0; i < 60; ++i) {
      text += "he said \"";
      for (int k = 0; k < 25 + static_cast<int>(rng.below(40)); ++k) text += "ab "[rng.below(3)];
      text += "\" and went";
      for (int k = 0; k < 20 + static_cast<int>(rng.below(40)); ++k) text += "ab "[rng.below(3)];
      text += "\n";
    }
    states_ = Matrix(static_cast<Eigen::Index>(text.size()), 3);
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') inside = !inside;
      symbols_.push_back(static_cast<unsigned char>(text[i]));
      half_.push_back(i < text.size() / 2 ? 0 : 1);
      for (Eigen::Index unit = 0; unit < 3; ++unit)
        states_(static_cast<Eigen::Index>(i), unit) = static_cast<float>(rng.normal());
      states_(static_cast<Eigen::Index>(i), 1) += inside ? 8.F : 0.F;
      inside_.push_back(inside ? 1 : 0);
    }
  }
  void write(formats::Archive archive) const {
    archive["states"] = formats::from_matrix(states_);
    formats::write_npz(folder_ / "states.npz", archive);
  }
  Outcome draw(const std::string& words = "") const {
    return rssviz("figure atlas " + (folder_ / "states.npz") + " --rotations 2 --shifts 99 -o " +
                  (folder_ / "atlas.pdf") + " " + words);
  }
  formats::Table table() const { return formats::read_csv(folder_ / "atlas.csv"); }

  TemporaryFolder folder_;
  Matrix states_{};
  std::vector<std::int32_t> symbols_{}, half_{}, inside_{};
};

std::map<std::string, std::vector<std::string>> by_property(const formats::Table& table) {
  std::map<std::string, std::vector<std::string>> rows;
  for (const auto& row : table.rows) rows[row[0]] = row;
  return rows;
}

TEST_F(AtlasOfAFile, ReadsWhatTheSymbolsTell) {
  write({{"token", formats::from_vector(symbols_)}});
  const Outcome drawn = draw();
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_NE(drawn.err.find("token read as bytes"), std::string::npos) << drawn.err;
  EXPECT_NE(drawn.err.find("in_quotes"), std::string::npos) << drawn.err;
  EXPECT_EQ(table().header,
            (std::vector<std::string>{"property", "unit", "effect", "ceiling", "null_untrained",
                                      "null_rotated", "null_trace", "p_corrected"}));
  const auto rows = by_property(table());
  ASSERT_TRUE(rows.contains("in_quotes"));
  const std::vector<std::string>& quotes = rows.at("in_quotes");
  EXPECT_EQ(quotes[1], "unit 1");
  EXPECT_GT(std::stod(quotes[2]), 0.99);
  EXPECT_EQ(quotes[4], "");  // no network to draw anew
  EXPECT_LT(std::stod(quotes[6]), 0.9);
  EXPECT_LE(std::stod(quotes[7]), 0.2);
  const std::string caption = read_file(folder_ / "atlas.txt");
  EXPECT_NE(caption.find("of the file's first half"), std::string::npos) << caption;
  EXPECT_NE(caption.find("isn't known here"), std::string::npos) << caption;
}

TEST_F(AtlasOfAFile, PrefersItsOwnColumnsAndKeepsSequencesWhole) {
  std::vector<std::int32_t> sequence;
  const std::size_t cut = symbols_.size() / 3;  // the boundary nearest to the middle
  for (std::size_t i = 0; i < symbols_.size(); ++i) sequence.push_back(i < cut ? 0 : 1);
  write({{"char", formats::from_vector(symbols_)},
         {"speech", formats::from_vector(inside_)},
         {"sequence", formats::from_vector(sequence)}});
  const Outcome drawn = draw("--tokens char");
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const auto rows = by_property(table());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.at("speech")[1], "unit 1");
  const std::string caption = read_file(folder_ / "atlas.txt");
  std::string first = std::to_string(cut);
  if (first.size() > 3) first.insert(first.size() - 3, ",");
  EXPECT_NE(caption.find(first + " steps of the file's first half"), std::string::npos) << caption;
  ASSERT_EQ(draw("--tokens char --properties in_quotes").exit_code, 0);
  EXPECT_EQ(table().rows.front()[0], "in_quotes");
}

TEST_F(AtlasOfAFile, RefusesWhatAFileCannotTell) {
  write({{"token", formats::from_vector(symbols_)}});
  const Outcome untrained = draw("--untrained 3");
  EXPECT_EQ(untrained.exit_code, 64);
  EXPECT_NE(untrained.err.find("--untrained is of runs"), std::string::npos) << untrained.err;
  EXPECT_EQ(draw("--stage 0").exit_code, 64);
  EXPECT_EQ(draw("--tokens nothing").exit_code, 65);
  EXPECT_EQ(draw("--properties nothing").exit_code, 65);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "atlas.pdf"));
}

// What `record` writes of a run goes the same way, and the unit is the one that the run's own atlas names.
TEST(AtlasOfRecordedStates, FindsDepth) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  ASSERT_EQ(
      rssviz("train --task parens --sequences-train 200 --cell lstm --units 12 --epochs 25 --batch-size 10 "
             "--learning-rate 0.01 --seed 3 -q -o " +
             run)
          .exit_code,
      0);
  ASSERT_EQ(rssviz("record " + run + " --what cell -q").exit_code, 0);
  const Outcome drawn =
      rssviz("figure atlas " + run + "/states.npz --properties depth --rotations 2 --shifts 99 -o " +
             (folder / "atlas.pdf"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const formats::Table table = formats::read_csv(folder / "atlas.csv");
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0][1].substr(0, 5), "cell ");
  EXPECT_GT(std::stod(table.rows[0][2]), 0.7);
  EXPECT_NE(rssviz("figure atlas " + run + " --tokens word -o " + (folder / "x.pdf")).err.find("is of files"),
            std::string::npos);
}

}  // namespace
}  // namespace rssviz::cli
