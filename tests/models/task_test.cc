#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "models/tasks/csl/csl_annotations.h"

namespace rssviz::models {
namespace {

CrossSituationalTask task_of(int n) { return CrossSituationalTask(CslSpec{.n_objects = n}); }

TEST(Grammar, HasTheCountsOfEachFormForFourObjects) {
  const CrossSituationalTask task = task_of(4);
  std::map<int, int> counts;
  for (const Clause& clause : task.clauses()) ++counts[clause.form];
  EXPECT_EQ(counts, (std::map<int, int>{{1, 80}, {2, 32}, {3, 96}, {4, 120}, {5, 120}, {6, 240}}));
  EXPECT_EQ(task.clauses().size(), 688U);
}

TEST(Grammar, NumbersFormsInTheOrderOfEnumeration) {
  const CrossSituationalTask task = task_of(4);
  int last = 1;
  for (const Clause& clause : task.clauses()) {
    EXPECT_GE(clause.form, last);
    last = clause.form;
  }
  Corpus corpus;
  corpus.vocabulary = task.vocabulary();
  EXPECT_EQ(corpus.text(task.clauses().front().tokens), "this is a red glass");
  EXPECT_EQ(corpus.text(task.clauses()[16].tokens), "this is a glass");
  EXPECT_EQ(corpus.text(task.clauses().back().tokens), "on the middle there is the orange");
}

TEST(Grammar, NumbersWordsByFirstOccurrence) {
  const std::vector<std::string> words{"this",   "is",     "a",     "red", "glass", "cup", "bowl",
                                       "orange", "green",  "blue",  "the", "that",  "on",  "left",
                                       "right",  "middle", "there", "and", "BEGIN", "END"};
  EXPECT_EQ(task_of(4).vocabulary(), words);
}

TEST(Grammar, HasTheVocabularySizesOfThePaper) {
  const std::map<int, std::size_t> sizes{{3, 20},  {4, 20},  {6, 22},  {10, 26}, {15, 31},
                                         {20, 36}, {30, 46}, {40, 56}, {50, 66}};
  for (const auto& [n, size] : sizes) EXPECT_EQ(task_of(n).vocabulary().size(), size) << n;
}

TEST(Grammar, HasOnlyDifferentSentences) {
  for (const int n : {3, 4, 50}) {
    const CrossSituationalTask task = task_of(n);
    std::set<Tokens> seen;
    for (const Clause& clause : task.clauses()) seen.insert(clause.tokens);
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(172 * n));
  }
}

TEST(Grammar, RefusesNumbersOfObjectsThatThePaperHasNot) {
  for (const int n : {2, 51}) {
    try {
      task_of(n);
      FAIL() << n;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      const std::string text = error.what();
      EXPECT_NE(text.find("n_objects = " + std::to_string(n)), std::string::npos) << text;
      EXPECT_NE(text.find("3 to 50"), std::string::npos) << text;
    }
  }
}

TEST(Concepts, OrangeIsOneWordAndTwoConceptsFromFourObjectsOn) {
  EXPECT_EQ(task_of(4).concepts(),
            (std::vector<std::string>{"glass", "cup", "bowl", "orange", "left", "right", "middle", "red",
                                      "orange (colour)", "green", "blue"}));
  EXPECT_EQ(task_of(3).concepts()[7], "orange");
  EXPECT_EQ(task_of(4).n_outputs(), 22);
  EXPECT_EQ(task_of(4).output_names()[11], "glass 2");
  EXPECT_EQ(attribute_labels(task_of(4), 2), (std::vector<std::string>{"red", "orange", "green", "blue"}));
}

TEST(Meaning, OfEverySentenceIsWhatItsFormStates) {
  for (const int n : {3, 4, 50}) {
    const CrossSituationalTask task = task_of(n);
    const int total = static_cast<int>(task.clauses().size());
    for (int i = 0; i < total; ++i) {
      const int j = (i * 7 + 3) % total;
      const Clause& first = task.clauses()[static_cast<std::size_t>(i)];
      const Clause& second = task.clauses()[static_cast<std::size_t>(j)];
      const Meaning one = task.meaning(task.sentence(i));
      EXPECT_EQ(one[0], first.states);
      EXPECT_TRUE(one[1].empty());
      const Meaning two = task.meaning(task.sentence(i, j));
      EXPECT_EQ(two[0], first.states);
      EXPECT_EQ(two[1], second.states);
    }
  }
}

TEST(Heard, GrowsWordByWordAndLeavesAnUndecidedWordOpen) {
  const CrossSituationalTask task = task_of(4);
  const Tokens tokens = task.parse("on the left there is a orange glass and this is the orange");
  const std::vector<Heard> heard = task.heard(tokens);
  ASSERT_EQ(heard.size(), tokens.size());
  EXPECT_EQ(heard[3].so_far[0], (Attributes{-1, 0, -1}));  // left
  EXPECT_EQ(heard[7].so_far[0], (Attributes{-1, 0, -1}));  // orange: noun or colour?
  EXPECT_EQ(heard[8].so_far[0], (Attributes{0, 0, 1}));    // glass: it was the colour
  EXPECT_EQ(heard[9].place, Place::conjunction);
  EXPECT_EQ(heard[13].so_far[1], Attributes{});  // orange again
  EXPECT_EQ(heard[13].place, Place::second_clause);
  EXPECT_EQ(heard[14].so_far[1], (Attributes{3, -1, -1}));  // END: it was the noun
  EXPECT_EQ(heard[14].place, Place::last_word);
  EXPECT_EQ(heard[0].place, Place::first_clause);
  EXPECT_EQ(task.meaning(task.parse("a orange orange is on the middle"))[0], (Attributes{3, 2, 1}));
  EXPECT_EQ(task.meaning(task.parse("the orange is orange"))[0], (Attributes{3, -1, 1}));
}

TEST(Parse, AddsBeginAndEndAndRefusesUnknownWords) {
  const CrossSituationalTask task = task_of(4);
  EXPECT_EQ(task.parse("this is a red glass"), task.parse("BEGIN this is a red glass END"));
  EXPECT_EQ(task.parse("  this is a\tred glass "), task.sentence(0));
  for (const char* text : {"this is a red spoon", "", "BEGIN END"}) {
    try {
      task.parse(text);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
    }
  }
}

// In a group of z outputs, one at height y and the others 0 have the probability e^y / (e^y + z - 1).
TEST(Decode, ClaimsAConceptFromOnePointThreeTimesChanceOn) {
  const CrossSituationalTask task = task_of(4);
  std::vector<double> output(22, 0.0);
  const auto height = [](double z, double probability) {
    return std::log(probability * (z - 1) / (1 - probability));
  };
  EXPECT_EQ(task.decode(output), Meaning{});
  output[2] = height(4, 1.3 / 4 - 1e-9);
  output[4 + 1] = height(3, 1.3 / 3 - 1e-9);
  output[7 + 3] = height(4, 1.3 / 4 - 1e-9);
  EXPECT_EQ(task.decode(output), Meaning{});
  output[2] = height(4, 1.3 / 4 + 1e-9);
  output[4 + 1] = height(3, 1.3 / 3 + 1e-9);
  output[7 + 3] = height(4, 1.3 / 4 + 1e-9);
  output[11 + 4 + 2] = 5.0;
  EXPECT_EQ(task.decode(output), (Meaning{Attributes{2, 1, 3}, Attributes{-1, 2, -1}}));
  output[2] = std::nan("");
  EXPECT_EQ(task.decode(output)[0].object, -1);
}

TEST(Judge, TellsRightFromMoreFromWrong) {
  const Attributes stated{1, -1, 2};
  EXPECT_EQ(judge({1, -1, 2}, stated), Match::exact);
  EXPECT_EQ(judge({1, 0, 2}, stated), Match::more);
  EXPECT_EQ(judge({1, -1, -1}, stated), Match::wrong);
  EXPECT_EQ(judge({2, 0, 2}, stated), Match::wrong);
  EXPECT_EQ(judge({}, {}), Match::exact);
  EXPECT_EQ(judge({0, -1, -1}, {}), Match::more);
}

TEST(Errors, CountSentencesAndClauses) {
  const CrossSituationalTask task = task_of(4);
  const std::vector<Tokens> sentences{task.parse("this is a red glass"), task.parse("this is a red glass"),
                                      task.parse("the cup on the left is blue and that is a bowl"),
                                      task.parse("this is a red glass")};
  MatrixD outputs = MatrixD::Zero(4, 22);
  for (const Eigen::Index row : {0, 1, 3}) outputs(row, 0) = outputs(row, 7) = 3.0;  // red glass
  outputs(1, 11) = 3.0;                                                              // claims a second object
  outputs(2, 1) = outputs(2, 4) = outputs(2, 10) = 3.0;                              // cup left blue
  outputs(2, 11 + 1) = 3.0;  // a cup instead of the bowl
  outputs(3, 4) = 3.0;       // a position that nobody stated
  const CslErrors errors = csl_errors(task, meanings(task, sentences), outputs);
  EXPECT_DOUBLE_EQ(errors.valid, 0.25);
  EXPECT_DOUBLE_EQ(errors.exact, 0.75);
  EXPECT_DOUBLE_EQ(errors.clause_valid[0], 0.0);
  EXPECT_DOUBLE_EQ(errors.clause_valid[1], 0.25);
  EXPECT_DOUBLE_EQ(errors.clause_exact[0], 0.25);
  EXPECT_DOUBLE_EQ(errors.clause_exact[1], 0.5);
}

TEST(Splits, HaveTheSizesAndTheOrderOfThePaperAndShareNoSentence) {
  const CrossSituationalTask task = task_of(4);
  const Corpus corpus = make_corpus(task, 1);
  corpus.check();
  EXPECT_EQ(corpus.train.size(), 1000U);
  EXPECT_EQ(corpus.validation.size(), 280U);
  EXPECT_EQ(corpus.test.size(), 1000U);
  EXPECT_TRUE(corpus.notes.empty());
  EXPECT_EQ(std::set<Tokens>(corpus.sequences.begin(), corpus.sequences.end()).size(), 2280U);
  for (const Split split : kSplits) {
    const std::size_t one_object = split == Split::validation ? 80 : 300;
    const auto& rows = corpus.indices(split);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(corpus.columns[0].values[static_cast<std::size_t>(rows[i])], i < one_object ? 0 : 1);
    }
  }
}

