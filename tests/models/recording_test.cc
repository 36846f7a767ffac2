#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "models/baselines/input_trace.h"
#include "models/recording/record.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {
namespace {

struct Recording : testing::Test {
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
  CrossSituationalTask task{CslSpec{}};
  Corpus corpus = make_corpus(task, 1);

  std::vector<Tokens> sample(int count) const {
    return corpus.sequences_of(sample_rows(corpus, Split::test, count, 1));
  }
  std::unique_ptr<Network> esn(int units) const {
    const auto reservoir = std::make_shared<const Reservoir<float>>(make_reservoir({.units = units}, 20, 1));
    return make_esn_network(reservoir, MatrixD::Random(22, units + 1));
  }
  std::unique_ptr<Network> lstm() const {
    return make_recurrent_network(initial_parameters({Cell::lstm, 20, 20, 22}, 1));
  }
  StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                    std::string what = "") const {
    return record_states(network, sequences, corpus.vocabulary, corpus.output_names,
                         {.what = std::move(what)}, execution);
  }
};

void expect_states_of_sentences_alone(const Network& network, const StateTrace& trace,
                                      const std::vector<Tokens>& sequences) {
  std::size_t point = 0;
  for (const Tokens& tokens : sequences) {
    Matrix state = Matrix::Zero(1, network.state_size());
    for (const std::int32_t token : tokens) {
      Matrix next(1, network.state_size());
      network.step(state, std::span(&token, 1), next);
      const Matrix shown = network.trace(trace.what, next, state, std::span(&token, 1));
      const auto row = static_cast<Eigen::Index>(point++);
      EXPECT_LT((shown - trace.states.row(row)).cwiseAbs().maxCoeff(), 1e-5F);
      EXPECT_LT((network.read_out(next) - trace.outputs.row(row)).cwiseAbs().maxCoeff(), 1e-4F);
      state = next;
    }
  }
  EXPECT_EQ(point, trace.points());
}

TEST_F(Recording, TheZeroStateStandsBeforeEachSentenceOnRequest) {
  const std::vector<Tokens> sequences = sample(5);
  for (const char* what : {"cell", "hidden", "output"}) {
    const StateTrace plain = record(*lstm(), sequences, what);
    StateTrace zero =
        record_states(*lstm(), sequences, corpus.vocabulary, corpus.output_names, {what, true}, execution);
    EXPECT_EQ(zero.points(), plain.points() + sequences.size());
    EXPECT_EQ(zero.n_distinct, plain.n_distinct + 1);
    EXPECT_EQ(zero.step.front(), -1);
    EXPECT_EQ(zero.token.front(), -1);
    if (std::string_view(what) != "output") {
      EXPECT_EQ(zero.states.row(0).cwiseAbs().maxCoeff(), 0.0F);
    }
    EXPECT_EQ(zero.outputs.row(0), lstm()->read_out(Matrix::Zero(1, 40)).row(0));
    annotate_words(task, zero);
    EXPECT_EQ(zero.require_integer("clause").values.front(), -1);
    EXPECT_EQ(zero.require_integer("clause").values[1], 0);
    // Stored, read and set apart again, it is the trace without.
    const StateTrace read = trace_from_archive(to_archive(zero), "zero.npz");
    const StateTrace rest = only_points(read, rows_after_tokens(read));
    EXPECT_EQ(rest.states, plain.states);
    EXPECT_EQ(rest.outputs, plain.outputs);
    EXPECT_EQ(rest.index, plain.index);
    EXPECT_EQ(rest.n_distinct, plain.n_distinct);
    StateTrace annotated = plain;
    annotate_words(task, annotated);
    EXPECT_EQ(rest.require_integer("heard_object_1").values,
              annotated.require_integer("heard_object_1").values);
    EXPECT_EQ(rest.require_integer("stated_colour_2").values,
              annotated.require_integer("stated_colour_2").values);
  }
  EXPECT_THROW(record_states(*lstm(), sequences, corpus.vocabulary, corpus.output_names,
                             {"forget_gate", true}, execution),
               Error);
}

TEST_F(Recording, OfSharedPrefixesEqualsRunningEverySentenceAlone) {
  const std::vector<Tokens> sequences = sample(20);
  for (const char* what : {"cell", "hidden", "forget_gate"}) {
    expect_states_of_sentences_alone(*lstm(), record(*lstm(), sequences, what), sequences);
  }
  const auto reservoir = esn(60);
  expect_states_of_sentences_alone(*reservoir, record(*reservoir, sequences), sequences);
}

