// Which rows of successive stages are one point. Points have an identity, and may appear and vanish between
// stages; rows that coincide wherever they are seen are one distinct point. Values; safe to read from any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "embed/distinct.h"

namespace rssviz::embed {

struct StageRows {
  std::vector<Matrix> states{};                     // one a stage: its distinct points x units
  std::vector<std::vector<std::int32_t>> point{};   // one a stage: the point of each of those rows, ascending
  std::vector<std::vector<std::int32_t>> row{};     // one a stage: the row of each point, -1 where absent
  std::vector<std::vector<std::int32_t>> row_of{};  // one a stage: of each input row, its row in `states`
  DistinctPoints distinct{};                        // of the identities, in order of first appearance

  std::size_t stages() const { return states.size(); }
  std::size_t points() const { return distinct.points(); }
};

// stages: each rows x units. identities: one number a row of each stage, or empty: row i is the same point in
// all. Error{data} naming the stage for units or rows that differ, an identity that is there twice, a value
// that is not finite.
StageRows stage_rows(std::span<const Matrix> stages, std::span<const std::vector<std::int32_t>> identities);

// The rows of points that two stages share, in order of the points.
struct SharedRows {
  std::vector<std::int32_t> before{};
  std::vector<std::int32_t> now{};
};
SharedRows shared_rows(const StageRows& rows, std::size_t before, std::size_t now);

// Movements of states below this share of the stage's size count as none.
constexpr double kUnchanged = 1e-6;
// Of the shared rows, which have a state that did not change: 1, or 0.
std::vector<char> unchanged_states(const StageRows& rows, std::size_t before, std::size_t now,
                                   const SharedRows& shared);

std::string stage_name(std::size_t stage);  // "stage 3", counted from 0

}  // namespace rssviz::embed
