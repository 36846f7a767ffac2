// Character models with the real binary: trained, gone on with, imported, recorded, sampled, and what is
// refused.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

// Lines of C that begin alike.
std::string code(int lines) {
  std::string text;
  Rng rng(2, "test");
  for (int i = 0; i < lines; ++i) {
    constexpr const char* kLines[] = {"if (a) {\n", "\tb = \"c\";\n", "}\n", "/* d */\n"};
    text += kLines[rng.below(4)];
  }
  return text;
}

class Text : public ::testing::Test {
 protected:
  Text() { write_file(path("code.txt"), code(200)); }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome train(const std::string& words, const std::string& run, int epochs = 2) const {
    return rssviz("train --task text --cell lstm --units 8 --batch-size 4 --window 10 -q --epochs " +
                  std::to_string(epochs) + " " + words + " -o " + path(run));
  }
  std::string error_of(const std::string& content, const std::string& words = "") const {
    write_file(path("bad.txt"), content);
    const Outcome outcome = train("--text " + path("bad.txt") + " " + words, "bad");
    EXPECT_EQ(outcome.exit_code, 65) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(path("bad"))) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    return outcome.err;
  }
  std::vector<double> losses(const std::string& run, const std::string& split) const {
    std::vector<double> values;
    const formats::Table table = formats::read_csv(path(run) + "/metrics.csv");
    for (const auto& row : table.rows)
      if (row[table.column("split")] == split) values.push_back(std::stod(row[table.column("loss")]));
    return values;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Text, IsTrainedOnAndMetricsAreNatsASymbol) {
  const Outcome outcome = train("--text " + path("code.txt"), "run");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* const split : {"train", "validation", "test"}) {
    const std::vector<double> values = losses("run", split);
    ASSERT_EQ(values.size(), 3U) << split;
    EXPECT_LT(values[2], values[0]) << split;
    EXPECT_NEAR(values[0], std::log(19), 0.5) << split;
  }
  EXPECT_EQ(read_file(path("run/text.txt")), read_file(path("code.txt")));
}

TEST_F(Text, SeveralFilesAndFoldersAreOneText) {
  write_file(path("many/b.h"), "b b b\n" + code(60));
  write_file(path("many/a/c.h"), "c c c\n" + code(60));
  write_file(path("many/.hidden"), "zzz");
  const Outcome outcome =
      train("--text " + path("many") + " " + path("code.txt") + " --split 90,10,0", "run");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(read_file(path("run/text.txt")),
            read_file(path("many/a/c.h")) + read_file(path("many/b.h")) + read_file(path("code.txt")));
  EXPECT_TRUE(losses("run", "test").empty());
}

TEST_F(Text, GoesOnAfterAnInterruptionWithTheSameBytes) {
  const std::string words =
      " train --task text --cell gru --layers 2 --dropout 0.1 --units 8 --batch-size 4 "
      "--window 10 --stage-batches 5 --text " +
      path("code.txt") + " -q ";
  ASSERT_EQ(rssviz(words + "--epochs 12 --threads 1 -o " + path("straight")).exit_code, 0);
  const std::string checkpoint = path("cut/training/checkpoint.npz");
  const Outcome stopped =
      shell("\"$RSSVIZ\" " + words + "--epochs 12 -o " + path("cut") + " & pid=$!; while [ ! -e " +
            checkpoint + " ] && kill -0 $pid; do sleep 0.01; done; kill -INT $pid; wait $pid");
  if (stopped.exit_code != 0) {
    ASSERT_EQ(stopped.exit_code, 130) << stopped.err;
    const Outcome on = rssviz(words + "--epochs 12 --threads 3 --resume -o " + path("cut"));
    ASSERT_EQ(on.exit_code, 0) << on.err;
  }
  auto straight = digests(path("straight")), cut = digests(path("cut"));
  EXPECT_EQ(straight, cut);
}

