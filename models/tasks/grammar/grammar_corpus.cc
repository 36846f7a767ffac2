#include "models/tasks/grammar/grammar_corpus.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "models/tasks/grammar/grammar_reader.h"

namespace rssviz::models {
namespace {

constexpr int kMostSequences = 1'000'000;
constexpr int kMostLength = 1'000'000;
constexpr std::uint64_t kMostDraws =
    1000;  // of a sequence that isn't known yet, or of a sentence short enough

// Sentences of one sequence, and the word after them.
struct Drawn {
  Derivation derivation{};
  std::int32_t next{0};
};

void append_sentence(const Grammar& grammar, int longest, Rng& rng, Derivation& derivation) {
  const std::size_t words = derivation.tokens.size(), nodes = derivation.nodes.size();
  for (std::uint64_t draw = 0; draw < kMostDraws; ++draw) {
    sample_sentence(grammar, rng, derivation);
    if (longest == 0 || derivation.tokens.size() - words <= static_cast<std::size_t>(longest)) return;
    derivation.nodes.resize(nodes);
    for (std::vector<std::int32_t>* each :
         {&derivation.tokens, &derivation.writer, &derivation.open, &derivation.sentence})
      each->resize(words);
  }
  fail(ErrorKind::usage, "longest = " + std::to_string(longest) + " is too short for " + grammar.name +
                             ": of " + std::to_string(kMostDraws) + " sentences none had so few words");
}

Drawn draw_sequence(const Grammar& grammar, const GrammarOptions& options, Split split, std::uint64_t seed,
                    std::uint64_t item) {
  Rng rng(seed, "grammar " + std::string(name_of(split)), item);
  const int longest = split == Split::test ? 0 : options.longest;
  Drawn drawn;
  while (drawn.derivation.tokens.size() < static_cast<std::size_t>(options.length))
    append_sentence(grammar, longest, rng, drawn.derivation);
  Derivation after;
  append_sentence(grammar, longest, rng, after);
  drawn.next = after.tokens.front();
  return drawn;
}

// `count` sequences that are in no set yet.
std::vector<Drawn> draw_set(const Grammar& grammar, const GrammarOptions& options, Split split, int count,
                            std::uint64_t seed, std::set<Tokens>& taken) {
  std::vector<Drawn> set;
  std::uint64_t known = 0;  // draws since the last new one
  for (std::uint64_t item = 0; set.size() < static_cast<std::size_t>(count); ++item) {
    Drawn drawn = draw_sequence(grammar, options, split, seed, item);
    if (taken.insert(drawn.derivation.tokens).second) {
      set.push_back(std::move(drawn));
      known = 0;
    } else if (++known == kMostDraws) {
      fail(ErrorKind::usage, grammar.name + " has too few different sequences of " +
                                 std::to_string(options.length) +
                                 " words or more: " + std::to_string(taken.size()) + " were found of " +
                                 std::to_string(options.train + options.validation + options.test) +
                                 "; ask for fewer, or for longer ones (length)");
    }
  }
  return set;
}

std::vector<Tokens> sentences_of(const Derivation& derivation) {
  std::vector<Tokens> sentences;
  for (std::size_t t = 0; t < derivation.tokens.size(); ++t) {
    if (t == 0 || derivation.sentence[t] != derivation.sentence[t - 1]) sentences.emplace_back();
    sentences.back().push_back(derivation.tokens[t]);
  }
  return sentences;
}

void note_overlap(const std::vector<Drawn>& train, const std::vector<Drawn>& test,
                  std::vector<std::string>& notes) {
  std::set<Tokens> known;
  for (const Drawn& drawn : train)
    for (Tokens& sentence : sentences_of(drawn.derivation)) known.insert(std::move(sentence));
  std::size_t all = 0, shared = 0;
  for (const Drawn& drawn : test)
    for (const Tokens& sentence : sentences_of(drawn.derivation)) {
      ++all;
      shared += known.contains(sentence) ? 1 : 0;
    }
  if (shared > 0)
    notes.push_back("no sequence is in two sets; of the " + std::to_string(all) +
                    " sentences of the test set " + std::to_string(shared) +
                    " are also in the training set, in other sequences");
}

}  // namespace

void GrammarOptions::check() const {
  const auto check_count = [](const char* name, int value, int least, int most) {
    if (value < least || value > most)
      fail(ErrorKind::usage, std::string(name) + " = " + std::to_string(value) + " is out of range: " +
                                 std::to_string(least) + " to " + std::to_string(most));
  };
  check_count("train", train, 1, kMostSequences);
  check_count("validation", validation, 0, kMostSequences);
  check_count("test", test, 1, kMostSequences);
  check_count("length", length, 1, kMostLength);
  check_count("longest", longest, 0, kMostLength);
}

const std::vector<std::int32_t>& GrammarCorpus::indices(Split split) const {
  return split == Split::train ? train : split == Split::validation ? validation : test;
}

GrammarCorpus make_grammar_corpus(const Grammar& grammar, const GrammarOptions& options, std::uint64_t seed) {
  options.check();
  std::set<Tokens> taken;
  std::vector<Drawn> test = draw_set(grammar, options, Split::test, options.test, seed, taken);
  std::vector<Drawn> validation =
      draw_set(grammar, options, Split::validation, options.validation, seed, taken);
  std::vector<Drawn> train = draw_set(grammar, options, Split::train, options.train, seed, taken);

  GrammarCorpus corpus{.vocabulary = grammar.words};
  note_overlap(train, test, corpus.notes);
  std::vector<Derivation> derivations;
  const auto append = [&](std::vector<Drawn>& set, std::vector<std::int32_t>& rows) {
    for (Drawn& drawn : set) {
      rows.push_back(static_cast<std::int32_t>(corpus.sequences.size()));
      const Tokens& tokens = drawn.derivation.tokens;
      corpus.sequences.push_back(tokens);
      corpus.targets.emplace_back(tokens.begin() + 1, tokens.end());
      corpus.targets.back().push_back(drawn.next);
      derivations.push_back(std::move(drawn.derivation));
    }
  };
  append(train, corpus.train);
  append(validation, corpus.validation);
  append(test, corpus.test);
  corpus.columns = grammar_columns(grammar, derivations);
  return corpus;
}

ArrayTask array_task_of(const GrammarCorpus& corpus, std::span<const std::int32_t> rows) {
  std::vector<std::size_t> begins{0};  // of each sequence among all steps
  for (const Tokens& sequence : corpus.sequences) begins.push_back(begins.back() + sequence.size());
  std::vector<std::size_t> steps;
  ArrayTask task;
  task.output_names = corpus.vocabulary;
  for (const std::int32_t row : rows) {
    const auto sequence = static_cast<std::size_t>(row);
    Tokens& places = task.sequences.emplace_back(corpus.sequences[sequence].size());
    std::iota(places.begin(), places.end(), static_cast<std::int32_t>(steps.size()));
    for (std::size_t step = begins[sequence]; step < begins[sequence + 1]; ++step) steps.push_back(step);
  }
  const auto words = static_cast<Eigen::Index>(corpus.vocabulary.size());
  task.inputs = Matrix::Zero(static_cast<Eigen::Index>(steps.size()), words);
  task.targets = MatrixD::Zero(static_cast<Eigen::Index>(steps.size()), words);
  Eigen::Index at = 0;
  for (const std::int32_t row : rows)
    for (std::size_t t = 0; t < corpus.sequences[static_cast<std::size_t>(row)].size(); ++t, ++at) {
      task.inputs(at, corpus.sequences[static_cast<std::size_t>(row)][t]) = 1;
      task.targets(at, corpus.targets[static_cast<std::size_t>(row)][t]) = 1;
    }
  for (const IntColumn& column : corpus.columns) {
    IntColumn classes{column.name, {}, column.labels};
    FloatColumn numbers{column.name, {}};
    for (const std::size_t step : steps) {
      classes.values.push_back(column.values[step]);
      numbers.values.push_back(static_cast<float>(column.values[step]));
    }
    if (column.labels.empty())
      task.floats.push_back(std::move(numbers));
    else
      task.integers.push_back(std::move(classes));
  }
  return task;
}

double grammar_cross_entropy(const Grammar& grammar, const GrammarCorpus& corpus,
                             std::span<const std::int32_t> rows) {
  double nats = 0;
  std::size_t steps = 0;
  for (const std::int32_t row : rows) {
    GrammarReader reader(grammar);
    const Tokens& targets = corpus.targets[static_cast<std::size_t>(row)];
    reader.read(corpus.sequences[static_cast<std::size_t>(row)].front());
    for (const std::int32_t target : targets) nats -= std::log(reader.read(target));
    steps += targets.size();
  }
  if (steps == 0) fail(ErrorKind::data, "there are no sequences to measure on");
  return nats / static_cast<double>(steps);
}

}  // namespace rssviz::models
