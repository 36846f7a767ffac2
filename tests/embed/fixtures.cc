#include "tests/embed/fixtures.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/rng.h"

namespace rssviz::embed::testing {

MatrixD table(const std::string& name) {
  std::ifstream file(std::string(RSSVIZ_TEST_DATA) + "/" + name);
  if (!file) throw std::runtime_error("no fixture " + name);
  std::vector<double> values;
  Eigen::Index rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) values.push_back(std::stod(cell));
  }
  return Eigen::Map<const MatrixD>(values.data(), rows, static_cast<Eigen::Index>(values.size()) / rows);
}

Matrix normal_points(Eigen::Index points, Eigen::Index units, std::uint64_t seed) {
  Rng rng(seed, "test points");
  Matrix result(points, units);
  for (Eigen::Index i = 0; i < points; ++i) {
    for (Eigen::Index j = 0; j < units; ++j) result(i, j) = static_cast<float>(rng.normal());
  }
  return result;
}

Matrix clouds(Eigen::Index points, Eigen::Index units, Eigen::Index clusters, double deviation,
              std::uint64_t seed) {
  const Matrix centres = normal_points(clusters, units, seed + 1000);
  Matrix result = normal_points(points, units, seed) * static_cast<float>(deviation);
  for (Eigen::Index i = 0; i < points; ++i) result.row(i) += 3.F * centres.row(i % clusters);
  return result;
}

}  // namespace rssviz::embed::testing
