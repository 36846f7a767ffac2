#include "made_up.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>

#include "embed/embedding.h"
#include "models/baselines/input_trace.h"
#include "models/recording/record.h"

namespace rssviz::cli::made_up {
namespace {

constexpr int kCounts = kMarks + kPairs;

const std::vector<std::string>& words() {
  static const std::vector<std::string> kWords{"BEGIN", "END", "and", "um", "a", "b", "c", "x", "y", "z"};
  return kWords;
}

class Counter final : public models::Network {
 public:
  explicit Counter(Stage stage) : stage_(std::move(stage)) {}
  std::string_view cell() const override { return "counter"; }
  int inputs() const override { return kMarks; }
  int outputs() const override { return kOutputs; }
  int state_size() const override { return kCounts; }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    next = previous;
    for (Eigen::Index i = 0; i < next.rows(); ++i) {
      const std::int32_t token = tokens[static_cast<std::size_t>(i)];
      next(i, token) += 1;
      for (int kind = 0; kind < 3 && token >= kX; ++kind)
        next(i, kMarks + 3 * kind + token - kX) += next(i, kA + kind);
    }
  }
  std::vector<std::string> trace_names() const override { return {"weighed", "counts"}; }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef,
               std::span<const std::int32_t>) const override {
    Matrix result = states;
    if (name == "counts") return result;
    if (name != "weighed") models::unknown_trace(*this, name);
    for (int k = 0; k < kCounts; ++k) result.col(k) *= static_cast<float>(stage_.weight(k));
    return result;
  }
  Matrix read_out(MatrixRef states) const override { return read_out_double(states).cast<float>(); }
  MatrixD read_out_double(MatrixRef states) const override { return states.cast<double>() * stage_.readout; }

 private:
  Stage stage_;
};

class MadeUpRun final : public models::Run {
 public:
  MadeUpRun(std::vector<Stage> stages, bool stay) : stages_(std::move(stages)), stay_(stay) {}
  std::string cell() const override { return "counter"; }
  std::string name() const override { return "Counter"; }
  std::string article() const override { return "A"; }
  int stages() const override { return static_cast<int>(stages_.size()); }
  int inputs() const override { return kMarks; }
  std::uint64_t seed() const override { return 1; }
  const std::vector<models::StageMetrics>& metrics() const override { return metrics_; }
  std::unique_ptr<models::Network> network_at(int stage) const override {
    return std::make_unique<Counter>(stage < 0 ? stages_.back()
                                               : stages_.at(static_cast<std::size_t>(stage)));
  }
  std::unique_ptr<models::Network> over(int stage, const Matrix&,
                                        const std::vector<models::Tokens>&) const override {
    return network_at(stage);
  }
  std::unique_ptr<models::Network> retrained(const models::Lesson&, std::uint64_t,
                                             const Execution&) const override {
    return network_at(-1);
  }
  bool states_stay() const override { return stay_; }
  models::CountedBy counted_by() const override { return models::CountedBy::epochs; }
  models::TrainedAt trained_at(bool) const override { return models::TrainedAt::last; }
  bool logits() const override { return false; }
  std::string description() const override { return "counter"; }
  std::string training(const std::string&, const std::string&, bool) const override { return ""; }
  std::vector<std::string> stage_names(const std::string&, bool) const override { return {}; }
  std::vector<models::Fact> facts(const models::Lesson*) const override { return {}; }

 private:
  std::vector<Stage> stages_;
  bool stay_;
  std::vector<models::StageMetrics> metrics_{};
};

int said(const models::Tokens& tokens, std::int32_t first) {
  for (const std::int32_t token : tokens)
    if (token >= first && token < first + 3) return token - first;
  return -1;
}

std::vector<models::OutputGroup> two_groups() {
  return {{"kind", 0, {0, 1, 2}, {"a", "b", "c"}, kThreshold, "kind so far", "kind"},
          {"shade", 1, {3, 4, 5}, {"x", "y", "z"}, kThreshold, "shade so far", "shade"}};
}

