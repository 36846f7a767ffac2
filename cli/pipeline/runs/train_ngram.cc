#include "cli/pipeline/runs/train_ngram.h"

#include <memory>
#include <utility>

#include "cli/pipeline/runs/train_options.h"
#include "core/memory.h"
#include "models/data/text/text_corpus.h"

namespace rssviz::cli {
namespace {

models::Tokens tokens_of(const models::TextCorpus& text, const models::Piece& piece) {
  return text.codes.tokens(static_cast<std::size_t>(piece.begin), static_cast<std::size_t>(piece.end));
}

// Pieces one after another: of rows, n-grams across their joints are counted too (order - 1 a joint).
models::Tokens training_text(const models::TextCorpus& text) {
  models::Tokens all;
  all.reserve(static_cast<std::size_t>(text.split.symbols(models::Split::train)));
  for (const models::Piece& piece : text.split.train) {
    const models::Tokens tokens = tokens_of(text, piece);
    all.insert(all.end(), tokens.begin(), tokens.end());
  }
  return all;
}

void measure(const models::KneserNey& model, const models::TextCorpus& text, models::Split split,
             models::NgramRun& run, const Execution& execution) {
  double nats = 0;
  long long symbols = 0;
  for (const models::Piece& piece : text.split.pieces(split)) {
    const models::Tokens tokens = tokens_of(text, piece);
    nats += models::piece_loss(model, tokens, execution);
    symbols += static_cast<long long>(tokens.size()) - 1;
  }
  if (symbols == 0) return;
  models::StageMetrics metrics;
  metrics.sentences = static_cast<std::int64_t>(run.text.size());
  metrics.split = split;
  metrics.set("loss", nats / static_cast<double>(symbols));
  run.metrics.push_back(std::move(metrics));
}

}  // namespace

models::NgramRun train_ngrams(const Settings& settings, const models::StreamLesson& lesson,
                              std::uint64_t seed, const Execution& execution) {
  refuse_network_options(settings);
  const models::TextCorpus& text = *lesson.text;
  models::NgramRun run;
  run.order = models::ngram_order_named(settings.text("order"));
  run.seed = seed;
  run.symbols = text.alphabet.size();
  const models::NgramPlan plan =
      models::plan_ngrams(static_cast<std::size_t>(text.split.symbols(models::Split::train)),
                          static_cast<std::size_t>(run.symbols));
  models::say_plan(plan, available_memory(), execution.progress);
  run.text = training_text(text);
  const models::KneserNey model(std::make_shared<const models::NgramIndex>(run.text, run.symbols), run.order);
  run.fallbacks = model.fallbacks();
  for (const models::Split split : {models::Split::validation, models::Split::test})
    measure(model, text, split, run, execution);
  return run;
}

}  // namespace rssviz::cli
