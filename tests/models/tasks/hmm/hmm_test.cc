// Hidden Markov models against enumeration of all paths.
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "models/tasks/hmm/hmm_task.h"

namespace rssviz::models {
namespace {

// The belief by brute force: probabilities of all paths of hidden states under the symbols, by their last.
VectorD enumerated_belief(const HiddenMarkov& model, const std::vector<int>& symbols) {
  const auto count = static_cast<std::size_t>(model.states.size());
  const VectorD start = model.stationary();
  VectorD made = VectorD::Zero(static_cast<Eigen::Index>(count));
  std::size_t paths = count;
  for (std::size_t t = 0; t < symbols.size(); ++t) paths *= count;
  for (std::size_t path = 0; path < paths; ++path) {
    std::size_t rest = path;
    auto from = static_cast<Eigen::Index>(rest % count);
    double p = start[from];
    for (const int symbol : symbols) {
      rest /= count;
      const auto to = static_cast<Eigen::Index>(rest % count);
      p *= model.transitions[static_cast<std::size_t>(symbol)](from, to);
      from = to;
    }
    made[from] += p;
  }
  return made / made.sum();
}

}  // namespace

TEST(HiddenMarkov, BeliefsEqualBruteForceToLength8) {
  for (const char* name : {"mess3", "golden-mean", "rrxor"}) {
    const HiddenMarkov model = hidden_markov(name);
    const ArrayTask task = hmm_sequences(model, {3, 1, model.states.size() > 3 ? 6 : 8}, 5);
    for (const Tokens& rows : task.sequences) {
      std::vector<int> symbols;
      for (const std::int32_t row : rows) {
        Eigen::Index symbol = 0;
        task.inputs.row(row).maxCoeff(&symbol);
        symbols.push_back(static_cast<int>(symbol));
        const VectorD truth = enumerated_belief(model, symbols);
        for (std::size_t k = 0; k < model.states.size(); ++k)
          EXPECT_NEAR(task.floats[k].values[static_cast<std::size_t>(row)],
                      truth[static_cast<Eigen::Index>(k)], 1e-6)
              << name << " row " << row;
      }
    }
  }
}

TEST(HiddenMarkov, StationaryBeliefsStay) {
  for (const char* name : {"mess3", "golden-mean", "rrxor"}) {
    const HiddenMarkov model = hidden_markov(name);
    const VectorD start = model.stationary();
    VectorD moved = VectorD::Zero(start.size());
    for (const MatrixD& one : model.transitions) moved += one.transpose() * start;
    EXPECT_LT((moved - start).cwiseAbs().maxCoeff(), 1e-12) << name;
    EXPECT_NEAR(model.next(start).sum(), 1, 1e-12);
  }
  EXPECT_NEAR(hidden_markov("golden-mean").stationary()[0], 2. / 3, 1e-12);
}

TEST(HiddenMarkov, SymbolsComeAsOftenAsTheyShould) {
  const HiddenMarkov model = hidden_markov("golden-mean");
  const ArrayTask task = hmm_sequences(model, {100, 1, 100}, 1);
  EXPECT_NEAR(task.inputs.col(1).mean(), 2. / 3, 0.02);
  for (const Tokens& rows : task.sequences)
    for (std::size_t t = 1; t < rows.size(); ++t)
      EXPECT_LT(task.inputs(rows[t], 0) + task.inputs(rows[t - 1], 0), 2);  // never two zeros in a row
}

TEST(HiddenMarkov, RowsThatDoNotSumToOneAreRefused) {
  HiddenMarkov model = hidden_markov("mess3");
  model.transitions[1](2, 0) += 0.1;
  try {
    model.check("mine.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_EQ(
        std::string(error.what()),
        "mine.json: transitions from state 2 sum to 1.1 over all symbols and states; they must sum to 1");
  }
}

TEST(HiddenMarkov, TestSequencesDoNotDependOnHowManyAreTrainedOn) {
  const HiddenMarkov model = hidden_markov("mess3");
  const ArrayTask few = hmm_sequences(model, {2, 2, 10}, 1), many = hmm_sequences(model, {5, 2, 10}, 1);
  EXPECT_EQ(few.inputs.bottomRows(20), many.inputs.bottomRows(20));
}

}  // namespace rssviz::models