TEST_F(Text, StagesWithinEpochsSayHowManyEpochsWentBefore) {
  ASSERT_EQ(train("--stage-batches 20 --text " + path("code.txt"), "run").exit_code, 0);
  const formats::Table table = formats::read_csv(path("run/metrics.csv"));
  int within = 0;
  for (const auto& row : table.rows) {
    const std::string stage = row[table.column("stage")];
    const formats::Archive archive =
        formats::read_npz(path("run/stages/" + std::string(4 - stage.size(), '0') + stage + ".npz"));
    EXPECT_EQ(std::to_string(formats::to_integers(archive.at("epoch"), "epoch").front()),
              row[table.column("epoch")]);
    within += row[table.column("epoch")] == stage ? 0 : 1;
  }
  EXPECT_GT(within, 0);
}

// By PyTorch in double: make_torch_characters.py.
TEST_F(Text, ImportedModelHasTheLossesAndStatesOfPyTorch) {
  const formats::Archive reference = formats::read_npz(RSSVIZ_TEST_DATA "/torch_characters_reference.npz");
  std::string text;
  for (const std::int32_t byte : formats::to_integers(reference.at("text"), "text"))
    text += static_cast<char>(byte);
  write_file(path("text.txt"), text);
  const Outcome imported =
      rssviz("import " RSSVIZ_TEST_DATA "/torch_characters.npz --cell lstm --task text --text " +
             path("text.txt") + " -q -o " + path("run"));
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const Outcome recorded = rssviz("record " + path("run") + " --what hidden --text " + path("text.txt") +
                                  " -q -o " + path("states.npz"));
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  const formats::Archive states = formats::read_npz(path("states.npz"));
  const MatrixD h = formats::to_matrix_double(reference.at("h"), "h");
  EXPECT_LT((formats::to_matrix_double(states.at("states"), "states") - h).cwiseAbs().maxCoeff(), 1e-5);
  const std::vector<double> nll = formats::to_doubles(reference.at("nll"), "nll");
  const std::vector<double> loss = formats::to_doubles(states.at("loss"), "loss");
  ASSERT_EQ(loss.size(), nll.size() + 1);
  EXPECT_TRUE(std::isnan(loss[0]));
  for (std::size_t i = 0; i < nll.size(); ++i) EXPECT_NEAR(loss[i + 1], nll[i], 1e-5) << i;
  const std::vector<double> p = formats::to_doubles(states.at("p_true"), "p_true");
  EXPECT_NEAR(p[3], std::exp(-nll[2]), 1e-5);
  // Validation and test are tenths of 400 symbols: from the zero state, the first of each isn't predicted.
  EXPECT_EQ(losses("run", "validation").size(), 1U);
  EXPECT_TRUE(losses("run", "train").empty());
}

// From the equations of Keras' documentation in double: make_keras_characters.py.
TEST_F(Text, ImportedModelsOfKerasHaveTheLossesAndStatesOfItsEquations) {
  const formats::Archive reference = formats::read_npz(RSSVIZ_TEST_DATA "/keras_characters_reference.npz");
  std::string text;
  for (const std::int32_t byte : formats::to_integers(reference.at("text"), "text"))
    text += static_cast<char>(byte);
  write_file(path("text.txt"), text);
  const std::string whole = RSSVIZ_TEST_DATA "/keras_characters.h5";
  for (const auto& [cell, file] :
       {std::pair<std::string, std::string>("lstm", whole),
        std::pair<std::string, std::string>(
            "gru", RSSVIZ_TEST_DATA "/keras_characters.weights.h5 --symbols-file " + whole)}) {
    const Outcome imported = rssviz("import " + file + " --cell " + cell + " --task text --text " +
                                    path("text.txt") + " -q -o " + path(cell));
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    const Outcome recorded = rssviz("record " + path(cell) + " --what hidden --text " + path("text.txt") +
                                    " -q -o " + path("states.npz"));
    ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
    const formats::Archive states = formats::read_npz(path("states.npz"));
    const MatrixD h = formats::to_matrix_double(reference.at(cell + "_h"), "h");
    EXPECT_LT((formats::to_matrix_double(states.at("states"), "states") - h).cwiseAbs().maxCoeff(), 2e-6);
    const std::vector<double> nll = formats::to_doubles(reference.at(cell + "_nll"), "nll");
    const std::vector<double> loss = formats::to_doubles(states.at("loss"), "loss");
    ASSERT_EQ(loss.size(), nll.size() + 1);
    for (std::size_t i = 0; i < nll.size(); ++i) EXPECT_NEAR(loss[i + 1], nll[i], 2e-6) << i;
    // The cells with hard_sigmoid can't be trained here; that they are measured, from the zero state of each
    // tenth, is what figures of n-grams need.
    ASSERT_EQ(losses(cell, "test").size(), 1U) << cell;
    const Outcome tenth = rssviz("record " + path(cell) + " --text " + path("text.txt") +
                                 " --from 270 --to 300 -q -o " + path("tenth.npz"));
    ASSERT_EQ(tenth.exit_code, 0) << tenth.err;
    const std::vector<double> alone =
        formats::to_doubles(formats::read_npz(path("tenth.npz")).at("loss"), "loss");
    double sum = 0;
    for (std::size_t i = 1; i < alone.size(); ++i) sum += alone[i];
    EXPECT_NEAR(losses(cell, "test").front(), sum / 29, 2e-6) << cell;
  }
}

