#include "core/error.h"
#include "models/weights/foreign_parts.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

using formats::Archive;

NamedArray need(const Archive& arrays, const std::string& name, const std::string& file) {
  return {name, &formats::require(arrays, name, file)};
}

// Rows from the parts of a compressed sparse row matrix.
Matrix dense_from_csr(const Archive& arrays, const std::string& file) {
  const std::vector<float> data = formats::to_floats(*need(arrays, "W_data", file).array, "W_data");
  const std::vector<std::int32_t> columns =
      formats::to_integers(*need(arrays, "W_indices", file).array, "W_indices");
  const std::vector<std::int32_t> starts =
      formats::to_integers(*need(arrays, "W_indptr", file).array, "W_indptr");
  if (starts.size() < 2 || starts.front() != 0 || static_cast<std::size_t>(starts.back()) != data.size() ||
      columns.size() != data.size())
    fail(ErrorKind::data, file + ": W_indptr " + shape_text({starts.size()}) + ", W_indices " +
                              shape_text({columns.size()}) + " and W_data " + shape_text({data.size()}) +
                              " are not the parts of one CSR matrix");
  const auto units = static_cast<Eigen::Index>(starts.size() - 1);
  Matrix w = Matrix::Zero(units, units);
  for (Eigen::Index row = 0; row < units; ++row) {
    const auto r = static_cast<std::size_t>(row);
    if (starts[r] > starts[r + 1] || starts[r] < 0)
      fail(ErrorKind::data, file + ": W_indptr falls at row " + std::to_string(row));
    for (std::int32_t k = starts[r]; k < starts[r + 1]; ++k) {
      const std::int32_t column = columns[static_cast<std::size_t>(k)];
      if (column < 0 || column >= units)
        fail(ErrorKind::data, file + ": W_indices holds " + std::to_string(column) + ", W has " +
                                  std::to_string(units) + " units");
      w(row, column) += data[static_cast<std::size_t>(k)];
    }
  }
  return w;
}

std::string text_in(const Archive& arrays, const char* name, const char* otherwise) {
  const auto found = arrays.find(name);
  return found == arrays.end() ? otherwise : formats::to_string(found->second, name);
}

Matrix read_recurrent(const Archive& arrays, Orientation orientation, const std::string& file) {
  Matrix w = arrays.contains("W_data") ? dense_from_csr(arrays, file)
                                       : formats::to_matrix(*need(arrays, "W", file).array, "W");
  if (w.rows() != w.cols())
    fail(ErrorKind::data,
         file + ": W has shape " + shape_text(arrays.at("W").shape) + "; units x units is needed");
  if (orientation == Orientation::from_to) w.transposeInPlace();
  return w;
}

// (1 + inputs) x units, the bias first.
Matrix read_input(const Archive& arrays, Eigen::Index units, int inputs,
                  const ReservoirConventions& conventions, const std::string& file) {
  const auto size = static_cast<std::size_t>(units);
  const std::string w = "W has shape " + shape_text({size, size});
  const NamedArray win = need(arrays, "Win", file);
  Matrix weights = formats::to_matrix(*win.array, "Win");
  if (conventions.orientation == Orientation::from_to) weights.transposeInPlace();
  if (weights.rows() != units)
    fail(ErrorKind::data,
         file + ": Win has shape " + shape_text(win.array->shape) + ", but " + w +
             ": units x inputs is needed" +
             (weights.cols() == units ? " (or inputs x units with --orientation from-to)" : ""));
  const auto bias = arrays.find("bias");
  const bool apart = conventions.bias == BiasPlace::apart ||
                     (conventions.bias == BiasPlace::automatic && bias != arrays.end() &&
                      (inputs == 0 || weights.cols() != inputs + 1));
  Matrix input = Matrix::Zero(weights.cols() + (apart ? 1 : 0), units);
  input.bottomRows(weights.cols()) = weights.transpose();
  if (bias == arrays.end()) return input;
  const std::vector<float> values = formats::to_floats(bias->second, "bias");
  if (values.size() != size && values.size() != 1)
    fail(ErrorKind::data, file + ": bias has shape " + shape_text(bias->second.shape) + ", but " + w +
                              ": one a unit is needed");
  for (Eigen::Index unit = 0; unit < units; ++unit)
    input(0, unit) += values[values.size() == 1 ? 0 : static_cast<std::size_t>(unit)];
  return input;
}

float read_leak(const Archive& arrays, LeakMeaning meaning, const std::string& file) {
  const char* name = "lr";
  for (const char* other : {"leak_rate", "leaking_rate", "alpha"})
    if (!arrays.contains("lr") && arrays.contains(other)) name = other;
  double leak = formats::to_number(*need(arrays, name, file).array, name);
  if (meaning == LeakMeaning::kept_share) leak = 1 - leak;
  if (!(leak > 0 && leak <= 1))
    fail(ErrorKind::data, file + ": lr gives a leak rate of " + std::to_string(leak) +
                              ", which is out of range (above 0, at most 1)");
  return static_cast<float>(leak);
}

// Inputs before the states, or behind them, to behind: outputs x (units + inputs).
MatrixD with_inputs_last(const MatrixD& weights, Eigen::Index inputs, ReadoutInputs place) {
  if (place == ReadoutInputs::last) return weights;
  MatrixD turned(weights.rows(), weights.cols());
  turned << weights.rightCols(weights.cols() - inputs), weights.leftCols(inputs);
  return turned;
}