class MadeUpTask final : public models::Task {
 public:
  MadeUpTask(const Setup& setup, std::shared_ptr<const models::Corpus> corpus)
      : parted_(setup.parted), targets_(setup.targets), corpus_(std::move(corpus)) {}

  std::string name() const override { return "phrases"; }
  std::string description() const override { return "made-up phrases"; }
  models::Wording wording() const override {
    models::Wording words;
    words.sequence = "phrase";
    words.sequences = "phrases";
    words.step = "mark";
    words.steps = "marks";
    return words;
  }
  std::shared_ptr<const models::Corpus> corpus() const override { return corpus_; }
  bool classes() const override { return targets_.classes; }
  const std::vector<models::OutputGroup>& groups() const override { return groups_; }
  std::vector<models::Measure> measures() const override { return {}; }
  models::Verdicts verdicts() const override { return {{"good", "too much", "bad"}}; }
  std::vector<std::string> role(std::string_view name) const override {
    if (name == "part" && parted_) return {"piece"};
    if (name == "ends") return {"closes"};
    if (name == "judged") return {"grade of kind", "grade of shade"};
    if (name == "outer") return {"kind so far"};
    if (name == "inner") return {"shade so far"};
    return {};
  }
  models::Tokens parse(const std::string& text) const override {
    models::Tokens tokens{0};
    std::istringstream marks(text);
    for (std::string mark; marks >> mark;)
      tokens.push_back(
          static_cast<std::int32_t>(std::find(words().begin(), words().end(), mark) - words().begin()));
    tokens.push_back(1);
    return tokens;
  }
  std::string text(const models::Tokens& tokens) const override {
    return std::to_string(tokens.size()) + " marks";
  }
  void annotate(models::StateTrace& trace) const override;
  std::vector<models::IntColumn> judge(const models::StateTrace& trace, MatrixRef outputs) const override;
  std::unique_ptr<models::Network> network(const models::Run& run, int stage) const override {
    return run.network_at(stage);
  }
  std::vector<models::Tokens> sequences(const models::Sample&) const override { return corpus_->sequences; }
  models::StateTrace record(const models::Network& network, const std::vector<models::Tokens>& sequences,
                            const models::RecordOptions& options, const Execution& execution) const override {
    models::StateTrace trace = models::record_states(network, sequences, corpus_->vocabulary,
                                                     corpus_->output_names, options, execution);
    annotate(trace);
    return trace;
  }
  models::StateTrace input_trace(const std::vector<models::Tokens>& sequences,
                                 const Execution& execution) const override {
    return record(*models::make_input_trace(kMarks, 0.05), sequences, {}, execution);
  }
  models::StateTrace shuffled(const models::Run& run, const std::vector<models::Tokens>& sequences,
                              const std::string& what, std::uint64_t seed,
                              const Execution& execution) const override {
    return record(*run.network_at(-1), models::shuffled_words(sequences, seed), {what, false}, execution);
  }
  std::string sample_text(const models::StateTrace&, const std::string&) const override { return ""; }
  models::Lesson lesson() const override { return {}; }
  std::vector<models::Fact> facts() const override { return {}; }
  void save(const std::filesystem::path&) const override {}

 private:
  bool parted_;
  TargetRule targets_;
  std::shared_ptr<const models::Corpus> corpus_;
  std::vector<models::OutputGroup> groups_{two_groups()};
};

void add_targets(const TargetRule& rule, models::StateTrace& trace) {
  if (!rule.value) return;
  models::IntColumn classes{"target", {}, {}};
  for (const std::int32_t step : trace.step)
    classes.values.push_back(static_cast<std::int32_t>(rule.value(step, 0)));
  if (rule.classes) return trace.set(std::move(classes));
  for (int k = 0; k < kOutputs; ++k) {
    models::FloatColumn column{"target_" + words()[static_cast<std::size_t>(kA + k)], {}};
    for (const std::int32_t step : trace.step)
      column.values.push_back(static_cast<float>(rule.value(step, k)));
    trace.set(std::move(column));
  }
}