TEST_F(Text, TheAlphabetMayStandInAFileOfItsOwn) {
  formats::Archive weights = formats::read_npz(RSSVIZ_TEST_DATA "/torch_characters.npz");
  formats::write_npz(path("letters.npz"), {{"letters", weights.at("symbols")}});
  weights.erase("symbols");
  formats::write_npz(path("bare.npz"), weights);
  write_file(path("text.txt"), "a tea\nbeta { }\ta bat\nabate { }\tx eat\n");
  const std::string words = "import " + path("bare.npz") + " --cell lstm --task text -q --text " +
                            path("text.txt") + " -o " + path("run");
  const Outcome without = rssviz(words);
  EXPECT_EQ(without.exit_code, 65);
  EXPECT_NE(without.err.find("give them with --symbols-file"), std::string::npos) << without.err;
  const Outcome with = rssviz(words + " --symbols-file " + path("letters.npz"));
  EXPECT_EQ(with.exit_code, 0) << with.err;
  EXPECT_EQ(losses("run", "test").size(), 1U);
}

TEST_F(Text, AStretchHasTheColumnsOfTheWholeTextAndTheZeroState) {
  ASSERT_EQ(train("--text " + path("code.txt"), "run").exit_code, 0);
  const auto recorded = [&](const std::string& words, const std::string& file) {
    const Outcome outcome = rssviz("record " + path("run") + " --what cell --text " + path("code.txt") +
                                   words + " -q -o " + path(file));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return formats::read_npz(path(file));
  };
  const formats::Archive whole = recorded("", "whole.npz"),
                         part = recorded(" --from 100 --to 160", "part.npz");
  for (const char* const name :
       {"token", "class", "line", "place_in_line", "place_in_word", "indentation", "depth_round",
        "depth_square", "depth_curly", "in_quotes", "in_comment", "next_is_newline"}) {
    const std::vector<std::int32_t> of_all = formats::to_integers(whole.at(name), name);
    EXPECT_EQ(formats::to_integers(part.at(name), name),
              std::vector<std::int32_t>(of_all.begin() + 100, of_all.begin() + 160))
        << name;
  }
  const Outcome beyond =
      rssviz("record " + path("run") + " --text " + path("code.txt") + " --from 5 --to 99999");
  EXPECT_EQ(beyond.exit_code, 64);
  EXPECT_NE(beyond.err.find("the text has symbols 0 to"), std::string::npos) << beyond.err;
}

