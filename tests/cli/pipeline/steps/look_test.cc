// States from bare files, without a run or a task: a page in one command, and its pictures one by one.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class BareStates : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  // Sequences of ten steps that turn about, of two kinds.
  void write(int sequences) {
    Rng random(1, "test of bare states", 0);
    const int points = 10 * sequences;
    Matrix states(points, 5);
    std::vector<std::int32_t> sequence, step;
    std::string labels = "kind,speed\n";
    for (int i = 0; i < points; ++i) {
      const double angle = 0.3 * (i % 10) + (i / 10 % 2) * 3;
      for (int u = 0; u < 5; ++u)
        states(i, u) = static_cast<float>(std::sin(angle + u) + 0.05 * random.normal());
      sequence.push_back(i / 10);
      step.push_back(i % 10);
      labels += (i / 10 % 2 == 0 ? "even," : "odd,") + std::to_string(0.5 * i) + "\n";
    }
    formats::Archive archive;
    archive["states"] = formats::from_matrix(MatrixRef(states));
    archive["sequence"] = formats::from_vector(sequence);
    archive["step"] = formats::from_vector(step);
    formats::write_npz(path("states.npz"), archive);
    write_file(path("labels.csv"), labels);
  }
  std::string words(const std::string& pdf) const {
    return shell("pdftotext " + path(pdf) + " - | tr -s '[:space:]' ' '").out;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(BareStates, LookMakesOnePageAndNamesTheCommandOfEachPicture) {
  write(8);
  const Outcome look = rssviz("look " + path("states.npz") + " --labels " + path("labels.csv") + " -o " +
                              path("look") + " --json");
  ASSERT_EQ(look.exit_code, 0) << look.err;
  const std::string text = words("look/look.pdf");
  for (const char* word : {"PCA", "UMAP", "trust", "kind", "even", "odd", "trajectories", "sequence 0"})
    EXPECT_NE(text.find(word), std::string::npos) << word << " in " << text;
  const std::string page = read_file(path("look/look.pdf"));
  // Each command runs, and the page's own makes the same bytes.
  const nlohmann::json said = nlohmann::json::parse(look.out);
  EXPECT_GE(said.at("commands").size(), 6U);
  for (const auto& entry : said.at("commands")) {
    const std::string command = entry.at("command");
    const Outcome again = rssviz(command.substr(7));
    EXPECT_EQ(again.exit_code, 0) << command << "\n" << again.err;
  }
  EXPECT_EQ(read_file(path("look/look.pdf")), page);
  EXPECT_EQ(rssviz("recipe --remake " + path("look/look.pdf") + " --inputs " + path("")).exit_code, 0);
}

TEST_F(BareStates, AnyMatrixAloneIsEnough) {
  write(3);
  const formats::Archive archive = formats::read_npz(path("states.npz"));
  formats::write_npy(path("bare.npy"), archive.at("states"));
  const Outcome look = rssviz("look " + path("bare.npy") + " -o " + path("look"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_NE(look.out.find("rssviz figure scatter"), std::string::npos);
  // A table with a header of names, and no columns.
  const Outcome columns = rssviz("figure columns " + path("look/umap.npz") + " --labels " +
                                 path("labels.csv") + " --columns kind,speed,nothing -o " + path("x.pdf"));
  EXPECT_EQ(columns.exit_code, 65);
  EXPECT_NE(columns.err.find("has no column 'nothing'"), std::string::npos) << columns.err;
}

TEST_F(BareStates, OfManyStatesWholeSequencesAreShown) {
  Rng random(2, "many states", 0);
  Matrix states(12000, 3);
  for (Eigen::Index i = 0; i < states.size(); ++i) states.data()[i] = static_cast<float>(random.normal());
  formats::write_npy(path("many.npy"), formats::from_matrix(MatrixRef(states)));
  std::string labels = "sequence,step\n";
  for (int i = 0; i < 12000; ++i) labels += std::to_string(i / 60) + "," + std::to_string(i % 60) + "\n";
  write_file(path("many.csv"), labels);
  const Outcome look =
      rssviz("look " + path("many.npy") + " --labels " + path("many.csv") + " -o " + path("look"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_NE(look.err.find("9,960 of 12,000 states are shown"), std::string::npos) << look.err;
  const Matrix shown = formats::to_matrix(formats::read_npz(path("look/states.npz")).at("states"), "states");
  const formats::Archive kept = formats::read_npz(path("look/states.npz"));
  const std::vector<std::int32_t> sequence = formats::to_integers(kept.at("sequence"), "");
  const std::vector<std::int32_t> step = formats::to_integers(kept.at("step"), "");
  ASSERT_EQ(sequence.size(), 9960U);
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    ASSERT_EQ(shown.row(static_cast<Eigen::Index>(i)), states.row(sequence[i] * 60 + step[i])) << i;
    if (i > 0 && i % 60 != 0) {
      ASSERT_EQ(sequence[i], sequence[i - 1]) << i;
    }
  }
}

TEST_F(BareStates, StagesAreFilmedAndTheLastIsLookedAt) {
  write(3);
  const Matrix states = formats::to_matrix(formats::read_npz(path("states.npz")).at("states"), "states");
  for (const int epoch : {1, 2, 10}) {
    const Matrix scaled = states * static_cast<float>(epoch);
    formats::write_npy(path("epoch_" + std::to_string(epoch) + ".npy"),
                       formats::from_matrix(MatrixRef(scaled)));
  }
  const Outcome look =
      rssviz("look '" + path("epoch_*.npy") + "' --labels " + path("labels.csv") + " -o " + path("look"));
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_NE(look.err.find("the last of 3 stages"), std::string::npos) << look.err;
  EXPECT_NE(look.out.find("rssviz animate stages"), std::string::npos) << look.out;
  const Matrix kept = formats::to_matrix(formats::read_npz(path("look/states.npz")).at("states"), "states");
  EXPECT_EQ(kept, states * 10.F);
  ASSERT_EQ(
      rssviz("embed '" + path("epoch_*.npy") + "' --align --neighbors 5 -o " + path("maps.npz")).exit_code,
      0);
  EXPECT_EQ(rssviz("recipe --remake " + path("maps.npz")).exit_code, 0);
  const Outcome film = rssviz("animate stages " + path("maps.npz") + " --labels " + path("labels.csv") +
                              " --color-by kind --draft --duration 4s -o " + path("stages.mp4"));
  ASSERT_EQ(film.exit_code, 0) << film.err;
  EXPECT_NE(shell("ffprobe -v error -show_entries format=duration -of csv=p=0 " + path("stages.mp4"))
                .out.find("4.0"),
            std::string::npos);
  // Stages bear their files' names; what moved stands beside what the layout alone moves.
  EXPECT_EQ(formats::to_strings(formats::read_npz(path("maps.npz")).at("stage_names"), ""),
            (std::vector<std::string>{"epoch_1", "epoch_2", "epoch_10"}));
  ASSERT_EQ(rssviz("animate stages " + path("maps.npz") + " --at 3.9s --duration 4s -o " + path("at.pdf"))
                .exit_code,
            0);
  const std::string said = words("at.pdf");
  for (const char* word : {"epoch_10", "trustworthiness", "movement", "layout alone"})
    EXPECT_NE(said.find(word), std::string::npos) << word << " in " << said;
}

TEST_F(BareStates, SequencesAndColumnsAreDrawnByName) {
  write(6);
  ASSERT_EQ(rssviz("embed --method pca " + path("states.npz") + " -o " + path("map.npz")).exit_code, 0);
  const std::string map = path("map.npz") + " --states " + path("states.npz");
  ASSERT_EQ(rssviz("figure paths " + map + " --sequences 1,4 -o " + path("p.pdf")).exit_code, 0);
  EXPECT_NE(words("p.pdf").find("sequence 1 4"), std::string::npos) << words("p.pdf");
  const Outcome none = rssviz("figure paths " + map + " --sequences 9 -o " + path("p.pdf"));
  EXPECT_EQ(none.exit_code, 64);
  EXPECT_NE(none.err.find("there is no sequence '9'; they are 0 to 5"), std::string::npos) << none.err;
  ASSERT_EQ(rssviz("figure heat-map " + path("states.npz") + " --sequences 2 -o " + path("h.pdf")).exit_code,
            0);
  EXPECT_NE(words("h.pdf").find("step"), std::string::npos);
  ASSERT_EQ(rssviz("figure columns " + map + " --labels " + path("labels.csv") +
                   " --columns kind,speed,step -o " + path("c.pdf"))
                .exit_code,
            0);
  for (const char* word : {"kind", "speed", "step", "even"})
    EXPECT_NE(words("c.pdf").find(word), std::string::npos) << word;
}

}  // namespace rssviz::cli
