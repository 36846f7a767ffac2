// The errors that a correct implementation gets on the 1,000 test sentences of four objects, seeds 1 to 5:
// ranges of the specification, from the authors' published code.
#include <gtest/gtest.h>

#include "models/tasks/csl/bag_of_words.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

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
    errors.push_back({*metrics.value("valid_error"), *metrics.value("exact_error")});
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
    const RecurrentRun run = train_recurrent(corpus, {}, seed, judge, {workers, progress});
    return *find_metrics(run.metrics, 35, Split::test);
  });
  for (const Errors& error : errors) {
    EXPECT_LE(error.valid, 0.01);
    EXPECT_LE(error.exact, 0.15);
  }
}

TEST(PaperResults, ContinuousEsnIsInsideTheRangesOfThePaper) {
  const Workers workers(2);
  SilentProgress progress;
  const auto errors = errors_by_seed([&](const Corpus& corpus, std::uint64_t seed, const Judge& judge) {
    const EsnRun run =
        train_esn(corpus, default_options(Learning::continuous), seed, judge, {workers, progress});
    return *find_metrics(run.metrics, run.stages() - 1, Split::test);
  });
  for (const Errors& error : errors) {
    EXPECT_NEAR(error.valid, 0.030, 0.021);
    EXPECT_NEAR(error.exact, 0.111, 0.051);
  }
}

TEST(PaperResults, BagOfWordsIsNearThePaperAtEverySize) {
  struct Expected {
    int objects;
    double valid;
    double exact;
  };
  for (const Expected& expected : {Expected{4, 0, .45}, {10, .001, .46}, {20, .031, .45}, {50, .293, .57}}) {
    const CrossSituationalTask task(CslSpec{.n_objects = expected.objects});
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const std::vector<StageMetrics> metrics = bag_of_words_metrics(task, make_corpus(task, seed));
      const StageMetrics& test = *find_metrics(metrics, 1, Split::test);
      EXPECT_NEAR(*test.value("valid_error"), expected.valid, 0.05)
          << expected.objects << " objects, seed " << seed;
      EXPECT_NEAR(*test.value("exact_error"), expected.exact, 0.05)
          << expected.objects << " objects, seed " << seed;
    }
  }
}

}  // namespace
}  // namespace rssviz::models
