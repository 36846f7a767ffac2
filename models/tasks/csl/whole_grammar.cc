#include "models/tasks/csl/whole_grammar.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "models/recording/prefix_trie.h"

namespace rssviz::models {
namespace {

// First clauses that one piece of work continues: enough rows for a matrix product, few enough for memory.
constexpr std::size_t kFirstClauses = 8;
constexpr Eigen::Index kBlockRows = 256;

bool is_in(const std::vector<std::int64_t>& sorted, std::int64_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// Sentences by number: first clause alone, or first * clauses + second above all of those.
std::int64_t number_of(std::int64_t first, std::int64_t second, std::int64_t clauses) {
  return second < 0 ? first : clauses + first * clauses + second;
}

std::vector<std::int64_t> trained_numbers(const Corpus& corpus, std::int64_t clauses) {
  const auto column = [&](const char* name) -> const std::vector<std::int32_t>& {
    for (const IntColumn& candidate : corpus.columns) {
      if (candidate.name == name) return candidate.values;
    }
    fail(ErrorKind::internal, std::string("the corpus has no column ") + name);
  };
  const std::vector<std::int32_t>& first = column("clause_1");
  const std::vector<std::int32_t>& second = column("clause_2");
  std::vector<std::int64_t> numbers;
  for (const std::int32_t row : corpus.train) {
    const auto i = static_cast<std::size_t>(row);
    numbers.push_back(number_of(first[i], second[i], clauses));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

void check_network(const Network& network, const CrossSituationalTask& task) {
  if (network.inputs() != static_cast<int>(task.vocabulary().size()) ||
      network.outputs() != task.n_outputs()) {
    fail(ErrorKind::data, "a network of " + std::to_string(network.inputs()) + " words and " +
                              std::to_string(network.outputs()) + " outputs doesn't fit a task of " +
                              std::to_string(task.vocabulary().size()) + " and " +
                              std::to_string(task.n_outputs()));
  }
}

class GrammarWalk {
 public:
  GrammarWalk(const Network& network, const CrossSituationalTask& task, const Corpus& corpus)
      : network_(network), task_(task), clauses_(static_cast<std::int64_t>(task.clauses().size())) {
    trained_ = trained_numbers(corpus, clauses_);
    list_continuations();
  }

  // Everything that begins with clauses first .. first + states.rows() - 1, whose states after END (one
  // object) and after "and" are given.
  GrammarCounts judge(std::int64_t first, MatrixRef after_end, MatrixRef after_and) const {
    GrammarCounts counts;
    std::vector<Ending> endings;
    for (std::int64_t i = 0; i < after_end.rows(); ++i) endings.push_back({i, first + i, -1});
    judge_endings(after_end, endings, counts);
    Matrix before = after_and;
    for (std::size_t level = 0; level < continuations_.levels(); ++level) {
      before = next_level(level, before, after_and.rows());
      judge_endings(before, endings_of(level, first, after_and.rows()), counts);
    }
    return counts;
  }

 private:
  struct Ending {
    Eigen::Index row;  // of the states of its level
    std::int64_t first, second;
  };

  // All second clauses with END, as one trie below "and".
  void list_continuations() {
    std::vector<Tokens> sequences;
    for (const Clause& clause : task_.clauses()) {
      sequences.push_back(clause.tokens);
      sequences.back().push_back(task_.end_token());
    }
    continuations_ = build_trie(sequences);
    clause_of_node_.assign(continuations_.nodes(), -1);
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      clause_of_node_[static_cast<std::size_t>(continuations_.last(i))] = static_cast<std::int64_t>(i);
    }
  }

  // The states of a level for each of `starts` first clauses: node by node, the starts side by side.
  // `before`: those of the level before, or the states after "and".
  Matrix next_level(std::size_t level, const Matrix& before, Eigen::Index starts) const {
    const Eigen::Index from = continuations_.level_start[level];
    const Eigen::Index rows = (continuations_.level_start[level + 1] - from) * starts;
    Matrix states(rows, before.cols());
    std::vector<std::int32_t> tokens;
    for (Eigen::Index row = 0; row < rows; row += kBlockRows) {
      const Eigen::Index count = std::min(kBlockRows, rows - row);
      Matrix previous(count, before.cols());
      tokens.clear();
      for (Eigen::Index i = 0; i < count; ++i) {
        const auto node = static_cast<std::size_t>(from + (row + i) / starts);
        const Eigen::Index start = (row + i) % starts;
        const Eigen::Index parent =
            level == 0 ? 0 : continuations_.parent[node] - continuations_.level_start[level - 1];
        previous.row(i) = before.row(parent * starts + start);
        tokens.push_back(continuations_.token[node]);
      }
      network_.step(previous, tokens, states.middleRows(row, count));
    }
    return states;
  }

  std::vector<Ending> endings_of(std::size_t level, std::int64_t first, Eigen::Index starts) const {
    std::vector<Ending> endings;
    const Eigen::Index from = continuations_.level_start[level];
    for (Eigen::Index node = from; node < continuations_.level_start[level + 1]; ++node) {
      const std::int64_t second = clause_of_node_[static_cast<std::size_t>(node)];
      for (Eigen::Index start = 0; second >= 0 && start < starts; ++start) {
        endings.push_back({(node - from) * starts + start, first + start, second});
      }
    }
    return endings;
  }

  void judge_endings(MatrixRef states, const std::vector<Ending>& endings, GrammarCounts& counts) const {
    for (std::size_t from = 0; from < endings.size(); from += static_cast<std::size_t>(kBlockRows)) {
      const std::size_t count = std::min(static_cast<std::size_t>(kBlockRows), endings.size() - from);
      Matrix block(static_cast<Eigen::Index>(count), states.cols());
      for (std::size_t i = 0; i < count; ++i) {
        block.row(static_cast<Eigen::Index>(i)) = states.row(endings[from + i].row);
      }
      const MatrixD outputs = network_.read_out_double(block);
      for (std::size_t i = 0; i < count; ++i) {
        judge_one(
            endings[from + i],
            {outputs.row(static_cast<Eigen::Index>(i)).data(), static_cast<std::size_t>(outputs.cols())},
            counts);
      }
    }
  }

  void judge_one(const Ending& ending, std::span<const double> output, GrammarCounts& counts) const {
    const auto stated = [&](std::int64_t clause) {
      return clause < 0 ? Attributes{} : task_.clauses()[static_cast<std::size_t>(clause)].states;
    };
    const Meaning claim = task_.decode(output);
    const Match match = std::max(models::judge(claim[0], stated(ending.first)),
                                 models::judge(claim[1], stated(ending.second)));
    const bool trained = is_in(trained_, number_of(ending.first, ending.second, clauses_));
    SentenceCounts& set = counts.by_set[trained ? 1 : 0][ending.second >= 0 ? 1 : 0];
    ++set.sentences;
    set.not_valid += match == Match::wrong ? 1 : 0;
    set.not_exact += match != Match::exact ? 1 : 0;
  }

  const Network& network_;
  const CrossSituationalTask& task_;
  std::int64_t clauses_;
  std::vector<std::int64_t> trained_;  // numbers of sentences, ascending
  PrefixTrie continuations_;
  std::vector<std::int64_t> clause_of_node_;  // the clause that ends there, or -1
};

}  // namespace

SentenceCounts& SentenceCounts::operator+=(const SentenceCounts& other) {
  sentences += other.sentences;
  not_valid += other.not_valid;
  not_exact += other.not_exact;
  return *this;
}

SentenceCounts GrammarCounts::trained_on() const {
  SentenceCounts sum = by_set[1][0];
  return sum += by_set[1][1];
}

SentenceCounts GrammarCounts::not_trained_on() const {
  SentenceCounts sum = by_set[0][0];
  return sum += by_set[0][1];
}

SentenceCounts GrammarCounts::all() const {
  SentenceCounts sum = trained_on();
  return sum += not_trained_on();
}

std::int64_t grammar_size(const CrossSituationalTask& task) {
  const auto clauses = static_cast<std::int64_t>(task.clauses().size());
  return clauses + clauses * clauses;
}

void check_grammar_size(const CrossSituationalTask& task) {
  if (grammar_size(task) <= kMostGrammarSentences) return;
  fail(ErrorKind::usage, "the grammar of " + std::to_string(task.n_objects()) + " objects has " +
                             std::to_string(grammar_size(task)) + " sentences; all can be tested up to " +
                             std::to_string(kMostGrammarSentences) +
                             ": use the sampled test sentences, whose errors carry an interval");
}

GrammarCounts test_grammar(const Network& network, const CrossSituationalTask& task, const Corpus& corpus,
                           const Execution& execution) {
  check_grammar_size(task);
  check_network(network, task);
  std::vector<Tokens> firsts;  // BEGIN clause END of all clauses, then BEGIN clause and
  for (const std::int32_t last : {task.end_token(), task.and_token()}) {
    for (const Clause& clause : task.clauses()) {
      firsts.push_back(clause.tokens);
      firsts.back().insert(firsts.back().begin(), task.begin_token());
      firsts.back().push_back(last);
    }
  }
  const PrefixTrie trie = build_trie(firsts);
  const Matrix states = states_of(network, trie, execution);
  const GrammarWalk walk(network, task, corpus);
  const std::size_t clauses = task.clauses().size();
  const std::size_t pieces = (clauses + kFirstClauses - 1) / kFirstClauses;
  std::vector<GrammarCounts> counts(pieces);
  execution.workers.for_each(pieces, [&](std::size_t piece) {
    execution.progress.check_stop();
    const std::size_t first = piece * kFirstClauses;
    const std::size_t count = std::min(kFirstClauses, clauses - first);
    Matrix after_end(static_cast<Eigen::Index>(count), states.cols());
    Matrix after_and = after_end;
    for (std::size_t i = 0; i < count; ++i) {
      after_end.row(static_cast<Eigen::Index>(i)) = states.row(trie.last(first + i));
      after_and.row(static_cast<Eigen::Index>(i)) = states.row(trie.last(clauses + first + i));
    }
    counts[piece] = walk.judge(static_cast<std::int64_t>(first), after_end, after_and);
  });
  GrammarCounts sum;
  for (const GrammarCounts& part : counts) {
    for (std::size_t trained = 0; trained < 2; ++trained) {
      for (std::size_t two = 0; two < 2; ++two) sum.by_set[trained][two] += part.by_set[trained][two];
    }
  }
  return sum;
}

}  // namespace rssviz::models
