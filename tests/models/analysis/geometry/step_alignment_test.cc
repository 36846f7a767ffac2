// Sequences set side by side by when their input begins.
#include "models/data/step_alignment.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace rssviz::models {
namespace {

// 4 sequences x 4 steps of one unit: sequence * 10 + step. Input begins at steps 0, 2, 1 and never.
StepStates made_up(std::vector<Matrix>& inputs) {
  const int begins[] = {0, 2, 1, 4};
  StepStates states;
  states.class_names = {"a", "b"};
  states.classes = {0, 1, 0, 1};
  states.kept = {0, 1, 2, 3};
  for (int t = 0; t < 4; ++t) {
    states.steps.push_back(t);
    states.members.push_back({0, 1, 2, 3});
    Matrix at(4, 1), input(4, 2);
    for (int i = 0; i < 4; ++i) {
      at(i, 0) = static_cast<float>(10 * i + t);
      input.row(i).setConstant(t == begins[i] ? 1 : 0);  // blank again afterwards: that counts
    }
    states.states.push_back(at);
    inputs.push_back(input);
  }
  return states;
}

}  // namespace

TEST(StepAlignment, StepsAreCountedFromTheFirstInput) {
  std::vector<Matrix> inputs;
  const StepStates states = made_up(inputs);
  const StepStates found = since_first_input(states, inputs);
  EXPECT_EQ(found.classes, (std::vector<std::int32_t>{0, 1, 0}));
  EXPECT_EQ(found.kept, (std::vector<std::int32_t>{0, 1, 2}));
  ASSERT_EQ(found.steps, (std::vector<std::int32_t>{0, 1, 2, 3}));
  EXPECT_EQ(found.members[0], (std::vector<std::int32_t>{0, 1, 2}));
  EXPECT_EQ(found.members[2], (std::vector<std::int32_t>{0, 2}));
  EXPECT_EQ(found.members[3], (std::vector<std::int32_t>{0}));
  EXPECT_EQ(found.states[0](1, 0), 12);
  EXPECT_EQ(found.states[1](2, 0), 22);
  EXPECT_EQ(found.states[2](1, 0), 23);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_EQ(found.notes.front(), "1 sequence without any input is left out");
}

TEST(StepAlignment, OtherShapesAreRefused) {
  std::vector<Matrix> inputs;
  const StepStates states = made_up(inputs);
  inputs.pop_back();
  EXPECT_THROW(since_first_input(states, inputs), Error);
}

}  // namespace rssviz::models
