// Sentences of one's own: what their file means, what is known so far, and how answers are judged, each
// against what is counted by hand.
#include <gtest/gtest.h>

#include "core/error.h"
#include "models/tasks/sentences/next_word_task.h"
#include "models/tasks/sentences/sentence_answers.h"
#include "models/tasks/sentences/sentences_task.h"

namespace rssviz::models {
namespace {

// Ten sentences; b's come in two kinds, of which one leaves the place open.
const char* const kText =
    "sentence\tthing\tplace\n"
    "the cup is left\tcup\tleft\n"
    "the cup is right\tcup\tright\n"
    "the cup\tcup\t\n"
    "the bowl is left\tbowl\tleft\n"
    "the bowl is right\tbowl\tright\n"
    "the bowl\tbowl\t\n"
    "a cup\tcup\t\n"
    "a bowl\tbowl\t\n"
    "left is the cup\tcup\tleft\n"
    "left is the bowl\tbowl\tleft\n";

std::string refused(const std::string& text) {
  try {
    (void)parse_sentences(text, "s.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return "";
}

std::string lines(const std::string& line, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line + "\n";
  return text;
}

}  // namespace

TEST(Sentences, AFileIsReadByItsTabsAndNames) {
  const SentenceFile file = parse_sentences(kText, "s.txt");
  EXPECT_EQ(file.vocabulary,
            (std::vector<std::string>{"BEGIN", "END", "the", "cup", "is", "left", "right", "bowl", "a"}));
  EXPECT_EQ(file.sentences[1], (Tokens{0, 2, 3, 4, 6, 1}));
  ASSERT_EQ(file.questions.size(), 2U);
  EXPECT_EQ(file.questions[1].name, "place");
  EXPECT_EQ(file.questions[1].labels, (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(file.questions[1].answer, (std::vector<std::int32_t>{0, 1, -1, 0, 1, -1, -1, -1, 0, 0}));
  EXPECT_TRUE(file.questions[0].always());
  EXPECT_FALSE(file.questions[1].always());
}

TEST(Sentences, SeveralLabelsOfALineAreQuestionsEach) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += "a b\tx;y\nb a\ty\n";
  const SentenceFile file = parse_sentences(text, "s.txt");
  ASSERT_EQ(file.questions.size(), 2U);
  EXPECT_EQ(file.questions[0].name, "x");
  EXPECT_EQ(file.questions[0].answer[1], 0);
  EXPECT_EQ(file.questions[1].answer[1], 1);
}

TEST(Sentences, AFileOfAnotherShapeIsNamedByItsLine) {
  EXPECT_NE(refused(lines("a b\tx", 5) + "a b\n").find("line 6 has 1 columns"), std::string::npos);
  EXPECT_NE(refused(lines("a b\tx", 12)).find("the single label 'x'"), std::string::npos);
  EXPECT_NE(refused(lines("a b", 3)).find("has 3 sentences"), std::string::npos);
  EXPECT_NE(refused(lines("BEGIN a", 12)).find("line 1: BEGIN"), std::string::npos);
  EXPECT_NE(refused("").find("is empty"), std::string::npos);
  EXPECT_NE(refused(lines("gr\xFCn", 12)).find("iconv"), std::string::npos);
}

TEST(Sentences, AnAnswerIsKnownOnceAllSentencesThatBeginSoAgree) {
  const SentenceFile file = parse_sentences(kText, "s.txt");
  const KnownSoFar known(file);
  using Answers = std::vector<std::vector<std::int32_t>>;
  // BEGIN the cup is left END: the cup may still end, or go on to left or right.
  EXPECT_EQ(known.along(file.sentences[0]), (Answers{{-1, -1}, {-1, -1}, {0, -1}, {0, -1}, {0, 0}, {0, 0}}));
  // left is the bowl: left is known at once.
  EXPECT_EQ(known.along(file.sentences[9])[1], (std::vector<std::int32_t>{-1, 0}));
  // No sentence goes on so.
  EXPECT_EQ(known.along({0, 8, 8})[2], (std::vector<std::int32_t>{-1, -1}));
}

TEST(Sentences, ClaimsAreJudgedByWhatIsStated) {
  const std::vector<OutputGroup> groups{{"thing", 0, {0, 1}, {"cup", "bowl"}, 0, "", ""},
                                        {"place", 0, {2, 3}, {"left", "right"}, 0.65, "", ""}};
  const auto claims = [&](double a, double b, double c, double d) {
    Eigen::RowVectorXd output(4);
    output << a, b, c, d;
    return claims_of(groups, output);
  };
  EXPECT_EQ(claims(.5, .4, 1, 0), (std::vector<std::int32_t>{0, 0}));     // e / (e + 1) = .73
  EXPECT_EQ(claims(.4, .5, .5, .4), (std::vector<std::int32_t>{1, -1}));  // .525 is below .65
  EXPECT_EQ(verdict_of({0, 0}, {0, 0}), 0);
  EXPECT_EQ(verdict_of({0, 0}, {0, -1}), 1);
  EXPECT_EQ(verdict_of({0, -1}, {0, 0}), 2);
  EXPECT_EQ(verdict_of({1, 0}, {0, -1}), 2);
}

TEST(Sentences, EachIsInOneSplit) {
  const SentencesTask task(parse_sentences(kText, "s.txt"), "s.txt", {0.2, 3});
  const Corpus& corpus = *task.corpus();
  EXPECT_EQ(corpus.test.size(), 2U);
  EXPECT_EQ(corpus.validation.size(), 1U);
  EXPECT_EQ(corpus.train.size(), 7U);
  std::vector<std::int32_t> all = corpus.train;
  all.insert(all.end(), corpus.validation.begin(), corpus.validation.end());
  all.insert(all.end(), corpus.test.begin(), corpus.test.end());
  std::sort(all.begin(), all.end());
  for (std::int32_t i = 0; i < 10; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(corpus.targets.row(2).sum(), 1);  // its place is left open
  EXPECT_NO_THROW(corpus.check());
  EXPECT_EQ(task.text(task.parse("the cup")), "the cup");
  EXPECT_THROW((void)task.parse("the dog"), Error);
}

TEST(Sentences, TheNextWordIsWantedAfterEachOfThem) {
  const NextWordTask task(parse_sentences(kText, "s.txt"), "s.txt", {0.2, 1});
  const ArrayTask& steps = task.data().task;
  const Tokens rows = task.parse("a cup");
  ASSERT_EQ(rows.size(), 3U);  // BEGIN a cup
  const auto wanted = [&](std::size_t step) {
    Eigen::Index place = 0;
    steps.targets.row(rows[step]).maxCoeff(&place);
    return steps.output_names[static_cast<std::size_t>(place)];
  };
  EXPECT_EQ(wanted(0), "a");
  EXPECT_EQ(wanted(1), "cup");
  EXPECT_EQ(wanted(2), "END");
  EXPECT_EQ(steps.targets.sum(), static_cast<double>(steps.targets.rows()));
  EXPECT_EQ(task.text(rows), "a cup");
  EXPECT_THROW((void)task.parse("cup the"), Error);  // stands nowhere
  EXPECT_NO_THROW(steps.check());
}

}  // namespace rssviz::models
