// What tests of arrays that people bring need: values without a pattern, and what a text holds.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/formats/array.h"

namespace rssviz::cli {

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Numbers between -1 and 1 without an order.
inline formats::Array waves(const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const std::size_t side : shape) count *= side;
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(std::sin(0.37 * static_cast<double>(i * i % 1009))));
  formats::Array array = formats::from_vector(values);
  array.shape = shape;
  return array;
}

}  // namespace rssviz::cli
