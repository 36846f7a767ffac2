// n-grams with the real binary: counted, measured, and held beside a network; the atlas of units of a network
// whose memory is known.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "core/formats/csv.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

// Lines with quotes of many lengths.
std::string quoted(int lines) {
  std::string text;
  Rng rng(4, "quoted");
  for (int i = 0; i < lines; ++i) {
    text += "say \"";
    for (std::uint64_t k = rng.below(15); k-- > 0;) text += "ab "[rng.below(3)];
    text += "\" to";
    for (std::uint64_t k = rng.below(6); k-- > 0;) text += " us";
    text += "\n";
  }
  return text;
}

class Ngrams : public ::testing::Test {
 protected:
  Ngrams() { write_file(path("text.txt"), quoted(1500)); }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome train(const std::string& words) const {
    return rssviz("train --task text --text " + path("text.txt") + " -q " + words);
  }
  TemporaryFolder folder_;
};

double number(const formats::Table& table, std::size_t row, const std::string& column) {
  return std::stod(table.rows[row][table.column(column)]);
}

TEST_F(Ngrams, HaveTheMetricsOfNetworks) {
  ASSERT_EQ(train("--cell ngram --order 5 -o " + path("five")).exit_code, 0);
  ASSERT_EQ(train("--cell ngram --order inf -o " + path("inf")).exit_code, 0);
  ASSERT_EQ(train("--cell lstm --units 8 --epochs 1 --batch-size 8 --window 10 -o " + path("lstm")).exit_code,
            0);
  const formats::Table ngram = formats::read_csv(path("five/metrics.csv"));
  EXPECT_EQ(ngram.header, formats::read_csv(path("lstm/metrics.csv")).header);
  ASSERT_EQ(ngram.rows.size(), 2u);
  EXPECT_EQ(ngram.rows[1][ngram.column("split")], "test");
  EXPECT_GT(number(ngram, 1, "loss"), 0.3);
  EXPECT_LT(number(ngram, 1, "loss"), 1.2);  // of 11 symbols, most of them certain
  const Outcome card = rssviz("info " + path("five"));
  EXPECT_EQ(card.exit_code, 0) << card.err;
}

