// Answers of a network whose outputs are counts, against counting by hand.
#include "cli/studies/output_answers.h"

#include <gtest/gtest.h>

#include "made_up.h"

namespace rssviz::cli {
namespace {

using namespace made_up;

NetworkView view_with(double um_says_a) {
  Setup setup;
  for (int kind = 0; kind < 3; ++kind)
    for (int shade = 0; shade < 3; ++shade) setup.phrases.push_back(phrase(kind, 1, shade));
  setup.stages = {Stage{.readout = readout_of(5, um_says_a)}};
  return view_of(setup);
}

TEST(OutputAnswers, CountsQuestionsThatAreAnsweredAsTheSequenceSays) {
  const Silent silent;
  const NetworkView view = view_with(0);
  const auto answers_to = [&](const NetworkView& of, const models::Tokens& tokens) {
    return right_answers(of, of.record(*of.network_at(-1), {tokens}, "", silent.execution));
  };
  const auto found = answers_to(view, phrase(1, 2, 2));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->questions, 2);
  EXPECT_EQ(found->right, 2);
  EXPECT_DOUBLE_EQ(found->guessing, 2.0 / 4);  // three of each, or no claim
  // Where each um says a more loudly than b was said, one of the two is wrong.
  EXPECT_EQ(answers_to(view_with(10), phrase(1, 2, 2))->right, 1);
  // Nothing said, nothing claimed.
  EXPECT_EQ(answers_to(view, phrase(-1, 2, 2))->right, 2);
}

TEST(OutputAnswers, RanksWhatIsSaidByOutputs) {
  const NetworkView view = view_with(0);
  std::vector<std::int32_t> ends;
  for (const std::int32_t token : view.trace.token) ends.push_back(token == kEnd ? 1 : 0);
  EXPECT_DOUBLE_EQ(auroc_of_outputs(view, ends).value_or(-1), 1);
  // No end, no answer.
  EXPECT_FALSE(auroc_of_outputs(view, std::vector<std::int32_t>(ends.size(), 0)));
}

}  // namespace
}  // namespace rssviz::cli
