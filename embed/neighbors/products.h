// Exact neighbours by blocked matrix products in all units. Inside the room.
#pragma once

#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

// The k nearest others of each row of `compared` (directions for the cosine), from `column` of the result on.
void search_products(MatrixRef compared, Metric metric, int k, int column, Neighbors& result,
                     const Execution& execution);

// Throws Error{data} unless 1 <= k <= available.
void check_k(int k, Eigen::Index available, std::string_view of);

}  // namespace rssviz::embed
