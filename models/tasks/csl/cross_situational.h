// The cross-situational task: sentences about one or two objects, teachers that fill in what a sentence
// leaves open, and how a network's output is read and judged. Source: Variengien and Hinaut 2020 (arXiv
// 2012.01748) and the authors' code. A task is immutable: safe to use from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/data/corpus.h"

namespace rssviz::models {

// How large the task is. All of it changes results.
struct CslSpec {
  int n_objects{4};        // 3 .. 50
  int train_one{300};      // one-object sentences to train on
  int train_two{700};      // two-object sentences to train on
  int validation_one{80};  // the one-object sentences after those of train
  int validation_two{200};
  int test_one{300};  // the last one-object sentences
  int test_two{700};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// One object's attributes as indices into the groups of concepts; -1 is None: not stated, or not claimed.
struct Attributes {
  int object{-1};
  int position{-1};
  int colour{-1};
  bool operator==(const Attributes&) const = default;
  bool empty() const { return object < 0 && position < 0 && colour < 0; }
};
// Both objects; a sentence of one object states nothing about the second.
using Meaning = std::array<Attributes, 2>;

// A one-object sentence without BEGIN and END.
struct Clause {
  Tokens tokens{};
  Attributes states{};
  int form{};  // 1 .. 6, the row of the grammar
};

// Where in its sentence a step stands.
enum class Place { first_clause, conjunction, second_clause, last_word };

struct Heard {
  Meaning so_far{};  // what the words up to this one, it included, have settled
  Place place{Place::first_clause};
};

// A claim against a statement. Against a whole sentence: exact, valid (not exact), not valid. Against what
// has been heard so far: right, claims more than heard, wrong.
enum class Match { exact, more, wrong };

struct CslErrors {
  double valid{};  // share of sentences of which something stated isn't matched
  double exact{};  // share of sentences that aren't matched, or about which more is claimed than stated
  std::array<double, 2> clause_valid{};  // the same for each object alone
  std::array<double, 2> clause_exact{};
};

class CrossSituationalTask {
 public:
  // Throws Error{usage} as CslSpec::check.
  explicit CrossSituationalTask(CslSpec spec);

  const CslSpec& spec() const { return spec_; }
  int n_objects() const { return spec_.n_objects; }
  // Words by first occurrence over the enumeration of the grammar, then and, BEGIN, END.
  const std::vector<std::string>& vocabulary() const { return vocabulary_; }
  // n + 7: objects, positions, colours.
  const std::vector<std::string>& concepts() const { return concepts_; }
  // 2 (n + 7): "glass 1", ..., "blue 2" (the colour orange is "orange (colour)" from n = 4 on).
  const std::vector<std::string>& output_names() const { return output_names_; }
  // Objects, positions, colours: n, 3, 4.
  std::array<int, 3> group_sizes() const { return {spec_.n_objects, 3, 4}; }
  int slot_size() const { return spec_.n_objects + 7; }
  int n_outputs() const { return 2 * slot_size(); }
  // All 172 n one-object sentences, in the order of enumeration.
  const std::vector<Clause>& clauses() const { return clauses_; }

  std::int32_t begin_token() const { return and_token_ + 1; }
  std::int32_t end_token() const { return and_token_ + 2; }
  std::int32_t and_token() const { return and_token_; }

  // BEGIN first [and second] END; indices into clauses(), second = -1 for none.
  Tokens sentence(int first, int second = -1) const;
  // Tokens of words separated by spaces; BEGIN and END are added where missing. Throws Error{data} naming a
  // word that isn't in the vocabulary, or a sentence without words.
  Tokens parse(std::string_view text) const;

  // What has been heard after each step; of any sequence of known words, of the grammar or not. A word with
  // two meanings ("a orange ...", n >= 4) counts once the next word has decided between them.
  std::vector<Heard> heard(std::span<const std::int32_t> tokens) const;
  // What the whole sentence states.
  Meaning meaning(std::span<const std::int32_t> tokens) const;
  // What an output (n_outputs numbers) claims: in each group of size z the largest softmax probability wins,
  // or None where it is below 1.3 / z.
  Meaning decode(std::span<const double> output) const;

 private:
  struct WordConcept {
    int object{-1};
    int position{-1};
    int colour{-1};
  };
  // Takes one more word into what a clause states; `undecided` keeps a word with two meanings until the next.
  static void hear(const WordConcept& word, Attributes& clause, WordConcept& undecided);
  void enumerate_clauses();
  void name_outputs();

  CslSpec spec_;
  std::vector<std::string> vocabulary_;
  std::unordered_map<std::string, std::int32_t> ids_;
  std::vector<WordConcept> word_concepts_;  // by token
  std::vector<std::string> concepts_;
  std::vector<std::string> output_names_;
  std::vector<Clause> clauses_;
  std::int32_t and_token_{};
};

// The names of an attribute's values: attribute 0 objects, 1 positions, 2 colours.
std::vector<std::string> attribute_labels(const CrossSituationalTask& task, int attribute);

Match judge(const Attributes& claim, const Attributes& stated);
// What each sequence states.
std::vector<Meaning> meanings(const CrossSituationalTask& task, const std::vector<Tokens>& sequences);
// The errors of outputs after END (sentences x n_outputs) against what the sentences state.
CslErrors csl_errors(const CrossSituationalTask& task, std::span<const Meaning> stated, MatrixDRef outputs);

// Sentences, teachers and splits under a seed. A sentence has one teacher for a seed, wherever it occurs.
// Columns: "two_objects", "clause_1", "clause_2" (indices into clauses(); -1 for none).
Corpus make_corpus(const CrossSituationalTask& task, std::uint64_t seed);

}  // namespace rssviz::models
