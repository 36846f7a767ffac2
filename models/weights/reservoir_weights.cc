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

void require_text(const Archive& arrays, const char* name, const std::string& needed,
                  const std::string& file) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) return;
  const std::string value = formats::to_string(found->second, name);
  if (value != needed)
    fail(ErrorKind::data, file + ": " + name + " = '" + value + "'; only '" + needed + "' is imported");
}

MatrixD read_readout(const Archive& arrays, Eigen::Index units, const std::string& file) {
  const auto found = arrays.find("Wout");
  if (found == arrays.end()) return {};
  MatrixD weights = formats::to_matrix_double(found->second, "Wout");
  // units x outputs is reservoirpy's own; a square one is taken for that.
  if (weights.rows() == units || weights.rows() == units + 1) weights.transposeInPlace();
  if (weights.cols() != units && weights.cols() != units + 1)
    fail(ErrorKind::data, file + ": Wout has shape " + shape_text(found->second.shape) + ", but W has " +
                              std::to_string(units) + " units: units x outputs or outputs x units is needed");
  MatrixD readout = MatrixD::Zero(weights.rows(), units + 1);
  readout.rightCols(weights.cols()) = weights;
  if (const auto bias = arrays.find("Wout_bias"); bias != arrays.end()) {
    const std::vector<double> values = formats::to_doubles(bias->second, "Wout_bias");
    if (static_cast<Eigen::Index>(values.size()) != weights.rows() || weights.cols() != units)
      fail(ErrorKind::data, file + ": Wout_bias has shape " + shape_text(bias->second.shape) +
                                ", but Wout of shape " + shape_text(found->second.shape) + " has " +
                                std::to_string(weights.rows()) + " outputs" +
                                (weights.cols() != units ? " and its bias already" : ""));
    readout.col(0) = Eigen::Map<const VectorD>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
  return readout;
}

}  // namespace

ForeignReservoir from_reservoirpy(const Archive& arrays, int inputs, const std::string& file) {
  require_text(arrays, "equation", "internal", file);
  require_text(arrays, "activation", "tanh", file);
  ForeignReservoir result;
  Reservoir<float>& reservoir = result.reservoir;
  reservoir.recurrent = arrays.contains("W_data") ? dense_from_csr(arrays, file)
                                                  : formats::to_matrix(*need(arrays, "W", file).array, "W");
  const Eigen::Index units = reservoir.recurrent.rows();
  const auto size = static_cast<std::size_t>(units);
  if (reservoir.recurrent.cols() != units)
    fail(ErrorKind::data,
         file + ": W has shape " + shape_text(arrays.at("W").shape) + "; units x units is needed");
  const NamedArray win = need(arrays, "Win", file);
  const Matrix weights = formats::to_matrix(*win.array, "Win");
  const std::string w = "W has shape " + shape_text({size, size});
  if (weights.rows() != units)
    fail(ErrorKind::data, file + ": Win has shape " + shape_text(win.array->shape) + ", but " + w +
                              ": units x inputs is needed");
  const auto bias = arrays.find("bias");
  const bool column = bias == arrays.end() || (inputs > 0 && weights.cols() == inputs + 1);
  reservoir.input = Matrix::Zero(weights.cols() + (column ? 0 : 1), units);
  reservoir.input.bottomRows(weights.cols()) = weights.transpose();
  if (bias != arrays.end()) {
    const std::vector<float> values = formats::to_floats(bias->second, "bias");
    if (values.size() != size && values.size() != 1)
      fail(ErrorKind::data, file + ": bias has shape " + shape_text(bias->second.shape) + ", but " + w +
                                ": one a unit is needed");
    for (Eigen::Index unit = 0; unit < units; ++unit)
      reservoir.input(0, unit) += values[values.size() == 1 ? 0 : static_cast<std::size_t>(unit)];
  }
  const double leak = formats::to_number(*need(arrays, "lr", file).array, "lr");
  if (!(leak > 0 && leak <= 1))
    fail(ErrorKind::data, file + ": lr = " + std::to_string(leak) + " is out of range (above 0, at most 1)");
  reservoir.leak_rate = static_cast<float>(leak);
  result.readout = read_readout(arrays, units, file);
  if (result.readout.size() == 0) result.readout = MatrixD(0, units + 1);
  return result;
}

}  // namespace rssviz::models