TEST_F(Recording, HasOneRowAWordInInputOrder) {
  const std::vector<Tokens> sequences = sample(50);
  const StateTrace trace = record(*lstm(), sequences);
  EXPECT_EQ(trace.what, "cell");
  std::size_t point = 0;
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    for (std::size_t t = 0; t < sequences[s].size(); ++t, ++point) {
      EXPECT_EQ(trace.sequence[point], static_cast<std::int32_t>(s));
      EXPECT_EQ(trace.step[point], static_cast<std::int32_t>(t));
      EXPECT_EQ(trace.token[point], sequences[s][t]);
    }
  }
  EXPECT_EQ(trace.points(), point);
}

TEST_F(Recording, IndexesDistinctPrefixesByFirstOccurrence) {
  const std::vector<Tokens> sequences = sample(200);
  const StateTrace trace = record(*lstm(), sequences);
  std::set<Tokens> prefixes;
  for (const Tokens& tokens : sequences) {
    for (std::size_t t = 1; t <= tokens.size(); ++t)
      prefixes.insert(Tokens(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(t)));
  }
  EXPECT_EQ(trace.n_distinct, static_cast<std::int32_t>(prefixes.size()));
  const std::vector<std::int32_t> rows = distinct_rows(trace);
  ASSERT_EQ(rows.size(), prefixes.size());
  const Matrix states = distinct_states(trace);
  for (std::size_t i = 0; i < trace.points(); ++i) {
    EXPECT_LE(rows[static_cast<std::size_t>(trace.index[i])], static_cast<std::int32_t>(i));
    EXPECT_EQ(states.row(trace.index[i]), trace.states.row(static_cast<Eigen::Index>(i)));
  }
}

TEST_F(Recording, IsTheSameAtAnyNumberOfThreads) {
  const std::vector<Tokens> sequences = sample(300);
  const auto network = esn(200);
  const StateTrace expected = record(*network, sequences);
  for (const int threads : {1, 3, 8}) {
    const Workers others(threads);
    const StateTrace trace =
        record_states(*network, sequences, corpus.vocabulary, corpus.output_names, {}, {others, progress});
    EXPECT_EQ(trace.states, expected.states);
    EXPECT_EQ(trace.outputs, expected.outputs);
  }
}

TEST_F(Recording, RefusesWhatTheNetworkHasNotGot) {
  EXPECT_THROW(record(*lstm(), sample(3), "reservoir"), Error);
  EXPECT_THROW(record(*lstm(), {{0, 99}}), Error);
}

TEST_F(Recording, OfNothingIsEmpty) {
  const StateTrace trace = record(*lstm(), {});
  EXPECT_EQ(trace.points(), 0U);
  EXPECT_EQ(trace.n_distinct, 0);
}

TEST_F(Recording, SurvivesItsFile) {
  StateTrace trace = record(*lstm(), sample(30));
  annotate_words(task, trace);
  annotate_outputs(task, trace);
  trace.set(FloatColumn{"margin", std::vector<float>(trace.points(), 0.25F)});
  const StateTrace loaded = trace_from_archive(to_archive(trace), "states.npz");
  EXPECT_EQ(loaded.what, trace.what);
  EXPECT_EQ(loaded.states, trace.states);
  EXPECT_EQ(loaded.outputs, trace.outputs);
  EXPECT_EQ(loaded.output_names, trace.output_names);
  EXPECT_EQ(loaded.vocabulary, trace.vocabulary);
  EXPECT_EQ(loaded.sequence, trace.sequence);
  EXPECT_EQ(loaded.step, trace.step);
  EXPECT_EQ(loaded.token, trace.token);
  EXPECT_EQ(loaded.index, trace.index);
  EXPECT_EQ(loaded.n_distinct, trace.n_distinct);
  ASSERT_EQ(loaded.integers.size(), trace.integers.size());
  for (const IntColumn& column : trace.integers) {
    EXPECT_EQ(loaded.require_integer(column.name).values, column.values) << column.name;
    EXPECT_EQ(loaded.require_integer(column.name).labels, column.labels) << column.name;
  }
  EXPECT_EQ(loaded.require_number("margin").values, trace.require_number("margin").values);
}

