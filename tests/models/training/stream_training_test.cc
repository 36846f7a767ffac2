#include "models/training/stream_training.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Words of a few letters, drawn by seed: something that can be learned, but not at once.
std::shared_ptr<const TextCorpus> made_up_text(std::size_t words, const char* by = "end") {
  Rng rng(3, "test");
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    constexpr const char* kWords[] = {"the ", "cat ", "sat.\n", "mat "};
    text += kWords[rng.below(4)];
  }
  auto corpus = std::make_shared<TextCorpus>(text_of_bytes(text, SymbolKind::bytes, "text"));
  corpus->split = split_text(corpus->symbols(), split_options(by, "80,10,10"));
  return corpus;
}

RecurrentRun small_run() {
  RecurrentRun run;
  run.options.cell = Cell::lstm;
  run.options.units = 12;
  run.options.layers = 2;
  run.options.epochs = 4;
  run.options.batch_size = 8;
  run.options.dropout = 0.2;
  run.options.optimizer.learning_rate = 0.01;
  run.seed = 4;
  return run;
}

struct Trained {
  RecurrentRun run;
  OptimizerState<float> after_two{};
  RecurrentRun so_far{};
};

Trained train(const StreamLesson& lesson, RecurrentRun run, OptimizerState<float> optimizer, int threads) {
  const Workers workers(threads);
  SilentProgress progress;
  Trained trained;
  train_stages(lesson, run, std::move(optimizer), {workers, progress},
               [&](const RecurrentRun& now, const OptimizerState<float>& state) {
                 if (now.stages.size() != 3) return;
                 trained.after_two = state;
                 trained.so_far = now;
               });
  trained.run = std::move(run);
  return trained;
}

double loss_of(const RecurrentRun& run, int stage, Split split) {
  return find_metrics(run.metrics, stage, split)->value("loss").value();
}

void expect_same(const RecurrentRun& a, const RecurrentRun& b) {
  ASSERT_EQ(a.stages.size(), b.stages.size());
  for (std::size_t i = 0; i < a.stages.size(); ++i) EXPECT_EQ(a.stages[i].values, b.stages[i].values) << i;
  ASSERT_EQ(a.metrics.size(), b.metrics.size());
  for (std::size_t i = 0; i < a.metrics.size(); ++i)
    EXPECT_EQ(a.metrics[i].value("loss"), b.metrics[i].value("loss")) << i;
}

TEST(StreamTraining, SameBitsAtAnyThreadsAndAfterAnInterruption) {
  const StreamLesson lesson{made_up_text(900), 10};
  const Trained straight = train(lesson, small_run(), {}, 1);
  EXPECT_EQ(straight.run.stages.size(), 5U);
  expect_same(straight.run, train(lesson, small_run(), {}, 3).run);
  expect_same(straight.run, train(lesson, straight.so_far, straight.after_two, 2).run);
}

// Four words drawn at random: log 4 nats a word of 4 1/4 symbols.
TEST(StreamTraining, ComesNearTheEntropyOfItsText) {
  RecurrentRun run = small_run();
  run.options.units = 24;
  run.options.layers = 1;
  run.options.dropout = 0;
  run.options.epochs = 12;
  const Trained trained = train({made_up_text(4000), 16}, run, {}, 2);
  EXPECT_NEAR(loss_of(trained.run, 0, Split::train), std::log(11.0), 0.3);
  EXPECT_NEAR(loss_of(trained.run, 12, Split::test), std::log(4.0) / 4.25, 0.04);
  EXPECT_NEAR(loss_of(trained.run, 12, Split::train), std::log(4.0) / 4.25, 0.04);
}

TEST(StreamTraining, StagesMayComeAfterSomeBatches) {
  RecurrentRun run = small_run();
  run.options.epochs = 1;
  run.options.stage_batches = 7;
  const StreamLesson lesson{made_up_text(900), 10};
  const std::int64_t windows = windows_of(lesson, run.options);
  const Trained trained = train(lesson, run, {}, 1);
  EXPECT_EQ(static_cast<std::int64_t>(trained.run.stages.size()), 1 + (windows + 6) / 7);
  EXPECT_EQ(trained.run.sentences[1], 7 * 80);
  EXPECT_EQ(trained.run.sentences.back(), windows * 80);
}

// With a rate of nearly nothing the loss falls by rounding alone, if at all.
TEST(StreamTraining, StopsEarlyWhereValidationFallsNoMore) {
  RecurrentRun run = small_run();
  run.options.epochs = 50;
  run.options.patience = 2;
  run.options.dropout = 0;
  run.options.optimizer.learning_rate = 0.5;  // diverges
  const Trained trained = train({made_up_text(900), 10}, run, {}, 1);
  EXPECT_LT(trained.run.stages.size(), 30U);
  const int last = static_cast<int>(trained.run.stages.size()) - 1;
  for (const int late : {last, last - 1}) {
    double least = INFINITY;
    for (int stage = 0; stage < last - 1; ++stage)
      least = std::min(least, loss_of(trained.run, stage, Split::validation));
    EXPECT_GE(loss_of(trained.run, late, Split::validation), least);
  }
}

