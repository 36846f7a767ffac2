#include "cli/pipeline/runs/run_card.h"

#include <sstream>

#include "cli/compose/parts/error_text.h"
#include "cli/pipeline/runs/latex.h"
#include "cli/subjects/provenance.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using Card = std::vector<CardRow>;

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string measured(const std::optional<double>& value) {
  return value ? decimals(*value, 4) : "not measured";
}

// What only a reservoir drawn here has.
void add_drawing(const models::EsnOptions& o, Card& card);

void add_reservoir(const models::EsnRun& run, bool imported, Card& card) {
  const models::EsnOptions& o = run.options.reservoir;
  card.push_back({"units N", with_commas(o.units), ""});
  card.push_back({"leak rate a",
                  number(o.leak_rate) + " (time constant 1 / a = " + number(1 / o.leak_rate) + " steps)",
                  ""});
  if (!imported) add_drawing(o, card);
  card.push_back({"spectral radius of W, measured", measured(run.measured_radius), ""});
  card.push_back({"spectral radius of (1 - a) I + a W, measured", measured(run.effective_radius), ""});
  if (imported)
    card.push_back({"density", number(o.density) + ": the share of W's entries that are not zero", ""});
  else
    card.push_back({"feedback from the output", "none", ""});
}

void add_drawing(const models::EsnOptions& o, Card& card) {
  card.push_back({"spectral radius asked for",
                  number(o.spectral_radius) +
                      (o.rescale_radius ? ", W rescaled to it" : ", by the law of W, W not rescaled"),
                  ""});
  card.push_back({"density", number(o.density) + ": the probability of an entry of W not to be zero", ""});
  card.push_back({"W", "non-zero entries uniform on [-r, r], r = (spectral radius) sqrt(3 / (density N))",
                  "non-zero entries uniform on $[-r, r]$, $r = \\rho \\sqrt{3 / (d N)}$ with spectral radius "
                  "$\\rho$, density $d$"});
  card.push_back({"W_in",
                  "entries non-zero with probability " + number(o.input_density) + ", then +" +
                      number(o.input_scaling) + " or -" + number(o.input_scaling),
                  ""});
  card.push_back({"bias",
                  "a constant input 1, its column drawn like the others of W_in with scaling " +
                      number(o.bias_scaling.value_or(o.input_scaling)),
                  ""});
}

// The equation of an imported reservoir, which may be another than that of one drawn here.
std::string imported_equation(const models::Reservoir<float>& reservoir) {
  const std::string f(models::name_of(reservoir.activation));
  const std::string readout = reservoir.passed() > 0 ? "y = W_out [1; x'; u]" : "y = W_out [1; x']";
  return reservoir.equation == models::Equation::internal
             ? "x' = (1 - a) x + a " + f + "(W_in [1; u] + W x), " + readout
             : "s' = (1 - a) s + a (W_in [1; u] + W x), x' = " + f + "(s'), " + readout;
}

void add_imported_esn(const models::EsnRun& run, Card& card) {
  card.push_back({"network", "echo state network", ""});
  card.push_back({"equation", imported_equation(*run.reservoir), ""});
  add_reservoir(run, true, card);
  card.push_back({"inputs", with_commas(run.reservoir->inputs()), ""});
  card.push_back({"outputs", with_commas(static_cast<long long>(run.readouts.back().rows())), ""});
}

void add_esn(const models::EsnRun& run, bool on_arrays, Card& card) {
  const bool continuous = run.options.learning == models::Learning::continuous;
  const auto outputs = static_cast<long long>(run.readouts.back().rows());
  card.push_back({"network", "echo state network", ""});
  card.push_back(
      {"equation", "x' = (1 - a) x + a tanh(W_in [1; u] + W x), y = W_out [1; x']",
       "$\\mathbf{x}' = (1 - a)\\,\\mathbf{x} + a \\tanh(\\mathbf{W}_\\mathrm{in} [1; \\mathbf{u}] + "
       "\\mathbf{W} \\mathbf{x})$, $\\mathbf{y} = \\mathbf{W}_\\mathrm{out} [1; \\mathbf{x}']$"});
  add_reservoir(run, false, card);
  card.push_back(
      {"learning",
       on_arrays ? "the readout, on the state after every step beyond the washout"
       : continuous
           ? "the readout, on the state after every word, with the target of the whole sentence (continuous)"
           : "the readout, on the state after END (final)",
       ""});
  card.push_back(
      {"solver",
       std::string(run.options.solver == models::Solver::rls
                       ? "recursive least squares, P = I / alpha at first, never reset"
                       : "ridge regression, which recursive least squares from P = I / alpha equals") +
           ", alpha = " + number(run.options.regularization),
       ""});
  card.push_back(
      {"passes",
       "one, over " + with_commas(run.sentences.back()) + (on_arrays ? " steps" : " sentences in order"),
       ""});
  card.push_back({"trained parameters",
                  with_commas(outputs * (run.options.reservoir.units + 1)) + " (W_out with its bias)", ""});
  card.push_back({"precision", "states in single, least squares in double", ""});
  card.push_back({"seed of the network", std::to_string(run.seed), ""});
}

