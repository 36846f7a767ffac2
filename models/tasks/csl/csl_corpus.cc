#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "core/error.h"
#include "core/rng.h"
#include "models/tasks/csl/cross_situational.h"

namespace rssviz::models {
namespace {

struct Pair {
  int first;
  int second;  // -1 for a one-object sentence
};

struct Sample {
  std::vector<Pair> train, validation, test;
};

// The number of a sentence among all there are: its stream of random numbers.
std::uint64_t identity(const Pair& pair, std::size_t n_clauses) {
  const auto first = static_cast<std::uint64_t>(pair.first);
  if (pair.second < 0) return first;
  return n_clauses * (first + 1) + static_cast<std::uint64_t>(pair.second);
}

void take_one_object(const CslSpec& spec, int n_clauses, std::uint64_t seed, Sample& sample) {
  std::vector<int> order(static_cast<std::size_t>(n_clauses));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, "csl one-object sentences");
  rng.shuffle(std::span<int>(order));
  const auto append = [&](std::vector<Pair>& set, int from, int count) {
    for (int i = from; i < from + count; ++i) set.push_back({order[static_cast<std::size_t>(i)], -1});
  };
  append(sample.train, 0, spec.train_one);
  append(sample.validation, spec.train_one, spec.validation_one);
  append(sample.test, n_clauses - spec.test_one, spec.test_one);
}

// Sampled, since there are (172 n)^2 of them; all different, so no sentence is in two sets.
void take_two_object(const CslSpec& spec, int n_clauses, std::uint64_t seed, Sample& sample) {
  Rng rng(seed, "csl two-object sentences");
  std::unordered_set<std::uint64_t> taken;
  const auto clauses = static_cast<std::size_t>(n_clauses);
  const auto append = [&](std::vector<Pair>& set, int count) {
    for (int i = 0; i < count;) {
      const int first = static_cast<int>(rng.below(clauses));
      const Pair pair{first, static_cast<int>(rng.below(clauses))};
      if (!taken.insert(identity(pair, clauses)).second) continue;
      set.push_back(pair);
      ++i;
    }
  };
  append(sample.train, spec.train_two);
  append(sample.validation, spec.validation_two);
  append(sample.test, spec.test_two);
}

// One 1 in each group of a slot; what is open is drawn.
void fill_slot(const Attributes& states, const std::array<int, 3>& sizes, Rng& rng, double* slot) {
  const std::array<int, 3> values{states.object, states.position, states.colour};
  for (std::size_t k = 0; k < values.size(); ++k) {
    const int value =
        values[k] >= 0 ? values[k] : static_cast<int>(rng.below(static_cast<std::uint64_t>(sizes[k])));
    slot[value] = 1.0;
    slot += sizes[k];
  }
}

void teach(const CrossSituationalTask& task, const Pair& pair, std::uint64_t seed, double* target) {
  const auto& clauses = task.clauses();
  Rng rng(seed, "csl teachers", identity(pair, clauses.size()));
  fill_slot(clauses[static_cast<std::size_t>(pair.first)].states, task.group_sizes(), rng, target);
  double* const second = target + task.slot_size();
  if (pair.second >= 0) {
    fill_slot(clauses[static_cast<std::size_t>(pair.second)].states, task.group_sizes(), rng, second);
  } else if (rng.uniform() < 0.5) {
    fill_slot({}, task.group_sizes(), rng, second);  // an object stands there that nobody speaks of
  }
}

std::size_t shared(const std::vector<Pair>& a, const std::vector<Pair>& b) {
  std::unordered_set<int> first;
  for (const Pair& pair : a) {
    if (pair.second < 0) first.insert(pair.first);
  }
  return static_cast<std::size_t>(std::count_if(
      b.begin(), b.end(), [&](const Pair& pair) { return pair.second < 0 && first.contains(pair.first); }));
}

void note_overlap(const Sample& sample, int n_clauses, std::vector<std::string>& notes) {
  const std::size_t with_train = shared(sample.train, sample.test);
  const std::size_t with_validation = shared(sample.validation, sample.test);
  if (with_train + with_validation == 0) return;
  notes.push_back("there are only " + std::to_string(n_clauses) + " one-object sentences: " +
                  std::to_string(with_train) + " of the test sentences are also in the training set, " +
                  std::to_string(with_validation) + " in the validation set");
}

}  // namespace

Corpus make_corpus(const CrossSituationalTask& task, std::uint64_t seed) {
  const int n_clauses = static_cast<int>(task.clauses().size());
  Sample sample;
  take_one_object(task.spec(), n_clauses, seed, sample);
  take_two_object(task.spec(), n_clauses, seed, sample);

  Corpus corpus;
  corpus.vocabulary = task.vocabulary();
  corpus.output_names = task.output_names();
  const std::size_t total = sample.train.size() + sample.validation.size() + sample.test.size();
  corpus.targets = MatrixD::Zero(static_cast<Eigen::Index>(total), task.n_outputs());
  IntColumn two{"two_objects", {}, {"one object", "two objects"}};
  IntColumn first{"clause_1", {}, {}};
  IntColumn second{"clause_2", {}, {}};
  const auto append = [&](const std::vector<Pair>& set, std::vector<std::int32_t>& rows) {
    for (const Pair& pair : set) {
      const auto row = static_cast<std::int32_t>(corpus.sequences.size());
      rows.push_back(row);
      corpus.sequences.push_back(task.sentence(pair.first, pair.second));
      teach(task, pair, seed, corpus.targets.row(row).data());
      two.values.push_back(pair.second >= 0 ? 1 : 0);
      first.values.push_back(pair.first);
      second.values.push_back(pair.second);
    }
  };
  append(sample.train, corpus.train);
  append(sample.validation, corpus.validation);
  append(sample.test, corpus.test);
  corpus.columns = {std::move(two), std::move(first), std::move(second)};
  note_overlap(sample, n_clauses, corpus.notes);
  return corpus;
}

}  // namespace rssviz::models
