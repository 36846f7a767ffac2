// Which sequence a film follows: the one of a fair length that stays wrong for longest and ends right.
#include "cli/studies/followed_sentence.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

// A b among n ums (n + 5 marks) is right once the ums no longer outweigh it: from stage 1 on for n < 12.5, 2
// on for n < 16.7, always at the last. An a is never wrong.
made_up::Setup quieter(const std::vector<std::pair<int, int>>& kinds_and_ums) {
  made_up::Setup setup;
  for (const auto& [kind, ums] : kinds_and_ums) setup.phrases.push_back(phrase(kind, ums, 0));
  for (const double um_says_a : {10.0, 0.2, 0.15, 0.0})
    setup.stages.push_back({.readout = made_up::readout_of(2.5, um_says_a)});
  return setup;
}

FollowedSentence followed_in(const made_up::Setup& setup) {
  const made_up::Silent silent;
  return sentence_to_follow(made_up::view_of(setup), silent.execution);
}

}  // namespace

TEST(FollowedSentence, IsWrongForLongestAmongThoseOfAFairLength) {
  // 7, 13, 18, 18, 19 and 23 marks; wrong at 1, 1, 2, 2, 2 and 3 stages; the a at none.
  const made_up::Setup setup = quieter({{0, 13}, {1, 2}, {1, 8}, {1, 13}, {2, 13}, {1, 14}, {1, 18}});
  const FollowedSentence found = followed_in(setup);
  ASSERT_EQ(found.words.size(), 18U);
  EXPECT_EQ(found.words.front(), "BEGIN");
  EXPECT_EQ(found.words[1], "b");  // not the c, which came later and is wrong no longer
  EXPECT_EQ(found.words.back(), "END");
  EXPECT_EQ(found.text.substr(0, 7), "b um um");
  EXPECT_EQ(found.text.substr(found.text.size() - 5), "and x");
  std::vector<std::int32_t> judged;
  for (const made_up::Stage& stage : setup.stages)
    judged.push_back(made_up::judged_after(stage, setup.phrases[3]).worst);
  EXPECT_EQ(judged, (std::vector<std::int32_t>{2, 2, 0, 0}));
  EXPECT_EQ(found.judged, judged);
}

TEST(FollowedSentence, PointsAreTheDistinctStatesAlongIt) {
  const made_up::Setup setup = quieter({{1, 2}, {1, 13}});
  const NetworkView view = made_up::view_of(setup);
  const made_up::Silent silent;
  const FollowedSentence found = sentence_to_follow(view, silent.execution);
  // The two share BEGIN b um um: points 0 .. 3; the first goes on to 4 .. 6, the second from 7 on.
  std::vector<std::int32_t> points{0, 1, 2, 3};
  for (std::int32_t k = 7; points.size() < 18; ++k) points.push_back(k);
  EXPECT_EQ(found.points, points);
}

TEST(FollowedSentence, TakesAnotherLengthOnlyWhereNoneIsFair) {
  const FollowedSentence found = followed_in(quieter({{1, 2}, {1, 18}, {1, 20}}));
  EXPECT_EQ(found.words.size(), 23U);  // 18 ums and 20 are wrong for as long: the first
  EXPECT_EQ(found.judged, (std::vector<std::int32_t>{2, 2, 2, 0}));
}

TEST(FollowedSentence, IsTheOneThatIsAskedForOrNone) {
  const made_up::Silent silent;
  const NetworkView view = made_up::view_of(quieter({{1, 2}, {0, 13}}));
  const FollowedSentence found = sentence_to_follow(view, silent.execution, "b um um and x");
  EXPECT_EQ(found.text, "b um um and x");
  EXPECT_EQ(found.words.size(), 7U);
  EXPECT_THROW((void)sentence_to_follow(view, silent.execution, "b um and x"), Error);
}

TEST(FollowedSentence, IsNoneWhereAllAreRightFromTheStart) {
  const FollowedSentence found = followed_in(quieter({{0, 2}, {0, 13}}));
  EXPECT_TRUE(found.points.empty());
  EXPECT_TRUE(found.words.empty());
}

TEST(FollowedSentence, IsNoneWhereNoneGetsRight) {
  made_up::Setup setup = quieter({{1, 13}});
  setup.stages.pop_back();
  setup.stages.pop_back();
  EXPECT_TRUE(followed_in(setup).points.empty());
}

}  // namespace rssviz::cli
