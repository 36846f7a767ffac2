// The errors that a correct implementation gets on the 1,000 test sentences of four objects, seeds 1 to 5:
// ranges of the specification, from the authors' published code.
#include <gtest/gtest.h>

#include "models/tasks/csl_annotations.h"
#include "models/training/esn_training.h"
#include "models/training/lstm_training.h"

namespace rssviz::models {
namespace {

struct Errors {
  double valid;
  double exact;
};

template <class Train>
std::vector<Errors> errors_by_seed(const Train& train) {
  const CrossSituationalTask task(CslSpec{});
  std::vector<Errors> errors;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Corpus corpus = make_corpus(task, seed);
    const StageMetrics metrics = train(corpus, seed, csl_judge(task, corpus));
    errors.push_back({*metrics.valid_error, *metrics.exact_error});
    testing::Test::RecordProperty("seed_" + std::to_string(seed), std::to_string(errors.back().valid) + " " +
                                                                      std::to_string(errors.back().exact));
  }
  return errors;
}

TEST(PaperResults, EsnIsInsideTheRangesOfThePaper) {
  const Workers workers(2);
  SilentProgress progress;
  const auto errors = errors_by_seed([&](const Corpus& corpus, std::uint64_t seed, const Judge& judge) {
    const EsnRun run = train_esn(corpus, {}, seed, judge, {workers, progress});
    return *find_metrics(run.metrics, run.stages() - 1, Split::test);
  });
  double valid = 0, exact = 0;
  for (const Errors& error : errors) {
    EXPECT_LE(error.valid, 0.009);
    EXPECT_GE(error.exact, 0.015);
    EXPECT_LE(error.exact, 0.12);
    valid += error.valid / 5;
    exact += error.exact / 5;
  }
  EXPECT_LE(valid, 0.0045);
  EXPECT_GE(exact, 0.045);
  EXPECT_LE(exact, 0.085);
}

TEST(PaperResults, LstmIsInsideTheRangesOfThePaper) {
  const Workers workers(2);
  SilentProgress progress;
  const auto errors = errors_by_seed([&](const Corpus& corpus, std::uint64_t seed, const Judge& judge) {
    const LstmRun run = train_lstm(corpus, {}, seed, judge, {workers, progress});
    return *find_metrics(run.metrics, 35, Split::test);
  });
  for (const Errors& error : errors) {
    EXPECT_LE(error.valid, 0.01);
    EXPECT_LE(error.exact, 0.15);
  }
}

}  // namespace
}  // namespace rssviz::models
