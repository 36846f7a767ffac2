#include "models/tasks/text/text_task.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/number_text.h"
#include "models/baselines/input_trace.h"
#include "models/tasks/text/columns.h"
#include "models/tasks/text/text_properties.h"
#include "models/training/stream_training.h"

namespace rssviz::models {
namespace {

std::shared_ptr<const Corpus> corpus_of(const Alphabet& alphabet) {
  auto corpus = std::make_shared<Corpus>();
  corpus->vocabulary = alphabet.labels();
  corpus->output_names = corpus->vocabulary;
  return corpus;
}

std::string source_of(const TextCorpus& text) {
  if (text.files.empty()) return "a text";
  const std::string first = std::filesystem::path(text.files.front().name).filename().string();
  return text.files.size() == 1
             ? first
             : first + " and " + with_commas(static_cast<long long>(text.files.size()) - 1) + " more files";
}

std::string unit_of(const TextCorpus& text) {
  return text.alphabet.kind() == SymbolKind::bytes ? "bytes" : "characters";
}

// What the outputs after the symbol before gave each symbol; the first of a sequence has none before it.
void add_predictions(StateTrace& trace) {
  FloatColumn loss{text_columns::kLoss, {}}, p_true{text_columns::kTrueP, {}};
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.step[i] <= 0 || i == 0 || trace.outputs.cols() == 0 || trace.token[i] < 0) {
      loss.values.push_back(std::nanf(""));
      p_true.values.push_back(std::nanf(""));
      continue;
    }
    const auto logits = trace.outputs.row(static_cast<Eigen::Index>(i - 1));
    const double most = static_cast<double>(logits.maxCoeff());
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - most);
    const double nats = std::log(sum) - (static_cast<double>(logits(trace.token[i])) - most);
    loss.values.push_back(static_cast<float>(nats));
    p_true.values.push_back(static_cast<float>(std::exp(-nats)));
  }
  trace.set(std::move(loss));
  trace.set(std::move(p_true));
}

const std::vector<Piece>& pieces_named(const TextCorpus& text, const std::string& which,
                                       std::vector<Piece>& all) {
  if (which == "all") {
    all = {{0, text.symbols()}};
    return all;
  }
  for (const Split split : kSplits)
    if (which == name_of(split)) {
      if (text.split.pieces(split).empty())
        fail(ErrorKind::usage, "--sequences " + which + ": nothing of the text is kept for it (--split)");
      return text.split.pieces(split);
    }
  fail(ErrorKind::usage,
       "--sequences " + which + ": a run on a text has test, validation, train and all; see also --text");
}

}  // namespace

TextTask::TextTask(std::shared_ptr<const TextCorpus> text, int window)
    : text_(std::move(text)), corpus_(corpus_of(text_->alphabet)), window_(window) {}

std::string TextTask::description() const {
  return "next symbol of " + source_of(*text_) + " (" + with_commas(text_->symbols()) + " " +
         unit_of(*text_) + ", " + with_commas(text_->alphabet.size()) + " different, split by " +
         text_->split.options.by() + ")";
}

Wording TextTask::wording() const {
  Wording wording;
  wording.sequence = "stretch";
  wording.sequences = "stretches";
  wording.step = "symbol";
  wording.steps = "symbols";
  wording.last = "every symbol";
  return wording;
}

std::vector<Measure> TextTask::measures() const {
  return {{"loss", "nats a symbol", false, {Split::validation, Split::train, Split::test}}};
}

ColorColumn TextTask::color() const { return {text_columns::kClass, "kind of symbol", "none"}; }

std::vector<std::string> TextTask::role(std::string_view name) const {
  if (name == "part") return {text_columns::kClass};
  if (name == "properties") return text_properties();  // what a cell may be read for: atlas
  return Task::role(name);
}

