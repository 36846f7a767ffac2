#include "models/tasks/hmm/hidden_markov.h"

#include <Eigen/LU>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json_fields.h"

namespace rssviz::models {
namespace {

constexpr double kSumWithin = 1e-6;

MatrixD matrix_of(std::initializer_list<std::initializer_list<double>> rows) {
  MatrixD made(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.begin()->size()));
  Eigen::Index i = 0;
  for (const auto& row : rows) {
    Eigen::Index j = 0;
    for (const double value : row) made(i, j++) = value;
    ++i;
  }
  return made;
}

HiddenMarkov mess3() {
  constexpr double kAlpha = 0.85, kX = 0.05, kBeta = (1 - kAlpha) / 2, kY = 1 - 2 * kX;
  HiddenMarkov model{"mess3", {"A", "B", "C"}, {"0", "1", "2"}, {}};
  for (int symbol = 0; symbol < 3; ++symbol) {
    MatrixD one(3, 3);
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) one(i, j) = (j == symbol ? kAlpha : kBeta) * (i == j ? kY : kX);
    model.transitions.push_back(one);
  }
  return model;
}

// S: a first bit; 0, 1: it was 0 or 1; E, O: the two are equal or not.
HiddenMarkov rrxor() {
  return {
      "rrxor",
      {"0", "1"},
      {"S", "0", "1", "E", "O"},
      {matrix_of({{0, .5, 0, 0, 0}, {0, 0, 0, .5, 0}, {0, 0, 0, 0, .5}, {1, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}),
       matrix_of({{0, 0, .5, 0, 0}, {0, 0, 0, 0, .5}, {0, 0, 0, .5, 0}, {0, 0, 0, 0, 0}, {1, 0, 0, 0, 0}})}};
}

HiddenMarkov golden_mean() {
  return {
      "golden-mean", {"0", "1"}, {"A", "B"}, {matrix_of({{0, .5}, {0, 0}}), matrix_of({{.5, 0}, {1, 0}})}};
}

MatrixD transitions_of(const formats::Json& rows, const std::string& name, std::size_t states,
                       const std::string& file) {
  const auto shape = [&] {
    fail(ErrorKind::data, file + ": transitions of symbol " + name + " must be " + std::to_string(states) +
                              " lists of " + std::to_string(states) + " probabilities, one a state");
  };
  if (!rows.is_array() || rows.size() != states) shape();
  MatrixD made(static_cast<Eigen::Index>(states), static_cast<Eigen::Index>(states));
  for (std::size_t i = 0; i < states; ++i) {
    const auto row = formats::value_as<std::vector<double>>(rows[i], "transitions." + name, file);
    if (row.size() != states) shape();
    for (std::size_t j = 0; j < states; ++j)
      made(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = row[j];
  }
  return made;
}

void check_names(const std::vector<std::string>& names, const char* what, const std::string& file) {
  if (names.empty()) fail(ErrorKind::data, file + ": " + what + " is empty");
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    fail(ErrorKind::data, file + ": " + what + " names one twice");
}

}  // namespace

void HiddenMarkov::check(const std::string& file) const {
  check_names(symbols, "symbols", file);
  check_names(states, "states", file);
  if (transitions.size() != symbols.size())
    fail(ErrorKind::data, file + ": has transitions of " + std::to_string(transitions.size()) +
                              " symbols, but names " + std::to_string(symbols.size()));
  VectorD sums = VectorD::Zero(static_cast<Eigen::Index>(states.size()));
  for (const MatrixD& one : transitions) {
    if (!(one.array() >= 0).all()) fail(ErrorKind::data, file + ": a transition has a probability below 0");
    sums += one.rowwise().sum();
  }
  for (Eigen::Index i = 0; i < sums.size(); ++i)
    if (!(std::abs(sums[i] - 1) <= kSumWithin))
      fail(ErrorKind::data, file + ": transitions from state " + states[static_cast<std::size_t>(i)] +
                                " sum to " + formats::format_number(sums[i]) +
                                " over all symbols and states; they must sum to 1");
}

VectorD HiddenMarkov::stationary() const {
  const auto count = static_cast<Eigen::Index>(states.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(count + 1, count);
  for (const MatrixD& one : transitions) system.topRows(count) += one.transpose();
  system.topRows(count) -= Eigen::MatrixXd::Identity(count, count);
  system.row(count).setOnes();
  const Eigen::FullPivLU<Eigen::MatrixXd> solver(system.transpose() * system);
  if (solver.rank() < count)
    fail(ErrorKind::data, name +
                              ": more than one stationary distribution: its states fall apart into parts "
                              "that don't reach each other");
  Eigen::VectorXd right = Eigen::VectorXd::Zero(count + 1);
  right[count] = 1;
  const VectorD made = solver.solve(system.transpose() * right);
  return made.cwiseMax(0) / made.cwiseMax(0).sum();
}

VectorD HiddenMarkov::after(const VectorD& belief, int symbol) const {
  const VectorD joint = transitions[static_cast<std::size_t>(symbol)].transpose() * belief;
  const double all = joint.sum();
  return all > 0 ? VectorD(joint / all) : VectorD::Zero(belief.size());
}

VectorD HiddenMarkov::next(const VectorD& belief) const {
  VectorD made(static_cast<Eigen::Index>(symbols.size()));
  for (std::size_t x = 0; x < symbols.size(); ++x)
    made[static_cast<Eigen::Index>(x)] = (belief.transpose() * transitions[x]).sum();
  return made;
}

HiddenMarkov hidden_markov(const std::string& name_or_file) {
  if (name_or_file == "mess3") return mess3();
  if (name_or_file == "rrxor") return rrxor();
  if (name_or_file == "golden-mean") return golden_mean();
  if (name_or_file.find('.') == std::string::npos && name_or_file.find('/') == std::string::npos)
    fail(ErrorKind::usage,
         "--hmm = " + name_or_file + ": there are mess3, rrxor, golden-mean, or a file (.json)");
  return hidden_markov_of(formats::read_json(name_or_file),
                          std::filesystem::path(name_or_file).stem().string(), name_or_file);
}

HiddenMarkov hidden_markov_of(const formats::Json& record, const std::string& name, const std::string& file) {
  using Names = std::vector<std::string>;
  HiddenMarkov model{name,
                     formats::field<Names>(record, "symbols", file),
                     formats::field<Names>(record, "states", file),
                     {}};
  const formats::Json& transitions = formats::member(record, "transitions", file);
  for (const std::string& symbol : model.symbols)
    model.transitions.push_back(
        transitions_of(formats::member(transitions, symbol, file), symbol, model.states.size(), file));
  model.check(file);
  return model;
}

formats::Json to_json(const HiddenMarkov& model) {
  formats::Json record;
  record["symbols"] = model.symbols;
  record["states"] = model.states;
  for (std::size_t x = 0; x < model.symbols.size(); ++x)
    for (Eigen::Index i = 0; i < model.transitions[x].rows(); ++i) {
      std::vector<double> row(static_cast<std::size_t>(model.transitions[x].cols()));
      for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = model.transitions[x](i, static_cast<Eigen::Index>(j));
      record["transitions"][model.symbols[x]].push_back(row);
    }
  return record;
}

}  // namespace rssviz::models
