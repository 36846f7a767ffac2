// What a unit would be if the states were turned at random about their mean: the null of pages and scores
// that show single units (is a unit special, or would any direction do?). Morcos et al. 2018 (arXiv
// 1803.06959) discuss single directions. Pure; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// `states`: rows x units. Row `unit` of a random rotation of the seed's stream (a direction uniform on the
// sphere): m_unit + q . (x - m) for each row x, m being the mean row, so that the mean stays and no direction
// is preferred. Each unit draws its own direction: pages of several units are each as a rotation would give
// them, and don't depend on which others are drawn. Throws Error{usage} where there is no such unit.
std::vector<float> rotated_unit(MatrixRef states, int unit, std::uint64_t seed);

}  // namespace rssviz::models