std::string TextTask::title_of(std::string_view column) const {
  std::string title(column);
  if (column == text_columns::kClass) return "kind of symbol";
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

Tokens TextTask::parse(const std::string& text) const {
  const TextCorpus read = text_of_bytes(text, text_->alphabet, "the text");
  return read.codes.tokens(0, read.codes.size());
}

std::string TextTask::text(const Tokens& tokens) const {
  std::string result;
  for (const std::int32_t token : tokens) result += text_->alphabet.label(token);
  return result;
}

void TextTask::annotate(StateTrace& trace) const {
  annotate_text(text_->alphabet, trace);
  add_predictions(trace);
}

std::unique_ptr<Network> TextTask::network(const Run& run, int stage) const { return run.network_at(stage); }

std::vector<Tokens> TextTask::sequences(const Sample& sample) const {
  if (sample.count < 0)
    fail(ErrorKind::usage, "--sample: " + std::to_string(sample.count) + " is below 0; 0 means all");
  std::vector<Piece> all;
  const Piece& piece = pieces_named(*text_, sample.which, all).front();
  const std::int64_t most = sample.count == 0 ? piece.size() : std::int64_t{sample.count} * window_;
  const auto begin = static_cast<std::size_t>(piece.begin);
  return {text_->codes.tokens(begin, begin + static_cast<std::size_t>(std::min(piece.size(), most)))};
}

StateTrace TextTask::record(const Network& network, const std::vector<Tokens>& sequences,
                            const RecordOptions& options, const Execution& execution) const {
  StateTrace trace = record_states(network, sequences, corpus_->vocabulary,
                                   network.outputs() > 0 ? corpus_->output_names : std::vector<std::string>{},
                                   options, execution);
  annotate(trace);
  return trace;
}

StateTrace TextTask::record_text(const Network& network, const TextCorpus& text, std::int64_t begin,
                                 std::int64_t end, const RecordOptions& options,
                                 const Execution& execution) const {
  if (begin < 0 || end > text.symbols() || begin >= end)
    fail(ErrorKind::usage, "--from " + std::to_string(begin) + " --to " + std::to_string(end) +
                               ": the text has symbols 0 to " + std::to_string(text.symbols()) +
                               " (the last is left out), and at least one is needed");
  const auto first = static_cast<std::size_t>(begin), last = static_cast<std::size_t>(end);
  StateTrace trace = record(network, {text.codes.tokens(first, last)}, options, execution);
  // What a symbol is within the whole text, not within the stretch.
  for (IntColumn& column : text_columns::columns_of(text_->alphabet, text.codes, first, last)) {
    std::vector<std::int32_t> values(trace.points(), -1);
    for (std::size_t i = 0; i < trace.points(); ++i)
      if (trace.step[i] >= 0) values[i] = column.values[static_cast<std::size_t>(trace.step[i])];
    column.values = std::move(values);
    trace.set(std::move(column));
  }
  return trace;
}

StateTrace TextTask::input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const {
  constexpr double kLeak = 0.05;  // the last 20 symbols
  return record(*make_input_trace(text_->alphabet.size(), kLeak), sequences, {}, execution);
}

StateTrace TextTask::shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                              std::uint64_t seed, const Execution& execution) const {
  return record(*run.network_at(-1), shuffled_words(sequences, seed), {what}, execution);
}

std::string TextTask::sample_text(const StateTrace& trace, const std::string& which) const {
  const std::string source = which == "test"         ? " of the text to test on"
                             : which == "validation" ? " of the text to validate on"
                             : which == "train"      ? " of the text to train on"
                                                     : "";
  return "the first " + with_commas(static_cast<long long>(trace.points())) + " symbols" + source;
}

Lesson TextTask::lesson() const {
  Lesson lesson;
  lesson.streams = std::make_shared<const StreamLesson>(StreamLesson{text_, window_});
  return lesson;
}

std::vector<Fact> TextTask::facts() const {
  const TextSplit& split = text_->split;
  return {{"task", "text: " + description(), ""},
          {"input", "one symbol a step, one-hot", ""},
          {"target", "the next symbol, after every step", ""},
          {"split",
           "by " + split.options.by() + ", " + split.options.shares_text() +
               " %: " + with_commas(split.symbols(Split::train)) + " symbols to train on, " +
               with_commas(split.symbols(Split::validation)) + " to validate, " +
               with_commas(split.symbols(Split::test)) + " to test",
           ""},
          {"first state", "0 before training, then carried on, over the ends of epochs too", ""},
          {"loss of validation and test",
           "in up to 16 streams of 20,000 symbols or more from the zero state, each warmed by 1,000 symbols "
           "before it; of train the mean while weights changed",
           ""}};
}

}  // namespace rssviz::models