// Wout_bias into the first column of a readout that has none inside.
void put_bias(const Archive& arrays, bool bias_inside, const std::string& file, MatrixD& readout) {
  const formats::Array& bias = arrays.at("Wout_bias");
  const std::vector<double> values = formats::to_doubles(bias, "Wout_bias");
  if (static_cast<Eigen::Index>(values.size()) != readout.rows() || bias_inside)
    fail(ErrorKind::data, file + ": Wout_bias has shape " + shape_text(bias.shape) + ", but Wout of shape " +
                              shape_text(arrays.at("Wout").shape) + " has " + std::to_string(readout.rows()) +
                              " outputs" + (bias_inside ? " and its bias already" : ""));
  readout.col(0) = Eigen::Map<const VectorD>(values.data(), static_cast<Eigen::Index>(values.size()));
}

// outputs x (1 + units), or (1 + units + inputs).
MatrixD read_readout(const Archive& arrays, Eigen::Index units, Eigen::Index inputs,
                     const ReservoirConventions& conventions, const std::string& file) {
  const auto found = arrays.find("Wout");
  if (found == arrays.end()) return {0, units + 1};
  MatrixD weights = formats::to_matrix_double(found->second, "Wout");
  const bool bias_apart = arrays.contains("Wout_bias");
  const auto columns_fit = [&](Eigen::Index columns) {
    return columns == units || columns == units + 1 || columns == units + inputs ||
           columns == units + inputs + 1;
  };
  // units x outputs is reservoirpy's own; a square one is taken for that.
  if (columns_fit(weights.rows())) weights.transposeInPlace();
  if (!columns_fit(weights.cols()))
    fail(ErrorKind::data,
         file + ": Wout has shape " + shape_text(found->second.shape) + ", but W has " +
             std::to_string(units) + " units" +
             (inputs > 0 ? " and Win " + std::to_string(inputs) + (inputs == 1 ? " input" : " inputs") : "") +
             ": units x outputs or outputs x units is needed, with a bias or the inputs at will");
  // One column more than units is a bias, but where that stands apart.
  const bool takes_inputs =
      weights.cols() > units + 1 || (weights.cols() == units + 1 && bias_apart && inputs == 1);
  const Eigen::Index passed = takes_inputs ? inputs : 0;
  const bool bias_inside = weights.cols() == units + passed + 1;
  MatrixD readout = MatrixD::Zero(weights.rows(), 1 + units + passed);
  const bool last = bias_inside && conventions.readout_bias == ReadoutBias::last;
  if (bias_inside) readout.col(0) = last ? weights.rightCols(1) : weights.leftCols(1);
  const MatrixD rest =
      last ? MatrixD(weights.leftCols(units + passed)) : MatrixD(weights.rightCols(units + passed));
  readout.rightCols(units + passed) =
      passed > 0 ? with_inputs_last(rest, passed, conventions.readout_inputs) : rest;
  if (arrays.contains("Wout_bias")) put_bias(arrays, bias_inside, file, readout);
  return readout;
}

// y = Wout [1; x] is fed back: Wfb y is linear in x.
void add_feedback(const Archive& arrays, const MatrixD& readout, Reservoir<float>& reservoir,
                  const std::string& file) {
  const auto found = arrays.find("Wfb");
  if (found == arrays.end()) return;
  const MatrixD feedback = formats::to_matrix_double(found->second, "Wfb");
  const Eigen::Index units = reservoir.recurrent.rows();
  if (readout.rows() == 0)
    fail(ErrorKind::data, file + ": has Wfb, feedback from the output, but no Wout that gives an output");
  if (readout.cols() > units + 1)
    fail(ErrorKind::data,
         file + ": has Wfb, feedback of a readout that takes the inputs, which is not imported");
  if (feedback.rows() != units || feedback.cols() != readout.rows())
    fail(ErrorKind::data, file + ": Wfb has shape " + shape_text(found->second.shape) + ", but W has " +
                              std::to_string(units) + " units and Wout " + std::to_string(readout.rows()) +
                              " outputs: units x outputs is needed");
  const MatrixD added = feedback * readout;
  reservoir.recurrent = (reservoir.recurrent.cast<double>() + added.rightCols(units)).cast<float>();
  reservoir.input.row(0) += added.col(0).transpose().cast<float>();
}

ForeignReservoir read_reservoir(const Archive& arrays, int inputs, const ReservoirConventions& conventions,
                                const std::string& file) {
  ForeignReservoir result;
  Reservoir<float>& reservoir = result.reservoir;
  with_context(file, [&] {
    reservoir.equation =
        conventions.equation.value_or(equation_named(text_in(arrays, "equation", "internal")));
    reservoir.activation =
        conventions.activation.value_or(activation_named(text_in(arrays, "activation", "tanh")));
  });
  reservoir.recurrent = read_recurrent(arrays, conventions.orientation, file);
  reservoir.input = read_input(arrays, reservoir.recurrent.rows(), inputs, conventions, file);
  reservoir.leak_rate = read_leak(arrays, conventions.leak, file);
  result.readout = read_readout(arrays, reservoir.recurrent.rows(), reservoir.inputs(), conventions, file);
  if (result.readout.cols() > reservoir.units() + 1)
    reservoir.direct = Matrix::Identity(reservoir.inputs(), reservoir.inputs());
  add_feedback(arrays, result.readout, reservoir, file);
  return result;
}

}  // namespace

ForeignReservoir from_reservoirpy(const Archive& arrays, int inputs, const ReservoirConventions& conventions,
                                  const std::string& file) {
  return with_context(file, [&] { return read_reservoir(arrays, inputs, conventions, file); });
}

}  // namespace rssviz::models
