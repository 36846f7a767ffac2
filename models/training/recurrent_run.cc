// The run of an lstm, gru or rnn: all its weights at each stage.
#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "models/cells/over_rows.h"
#include "models/training/run.h"
#include "models/training/run_size.h"
#include "models/training/stream_training.h"
#include "models/training/untrained.h"

namespace rssviz::models {
namespace {

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string capitals(std::string_view text) {
  std::string name(text);
  for (char& letter : name) letter = static_cast<char>(letter - 'a' + 'A');
  return name;
}

Fact equation_of(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return {"equation",
              "[i f g o] = x K + h U + b; i, f, o by sigmoid, g by tanh; c' = f c + i g; h' = o tanh(c'); y "
              "= R h' + r",
              "$[\\mathbf{i}\\;\\mathbf{f}\\;\\mathbf{g}\\;\\mathbf{o}] = \\mathbf{x} \\mathbf{K} + "
              "\\mathbf{h} \\mathbf{U} + \\mathbf{b}$; "
              "$\\mathbf{c}' = \\sigma(\\mathbf{f}) \\odot \\mathbf{c} + \\sigma(\\mathbf{i}) \\odot \\tanh "
              "\\mathbf{g}$; "
              "$\\mathbf{h}' = \\sigma(\\mathbf{o}) \\odot \\tanh \\mathbf{c}'$; $\\mathbf{y} = \\mathbf{R} "
              "\\mathbf{h}' + \\mathbf{r}$"};
    case Cell::gru:
      return {
          "equation",
          "z, r = sigmoid(x K + b + h U + s); n = tanh(x K_n + b_n + r (h U_n + s_n)); h' = (1 - z) n + z h; "
          "y = R h' + r (reset after the product, two biases)",
          "$\\mathbf{z}, \\mathbf{q} = \\sigma(\\mathbf{x} \\mathbf{K} + \\mathbf{b} + \\mathbf{h} "
          "\\mathbf{U} + \\mathbf{s})$; "
          "$\\mathbf{n} = \\tanh(\\mathbf{x} \\mathbf{K}_n + \\mathbf{b}_n + \\mathbf{q} \\odot (\\mathbf{h} "
          "\\mathbf{U}_n + \\mathbf{s}_n))$; "
          "$\\mathbf{h}' = (1 - \\mathbf{z}) \\odot \\mathbf{n} + \\mathbf{z} \\odot \\mathbf{h}$; "
          "$\\mathbf{y} = \\mathbf{R} \\mathbf{h}' + \\mathbf{r}$ (reset after the product, two biases)"};
    case Cell::rnn:
      return {"equation", "h' = tanh(x K + h U + b); y = R h' + r",
              "$\\mathbf{h}' = \\tanh(\\mathbf{x} \\mathbf{K} + \\mathbf{h} \\mathbf{U} + \\mathbf{b})$; "
              "$\\mathbf{y} = \\mathbf{R} \\mathbf{h}' + \\mathbf{r}$"};
  }
  return {};
}

std::string optimizer_text(const OptimizerOptions& o) {
  if (o.kind == OptimizerKind::adam)
    return "Adam, learning rate " + number(o.learning_rate) + ", beta " + number(o.beta1) + " and " +
           number(o.beta2) + ", epsilon " + number(o.epsilon) + " outside the root";
  return "RMSProp, learning rate " + number(o.learning_rate) + ", rho " + number(o.rho) + ", epsilon " +
         number(o.epsilon);
}

void add_training(const RecurrentRun& run, const Lesson& lesson, std::vector<Fact>& card);
void add_text_training(const RecurrentRun& run, const StreamLesson& lesson, std::vector<Fact>& card);

std::string initialisation_text(const RecurrentShape& shape) {
  return std::string(
             "input and readout kernels Glorot uniform (all gates one kernel), recurrent kernels "
             "orthogonal, biases 0") +
         (shape.has_cell() ? ", that of the forget gate 1" : "");
}

std::string clip_text(const RecurrentOptions& o) {
  if (!o.clip) return ", not clipped";
  return (o.clip_by == ClipBy::norm ? ", norm over all parameters clipped at "
                                    : ", each number clipped at ") +
         number(*o.clip);
}

std::string decay_text(const RecurrentOptions& o) {
  if (o.decay == 1) return "";
  return ", learning rate times " + number(o.decay) + " before each epoch" +
         (o.decay_after > 0 ? " after the first " + with_commas(o.decay_after) : "");
}

void add_recurrent(const RecurrentRun& run, const Lesson* lesson, std::vector<Fact>& card) {
  const RecurrentOptions& o = run.options;
  const RecurrentShape& shape = run.stages.back().shape;
  card.push_back({"network", capitals(name_of(o.cell)), ""});
  card.push_back(equation_of(o.cell));
  card.push_back({"units",
                  with_commas(o.units) +
                      (o.layers > 1 ? " in each of " + std::to_string(o.layers) + " layers" : ", one layer"),
                  ""});
  if (!shape.form.is_plain())
    card.push_back({"functions",
                    std::string(name_of(shape.form.activation)) + " in the place of tanh, " +
                        std::string(name_of(shape.form.recurrent_activation)) + " of sigmoid" +
                        (shape.form.reset_after ? "" : "; reset before the product"),
                    ""});
  if (shape.reading != Reading::forward) card.push_back({"reading", std::string(name_of(shape.reading)), ""});
  if (lesson == nullptr) {
    card.push_back({"inputs", with_commas(shape.inputs), ""});
    card.push_back({"outputs", with_commas(shape.outputs), ""});
  } else if (lesson->streams) {
    add_text_training(run, *lesson->streams, card);
  } else {
    add_training(run, *lesson, card);
  }
  card.push_back({"trained parameters", with_commas(static_cast<long long>(shape.size())), ""});
  card.push_back({"precision", "single", ""});
}

void add_training(const RecurrentRun& run, const Lesson& lesson, std::vector<Fact>& card) {
  const RecurrentOptions& o = run.options;
  const RecurrentShape& shape = run.stages.back().shape;
  card.push_back({"initialisation", initialisation_text(shape), ""});
  const bool classes = lesson.every_step() && lesson.options.loss == ArrayLoss::error;
  card.push_back({"loss",
                  lesson.classes
                      ? "cross-entropy of the softmax of the outputs after the last step, over the "
                        "sequences of a batch"
                  : !lesson.every_step()
                      ? "mean squared error of the output after END, over outputs and sentences of a batch"
                  : classes ? "cross-entropy of the softmax of the outputs, over the steps of a batch"
                            : "mean squared error over outputs and steps of a batch",
                  ""});
  card.push_back(
      {"gradient",
       (!lesson.every_step()
            ? std::string("back-propagation through the whole ") + (lesson.classes ? "sequence" : "sentence")
            : "back-propagation through windows of " + with_commas(lesson.options.window) +
                  " steps, the state going on between them") +
           clip_text(o),
       ""});
  card.push_back({"optimiser", optimizer_text(o.optimizer) + decay_text(o), ""});
  card.push_back(
      {"batches",
       with_commas(o.batch_size) +
           (lesson.classes        ? " sequence"
            : lesson.every_step() ? " window"
                                  : " sentence") +
           (o.batch_size == 1 ? "" : "s") +
           (o.shuffle ? ", in an order drawn for each epoch" : ", in the same order in each epoch"),
       ""});
  card.push_back({"epochs", with_commas(o.epochs), ""});
  card.push_back({"dropout", o.dropout > 0 ? number(o.dropout) + " between layers" : "none", ""});
  card.push_back({"seed of the network", std::to_string(run.seed), ""});
}

void add_text_training(const RecurrentRun& run, const StreamLesson& lesson, std::vector<Fact>& card) {
  const RecurrentOptions& o = run.options;
  const auto add = [&](const char* what, const std::string& value) { card.push_back({what, value, ""}); };
  add("initialisation", o.uniform > 0
                            ? "all weights and biases uniform between -" + number(o.uniform) + " and " +
                                  number(o.uniform) + (o.two_biases ? ", two biases a gate" : "") +
                                  (o.forget_one ? ", biases of the forget gates 1" : "")
                            : initialisation_text(run.stages.back().shape));
  add("loss", "cross-entropy of the next symbol, the mean over streams and steps");
  add("gradient", "back-propagation through windows of " + with_commas(lesson.window) +
                      " symbols, states carried on between them and over the ends of epochs" + clip_text(o));
  add("optimiser", optimizer_text(o.optimizer) + decay_text(o) +
                       (o.two_biases && run.stages.back().shape.cell != Cell::gru
                            ? "; a bias stands for two and moves twice as far"
                            : ""));
  add("batches", with_commas(o.batch_size) + " streams of the text side by side");
  add("epochs",
      with_commas(run.sentences.back()) + " symbols in at most " + with_commas(o.epochs) + " epochs" +
          (o.patience > 0 ? ", ended after " + with_commas(o.patience) + " without a lower loss on validation"
                          : ""));
  add("dropout", o.dropout > 0 ? number(o.dropout) + " between layers and before the output" : "none");
  add("seed of the network", std::to_string(run.seed));
}

class GatedRun final : public Run, public HasUntrained {
 public:
  explicit GatedRun(std::shared_ptr<const RecurrentRun> run) : run_(std::move(run)) {}
  std::string cell() const override { return std::string(name_of(run_->options.cell)); }
  std::string name() const override { return capitals(cell()); }
  std::string article() const override { return run_->options.cell == Cell::gru ? "A" : "An"; }
  int stages() const override { return static_cast<int>(run_->stages.size()); }
  int inputs() const override { return run_->stages.back().shape.inputs; }
  std::uint64_t seed() const override { return run_->seed; }
  const std::vector<StageMetrics>& metrics() const override { return run_->metrics; }
  std::unique_ptr<Network> network_at(int stage) const override { return models::network_at(*run_, stage); }
  std::unique_ptr<Network> over(int stage, const Matrix& rows,
                                const std::vector<Tokens>& sequences) const override {
    return network_over(run_->stages[static_cast<std::size_t>(stage < 0 ? stages() - 1 : stage)], rows,
                        sequences);
  }
  std::unique_ptr<Network> retrained(const Lesson& lesson, std::uint64_t seed,
                                     const Execution& execution) const override {
    if (lesson.streams)
      return models::network_at(train_recurrent(lesson, run_->options, seed, execution), -1);
    if (lesson.classes) {
      const RecurrentRun trained = train_recurrent(lesson, run_->options, seed, execution);
      return make_recurrent_network(over_input_rows(trained.stages.back(), *lesson.class_rows));
    }
    if (!lesson.every_step())
      return models::network_at(train_recurrent(*lesson.corpus, run_->options, seed, {}, execution), -1);
    const RecurrentRun trained = train_recurrent(lesson, run_->options, seed, execution);
    return make_recurrent_network(over_input_rows(trained.stages.back(), lesson.steps->inputs));
  }
  MatrixD recurrent_weights(int stage) const override {
    const RecurrentParameters<float>& weights = run_->stages[static_cast<std::size_t>(stage_of(stage))];
    if (weights.shape.cell != Cell::rnn || weights.shape.blocks() != 1) return {};
    return Matrix(weights.recurrent(0)).cast<double>();
  }
  std::shared_ptr<const Run> with_recurrent_weights(int stage, const MatrixD& other) const override {
    RecurrentParameters<float> weights = run_->stages[static_cast<std::size_t>(stage_of(stage))];
    const RecurrentShape& shape = weights.shape;
    if (shape.cell != Cell::rnn || shape.blocks() != 1 || other.rows() != shape.units ||
        other.cols() != shape.units)
      return nullptr;
    const Matrix block = other.cast<float>();
    std::copy(block.data(), block.data() + block.size(), weights.values.data() + shape.recurrent_offset(0));
    auto changed = std::make_shared<RecurrentRun>();
    changed->options = run_->options;
    changed->seed = run_->seed;
    changed->stages = {std::move(weights)};
    changed->sentences = {run_->sentences[static_cast<std::size_t>(stage_of(stage))]};
    return std::make_shared<const GatedRun>(std::move(changed));
  }
  std::shared_ptr<const Run> untrained(std::uint64_t seed) const override {
    auto drawn = std::make_shared<RecurrentRun>();
    drawn->options = run_->options;
    drawn->seed = seed;
    drawn->stages = {initial_parameters(run_->stages.back().shape, run_->options, seed)};
    drawn->sentences = {0};
    return make_run(std::shared_ptr<const RecurrentRun>(std::move(drawn)));
  }
  bool states_stay() const override { return false; }
  RunSize size() const {
    const RecurrentShape& shape = run_->stages.back().shape;
    const std::int64_t blocks = shape.blocks(), gates = static_cast<std::int64_t>(shape.gates());
    return {shape.layers, shape.units,
            static_cast<std::int64_t>(shape.size()) + (shape.has_recurrent_bias() ? 0 : blocks * gates)};
  }
  CountedBy counted_by() const override {
    return run_->options.stage_batches > 0 ? CountedBy::sequences : CountedBy::epochs;
  }
  TrainedAt trained_at(bool every_step) const override {
    return every_step ? TrainedAt::every : TrainedAt::last;
  }
  bool logits() const override { return true; }
  std::string description() const override {
    const RecurrentOptions& o = run_->options;
    return name() + " with " + (o.layers > 1 ? std::to_string(o.layers) + " layers of " : std::string()) +
           with_commas(o.units) + (o.units == 1 ? " unit" : " units") + " (seed " +
           std::to_string(run_->seed) + ")";
  }
  std::string training(const std::string& sequences, const std::string& last,
                       bool every_step) const override {
    const RecurrentOptions& o = run_->options;
    return (every_step ? "trained on the output after every step for "
                       : "trained on the output after " + last + " for ") +
           std::to_string(o.epochs) + (o.epochs == 1 ? " epoch of " : " epochs of ") +
           with_commas(run_->sentences.back() / std::max(o.epochs, 1)) + " " +
           (every_step ? "steps" : sequences) + (o.shuffle ? " in an order drawn for each" : "") +
           (o.dropout > 0 ? ", dropout " + number(o.dropout) + " between layers" : "");
  }
  std::vector<std::string> stage_names(const std::string&, bool) const override {
    std::vector<std::string> names;
    for (int i = 0; i < stages(); ++i)
      names.push_back(run_->options.stage_batches > 0
                          ? with_commas(run_->sentences[static_cast<std::size_t>(i)]) + " symbols"
                          : "epoch " + std::to_string(i));
    return names;
  }
  std::vector<Fact> facts(const Lesson* lesson) const override {
    std::vector<Fact> card;
    add_recurrent(*run_, lesson, card);
    return card;
  }

 private:
  // As network_at takes it. Throws Error{usage} naming the range.
  int stage_of(int stage) const {
    if (stage < -1 || stage >= stages())
      fail(ErrorKind::usage,
           "stage = " + std::to_string(stage) + " is out of range: 0 to " + std::to_string(stages() - 1));
    return stage < 0 ? stages() - 1 : stage;
  }

  std::shared_ptr<const RecurrentRun> run_;
};

}  // namespace

RunSize size_of(const Run& run) {
  const auto* const gated = dynamic_cast<const GatedRun*>(&run);
  return gated == nullptr ? RunSize{} : gated->size();
}

std::shared_ptr<const Run> make_run(std::shared_ptr<const RecurrentRun> run) {
  return std::make_shared<const GatedRun>(std::move(run));
}

}  // namespace rssviz::models
