// The run of an echo state network: one reservoir, a readout a stage.
#include <sstream>

#include "core/number_text.h"
#include "models/cells/over_rows.h"
#include "models/training/run.h"
#include "models/training/untrained.h"

namespace rssviz::models {
namespace {

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string measured(const std::optional<double>& value) {
  return value ? decimals(*value, 4) : "not measured";
}

// What only a reservoir drawn here has.
void add_drawing(const EsnOptions& o, std::vector<Fact>& card);

void add_reservoir(const EsnRun& run, bool imported, std::vector<Fact>& card) {
  const EsnOptions& o = run.options.reservoir;
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

void add_drawing(const EsnOptions& o, std::vector<Fact>& card) {
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
std::string imported_equation(const Reservoir<float>& reservoir) {
  const std::string f(name_of(reservoir.activation));
  const std::string readout = reservoir.passed() > 0 ? "y = W_out [1; x'; u]" : "y = W_out [1; x']";
  return reservoir.equation == Equation::internal
             ? "x' = (1 - a) x + a " + f + "(W_in [1; u] + W x), " + readout
             : "s' = (1 - a) s + a (W_in [1; u] + W x), x' = " + f + "(s'), " + readout;
}

void add_imported_esn(const EsnRun& run, std::vector<Fact>& card) {
  card.push_back({"network", "echo state network", ""});
  card.push_back({"equation", imported_equation(*run.reservoir), ""});
  add_reservoir(run, true, card);
  card.push_back({"inputs", with_commas(run.reservoir->inputs()), ""});
  card.push_back({"outputs", with_commas(static_cast<long long>(run.readouts.back().rows())), ""});
}

void add_esn(const EsnRun& run, bool on_arrays, std::vector<Fact>& card) {
  const bool continuous = run.options.learning == Learning::continuous;
  const auto outputs = static_cast<long long>(run.readouts.back().rows());
  card.push_back({"network", "echo state network", ""});
  if (run.reservoir->equation != Equation::internal || run.reservoir->activation != Activation::tanh)
    card.push_back({"equation", imported_equation(*run.reservoir), ""});
  else
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
       std::string(run.options.solver == Solver::rls
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

std::string plural(const std::string& one, std::int64_t count) { return one + (count == 1 ? "" : "s"); }

class EchoStateRun final : public Run, public HasUntrained {
 public:
  explicit EchoStateRun(std::shared_ptr<const EsnRun> run) : run_(std::move(run)) {}
  std::string cell() const override { return "esn"; }
  std::string name() const override { return "ESN"; }
  std::string article() const override { return "An"; }
  int stages() const override { return run_->stages(); }
  int inputs() const override { return run_->reservoir->inputs(); }
  std::uint64_t seed() const override { return run_->seed; }
  const std::vector<StageMetrics>& metrics() const override { return run_->metrics; }
  std::unique_ptr<Network> network_at(int stage) const override { return models::network_at(*run_, stage); }
  std::unique_ptr<Network> over(int stage, const Matrix& rows, const std::vector<Tokens>&) const override {
    auto reservoir = std::make_shared<const Reservoir<float>>(over_input_rows(*run_->reservoir, rows));
    return make_esn_network(std::move(reservoir),
                            run_->readouts[static_cast<std::size_t>(stage < 0 ? stages() - 1 : stage)]);
  }
  std::unique_ptr<Network> retrained(const Lesson& lesson, std::uint64_t seed,
                                     const Execution&) const override {
    Reservoir<float> reservoir = make_reservoir(run_->options.reservoir, inputs(), seed);
    if (lesson.classes) reservoir = over_input_rows(reservoir, *lesson.class_rows);
    if (lesson.every_step()) reservoir = over_input_rows(reservoir, lesson.steps->inputs);
    return make_esn_network(std::make_shared<const Reservoir<float>>(std::move(reservoir)), MatrixD(0, 0));
  }
  std::shared_ptr<const Run> untrained(std::uint64_t seed) const override {
    auto drawn = std::make_shared<EsnRun>();
    drawn->options = run_->options;
    drawn->seed = seed;
    drawn->reservoir =
        std::make_shared<const Reservoir<float>>(make_reservoir(run_->options.reservoir, inputs(), seed));
    drawn->sentences = {0};
    drawn->readouts = {MatrixD::Zero(run_->readouts.back().rows(), run_->readouts.back().cols())};
    return make_run(std::shared_ptr<const EsnRun>(std::move(drawn)));
  }
  bool states_stay() const override { return true; }
  CountedBy counted_by() const override { return CountedBy::sequences; }
  TrainedAt trained_at(bool every_step) const override {
    return every_step || run_->options.learning == Learning::continuous ? TrainedAt::every : TrainedAt::last;
  }
  bool logits() const override { return false; }
  double leak_rate() const override { return run_->options.reservoir.leak_rate; }
  std::string description() const override {
    const EsnOptions& o = run_->options.reservoir;
    return "echo state network with " + with_commas(o.units) + " units (spectral radius " +
           number(o.spectral_radius) + ", density " + number(o.density) + ", leak rate " +
           number(o.leak_rate) + ", seed " + std::to_string(run_->seed) + ")";
  }
  std::string training(const std::string& sequences, const std::string& last,
                       bool every_step) const override {
    if (every_step) return "readout trained on " + with_commas(run_->sentences.back()) + " steps, one pass";
    return "readout trained on the state after " +
           (trained_at(false) == TrainedAt::every ? std::string("every word of ") : last + " of ") +
           with_commas(run_->sentences.back()) + " " + sequences + ", one pass";
  }
  std::vector<std::string> stage_names(const std::string& sequence, bool every_step) const override {
    std::vector<std::string> names;
    for (const int n : run_->sentences)
      names.push_back(with_commas(n) + " " + plural(every_step ? "step" : sequence, n));
    return names;
  }
  std::vector<Fact> facts(const Lesson* lesson) const override {
    std::vector<Fact> card;
    lesson == nullptr ? add_imported_esn(*run_, card) : add_esn(*run_, lesson->every_step(), card);
    return card;
  }

 private:
  std::shared_ptr<const EsnRun> run_;
};

}  // namespace

bool is_reservoir(std::string_view cell) { return cell == "esn"; }

std::shared_ptr<const Run> make_run(std::shared_ptr<const EsnRun> run) {
  return std::make_shared<const EchoStateRun>(std::move(run));
}

}  // namespace rssviz::models