// The table's number of an n-gram is that of the bars, which is that of its metrics; two seeds share a cell.
TEST_F(Ngrams, StandInOneTableAndOnOneMapWithNetworks) {
  ASSERT_EQ(train("--cell ngram --order 5 -o " + path("five")).exit_code, 0);
  const std::string network = "--cell lstm --units 8 --epochs 1 --batch-size 8 --window 10 ";
  ASSERT_EQ(train(network + "-o " + path("a")).exit_code, 0);
  ASSERT_EQ(train(network + "--seed 2 -o " + path("b")).exit_code, 0);
  const std::string all = path("a") + " " + path("b") + " " + path("five");
  const Outcome drawn = rssviz("figure loss-table " + all + " -q -o " + path("table.pdf"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const formats::Table table = formats::read_csv(path("table.csv"));
  ASSERT_EQ(table.rows.size(), 2U);
  const auto loss_of = [&](const std::string& run) {
    const formats::Table metrics = formats::read_csv(path(run + "/metrics.csv"));
    return number(metrics, metrics.rows.size() - 1, "loss");
  };
  EXPECT_EQ(table.rows[0][table.column("networks")], "2");
  EXPECT_NEAR(number(table, 0, "nats"), (loss_of("a") + loss_of("b")) / 2, 1e-5);
  // 4 x 8 gates over 10 symbols, 8 units and two biases; 10 outputs.
  EXPECT_EQ(number(table, 0, "parameters"), 4 * 8 * (10 + 8 + 2) + 10 * 9);
  EXPECT_NEAR(number(table, 1, "nats"), loss_of("five"), 1e-5);
  EXPECT_LT(number(table, 1, "low"), number(table, 1, "nats"));
  const Outcome mapped =
      rssviz("figure model-map " + all + " --orders 5 --orders 2 --symbols 800 -q -o " + path("map.pdf"));
  ASSERT_EQ(mapped.exit_code, 0) << mapped.err;
  const formats::Table map = formats::read_csv(path("map.csv"));
  ASSERT_EQ(map.rows.size(), 5U);
  EXPECT_NEAR(number(map, 2, "to_5-gram"), 0, 1e-4);  // the run and the n-gram counted for the figure
  EXPECT_EQ(number(map, 0, "to_a"), 0);
  EXPECT_GT(number(map, 0, "to_b"), 0.01);
  EXPECT_EQ(number(map, 0, "to_b"), number(map, 1, "to_a"));
  EXPECT_LT(number(map, 0, "to_b"), std::sqrt(std::log(2)));
}

TEST_F(Ngrams, AreRefusedWhereThereIsNoText) {
  EXPECT_EQ(rssviz("train --cell ngram -q -o " + path("none")).exit_code, 64);
  EXPECT_EQ(train("--cell ngram --order 0 -o " + path("none")).exit_code, 64);
  EXPECT_EQ(train("--cell ngram --units 5 -o " + path("none")).exit_code, 64);
  EXPECT_EQ(train("--cell lstm --order 5 -o " + path("none")).exit_code, 64);
  EXPECT_FALSE(std::filesystem::exists(path("none")));
}

// A network without memory stands beside n-grams through learning: its loss is that of the bars.
TEST_F(Ngrams, AreJoinedByNetworksWithoutMemoryThroughLearning) {
  ASSERT_EQ(train("--cell lstm --units 8 --epochs 2 --batch-size 8 --window 10 -o " + path("lstm")).exit_code,
            0);
  const std::string windows = " --windows 3 --symbols 1000 -q -o ";
  const Outcome drawn =
      rssviz("figure ngram-distance " + path("lstm") + " --orders 2" + windows + path("distance.pdf"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  ASSERT_EQ(rssviz("figure ngram-losses " + path("lstm") + windows + path("losses.pdf")).exit_code, 0);
  const formats::Table table = formats::read_csv(path("distance.csv"));
  EXPECT_EQ(table.header,
            (std::vector<std::string>{"stage", "model", "order", "distance", "network_nats", "model_nats"}));
  ASSERT_EQ(table.rows.size(), 6U);  // three stages, two models
  EXPECT_EQ(table.rows[0][1], "2-gram");
  EXPECT_EQ(table.rows[1][1], "3-NN");
  const formats::Table losses = formats::read_csv(path("losses.csv"));
  for (std::size_t row = 0; row < losses.rows.size(); ++row)
    if (losses.rows[row][0] == "3-NN") {
      EXPECT_NEAR(number(losses, row, "nats"), number(table, 1, "model_nats"), 1e-6);
    }
  EXPECT_GT(number(table, 1, "distance"), number(table, 5, "distance"));  // nearer once trained
  EXPECT_NE(read_file(path("distance.txt")).find("(n-NN)"), std::string::npos);
}

// A text of which every symbol marks, or a mark in the place of a mark, would show no memory at all.
TEST_F(Ngrams, RefuseAMarkInThePlaceOfAMark) {
  ASSERT_EQ(train("--cell ngram --order 6 -o " + path("six")).exit_code, 0);
  const Outcome drawn =
      rssviz("figure causal-memory " + path("six") + " --neutral '\"' -q -o " + path("memory.pdf"));
  EXPECT_EQ(drawn.exit_code, 64);
  EXPECT_NE(drawn.err.find("opens or closes itself"), std::string::npos) << drawn.err;
}

TEST_F(Ngrams, LoseNothingBeyondTheirOrderWhenAnOpeningIsReplaced) {
  ASSERT_EQ(train("--cell ngram --order 6 -o " + path("six")).exit_code, 0);
  ASSERT_EQ(train("--cell lstm --units 8 --epochs 1 --batch-size 8 --window 10 -o " + path("lstm")).exit_code,
            0);
  const Outcome drawn = rssviz("figure causal-memory " + path("six") + " " + path("lstm") +
                               " --neutral a -q -o " + path("memory.pdf"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const formats::Table table = formats::read_csv(path("memory.csv"));
  std::size_t beyond = 0, changed_within = 0, changed_of_lstm = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool changed = number(table, row, "mean") != 0;
    if (table.rows[row][table.column("network")] != "6-gram") {
      changed_of_lstm += changed ? 1 : 0;
    } else if (number(table, row, "distance_low") >= 6) {
      EXPECT_FALSE(changed) << row;
      ++beyond;
    } else {
      changed_within += changed ? 1 : 0;
    }
  }
  EXPECT_GE(beyond, 2u);
  EXPECT_GE(changed_within, 2u);
  EXPECT_GE(changed_of_lstm, 4u);
}

TEST(AtlasOfParens, FindsDepthInATrainedNetworkAndNothingBeforeTraining) {
  const TemporaryFolder folder;
  const std::string run = folder / "run", figure = folder / "atlas";
  const Outcome trained = rssviz(
      "train --task parens --sequences-train 400 --cell lstm --units 16 --epochs 25 --batch-size 10 "
      "--learning-rate 0.005 --seed 3 -q -o " +
      run);
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const std::string options = " --properties depth --steps 5000 --rotations 3 --shifts 199 -q -o ";
  ASSERT_EQ(rssviz("figure atlas " + run + options + figure + ".pdf").exit_code, 0);
  const formats::Table table = formats::read_csv(figure + ".csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"property", "unit", "effect", "ceiling", "null_untrained",
                                                    "null_rotated", "null_trace", "p_corrected"}));
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0][0], "depth");
  EXPECT_GE(number(table, 0, "effect"), 0.95);
  EXPECT_GE(number(table, 0, "ceiling"), 0.99);
  EXPECT_LT(number(table, 0, "null_untrained"), 0.8);
  EXPECT_LT(number(table, 0, "null_trace"), 0.6);
  EXPECT_LE(number(table, 0, "p_corrected"), 0.05);
  const auto found = [&] {
    const formats::Table findings = formats::read_csv(figure + ".findings.csv");
    for (const auto& row : findings.rows)
      if (row[0] == "depth: found") return row[1];
    return std::string();
  };
  EXPECT_EQ(found(), "1");
  ASSERT_EQ(rssviz("figure atlas " + run + " --stage 0" + options + figure + ".pdf").exit_code, 0);
  EXPECT_EQ(found(), "0");
}

}  // namespace
}  // namespace rssviz::cli
