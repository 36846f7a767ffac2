// Bad input: one clear line, the right exit code, nothing half written.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "program.h"

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
  expect_fault("", 64, {"--help"});
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
  expect_fault("embed " + (folder / "stages.npy"), 65, {"stages.npy", "--align"});
  EXPECT_FALSE(std::filesystem::exists(folder / "embedding.npz"));
}

TEST(BadInput, RecipesSayWhereTheyAreWrong) {
  const TemporaryFolder folder;
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
  const TemporaryFolder folder;
  // From the moment that the first file stands, which is in the middle of the work.
  for (const char* wait : {"0.0", "0.4", "1.2"}) {
    const std::string out = folder / (std::string("out-") + wait);
    const Outcome outcome =
        shell("\"$RSSVIZ\" run " + kJourney + " -o " + out + " & pid=$!; while [ ! -e " + out +
              " ]; do sleep 0.02; done; sleep " + wait + "; kill -INT $pid; wait $pid");
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
    EXPECT_EQ(part_files(folder.path()), std::vector<std::string>{});
  }
}

}  // namespace rssviz::cli