TEST_F(Recording, FileWithFaultsIsRefused) {
  const StateTrace trace = record(*lstm(), sample(3));
  for (const char* name : {"states", "sequence", "index", "token_labels"}) {
    formats::Archive archive = to_archive(trace);
    archive.erase(name);
    EXPECT_THROW(trace_from_archive(archive, "states.npz"), Error) << name;
  }
  formats::Archive archive = to_archive(trace);
  archive["step"] = formats::from_vector(std::vector<std::int32_t>{1, 2});
  EXPECT_THROW(trace_from_archive(archive, "states.npz"), Error);
  archive = to_archive(trace);
  archive["token"] = formats::from_vector(std::vector<std::int32_t>(trace.points(), 20));
  EXPECT_THROW(trace_from_archive(archive, "states.npz"), Error);
}

TEST_F(Recording, AnnotatesWordsAndJudgesOutputs) {
  const std::vector<Tokens> sequences{task.parse("this is a red glass"),
                                      task.parse("there is a cup on the left and this is a bowl")};
  StateTrace trace = record(*lstm(), sequences);
  annotate_words(task, trace);
  trace.outputs.setZero();
  trace.outputs(3, 7) = 3.0F;                        // "... a": claims red before it is heard
  trace.outputs(5, 0) = 3.0F;                        // "... glass": the noun, but not the colour
  trace.outputs(6, 0) = trace.outputs(6, 7) = 3.0F;  // END: exact
  annotate_outputs(task, trace);
  const auto value = [&](const char* name, std::size_t point) {
    return trace.require_integer(name).values[point];
  };
  EXPECT_EQ(value("clause", 0), 0);
  EXPECT_EQ(value("clause", 6), 3);
  EXPECT_EQ(value("is_final", 5), 0);
  EXPECT_EQ(value("is_final", 6), 1);
  EXPECT_EQ(value("two_objects", 6), 0);
  EXPECT_EQ(value("two_objects", 7), 1);
  EXPECT_EQ(value("clause", 15), 1);  // and
  EXPECT_EQ(value("clause", 16), 2);
  EXPECT_EQ(value("heard_object_1", 4), -1);
  EXPECT_EQ(value("heard_colour_1", 4), 0);
  EXPECT_EQ(value("heard_object_1", 5), 0);
  EXPECT_EQ(value("stated_object_1", 0), 0);
  EXPECT_EQ(value("heard_position_1", 20), 0);
  EXPECT_EQ(value("heard_object_2", 20), 2);
  EXPECT_EQ(value("claimed_colour_1", 3), 0);
  EXPECT_EQ(value("heard_error_1", 0), 0);
  EXPECT_EQ(value("heard_error_1", 3), 1);
  EXPECT_EQ(value("heard_error_1", 5), 2);
  EXPECT_EQ(value("heard_error", 6), 0);
  EXPECT_EQ(value("sentence_error_1", 3), 2);
  EXPECT_EQ(value("sentence_error", 6), 0);
  EXPECT_EQ(value("sentence_error", 20), 8);
}

TEST_F(Recording, JudgementsAgreeAfterTheLastWord) {
  StateTrace trace = record(*esn(50), sample(200));
  annotate_words(task, trace);
  annotate_outputs(task, trace);
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.require_integer("is_final").values[i] == 0) continue;
    EXPECT_EQ(trace.require_integer("heard_error").values[i],
              trace.require_integer("sentence_error").values[i]);
  }
}

TEST_F(Recording, InputTraceIsALeakySumOfWords) {
  const auto network = make_input_trace(20, 0.25);
  const StateTrace trace = record(*network, {{18, 3, 3}});
  EXPECT_EQ(trace.outputs.cols(), 0);
  EXPECT_FLOAT_EQ(trace.states(2, 18), 0.25F * 0.75F * 0.75F);
  EXPECT_FLOAT_EQ(trace.states(2, 3), 0.25F + 0.25F * 0.75F);
  EXPECT_FLOAT_EQ(trace.states.row(2).sum(), trace.states(2, 18) + trace.states(2, 3));
  EXPECT_EQ(trace_from_archive(to_archive(trace), "states.npz").outputs.cols(), 0);
}

TEST_F(Recording, ShuffledWordsKeepBeginEndAndTheWords) {
  const std::vector<Tokens> sequences = sample(100);
  const std::vector<Tokens> shuffled = shuffled_words(sequences, 1);
  int moved = 0;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    EXPECT_EQ(shuffled[i].front(), sequences[i].front());
    EXPECT_EQ(shuffled[i].back(), sequences[i].back());
    EXPECT_EQ(std::multiset<std::int32_t>(shuffled[i].begin(), shuffled[i].end()),
              std::multiset<std::int32_t>(sequences[i].begin(), sequences[i].end()));
    moved += shuffled[i] != sequences[i] ? 1 : 0;
  }
  EXPECT_GT(moved, 90);
}

}  // namespace
}  // namespace rssviz::models