void MadeUpTask::annotate(models::StateTrace& trace) const {
  const std::vector<models::Tokens> sequences = models::sequences_behind(trace);
  models::IntColumn piece{"piece", {}, {"before and", "after and", "the end"}};
  models::IntColumn closes{"closes", {}, {"no", "yes"}};
  models::IntColumn so_far[] = {{"kind so far", {}, {"a", "b", "c"}}, {"shade so far", {}, {"x", "y", "z"}}};
  models::IntColumn whole[] = {{"kind", {}, {"a", "b", "c"}}, {"shade", {}, {"x", "y", "z"}}};
  for (std::size_t i = 0; i < trace.points(); ++i) {
    const models::Tokens& tokens = sequences[static_cast<std::size_t>(trace.sequence[i])];
    const models::Tokens prefix(tokens.begin(), tokens.begin() + trace.step[i] + 1);
    const bool last = prefix.size() == tokens.size();
    const bool joined = std::find(prefix.begin(), prefix.end(), kAnd) != prefix.end();
    piece.values.push_back(last ? 2 : joined ? 1 : 0);
    closes.values.push_back(last ? 1 : 0);
    for (int slot = 0; slot < 2; ++slot) {
      so_far[slot].values.push_back(said(prefix, slot == 0 ? kA : kX));
      whole[slot].values.push_back(said(tokens, slot == 0 ? kA : kX));
    }
  }
  trace.set(std::move(piece));
  trace.set(std::move(closes));
  for (models::IntColumn& column : so_far) trace.set(std::move(column));
  for (models::IntColumn& column : whole) trace.set(std::move(column));
  add_targets(targets_, trace);
  if (trace.outputs.cols() == 0) return;
  for (models::IntColumn& column : judge(trace, trace.outputs)) trace.set(std::move(column));
}

struct Claim {
  int claimed{-1};
  double margin{0};
};
// Softmax; the largest is claimed where it reaches the threshold.
Claim claim_of(double first, double second, double third) {
  std::vector<double> shares{std::exp(first), std::exp(second), std::exp(third)};
  const double sum = shares[0] + shares[1] + shares[2];
  for (double& share : shares) share /= sum;
  const auto most = std::max_element(shares.begin(), shares.end());
  const auto claimed = static_cast<int>(most - shares.begin());
  const double largest = *most;
  std::sort(shares.begin(), shares.end());
  if (largest < kThreshold) return {-1, kThreshold - largest};
  return {claimed, std::min(largest - kThreshold, largest - shares[1])};
}

int verdict(int claimed, int stated) { return claimed == stated ? 0 : stated < 0 ? 1 : 2; }

std::vector<models::IntColumn> MadeUpTask::judge(const models::StateTrace& trace, MatrixRef outputs) const {
  std::vector<models::IntColumn> columns{{"grade of kind", {}, verdicts().labels},
                                         {"grade of shade", {}, verdicts().labels}};
  const models::IntColumn* const stated[] = {&trace.require_integer("kind"), &trace.require_integer("shade")};
  for (Eigen::Index i = 0; i < outputs.rows(); ++i)
    for (int slot = 0; slot < 2; ++slot) {
      const auto from = static_cast<Eigen::Index>(3 * slot);
      const auto value = [&](Eigen::Index k) { return static_cast<double>(outputs(i, from + k)); };
      columns[static_cast<std::size_t>(slot)].values.push_back(verdict(
          claim_of(value(0), value(1), value(2)).claimed, stated[slot]->values[static_cast<std::size_t>(i)]));
    }
  return columns;
}

}  // namespace

