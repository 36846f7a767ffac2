#include "cli/pipeline/runs/import_check.h"

#include <algorithm>
#include <functional>
#include <sstream>
#include <utility>

#include "cli/subjects/input_tokens.h"
#include "core/error.h"
#include "models/cells/over_rows.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

using models::ReservoirConventions;

std::string short_number(double value) {
  std::ostringstream text;
  text.precision(3);
  text << value;
  return text.str();
}

constexpr const char* kTurned = "steps,sequences,inputs";

struct Change {
  std::string option{};  // "--equation external"
  std::function<void(ReservoirConventions&)> apply{};
  int topic{};  // two changes of one topic exclude each other
};

std::vector<Change> changes() {
  using C = ReservoirConventions;
  return {{"--equation internal", [](C& c) { c.equation = models::Equation::internal; }, 0},
          {"--equation external", [](C& c) { c.equation = models::Equation::external; }, 0},
          {"--orientation from-to", [](C& c) { c.orientation = models::Orientation::from_to; }, 1},
          {"--orientation to-from", [](C& c) { c.orientation = models::Orientation::to_from; }, 1},
          {"--leak kept", [](C& c) { c.leak = models::LeakMeaning::kept_share; }, 2},
          {"--leak new", [](C& c) { c.leak = models::LeakMeaning::new_share; }, 2},
          {"--bias apart", [](C& c) { c.bias = models::BiasPlace::apart; }, 3},
          {"--bias column", [](C& c) { c.bias = models::BiasPlace::column; }, 3},
          {"--activation tanh", [](C& c) { c.activation = models::Activation::tanh; }, 4},
          {"--activation relu", [](C& c) { c.activation = models::Activation::relu; }, 4},
          {"--activation identity", [](C& c) { c.activation = models::Activation::identity; }, 4},
          {"--activation sigmoid", [](C& c) { c.activation = models::Activation::sigmoid; }, 4}};
}

// Padding, where nobody says how long sequences are; a sequence of zeros alone is one of states.
std::size_t steps_before_zeros(const Matrix& states, const models::Tokens& sequence) {
  std::size_t kept = sequence.size();
  while (kept > 0 && (states.row(sequence[kept - 1]).array() == 0).all()) --kept;
  return kept > 0 ? kept : sequence.size();
}

}  // namespace

StatesCheck::StatesCheck(const Settings& settings, int inputs, const Execution& execution)
    : input_(read_input_rows(settings.text("inputs"),
                             settings.has("lengths") ? settings.text("lengths") : std::string(),
                             settings.has("axes") ? settings.text("axes") : std::string(), {}, inputs)),
      tokens_(are_tokens(input_, inputs, settings.text("inputs"))),
      name_(settings.text("check")),
      execution_(execution) {
  const Matrix all = read_rows_beside(name_, input_, settings.text("inputs"));
  std::vector<std::int32_t> rows;
  Eigen::Index made = 0;  // rows before this sequence of what the network makes
  for (const models::Tokens& sequence : input_.sequences) {
    const std::size_t kept =
        settings.has("lengths") || !has_sequences() ? sequence.size() : steps_before_zeros(all, sequence);
    for (std::size_t t = 0; t < kept; ++t) {
      rows.push_back(sequence[t]);
      kept_.push_back(made + static_cast<Eigen::Index>(t));
    }
    made += static_cast<Eigen::Index>(sequence.size());
  }
  wanted_ = all(rows, Eigen::all);
  leaves_padding_out_ = kept_.size() < static_cast<std::size_t>(made);
}

double compare_states(const Settings& settings, int inputs, const Execution& execution,
                      const std::function<double(const StatesCheck&)>& compare) {
  const StatesCheck check(settings, inputs, execution);
  if (check.leaves_padding_out())
    execution.progress.warn(settings.text("check") +
                            ": zeros after a sequence's last state are not compared");
  try {
    return compare(check);
  } catch (const Error& error) {
    if (settings.has("axes") || !check.has_sequences()) throw;
    Settings turned = settings;
    turned.set("axes", kTurned);
    try {
      (void)compare(StatesCheck(turned, inputs, execution));
    } catch (const Error&) {
      throw error;  // the first one
    }
    fail(ErrorKind::data, settings.text("check") +
                              ": the imported network makes these states if steps come before sequences: "
                              "--axes " +
                              kTurned);
  }
}

Matrix StatesCheck::states_of(const models::Network& network, const std::string& trace) const {
  std::vector<std::string> outputs(static_cast<std::size_t>(network.outputs()), "output");
  const Matrix made = models::record_states(network, tokens_ ? tokens_of(input_) : input_.sequences, {},
                                            outputs, {trace, false}, execution_)
                          .states;
  return made(kept_, Eigen::all);
}

double StatesCheck::difference(const Matrix& made) const {
  return made.cols() == wanted_.cols() ? static_cast<double>((made - wanted_).cwiseAbs().maxCoeff()) : 1e300;
}

bool StatesCheck::agrees(double largest) const {
  constexpr double kTolerance = 1e-4;
  return largest <= kTolerance * std::max(1., static_cast<double>(wanted_.cwiseAbs().maxCoeff()));
}