TEST(Splits, OfThreeObjectsOverlapAndSaySo) {
  const Corpus corpus = make_corpus(task_of(3), 1);
  std::set<Tokens> train;
  for (const std::int32_t row : corpus.train) train.insert(corpus.sequences[static_cast<std::size_t>(row)]);
  int in_both = 0;
  for (const std::int32_t row : corpus.test) {
    in_both += train.contains(corpus.sequences[static_cast<std::size_t>(row)]) ? 1 : 0;
  }
  EXPECT_EQ(in_both, 84);  // 300 + 300 of 516
  ASSERT_EQ(corpus.notes.size(), 1U);
  EXPECT_NE(corpus.notes[0].find("84 of the test sentences"), std::string::npos) << corpus.notes[0];
}

TEST(Teachers, HoldWhatIsStatedAndOneConceptAGroup) {
  const CrossSituationalTask task = task_of(4);
  const Corpus corpus = make_corpus(task, 3);
  int silent = 0, one_object = 0, open = 0;
  for (std::size_t i = 0; i < corpus.sequences.size(); ++i) {
    const Meaning meaning = task.meaning(corpus.sequences[i]);
    const auto row = static_cast<Eigen::Index>(i);
    for (Eigen::Index slot = 0; slot < 2; ++slot) {
      const auto groups = {std::pair<Eigen::Index, Eigen::Index>{0, 4}, {4, 3}, {7, 4}};
      const Attributes& stated = meaning[static_cast<std::size_t>(slot)];
      const bool absent = slot == 1 && stated.empty();
      Eigen::Index k = 0;
      for (const auto& [start, size] : groups) {
        const auto group = corpus.targets.row(row).segment(11 * slot + start, size);
        const bool zero = group.sum() == 0.0;
        EXPECT_TRUE(zero ? absent : group.sum() == 1.0 && group.maxCoeff() == 1.0);
        const int value = k == 0 ? stated.object : k == 1 ? stated.position : stated.colour;
        if (value >= 0) {
          EXPECT_EQ(group[value], 1.0);
        }
        ++k;
      }
    }
    if (!meaning[1].empty()) continue;
    ++one_object;
    silent += corpus.targets.row(row).tail(11).sum() == 0.0 ? 1 : 0;
    open += corpus.targets(row, 11) > 0 ? 1 : 0;
  }
  EXPECT_EQ(one_object, 680);
  EXPECT_NEAR(silent / 680.0, 0.5, 0.08);
  EXPECT_NEAR(open / 680.0, 0.125, 0.05);
}

