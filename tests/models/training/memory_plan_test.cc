#include "models/training/memory_plan.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace rssviz::models {

TEST(TrainingMemory, OfReservoirsIsThatOfTheirMatrix) {
  EsnTrainingOptions options;
  options.reservoir.units = 60000;
  options.measure_radius = false;
  const TrainingMemory plan = plan_memory(options, 20, 10, 1000, 800);
  EXPECT_NEAR(plan.weights, 2. * 4. * 60000. * 60000., .01 * plan.weights);  // once in panels
  EXPECT_EQ(plan.states, 8. * 60000. * 1800.);
  EXPECT_EQ(plan.learning, 16. * 800. * 800.);  // fewer rows than units: the dual form
  options.solver = Solver::rls;
  EXPECT_EQ(plan_memory(options, 20, 10, 1000, 800).learning, 16. * 60001. * 60001.);
}

TEST(TrainingMemory, OfRecurrentNetworksGrowsWithTheStagesThatAreKept) {
  RecurrentOptions options;
  options.epochs = 10;
  const RecurrentShape shape{Cell::lstm, 20, 100, 10, 1};
  const TrainingMemory ten = plan_memory(shape, options);
  options.epochs = 110;
  const TrainingMemory more = plan_memory(shape, options);
  EXPECT_EQ(more.weights - ten.weights, 100. * 4. * static_cast<double>(shape.size()));
  EXPECT_EQ(more.learning, ten.learning);
}

TEST(TrainingMemory, WhatIsNotThereIsRefusedWithBothNumbers) {
  const TrainingMemory plan{3e9, 1e9, 1e9};
  EXPECT_NO_THROW(check_memory(plan, 6e9));
  EXPECT_NO_THROW(check_memory(plan, 0));  // nobody knows
  try {
    check_memory(plan, 4e9);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::retry);
    EXPECT_NE(std::string(error.what()).find("training needs 5000 MB"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("only 4000 MB"), std::string::npos) << error.what();
  }
}

}  // namespace rssviz::models