TEST_F(Text, SamplesAreSeededAndColdOnesRepeatThemselves) {
  ASSERT_EQ(train("--text " + path("code.txt"), "run", 30).exit_code, 0);
  const auto sample = [&](const std::string& words) {
    const Outcome outcome = rssviz("sample " + path("run") + " --prefix 'if ' --length 80 " + words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  EXPECT_EQ(sample("--seed 3"), sample("--seed 3"));
  EXPECT_NE(sample("--seed 3"), sample("--seed 4"));
  EXPECT_EQ(sample("--temperature 0.001 --seed 3"), sample("--temperature 0.001 --seed 4"));
  EXPECT_TRUE(sample("--temperature 0.001").starts_with("if (a) {"));
  const Outcome unknown = rssviz("sample " + path("run") + " --prefix Z");
  EXPECT_EQ(unknown.exit_code, 65);
  EXPECT_NE(unknown.err.find("'Z' is not among the symbols"), std::string::npos) << unknown.err;
}

TEST_F(Text, BadTextsAreRefusedInOneLine) {
  EXPECT_NE(error_of("").find("bad.txt: empty"), std::string::npos);
  EXPECT_NE(error_of("aaaaaa").find("holds one symbol alone, 'a'"), std::string::npos);
  EXPECT_NE(error_of(std::string("ab\0cd", 5)).find("byte 2 is NUL"), std::string::npos);
  EXPECT_NE(error_of("ab\ncd\xff", "--symbols characters").find("line 2, byte 5: not valid UTF-8"),
            std::string::npos);
  EXPECT_NE(error_of("abababababababababababab").find("4 streams of 4; a window of 10 needs 11 of each"),
            std::string::npos);
  const Outcome missing = train("--text " + path("nothing.txt"), "bad");
  EXPECT_EQ(missing.exit_code, 66) << missing.err;
  const Outcome none = train("", "bad");
  EXPECT_EQ(none.exit_code, 64) << none.err;
  const Outcome reservoir =
      rssviz("train --cell esn --task text --text " + path("code.txt") + " -o " + path("bad"));
  EXPECT_EQ(reservoir.exit_code, 64) << reservoir.err;
}

TEST_F(Text, LongLinesAreLines) {
  std::string text(10 << 20, 'a');
  for (std::size_t i = 0; i < text.size(); i += 3) text[i] = 'b';
  write_file(path("long.txt"), text + "\n");
  const Outcome outcome = rssviz(
      "train --task text --cell rnn --units 4 --batch-size 512 --window 500 --epochs 1 "
      "--split 98,1,1 -q --text " +
      path("long.txt") + " -o " + path("run"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Text, OptionsThatNothingReadsAreErrors) {
  const std::string text = "--text " + path("code.txt");
  for (const char* const words : {"--rho 0.5", "--parameters 3000", "--decay-after 3", "--shuffle"}) {
    const Outcome outcome = train(text + " " + words, "bad");
    EXPECT_EQ(outcome.exit_code, 64) << words << outcome.err;
  }
  for (const char* const words : {"--preset paper", "--patience 3", "--text x.txt", "--symbols characters"}) {
    const Outcome outcome = rssviz(std::string("train --cell lstm ") + words + " -o " + path("bad"));
    EXPECT_EQ(outcome.exit_code, 64) << words << outcome.err;
  }
  EXPECT_FALSE(std::filesystem::exists(path("bad")));
}

TEST_F(Text, PresetsStandInTheRecipe) {
  const Outcome outcome = rssviz(
      "train --task text --cell lstm --parameters 1000 --preset paper --split-by end --window 5 "
      "--batch-size 4 --epochs 1 -q --text " +
      path("code.txt") + " -o " + path("run"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const nlohmann::json run = nlohmann::json::parse(read_file(path("run/run.json")));
  const nlohmann::json& settings = run.at("recipe").at("settings");
  EXPECT_EQ(settings.at("optimizer"), "rmsprop");
  EXPECT_EQ(settings.at("rho"), 0.95);
  EXPECT_EQ(settings.at("clip_by"), "value");
  EXPECT_EQ(settings.at("split_by"), "end");
  EXPECT_EQ(settings.at("window"), 5);
  EXPECT_EQ(run.at("network").at("uniform"), 0.08);
  EXPECT_TRUE(run.at("network").at("two_biases"));
}

}  // namespace rssviz::cli