// What is seen without another run: a step of delay, or a first state that isn't 0.
std::string StatesCheck::shift_hint(const Matrix& made) const {
  const Eigen::Index rows = made.rows() - 1;
  if (made.cols() != wanted_.cols() || rows < 1) return "";
  if (agrees(static_cast<double>((made.topRows(rows) - wanted_.bottomRows(rows)).cwiseAbs().maxCoeff())))
    return "; they agree one step later: each of yours is the state before its input";
  if (agrees(static_cast<double>((made.bottomRows(rows) - wanted_.topRows(rows)).cwiseAbs().maxCoeff())))
    return "; they agree one step earlier: yours lack the state after the first input";
  const Eigen::Index last = std::max<Eigen::Index>(1, made.rows() / 4);
  const double late = static_cast<double>((made - wanted_).bottomRows(last).cwiseAbs().maxCoeff());
  if (agrees(late)) return "; they agree in the end: the first state of yours is likely not 0";
  return "";
}

void StatesCheck::fail_at_mismatch(const Matrix& made, const std::string& hint) const {
  if (made.cols() != wanted_.cols())
    fail(ErrorKind::data, name_ + ": has " + std::to_string(wanted_.cols()) +
                              (wanted_.cols() == 1 ? " column" : " columns") + ", the imported network " +
                              std::to_string(made.cols()) + (made.cols() == 1 ? " unit" : " units") + hint);
  Eigen::Index row = 0;
  while (row + 1 < made.rows() &&
         agrees(static_cast<double>((made.row(row) - wanted_.row(row)).cwiseAbs().maxCoeff())))
    ++row;
  fail(ErrorKind::data, name_ + ": the imported network's states differ from row " + std::to_string(row) +
                            " on, by " + short_number(difference(made)) + " at most" +
                            (hint.empty() ? "; none of the known conventions explains it" : hint));
}

double StatesCheck::compare(const models::EsnRun& run, const formats::Archive& arrays,
                            const ReservoirConventions& conventions, const std::string& file) const {
  const auto states = [&](const models::Reservoir<float>& reservoir) {
    const auto over = std::make_shared<const models::Reservoir<float>>(
        tokens_ ? reservoir : models::over_input_rows(reservoir, input_.rows));
    return states_of(*models::make_esn_network(over, MatrixD(0, 0)), "reservoir");
  };
  const Matrix made = states(*run.reservoir);
  const double largest = difference(made);
  if (agrees(largest)) return largest;
  if (const std::string shift = shift_hint(made); !shift.empty()) fail_at_mismatch(made, shift);
  const auto fits = [&](const ReservoirConventions& other) {
    try {
      const int inputs = tokens_ ? 0 : static_cast<int>(input_.rows.cols());
      return agrees(difference(states(models::from_reservoirpy(arrays, inputs, other, file).reservoir)));
    } catch (const Error&) {
      return false;  // shapes that don't fit by these conventions
    }
  };
  const std::vector<Change> all = changes();
  for (const Change& one : all) {
    ReservoirConventions other = conventions;
    one.apply(other);
    if (fits(other)) fail_at_mismatch(made, "; they agree with " + one.option);
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i].topic == all[j].topic) continue;
      execution_.progress.check_stop();
      ReservoirConventions other = conventions;
      all[i].apply(other);
      all[j].apply(other);
      if (fits(other)) fail_at_mismatch(made, "; they agree with " + all[i].option + " " + all[j].option);
    }
  fail_at_mismatch(made, "");
  return largest;
}

std::unique_ptr<models::Network> StatesCheck::network_of(
    const models::RecurrentParameters<float>& parameters) const {
  return tokens_ ? models::make_recurrent_network(parameters)
                 : models::network_over(parameters, input_.rows, input_.sequences);
}

// Another function in the place of tanh or sigmoid that makes the same states.
std::string StatesCheck::function_hint(const models::RecurrentParameters<float>& parameters) const {
  using enum models::CellFunction;
  for (const models::CellFunction function : {tanh, relu, identity, sigmoid, hard_sigmoid, hard_sigmoid_6}) {
    models::RecurrentParameters<float> other = parameters;
    other.shape.form.activation = function;
    if (agrees(difference(states_of(*network_of(other), "hidden"))))
      return "; they agree with --activation " + std::string(models::name_of(function));
    other = parameters;
    other.shape.form.recurrent_activation = function;
    if (agrees(difference(states_of(*network_of(other), "hidden"))))
      return "; they agree with --recurrent-activation " + std::string(models::name_of(function));
  }
  return "";
}

double StatesCheck::compare(const models::RecurrentParameters<float>& parameters) const {
  const std::unique_ptr<models::Network> network = network_of(parameters);
  // What other programs call the output of a recurrent layer.
  const Matrix made = states_of(*network, "hidden");
  const double largest = difference(made);
  if (agrees(largest)) return largest;
  for (const std::string& trace : network->trace_names())
    if (trace != "hidden" && agrees(difference(states_of(*network, trace))))
      fail_at_mismatch(made, "; they agree with the network's trace '" + trace + "' (record it with --what " +
                                 trace + ")");
  if (const std::string hint = function_hint(parameters); !hint.empty()) fail_at_mismatch(made, hint);
  fail_at_mismatch(made, shift_hint(made));
  return largest;
}

}  // namespace rssviz::cli
