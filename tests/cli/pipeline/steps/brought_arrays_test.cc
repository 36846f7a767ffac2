// Arrays as people bring them: booleans of HDF5, HDF5 called .mat, tokens, steps before sequences, large ids,
// and what is said of them.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"
#include "tests/cli/waves.h"

namespace rssviz::cli {
namespace {

const std::string kData = std::string(RSSVIZ_TEST_DATA) + "/";

// The first two dimensions changed for each other.
template <class Value>
formats::Array turned(const formats::Array& array, const std::vector<Value>& values) {
  const std::size_t a = array.shape[0], b = array.shape[1], rest = values.size() / (a * b);
  std::vector<Value> out;
  for (std::size_t j = 0; j < b; ++j)
    for (std::size_t i = 0; i < a; ++i)
      for (std::size_t k = 0; k < rest; ++k) out.push_back(values[(i * b + j) * rest + k]);
  formats::Array made = formats::from_vector(out);
  made.shape = array.shape;
  std::swap(made.shape[0], made.shape[1]);
  return made;
}

class Brought : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Brought, BooleansOfHdf5AreClasses) {  // make_hdf5_fixtures.py
  const Outcome map = rssviz("embed " + kData + "booleans.h5 --neighbors 5 -q -o " + path("m.npz"));
  ASSERT_EQ(map.exit_code, 0) << map.err;
  const Outcome drawn = rssviz("figure scatter " + path("m.npz") + " --labels " + kData +
                               "booleans.h5 --color-by correct --svg-text text -q -o " + path("a.svg"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_TRUE(has(read_file(path("a.txt")), "correct, 2 classes")) << read_file(path("a.txt"));
  EXPECT_TRUE(has(rssviz("info " + kData + "booleans.h5").out, "correct"));
}

TEST_F(Brought, Hdf5CalledMatIsReadInItsOwnOrderAndSaid) {
  const Outcome made = rssviz("embed " + kData + "plain_hdf5.mat --method pca -o " + path("m.npz"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.err, "HDF5 without MATLAB's header: read as .h5")) << made.err;
  EXPECT_EQ(formats::read_npz(path("m.npz")).at("coords").shape, (std::vector<std::size_t>{40, 2}));
}

TEST_F(Brought, TokensAreSequencesXStepsForRecordAndCheck) {  // make_torch_tokens.py
  const formats::Archive made = formats::read_npz(kData + "torch_tokens_states.npz");
  formats::write_npy(path("tokens.npy"), made.at("tokens"));
  formats::write_npy(path("h.npy"), made.at("h"));
  const std::string import = "import " + kData + "torch_tokens.npz --cell lstm --check ";
  const Outcome checked =
      rssviz(import + path("h.npy") + " --inputs " + path("tokens.npy") + " -o " + path("run"));
  ASSERT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_TRUE(has(checked.out + checked.err, "states agree to")) << checked.out << checked.err;
  const Outcome recorded = rssviz("record " + path("run") + " --what hidden --inputs " + path("tokens.npy") +
                                  " -o " + path("s.npz"));
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  EXPECT_TRUE(has(recorded.err, "6 sequences x 5 steps of tokens")) << recorded.err;
  formats::Array wanted = made.at("h");
  wanted.shape = {30, 4};
  const Matrix states = formats::to_matrix(formats::read_npz(path("s.npz")).at("states"), "states");
  EXPECT_LT((states - formats::to_matrix(wanted, "h")).cwiseAbs().maxCoeff(), 1e-5F);
  // Zeros behind the end of a sequence pad it.
  std::vector<float> padded = formats::to_floats(made.at("h"), "h");
  std::fill(padded.begin() + 3 * 4, padded.begin() + 5 * 4, 0.F);
  formats::Array padded_states = formats::from_vector(padded);
  padded_states.shape = {6, 5, 4};
  formats::write_npy(path("padded.npy"), padded_states);
  const Outcome of_padded =
      rssviz(import + path("padded.npy") + " --inputs " + path("tokens.npy") + " -o " + path("padded"));
  EXPECT_EQ(of_padded.exit_code, 0) << of_padded.err;
  EXPECT_TRUE(has(of_padded.err, "zeros after a sequence's last state are not compared")) << of_padded.err;
  padded[2 * 4] += 0.5F;
  padded_states = formats::from_vector(padded);
  padded_states.shape = {6, 5, 4};
  formats::write_npy(path("padded.npy"), padded_states);
  const Outcome wrong =
      rssviz(import + path("padded.npy") + " --inputs " + path("tokens.npy") + " -o " + path("wrong"));
  EXPECT_EQ(wrong.exit_code, 65);
  EXPECT_TRUE(has(wrong.err, "differ from row 2 on")) << wrong.err;
  // Steps first, as PyTorch has them by default: said, and read so when asked to.
  formats::write_npy(path("first.npy"),
                     turned(made.at("tokens"), formats::to_integers(made.at("tokens"), "tokens")));
  formats::write_npy(path("h_first.npy"), turned(made.at("h"), formats::to_floats(made.at("h"), "h")));
  const std::string steps_first =
      import + path("h_first.npy") + " --inputs " + path("first.npy") + " -o " + path("turned");
  const Outcome guessed = rssviz(steps_first);
  EXPECT_EQ(guessed.exit_code, 65);
  EXPECT_TRUE(has(guessed.err, "--axes steps,sequences,inputs")) << guessed.err;
  EXPECT_FALSE(std::filesystem::exists(path("turned")));
  EXPECT_EQ(rssviz(steps_first + " --axes steps,sequences,inputs").exit_code, 0);
}

TEST_F(Brought, AQuotedPatternOfCheckpointsIsRead) {
  const std::string weights = read_file(kData + "torch_tokens.npz");
  for (const char* file : {"w_2.npz", "w_10.npz", "w_1.npz"}) write_file(path(file), weights);
  const Outcome made = rssviz("import '" + path("w_*.npz") + "' --cell lstm -o " + path("run"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(made.out + made.err, "w_1.npz and 2 more")) << made.out << made.err;
  EXPECT_EQ(rssviz("import '" + path("v_*.npz") + "' --cell lstm -o " + path("none")).exit_code, 66);
}

TEST_F(Brought, IdsBeyondTheRangeOf32BitsKeepTheirValues) {
  formats::Array ids;
  ids.dtype = formats::DType::int64;
  ids.shape = {120};
  for (int i = 0; i < 120; ++i) {
    const std::int64_t id = (std::int64_t{1} << 40) + i % 3;
    const auto* const bytes = reinterpret_cast<const std::byte*>(&id);
    ids.data.insert(ids.data.end(), bytes, bytes + sizeof id);
  }
  formats::write_npz(path("states.npz"), {{"states", waves({120, 6})}, {"id", ids}});
  ASSERT_EQ(rssviz("embed " + path("states.npz") + " --method pca -q -o " + path("m.npz")).exit_code, 0);
  const Outcome drawn = rssviz("figure scatter " + path("m.npz") + " --labels " + path("states.npz") +
                               " --color-by id --color-as classes --svg-text text -q -o " + path("a.svg"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const std::string svg = read_file(path("a.svg"));
  for (const char* id : {">1099511627776<", ">1099511627777<", ">1099511627778<"})
    EXPECT_TRUE(has(svg, id)) << id;
}

TEST_F(Brought, SeveralHeatMapsHaveOneScaleAndOneOrder) {
  formats::write_npy(path("h.npy"), waves({24, 15, 6}));
  const std::string map = "figure heat-map " + path("h.npy") + " --svg-text text -q -o " + path("a.svg");
  ASSERT_EQ(rssviz(map + " --sequences 0,3,7").exit_code, 0);
  EXPECT_TRUE(has(read_file(path("a.txt")), "with one colour scale and one order of units")) << "caption";
  EXPECT_TRUE(has(read_file(path("a.txt")), "along sequences 0, 3 and 7")) << read_file(path("a.txt"));
  const std::string svg = read_file(path("a.svg"));
  EXPECT_NE(svg.find(">state<"), std::string::npos);
  EXPECT_EQ(svg.find(">state<"), svg.rfind(">state<"));  // one bar
  const Outcome all = rssviz(map + " --sequences all");
  EXPECT_EQ(all.exit_code, 64);
  EXPECT_TRUE(has(all.err, "at most 10 at a time, e.g. --sequences 0-9")) << all.err;
}

TEST_F(Brought, LookLeavesAWashoutOutAndSaysHowItRead) {
  formats::write_npy(path("series.npy"), waves({200, 6}));
  const std::string look = "look " + path("series.npy") + " -o " + path("page");
  const Outcome unknown = rssviz(look + " --washout 50");
  EXPECT_EQ(unknown.exit_code, 64);
  EXPECT_TRUE(has(unknown.err, "--axes steps,units")) << unknown.err;
  const Outcome made = rssviz(look + " --axes steps,units --washout 50");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(has(read_file(path("page/look.toml")), "title = \"States of series.npy\""));
  const std::string caption = read_file(path("page/look.txt"));
  EXPECT_TRUE(has(caption, "150 states of 6 units")) << caption;
  EXPECT_TRUE(has(caption, "200 steps x 6 units")) << caption;
  EXPECT_TRUE(has(caption, "the first 50 steps of each sequence left out")) << caption;
}

TEST_F(Brought, ConditionsStandInTheOrderOfTheirNumbers) {
  formats::write_npz(path("trials.npz"), {{"states", waves({24, 12, 6})},
                                          {"angle", formats::from_strings([] {
                                             std::vector<std::string> names;
                                             for (int i = 0; i < 24; ++i)
                                               names.push_back(std::to_string(i % 4 * 45) + " deg");
                                             return names;
                                           }())}});
  const Outcome drawn = rssviz("figure conditions " + path("trials.npz") +
                               " --class angle --svg-text text -q -o " + path("a.svg"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  const std::string svg = read_file(path("a.svg"));
  std::size_t before = 0;
  for (const char* name : {">0 deg<", ">45 deg<", ">90 deg<", ">135 deg<"}) {
    const std::size_t at = svg.find(name);
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_GT(at, before) << name;
    before = at;
  }
}

TEST_F(Brought, ConditionsXTrialsGoByLook) {
  formats::write_npy(path("trials.npy"), waves({4, 6, 12, 5}));
  const std::string figure = " --class condition -q -o " + path("a.pdf");
  const Outcome refused = rssviz("figure conditions " + path("trials.npy") + figure);
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_TRUE(has(refused.err, "4 dimensions (4 x 6 x 12 x 5)") &&
              has(refused.err, "--axes conditions,trials,steps,units"))
      << refused.err;
  ASSERT_EQ(
      rssviz("look " + path("trials.npy") + " --axes conditions,trials,steps,units -q -o " + path("page"))
          .exit_code,
      0);
  const Outcome drawn = rssviz("figure conditions " + path("page/states.npz") + figure);
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
}

TEST_F(Brought, AStripOfFewerStillsThanStagesTakesThemEvenly) {
  formats::write_npy(path("ten.npy"), waves({10, 40, 2}));
  const Outcome made = rssviz("animate stages " + path("ten.npy") +
                              " --strip 5 --frames 300 --size 160x90 -q -o " + path("ten.mp4"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string words = shell("pdftotext '" + path("ten-strip.pdf") + "' -").out;
  for (const char* const stage : {"stage 0", "stage 2", "stage 5", "stage 7", "stage 9"})
    EXPECT_TRUE(has(words, stage)) << stage << " in " << words;
}

TEST_F(Brought, FilmsSayThatClassesShareAColour) {
  ASSERT_TRUE(std::filesystem::create_directory(path("maps")));
  formats::write_npy(path("stages.npy"), waves({3, 60, 6}));
  ASSERT_EQ(rssviz("embed " + path("stages.npy") +
                   " --align --neighbors 5 --epochs 10 --stage-epochs 5 -q -o " + path("m.npz"))
                .exit_code,
            0);
  std::string table = "phone\n";
  for (int i = 0; i < 60; ++i) table += "p" + std::to_string(i % 20) + "\n";
  write_file(path("labels.csv"), table);
  const Outcome still = rssviz("animate stages " + path("m.npz") + " --labels " + path("labels.csv") +
                               " --color-by phone --at 1s --size 320x180 -o " + path("f.png"));
  ASSERT_EQ(still.exit_code, 0) << still.err;
  EXPECT_TRUE(has(still.err, "'phone' has 20 classes, more than there are colours")) << still.err;
  EXPECT_TRUE(has(read_file(path("f.txt")), "those of one colour can't be told apart"))
      << read_file(path("f.txt"));
  const std::string film = "animate stages " + path("m.npz") + " --at 1s -o " + path("g.png");
  const std::string by = " --labels " + path("labels.csv") + " --color-by phone";
  for (const auto& [words, said] :
       std::vector<std::pair<std::string, std::string>>{{" --order p1,p2", "--color-by"},
                                                        {" --name-classes", "--color-by"},
                                                        {" --labels " + path("labels.csv"), "--color-by"},
                                                        {by + " --color-range 0,1", "has classes"},
                                                        {by + " --palette viridis", "okabe-ito, tol-muted"},
                                                        {" --palette viridis", "okabe-ito, tol-muted"}}) {
    const Outcome refused = rssviz(film + words);
    EXPECT_EQ(refused.exit_code, 64) << words;
    EXPECT_TRUE(has(refused.err, said)) << refused.err;
  }
}

}  // namespace rssviz::cli
