// Bad input: one clear line, the right exit code, nothing half written.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const std::string kJourney = RSSVIZ_EXAMPLES "/journey.toml";

void expect_fault(const std::string& words, int exit_code, const std::vector<std::string>& parts) {
  const Outcome outcome = rssviz(words);
  EXPECT_EQ(outcome.exit_code, exit_code) << words << "\n" << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("rssviz: ")) << outcome.err;
  for (const std::string& part : parts)
    EXPECT_NE(outcome.err.find(part), std::string::npos) << part << " in " << outcome.err;
}

}  // namespace

TEST(BadInput, WordsOfTheCommandLine) {
  EXPECT_EQ(rssviz("").exit_code, 0);  // it says what there is
  expect_fault("figur", 64, {"'figur'", "'figure'"});
  expect_fault("train --cell esn --objects 2 -o x", 64, {"n_objects", "2", "3", "50"});
  expect_fault("train --cell esn --objects 51 -o x", 64, {"n_objects", "51", "50"});
  expect_fault("train --cell esn --leak-rate 3 -o x", 64, {"leak_rate", "3"});
  expect_fault("train --cell esn", 64, {"--output"});
  expect_fault("train --cell esn --threads -3 -o x", 64, {"--threads"});
  expect_fault("figure herd out -o x.pdf", 64, {"'herd'", "'heard'"});
  expect_fault(
      "figure reservoirs -o x.doc --units 20 --sample 3 --spectral-radii 1 --leak-rates 0.5 --band-seeds 0",
      64, {".pdf"});
}

TEST(BadInput, FilesThatAreMissingOrWrong) {
  const TemporaryFolder folder;
  expect_fault("run " + (folder / "absent.toml"), 66, {"absent.toml"});
  expect_fault("embed " + (folder / "absent.npz"), 66, {"absent.npz"});
  expect_fault("figure heard " + (folder / "absent") + " -o " + (folder / "x.pdf"), 66,
               {"absent", "rssviz train"});
  expect_fault("info " + (folder / "absent"), 66, {"absent"});
  write_file(folder / "empty.npz", "");
  expect_fault("embed " + (folder / "empty.npz"), 65, {"empty.npz"});
  write_file(folder / "broken.npy", "not an array at all");
  expect_fault("embed " + (folder / "broken.npy"), 65, {"broken.npy"});
  Matrix states = Matrix::Random(40, 3);
  states(17, 2) = std::nanf("");
  formats::write_npy(folder / "nan.npy", formats::from_matrix(states));
  expect_fault("embed " + (folder / "nan.npy"), 65, {"nan.npy", "17", "2"});
  formats::write_npy(folder / "few.npy", formats::from_matrix(Matrix::Random(12, 3)));
  expect_fault("embed " + (folder / "few.npy"), 65, {"few.npy", "15", "12"});
  formats::Array stages = formats::from_vector(std::vector<float>(2 * 30 * 3, 0.5F));
  stages.shape = {2, 30, 3};
  formats::write_npy(folder / "stages.npy", stages);
  expect_fault("embed " + (folder / "stages.npy") + " --axes units,steps", 65, {"--axes", "3 dimensions"});
  EXPECT_FALSE(std::filesystem::exists(folder / "embedding.npz"));
}

// One small run serves all.
TEST(BadInput, SentencesStagesAndUnitsThatARunLacks) {
  const TemporaryFolder folder;
  const std::string run = folder / "run", out = " -o " + (folder / "x.npz"),
                    pdf = " -o " + (folder / "x.pdf");
  ASSERT_EQ(rssviz("train --cell lstm --units 6 --epochs 2 --quiet -o " + run).exit_code, 0);
  ASSERT_EQ(rssviz("record " + run + " --sample 20 --quiet").exit_code, 0);
  ASSERT_EQ(rssviz("embed " + run + "/states.npz --epochs 20 --quiet").exit_code, 0);
  write_file(folder / "empty.txt", "");
  write_file(folder / "blank.txt", "\n  \n");
  write_file(folder / "dog.txt", "this is a cup\nthis is a dog\n");
  expect_fault("record " + run + " --sequences " + (folder / "empty.txt") + out, 65,
               {"empty.txt", "sentence"});
  expect_fault("record " + run + " --sequences " + (folder / "blank.txt") + out, 65,
               {"blank.txt", "sentence"});
  expect_fault("record " + run + " --sequences " + (folder / "dog.txt") + out, 65,
               {"dog.txt", "line 2", "dog"});
  expect_fault("record " + run + " --sequences " + (folder / "absent.txt") + out, 66, {"absent.txt"});
  for (const char* stage : {"9", "-1"})
    expect_fault("record " + run + " --stage " + stage + out, 64,
                 {"no stage " + std::string(stage), "0 to 2"});
  expect_fault("record " + run + " --stage first" + out, 64, {"first", "last"});
  expect_fault("test " + run + " --stage 3", 64, {"no stage 3", "0 to 2"});
  expect_fault("record " + run + " --what reservoir" + out, 64, {"reservoir", "cell"});
  expect_fault("record " + run + " --what forget_gate --zero-state" + out, 64,
               {"forget_gate", "first token"});
  for (const char* unit : {"6", "-1"})
    expect_fault("figure activity " + run + " --units-shown " + unit + pdf, 64,
                 {"unit " + std::string(unit), "0 to 5"});
  expect_fault("info " + (folder / "empty.txt") + " --latex", 64, {"empty.txt", "not a run"});
  EXPECT_FALSE(std::filesystem::exists(folder / "x.npz"));
  EXPECT_FALSE(std::filesystem::exists(folder / "x.pdf"));
  EXPECT_FALSE(std::filesystem::exists(run + "/test_all.csv"));

  // A sentence longer than any of the grammar is no fault.
  std::string words = "there is a red cup on the left";
  for (int i = 0; i < 8; ++i) words += " and that is the orange";
  write_file(folder / "long.txt", words + "\n");
  ASSERT_EQ(rssviz("record " + run + " --sequences " + (folder / "long.txt") + out + " --quiet").exit_code,
            0);
  const formats::Archive states = formats::read_npz(folder / "x.npz");
  EXPECT_EQ(states.at("states").shape.front(), 2U + 8U + 8U * 5U);
  ASSERT_EQ(rssviz("figure outputs " + run + " --sentence '" + words + "'" + pdf + " --quiet").exit_code, 0);
}