CardRow equation_of(models::Cell cell) {
  switch (cell) {
    case models::Cell::lstm:
      return {"equation",
              "[i f g o] = x K + h U + b; i, f, o by sigmoid, g by tanh; c' = f c + i g; h' = o tanh(c'); y "
              "= R h' + r",
              "$[\\mathbf{i}\\;\\mathbf{f}\\;\\mathbf{g}\\;\\mathbf{o}] = \\mathbf{x} \\mathbf{K} + "
              "\\mathbf{h} \\mathbf{U} + \\mathbf{b}$; "
              "$\\mathbf{c}' = \\sigma(\\mathbf{f}) \\odot \\mathbf{c} + \\sigma(\\mathbf{i}) \\odot \\tanh "
              "\\mathbf{g}$; "
              "$\\mathbf{h}' = \\sigma(\\mathbf{o}) \\odot \\tanh \\mathbf{c}'$; $\\mathbf{y} = \\mathbf{R} "
              "\\mathbf{h}' + \\mathbf{r}$"};
    case models::Cell::gru:
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
    case models::Cell::rnn:
      return {"equation", "h' = tanh(x K + h U + b); y = R h' + r",
              "$\\mathbf{h}' = \\tanh(\\mathbf{x} \\mathbf{K} + \\mathbf{h} \\mathbf{U} + \\mathbf{b})$; "
              "$\\mathbf{y} = \\mathbf{R} \\mathbf{h}' + \\mathbf{r}$"};
  }
  return {};
}

std::string optimizer_text(const models::OptimizerOptions& o) {
  if (o.kind == models::OptimizerKind::adam)
    return "Adam, learning rate " + number(o.learning_rate) + ", beta " + number(o.beta1) + " and " +
           number(o.beta2) + ", epsilon " + number(o.epsilon) + " outside the root";
  return "RMSProp, learning rate " + number(o.learning_rate) + ", rho " + number(o.rho) + ", epsilon " +
         number(o.epsilon);
}

void add_training(const models::RecurrentRun& run, const ArrayData* arrays, Card& card);

void add_recurrent(const models::RecurrentRun& run, bool imported, const ArrayData* arrays, Card& card) {
  const models::RecurrentOptions& o = run.options;
  const models::RecurrentShape& shape = run.stages.back().shape;
  std::string name(models::name_of(o.cell));
  for (char& letter : name) letter = static_cast<char>(letter - 'a' + 'A');
  card.push_back({"network", name, ""});
  card.push_back(equation_of(o.cell));
  card.push_back({"units",
                  with_commas(o.units) +
                      (o.layers > 1 ? " in each of " + std::to_string(o.layers) + " layers" : ", one layer"),
                  ""});
  if (imported) {
    card.push_back({"inputs", with_commas(shape.inputs), ""});
    card.push_back({"outputs", with_commas(shape.outputs), ""});
  } else {
    add_training(run, arrays, card);
  }
  card.push_back({"trained parameters", with_commas(static_cast<long long>(shape.size())), ""});
  card.push_back({"precision", "single", ""});
}

void add_training(const models::RecurrentRun& run, const ArrayData* arrays, Card& card) {
  const models::RecurrentOptions& o = run.options;
  const models::RecurrentShape& shape = run.stages.back().shape;
  card.push_back(
      {"initialisation",
       std::string("input and readout kernels Glorot uniform (all gates one kernel), recurrent kernels "
                   "orthogonal, biases 0") +
           (shape.has_cell() ? ", that of the forget gate 1" : ""),
       ""});
  const bool classes = arrays != nullptr && arrays->options.loss == models::ArrayLoss::error;
  card.push_back({"loss",
                  arrays == nullptr
                      ? "mean squared error of the output after END, over outputs and sentences of a batch"
                  : classes ? "cross-entropy of the softmax of the outputs, over the steps of a batch"
                            : "mean squared error over outputs and steps of a batch",
                  ""});
  card.push_back(
      {"gradient",
       (arrays == nullptr ? "back-propagation through the whole sentence"
                          : "back-propagation through windows of " + with_commas(arrays->options.window) +
                                " steps, the state going on between them") +
           (o.clip ? ", norm over all parameters clipped at " + number(*o.clip)
                   : std::string(", not clipped")),
       ""});
  card.push_back({"optimiser", optimizer_text(o.optimizer), ""});
  card.push_back(
      {"batches",
       with_commas(o.batch_size) + (arrays != nullptr ? " window" : " sentence") +
           (o.batch_size == 1 ? "" : "s") +
           (o.shuffle ? ", in an order drawn for each epoch" : ", in the same order in each epoch"),
       ""});
  card.push_back({"epochs", with_commas(o.epochs), ""});
  card.push_back({"dropout", o.dropout > 0 ? number(o.dropout) + " between layers" : "none", ""});
  card.push_back({"seed of the network", std::to_string(run.seed), ""});
}