models::Tokens phrase(int kind, int ums, int shade, int later_ums) {
  models::Tokens tokens{kBegin};
  if (kind >= 0) tokens.push_back(kA + kind);
  tokens.insert(tokens.end(), static_cast<std::size_t>(ums), kUm);
  tokens.push_back(kAnd);
  if (shade >= 0) tokens.push_back(kX + shade);
  tokens.insert(tokens.end(), static_cast<std::size_t>(later_ums), kUm);
  tokens.push_back(kEnd);
  return tokens;
}

double Stage::weight(int unit) const {
  if (unit >= kMarks) return pairs;
  return uneven ? marks * (1 + unit * unit / 100.0) : marks;
}

MatrixD readout_of(double heard, double um_says_a) {
  MatrixD readout = MatrixD::Zero(kCounts, kOutputs);
  for (int k = 0; k < kOutputs; ++k) readout(kA + k, k) = heard;
  readout(kUm, 0) = um_says_a;
  return readout;
}

std::vector<double> counted(const models::Tokens& prefix) {
  std::vector<double> counts(static_cast<std::size_t>(kCounts), 0);
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    counts[static_cast<std::size_t>(prefix[i])] += 1;
    for (std::size_t j = 0; j < i; ++j)
      if (prefix[i] >= kX && prefix[j] >= kA && prefix[j] < kX)
        counts[static_cast<std::size_t>(kMarks + 3 * (prefix[j] - kA) + prefix[i] - kX)] += 1;
  }
  return counts;
}

std::vector<double> state_after(const Stage& stage, const models::Tokens& prefix) {
  std::vector<double> state = counted(prefix);
  for (std::size_t k = 0; k < state.size(); ++k) state[k] *= stage.weight(static_cast<int>(k));
  return state;
}

std::vector<double> outputs_after(const Stage& stage, const models::Tokens& prefix) {
  const std::vector<double> counts = counted(prefix);
  std::vector<double> outputs(static_cast<std::size_t>(kOutputs), 0);
  for (std::size_t k = 0; k < outputs.size(); ++k)
    for (std::size_t unit = 0; unit < counts.size(); ++unit)
      outputs[k] +=
          counts[unit] * stage.readout(static_cast<Eigen::Index>(unit), static_cast<Eigen::Index>(k));
  return outputs;
}

Judged judged_after(const Stage& stage, const models::Tokens& tokens) {
  const std::vector<double> o = outputs_after(stage, tokens);
  const Claim kind = claim_of(o[0], o[1], o[2]), shade = claim_of(o[3], o[4], o[5]);
  return {std::max(verdict(kind.claimed, said(tokens, kA)), verdict(shade.claimed, said(tokens, kX))),
          std::min(kind.margin, shade.margin)};
}

NetworkView view_of(const Setup& setup) {
  const Silent silent;
  models::Corpus corpus;
  corpus.vocabulary = words();
  corpus.sequences = setup.phrases;
  corpus.output_names = {"a", "b", "c", "x", "y", "z"};
  for (std::size_t i = 0; i < setup.phrases.size(); ++i) corpus.test.push_back(static_cast<std::int32_t>(i));
  NetworkView view;
  view.id = "counter";
  view.name = "Counter";
  view.cell = "counter";
  view.corpus = std::make_shared<const models::Corpus>(std::move(corpus));
  view.task = std::make_shared<const MadeUpTask>(setup, view.corpus);
  view.run = std::make_shared<const MadeUpRun>(setup.stages, setup.states_stay);
  view.states_stay = setup.states_stay;
  view.stages = view.run->stages();
  view.sentences = setup.phrases;
  view.trace = view.record(*view.network_at(-1), view.sentences, "", silent.execution);
  view.stage_trace = view.trace;
  embed::EmbedOptions options;
  options.method = embed::Method::pca;
  options.quality = embed::Measure::none;
  view.embedding = embed::embed(view.trace.states, options, silent.execution);
  return view;
}

}  // namespace rssviz::cli::made_up