TEST(Corpus, IsTheSameForASeedAndAnotherForAnother) {
  const CrossSituationalTask task = task_of(4);
  const Corpus a = make_corpus(task, 1), b = make_corpus(task, 1), c = make_corpus(task, 2);
  EXPECT_EQ(a.sequences, b.sequences);
  EXPECT_EQ(a.targets, b.targets);
  EXPECT_NE(a.sequences, c.sequences);
}

TEST(Corpus, RefusesTokensAndIndicesThatDoNotExist) {
  Corpus corpus = make_corpus(task_of(4), 1);
  corpus.test.push_back(5000);
  EXPECT_THROW(corpus.check(), Error);
  corpus.test.pop_back();
  corpus.sequences[3][1] = 20;
  EXPECT_THROW(corpus.check(), Error);
}

TEST(RmseFloor, IsThatOfTheTeachersDraws) {
  for (const auto& [n, floor] : {std::pair{4, 0.1882}, {10, 0.1525}, {50, 0.0836}}) {
    const CrossSituationalTask task = task_of(n);
    const Corpus corpus = make_corpus(task, 1);
    EXPECT_NEAR(rmse_floor(task, corpus.sequences_of(corpus.test)), floor, 0.003) << n;
  }
}

// Whoever says the mean of the teachers of a sentence is as far from them as the floor says.
TEST(RmseFloor, IsReachedByTheMeanOfTeachers) {
  const CrossSituationalTask task = task_of(4);
  const Tokens sentence = task.parse("this is a red glass");
  constexpr int kTeachers = 400;
  MatrixD teachers(kTeachers, task.n_outputs());
  for (int seed = 0; seed < kTeachers; ++seed) {
    const Corpus corpus = make_corpus(task, static_cast<std::uint64_t>(seed));
    const auto row = std::find(corpus.sequences.begin(), corpus.sequences.end(), sentence);
    if (row == corpus.sequences.end()) {
      teachers.row(seed) = teachers.row(0);
      continue;
    }
    teachers.row(seed) = corpus.targets.row(row - corpus.sequences.begin());
  }
  const double error = (teachers.rowwise() - teachers.colwise().mean()).array().square().mean();
  EXPECT_NEAR(std::sqrt(error), rmse_floor(task, {sentence}), 0.01);
}

TEST(Sample, MixesOneAndTwoObjectSentencesInOrder) {
  const Corpus corpus = make_corpus(task_of(4), 1);
  const std::vector<std::int32_t> rows = sample_rows(corpus, Split::test, 200, 1);
  EXPECT_EQ(rows.size(), 200U);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  EXPECT_EQ(std::set<std::int32_t>(rows.begin(), rows.end()).size(), 200U);
  int two = 0;
  for (const std::int32_t row : rows) two += corpus.columns[0].values[static_cast<std::size_t>(row)];
  EXPECT_NEAR(two / 200.0, 0.7, 0.1);
  EXPECT_EQ(sample_rows(corpus, Split::test, 5000, 1).size(), 1000U);
}

}  // namespace
}  // namespace rssviz::models
