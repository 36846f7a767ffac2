// A language of one's own from a text file to figures and films, by the real binary.
#include <gtest/gtest.h>

#include <sstream>

#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Who is where, in two orders of words; the second meaning is left open where nobody says it.
std::string language() {
  std::string text = "sentence\twho\twhere\n";
  for (const std::string who : {"ann", "bob", "cid", "dan"})
    for (const std::string where : {"home", "work", "school"})
      for (const std::string how : {"is", "sits", "stays", "sleeps", "waits"}) {
        text += who + " " + how + " at " + where + "\t" + who + "\t" + where + "\n";
        text += "at " + where + " " + how + " " + who + "\t" + who + "\t" + where + "\n";
        text += who + " " + how + "\t" + who + "\t\n";
      }
  return text;
}

class OwnSentences : public ::testing::Test {
 protected:
  OwnSentences() { write_file(path("mine.tsv"), language()); }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome train(const std::string& words, const std::string& run) const {
    return rssviz("train --task sentences --sentences " + path("mine.tsv") + " --units 12 --threads 1 " +
                  words + " -o " + path(run));
  }
  void draw(const std::string& run, const std::string& words) const {
    const Outcome drawn = rssviz(words + " -q -o " + path("a.png"));
    EXPECT_EQ(drawn.exit_code, 0) << run << ": " << words << ": " << drawn.err;
  }
  void map(const std::string& run) const {
    for (const std::string& words :
         {"record " + path(run), "embed " + path(run + "/states.npz") + " --epochs 20",
          "record " + path(run) + " --stage all -o " + path(run + "/stage_states.npz"),
          "embed " + path(run + "/stage_states.npz") + " --align --epochs 20 --stage-epochs 10 -o " +
              path(run + "/stage_maps.npz")}) {
      const Outcome made = rssviz(words + " -q --threads 1");
      ASSERT_EQ(made.exit_code, 0) << words << ": " << made.err;
    }
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(OwnSentences, MeaningsAreLearnedDrawnAndRead) {
  const Outcome trained = train("--cell lstm --epochs 12 --learning-rate 0.01", "lstm");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_TRUE(has(trained.out + trained.err, "not exact")) << trained.out;
  map("lstm");
  const std::string run = path("lstm");
  for (const char* kind :
       {"trajectories", "heard", "errors", "outputs", "final-outputs", "learning-curves", "nesting"})
    draw("lstm", "figure " + std::string(kind) + " " + run);
  EXPECT_TRUE(has(read_file(path("a.txt")), "who")) << read_file(path("a.txt"));
  draw("lstm", "animate reading " + run + " --sentence 'ann sleeps at work' --size 480x270 --at 3s");
  draw("lstm", "animate learning-lstm " + run + " --size 480x270 --at 1s");
  const Outcome unknown =
      rssviz("animate reading " + run + " --sentence 'eve sleeps' -o " + path("b.png") + " --at 1s");
  EXPECT_EQ(unknown.exit_code, 65);
  EXPECT_TRUE(has(unknown.err, "'eve' is not a word") && has(unknown.err, "ann")) << unknown.err;
  // The run stands without the file that it was made from.
  std::filesystem::remove(path("mine.tsv"));
  draw("lstm", "figure trajectories " + run + " --sentence 'bob waits'");
  const formats::Archive states = formats::read_npz(run + "/states.npz");
  EXPECT_TRUE(states.contains("heard_who") && states.contains("word"));
}

namespace {

// The texts of a .srt, one after another.
std::string subtitles(const std::string& srt) {
  std::string text;
  std::istringstream lines(srt);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && !has(line, "-->") && line.find_first_not_of("0123456789") != std::string::npos)
      text += line + " ";
  return text;
}

}  // namespace

TEST_F(OwnSentences, FilmsSayInWordsWhatTheyShow) {
  ASSERT_EQ(train("--cell lstm --epochs 6 --learning-rate 0.01", "lstm").exit_code, 0);
  const std::string run = path("lstm"), film = " --size 160x90 --fps 10 -q -o " + path("a.mp4");
  map("lstm");
  ASSERT_EQ(rssviz("animate reading " + run + " --sentence 'at work sits ann'" + film).exit_code, 0);
  EXPECT_EQ(subtitles(read_file(path("a.srt"))), "BEGIN at work sits ann END ");
  const std::string alt = read_file(path("a.alt.txt"));
  for (const char* part :
       {"BEGIN at work sits ann END", "cell states of the LSTM", "After END the LSTM answers: who ",
        "says: who ann, where work", "of 4 answers .25"})
    EXPECT_TRUE(has(alt, part)) << part << ": " << alt;
  // The film of learning is about the sentences whose states are drawn, not those of the run's map.
  write_file(path("two.txt"), "ann is at home\nat home is ann\n");
  ASSERT_EQ(rssviz("record " + run + " --stage all --sequences " + path("two.txt") + " -q").exit_code, 0);
  ASSERT_EQ(
      rssviz("embed " + run + "/stage_states.npz --align --neighbors 3 --epochs 20 --stage-epochs 10 -q")
          .exit_code,
      0);
  ASSERT_EQ(rssviz("animate learning-lstm " + run + " --duration 4s" + film).exit_code, 0);
  const std::string caption = read_file(path("a.txt"));
  EXPECT_TRUE(has(caption, "distinct prefixes of 2 ")) << caption;
  EXPECT_TRUE(has(subtitles(read_file(path("a.srt"))), "epochs 0 to")) << read_file(path("a.srt"));
}

TEST_F(OwnSentences, StatesOfAllStagesStandBesideThoseOfTheMap) {
  ASSERT_EQ(train("--cell lstm --epochs 2", "lstm").exit_code, 0);
  const std::string run = path("lstm");
  ASSERT_EQ(rssviz("record " + run + " -q").exit_code, 0);
  ASSERT_EQ(rssviz("embed " + run + "/states.npz --epochs 20 -q").exit_code, 0);
  const std::string states = read_file(run + "/states.npz"), drawn = read_file(run + "/embedding.npz");
  const Outcome all = rssviz("record " + run + " --stage all");
  EXPECT_TRUE(has(all.err, run + "/stage_states.npz: written")) << all.err;
  const Outcome first = rssviz("record " + run + " --stage 0");
  EXPECT_TRUE(has(first.err, run + "/stage_0_states.npz: written")) << first.err;
  const Outcome maps =
      rssviz("embed " + run + "/stage_states.npz --align --epochs 20 --stage-epochs 10 --quality none");
  EXPECT_TRUE(has(maps.err, run + "/stage_maps.npz: written")) << maps.err;
  ASSERT_EQ(rssviz("embed " + run + "/stage_0_states.npz --epochs 20 -q").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(run + "/stage_0_map.npz"));
  EXPECT_TRUE(states == read_file(run + "/states.npz") && drawn == read_file(run + "/embedding.npz"));
}

TEST_F(OwnSentences, AnUnfinishedSentenceIsSaidToBeReadAsAWholeOne) {
  ASSERT_EQ(train("--cell esn", "esn").exit_code, 0);
  ASSERT_EQ(rssviz("record " + path("esn") + " -q").exit_code, 0);
  ASSERT_EQ(rssviz("embed " + path("esn/states.npz") + " --epochs 20 -q").exit_code, 0);
  const std::string figure = "figure trajectories " + path("esn") + " -o " + path("a.png") + " --sentence ";
  const Outcome part = rssviz(figure + "'at home is'");
  EXPECT_EQ(part.exit_code, 0);
  EXPECT_TRUE(has(part.err, "'at home is' is none of the run's sentences") && has(part.err, "END after 'is'"))
      << part.err;
  EXPECT_FALSE(has(rssviz(figure + "'at home is ann'").err, "END after"));
  EXPECT_FALSE(
      has(rssviz(figure + "'ann is'").err, "END after"));  // others go on after it: it is one all the same
}

TEST_F(OwnSentences, LabelsThatAreThereOrNotHaveABarEach) {
  std::string text;
  const std::string all = language();
  for (std::size_t at = all.find('\n') + 1; at < all.size(); at = all.find('\n', at) + 1) {
    const std::size_t tab = all.find('\t', at), second = all.find('\t', tab + 1), end = all.find('\n', at);
    const std::string where = all.substr(second + 1, end - second - 1);
    text += all.substr(at, second - at) + (where.empty() ? "" : ";" + where) + "\n";
  }
  write_file(path("mine.tsv"), text);
  ASSERT_EQ(train("--cell lstm --epochs 2", "lstm").exit_code, 0);
  map("lstm");
  ASSERT_EQ(rssviz("animate reading " + path("lstm") + " --at 1s -q -o " + path("a.pdf")).exit_code, 0);
  const std::string drawn = shell("pdftotext '" + path("a.pdf") + "' -").out;
  EXPECT_TRUE(has(drawn, "school") && has(drawn, "is it said?")) << drawn;  // each bar has its label's name
}

TEST_F(OwnSentences, WithoutColumnsTheNextWordIsLearned) {
  std::string text;
  const std::string all = language();
  for (std::size_t at = all.find('\n') + 1; at < all.size(); at = all.find('\n', at) + 1)
    text += all.substr(at, all.find('\t', at) - at) + "\n";
  write_file(path("mine.tsv"), text);
  ASSERT_EQ(train("--cell gru --epochs 4", "gru").exit_code, 0);
  map("gru");
  draw("gru", "figure trajectories " + path("gru") + " --sentence 'ann sleeps at work'");
  draw("gru", "animate reading " + path("gru") + " --sentence 'ann sleeps at work' --size 480x270 --at 3s");
  EXPECT_EQ(train("--cell gru --predict columns", "none").exit_code, 65);
}

TEST_F(OwnSentences, AsInputsTheyAreSentToTheirTask) {
  const Outcome as_arrays = rssviz("train --cell lstm --inputs " + path("mine.tsv") + " -o " + path("x"));
  EXPECT_EQ(as_arrays.exit_code, 64);
  EXPECT_TRUE(has(as_arrays.err, "--task sentences --sentences " + path("mine.tsv"))) << as_arrays.err;
}

TEST_F(OwnSentences, AReservoirLearnsThemAndWhatIsWrongIsNamed) {
  ASSERT_EQ(train("--cell esn", "esn").exit_code, 0);
  EXPECT_EQ(train("--cell esn --test-share 0.9", "none").exit_code, 64);
  const Outcome without = rssviz("train --task sentences --cell esn -o " + path("none"));
  EXPECT_EQ(without.exit_code, 64);
  EXPECT_TRUE(has(without.err, "--sentences is needed")) << without.err;
  const Outcome foreign = rssviz("train --cell esn --sentences " + path("mine.tsv") + " -o " + path("none"));
  EXPECT_EQ(foreign.exit_code, 64);
  EXPECT_TRUE(has(foreign.err, "belongs to --task sentences")) << foreign.err;
}

}  // namespace rssviz::cli