// The loss of a stage against the network run symbol by symbol.
TEST(StreamTraining, TextLossIsThatOfSingleSteps) {
  const auto text = made_up_text(300, "rows:3");
  const RecurrentShape shape{Cell::gru, text->alphabet.size(), 7, text->alphabet.size(), 2};
  const RecurrentParameters<float> parameters = initial_parameters(shape, 2);
  const auto network = make_recurrent_network(parameters);
  double nats = 0;
  std::int64_t count = 0;
  for (const Piece& piece : text->split.test) {
    Matrix state = Matrix::Zero(1, network->state_size()), next = state;
    for (std::int64_t i = piece.begin; i + 1 < piece.end; ++i, ++count) {
      const std::int32_t token = text->codes[static_cast<std::size_t>(i)];
      network->step(state, std::span(&token, 1), next);
      state = next;
      const MatrixD logits = network->read_out_double(state);
      nats += std::log(logits.array().exp().sum()) - logits(0, text->codes[static_cast<std::size_t>(i) + 1]);
    }
  }
  SilentProgress progress;
  const Workers workers(2);
  const TextLoss loss = text_loss(parameters, *text, text->split.test, {workers, progress});
  EXPECT_EQ(loss.symbols, count);
  EXPECT_NEAR(loss.nats, nats, 1e-6 * nats);
}

// Long pieces are read in several streams: almost what one stream gives, for states forget.
TEST(StreamTraining, WarmedStreamsGiveTheLossOfOne) {
  const auto text = made_up_text(30'000);
  const RecurrentShape shape{Cell::lstm, text->alphabet.size(), 7, text->alphabet.size()};
  const RecurrentParameters<float> parameters = initial_parameters(shape, 2);
  SilentProgress progress;
  const Workers workers(2);
  const Execution execution{workers, progress};
  const TextLoss several = text_loss(parameters, *text, text->split.train, execution);
  double nats = 0;
  std::int64_t symbols = 0;
  for (std::int64_t from = 0; from < text->split.train[0].size(); from += 19'000) {
    const TextLoss one =
        text_loss(parameters, *text, {{from, std::min(from + 19'000, text->split.train[0].end)}}, execution);
    nats += one.nats;
    symbols += one.symbols;
  }
  EXPECT_EQ(several.symbols, text->split.train[0].size() - 1);
  EXPECT_NEAR(several.mean(), nats / static_cast<double>(symbols), 1e-4);
}

TEST(StreamTraining, SaysHowLongATextMustBe) {
  RecurrentRun run = small_run();
  run.options.batch_size = 500;
  try {
    train({made_up_text(200), 10}, run, {}, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("500 streams of 1; a window of 10 needs 11 of each"),
              std::string::npos)
        << error.what();
  }
}

// The table of Karpathy, Johnson and Fei-Fei (2015) with 87 symbols, counted by PyTorch.
TEST(StreamTraining, UnitsOfASizeAreThoseOfThePaper) {
  EXPECT_EQ(parameters_of_size(Cell::lstm, 87, 1, 64), 44'823);
  EXPECT_EQ(parameters_of_size(Cell::gru, 87, 1, 151), 121'944);
  EXPECT_EQ(parameters_of_size(Cell::lstm, 87, 1, 512), 1'275'479);
  constexpr std::int64_t kSizes[] = {44'823, 122'327, 375'639, 1'275'479};
  constexpr int kUnits[4][9] = {{64, 45, 37, 141, 96, 78, 77, 53, 44},
                                {128, 84, 68, 273, 174, 139, 151, 98, 79},
                                {256, 159, 126, 531, 325, 257, 300, 185, 146},
                                {512, 308, 241, 1045, 623, 487, 596, 357, 280}};
  for (std::size_t size = 0; size < 4; ++size)
    for (int layers = 1; layers <= 3; ++layers) {
      const auto column = static_cast<std::size_t>(layers - 1);
      EXPECT_EQ(units_of_size(Cell::lstm, 87, layers, kSizes[size]), kUnits[size][column]);
      EXPECT_EQ(units_of_size(Cell::rnn, 87, layers, kSizes[size]), kUnits[size][3 + column]);
      EXPECT_EQ(units_of_size(Cell::gru, 87, layers, kSizes[size]), kUnits[size][6 + column]);
    }
}

TEST(StreamTraining, PresetsDrawAllWeightsUniformly) {
  RecurrentOptions options;
  options.uniform = 0.08;
  const RecurrentShape shape{Cell::lstm, 30, 20, 30, 2};
  const Vector plain = initial_parameters(shape, options, 1).values;
  EXPECT_LE(plain.cwiseAbs().maxCoeff(), 0.08F);
  EXPECT_GT(plain.cwiseAbs().minCoeff(), 0.0F);
  options.two_biases = true;
  const RecurrentParameters<float> two = initial_parameters(shape, options, 1);
  EXPECT_GT(two.bias(1).cwiseAbs().maxCoeff(), 0.08F);
  EXPECT_LE(two.bias(1).cwiseAbs().maxCoeff(), 0.16F);
  options.forget_one = true;
  EXPECT_EQ(initial_parameters(shape, options, 1).bias(0).block(0, 20, 1, 20).minCoeff(), 1.0F);
}

}  // namespace
}  // namespace rssviz::models