void add_task(const TaskData& data, Card& card) {
  const models::CslSpec& spec = data.task->spec();
  const auto set = [](int one, int two) {
    return with_commas(one) + " of one object and " + with_commas(two) + " of two";
  };
  card.push_back({"task",
                  "cross-situational, " + std::to_string(spec.n_objects) + " objects, " +
                      std::to_string(data.task->vocabulary().size()) + " words, " +
                      std::to_string(data.task->n_outputs()) + " outputs",
                  ""});
  card.push_back({"input", "one word a step, one-hot, from BEGIN to END", ""});
  card.push_back({"first state", "0 before each sentence", ""});
  card.push_back({"washout", "none: all steps count", ""});
  card.push_back({"target",
                  "1 for what the teacher shows, 0 elsewhere; what the sentence leaves open is drawn once a "
                  "sentence; without a second clause the second object is absent with probability 1/2",
                  ""});
  card.push_back({"decoding",
                  "softmax within each group of z outputs; the largest is claimed, none below 1.3 / z",
                  "softmax within each group of $z$ outputs; the largest is claimed, none below $1.3 / z$"});
  card.push_back({"not valid", "share of sentences of which something stated is not claimed", ""});
  card.push_back({"not exact", "or something is claimed that is left open", ""});
  card.push_back({"training sentences", set(spec.train_one, spec.train_two) + ", in this order", ""});
  card.push_back({"validation sentences", set(spec.validation_one, spec.validation_two), ""});
  card.push_back({"test sentences", set(spec.test_one, spec.test_two), ""});
  card.push_back({"seed of corpus and teachers", std::to_string(data.seed), ""});
  for (const std::string& note : data.corpus->notes) card.push_back({"note", note, ""});
}

void add_arrays(const LoadedRun& run, Card& card) {
  const ArrayData& data = *run.arrays;
  card.push_back({"task", "arrays: " + task_view(run.arrays, false).description, ""});
  card.push_back({"input", "rows of numbers, as given", ""});
  card.push_back(
      {"first state",
       data.options.carry ? "0 before the first sequence, carried to the next" : "0 before each sequence",
       ""});
  card.push_back(
      {"washout", with_commas(data.options.washout) + " steps after each zero state don't count", ""});
  card.push_back({"tested on",
                  percent(data.options.test_share) + (data.task.sequences.size() == 1
                                                          ? " of the steps, at the end of the series"
                                                          : " of the sequences, the last"),
                  ""});
  const std::string line = loss_line(run.metrics(), run.stages() - 1, data.options.loss);
  if (!line.empty()) card.push_back({"error", line, ""});
}

void add_errors(const LoadedRun& run, Card& card) {
  for (const models::Split split : models::kSplits) {
    const std::string line = errors_line(run.metrics(), *run.data.corpus, run.stages() - 1, split);
    if (!line.empty()) card.push_back({"errors, 95 % intervals by Wilson", line, ""});
  }
}

}  // namespace

Card card_of(const LoadedRun& run) {
  Card card;
  const bool imported = !run.imported_from.empty();
  if (const auto* const esn = std::get_if<std::shared_ptr<const models::EsnRun>>(&run.run))
    imported ? add_imported_esn(**esn, card) : add_esn(**esn, !run.has_task(), card);
  else
    add_recurrent(*std::get<std::shared_ptr<const models::RecurrentRun>>(run.run), imported, run.arrays.get(),
                  card);
  if (imported) card.push_back({"weights", "imported from " + run.imported_from, ""});
  if (run.arrays) add_arrays(run, card);
  if (run.has_task()) {
    add_task(run.data, card);
    add_errors(run, card);
  }
  card.push_back({"program", "rssviz " + program_version(), ""});
  return card;
}

std::string card_tex(const Card& card) {
  std::string tex = "\\begin{tabular}{lp{0.62\\linewidth}}\n\\hline\n";
  for (const CardRow& row : card)
    tex += escaped_tex(row.what) + " & " + (row.tex.empty() ? escaped_tex(row.value) : row.tex) + " \\\\\n";
  return tex + "\\hline\n\\end{tabular}\n";
}

}  // namespace rssviz::cli
