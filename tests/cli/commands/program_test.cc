// What the program says about itself, and the single commands on files.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {

TEST(Program, HelpAndVersionGoToStandardOutput) {
  EXPECT_EQ(rssviz("--version").out, "rssviz 0.1.0\n");
  EXPECT_NE(rssviz("--help").out.find("journey"), 0U);
  for (const char* command : {"run", "train", "record", "embed", "figure", "animate", "info", "recipe"}) {
    const Outcome outcome = rssviz(std::string(command) + " --help");
    EXPECT_EQ(outcome.exit_code, 0) << command;
    EXPECT_NE(outcome.out.find("Examples"), std::string::npos) << command;
    EXPECT_EQ(outcome.err, "") << command;
  }
}

TEST(Program, ListsItsKindsOneALine) {
  const std::string figures = rssviz("figure --list").out;
  for (const char* kind : {"trajectories", "clauses", "errors", "heard", "output-map", "outputs",
                           "learning-curves", "side-by-side", "null", "reservoirs"})
    EXPECT_NE(("\n" + figures).find("\n" + std::string(kind) + " "), std::string::npos) << kind;
  const std::string films = rssviz("animate --list").out;
  EXPECT_NE(films.find("learning-esn"), std::string::npos);
  EXPECT_NE(films.find("learning-lstm"), std::string::npos);
}

TEST(Program, TrainsRecordsEmbedsAndDrawsStepByStep) {
  const TemporaryFolder folder;
  const std::string run = folder / "small";
  ASSERT_EQ(rssviz("train --cell esn --units 60 -o " + run + " --quiet").exit_code, 0);
  for (const char* file : {"run.json", "metrics.csv", "task.json", "timings.json"})
    EXPECT_TRUE(std::filesystem::exists(run + "/" + file)) << file;
  const Outcome early = rssviz("figure heard " + run + " -o " + (folder / "heard.pdf"));
  EXPECT_EQ(early.exit_code, 66);
  EXPECT_NE(early.err.find("rssviz record"), std::string::npos) << early.err;
  ASSERT_EQ(rssviz("record " + run + " --sample 20 --quiet").exit_code, 0);
  ASSERT_EQ(rssviz("embed " + run + "/states.npz --epochs 30 --quiet").exit_code, 0);
  const formats::Archive states = formats::read_npz(run + "/states.npz");
  const formats::Archive map = formats::read_npz(run + "/embedding.npz");
  EXPECT_EQ(formats::require(states, "states", "").shape[0], formats::require(map, "coords", "").shape[0]);
  for (const char* suffix : {"pdf", "svg", "png"}) {
    const std::string file = folder / (std::string("heard.") + suffix);
    const Outcome outcome = rssviz("figure heard " + run + " -o " + file);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const nlohmann::json recipe = nlohmann::json::parse(rssviz("recipe " + file).out);
    EXPECT_EQ(recipe.at("kind"), "heard") << suffix;
    EXPECT_TRUE(recipe.at("inputs").contains("small/states.npz")) << recipe.dump();
  }
  EXPECT_NE(read_file(folder / "heard.txt").find("carry no meaning"), std::string::npos);
  EXPECT_NE(read_file(folder / "heard.tex").find("\\caption{"), std::string::npos);
  EXPECT_NE(rssviz("info " + run).out.find("echo state network with 60 units"), std::string::npos);
}

TEST(Program, SentencesOfAFileAreRecordedAndUnknownWordsNamed) {
  const TemporaryFolder folder;
  const std::string run = folder / "small";
  ASSERT_EQ(rssviz("train --cell esn --units 30 -o " + run + " --quiet").exit_code, 0);
  write_file(folder / "good.txt", "this is a red cup\n\nBEGIN there is the bowl on the left END\n");
  ASSERT_EQ(rssviz("record " + run + " --sequences " + (folder / "good.txt") + " -o " + (folder / "s.npz"))
                .exit_code,
            0);
  const formats::Archive states = formats::read_npz(folder / "s.npz");
  EXPECT_EQ(formats::require(states, "states", "").shape[0], 7U + 9U);
  write_file(folder / "bad.txt", "this is a red cup\nthis is a purple cup\n");
  const Outcome outcome =
      rssviz("record " + run + " --sequences " + (folder / "bad.txt") + " -o " + (folder / "t.npz"));
  EXPECT_EQ(outcome.exit_code, 65);
  for (const char* part : {"bad.txt", "line 2", "purple"})
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "t.npz"));
}

TEST(Program, PrintConfigWritesNothingAndNamesTheSettings) {
  const Outcome outcome = rssviz("train --cell lstm --epochs 3 --print-config");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("epochs = 3\n"), std::string::npos);
}

}  // namespace rssviz::cli