TEST(BadInput, SizesThatNoTrainingHas) {
  const TemporaryFolder folder;
  const std::string out = " -o " + (folder / "run");
  expect_fault("train --cell esn --units 0" + out, 64, {"units = 0 ", "1 to"});
  expect_fault("train --cell lstm --units 99999999999" + out, 64, {"units", "1 to 10000"});
  expect_fault("train --cell lstm --epochs 0" + out, 64, {"epochs = 0 ", "stage 0"});
  expect_fault("train --cell lstm --learning-rate 0" + out, 64, {"learning_rate = 0 "});
  expect_fault("train --cell lstm --learning-rate nan" + out, 64, {"learning_rate = nan"});
  expect_fault("train --cell esn --objects 50 --test all" + out, 64, {"73968600", "sampled"});
  EXPECT_FALSE(std::filesystem::exists(folder / "run"));
  expect_fault("train --cell lstm --learning-rate 1e30 --epochs 3 --quiet" + out, 70,
               {"epoch 1, step 2", "stages up to epoch 0 are kept"});
  EXPECT_TRUE(std::filesystem::exists(folder / "run/stages/0000.npz"));
  expect_fault("record " + (folder / "run"), 66, {"run.json"});
}

TEST(BadInput, RecipesSayWhereTheyAreWrong) {
  const TemporaryFolder folder;
  write_file(folder / "empty.toml", "");
  expect_fault("run " + (folder / "empty.toml") + " -o " + (folder / "out"), 78, {"empty.toml", "nothing"});
  write_file(folder / "r.toml", "[train.esn]\ncell = \"esn\"\nobjets = 4\n");
  expect_fault("run " + (folder / "r.toml") + " -o " + (folder / "out"), 78,
               {"r.toml:3", "objets", "objects"});
  write_file(folder / "n.toml", "[train.esn]\ncell = \"esn\"\nobjects = 51\n");
  expect_fault("run " + (folder / "n.toml") + " -o " + (folder / "out"), 78, {"n.toml:", "n_objects", "51"});
  expect_fault("run " + kJourney + " --quick --only herd-lstm -o " + (folder / "out"), 64,
               {"herd-lstm", "heard-lstm"});
}

TEST(BadInput, AnOutputThatCannotBeWrittenIsNamed) {
  const TemporaryFolder folder;
  write_file(folder / "taken", "a file where a folder is needed");
  expect_fault("run " + kJourney + " --quick -o " + (folder / "taken"), 73, {"taken"});
  expect_fault("train --cell esn --units 20 -o " + (folder / "taken") + "/run", 73, {"taken"});
  EXPECT_EQ(read_file(folder / "taken"), "a file where a folder is needed");
}

TEST(BadInput, AnInterruptEndsQuietlyAndLeavesNoPartialFile) {
  // A run of hours, interrupted when the first file stands, when a whole run does, and while the next is
  // trained.
  const TemporaryFolder folder;
  write_file(folder / "long.toml",
             "[train.first]\ncell = \"esn\"\nunits = 60\n[train.second]\ncell = \"lstm\"\nunits = 1\nepochs "
             "= 1000000\n");
  for (const char* file : {"", "first/run.json", "second/training/checkpoint.npz"}) {
    const std::string out = folder / "out";
    const Outcome outcome =
        shell("\"$RSSVIZ\" run " + (folder / "long.toml") + " -o " + out + " & pid=$!; while [ ! -e " + out +
              "/" + file + " ] && kill -0 $pid; do sleep 0.02; done; kill -INT $pid; wait $pid");
    EXPECT_EQ(outcome.exit_code, 130) << file << outcome.err;
    EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
    EXPECT_EQ(part_files(folder.path()), std::vector<std::string>{});
    std::filesystem::remove_all(out);
  }
}

}  // namespace rssviz::cli
