// What figures and films say about claims: how they are judged, in which colours, and how sure the network
// is.
#pragma once

#include <array>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/matrix.h"
#include "render/figure/style.h"

namespace rssviz::cli {

// Right or exact; more than was heard, or than is stated; wrong. Told apart by the colour-blind and in grey
// (L* 73, 54, 30).
inline constexpr std::array<render::Color, 3> kJudgedColors{
    {{110, 190, 238, 1.0}, {200, 110, 0, 1.0}, {136, 34, 85, 1.0}}};
// As a figure of this style draws them: lighter on dark paper.
render::Color judged_color(std::size_t verdict, const render::Style& style);
inline constexpr std::array<const char*, 3> kJudgedBySentence{"exact", "valid, not exact", "not valid"};
inline constexpr std::array<const char*, 3> kJudgedByHeard{"right", "claims more than heard", "wrong"};

// The softmax of a group of outputs at one row (outputs: points x outputs): what decoding compares.
std::vector<double> group_probabilities(const Matrix& outputs, Eigen::Index row,
                                        const std::vector<int>& group);

// Outputs as figures of steps show them: of logits the softmax, else themselves.
Matrix shown_outputs(const NetworkView& view, const Matrix& outputs);

}  // namespace rssviz::cli
