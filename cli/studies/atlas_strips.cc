#include "cli/studies/atlas_strips.h"

#include <algorithm>
#include <cmath>

namespace rssviz::cli {

std::vector<float> turned_to(const models::AtlasProperty& property, std::span<const float> column) {
  double mean = 0, truth_mean = 0;
  std::size_t scored = 0;
  for (std::size_t i = 0; i < column.size(); ++i) {
    mean += static_cast<double>(column[i]);
    if (std::isnan(property.values[i])) continue;
    truth_mean += static_cast<double>(property.values[i]);
    ++scored;
  }
  mean /= static_cast<double>(std::max<std::size_t>(1, column.size()));
  truth_mean /= static_cast<double>(std::max<std::size_t>(1, scored));
  double squares = 0, together = 0;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double value = static_cast<double>(column[i]) - mean;
    squares += value * value;
    if (!std::isnan(property.values[i]))
      together += value * (static_cast<double>(property.values[i]) - truth_mean);
  }
  const double deviation = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, column.size())));
  const double factor = deviation > 0 ? (together < 0 ? -1 : 1) / deviation : 0;
  std::vector<float> turned;
  for (const float value : column)
    turned.push_back(static_cast<float>(factor * (static_cast<double>(value) - mean)));
  return turned;
}

std::size_t most_varied(const models::AtlasProperty& property, std::size_t length) {
  const std::size_t points = property.values.size(), stride = std::max<std::size_t>(1, length / 7);
  std::size_t best = 0;
  double most = -1;
  for (std::size_t first = 0; first == 0 || first + length <= points; first += stride) {
    double sum = 0, squares = 0;
    for (std::size_t i = first; i < std::min(points, first + length); ++i) {
      const auto value = static_cast<double>(property.values[i]);
      if (std::isnan(value)) continue;
      sum += value;
      squares += value * value;
    }
    // Not divided by what is scored: a stretch of which more is scored shows more.
    const double varied = squares - sum * sum / static_cast<double>(length);
    if (varied <= most) continue;
    most = varied;
    best = first;
  }
  return best;
}

}  // namespace rssviz::cli
