#include "embed/align/stage_rows.h"

#include <unordered_map>

#include "core/error.h"
#include "embed/align/procrustes.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {
namespace {

using Rows = std::vector<std::int32_t>;

void check_units(std::span<const Matrix> stages) {
  for (std::size_t s = 0; s < stages.size(); ++s) {
    if (stages[s].cols() != stages[0].cols()) {
      fail(ErrorKind::data, stage_name(s) + " has " + std::to_string(stages[s].cols()) +
                                " units, the first has " + std::to_string(stages[0].cols()));
    }
    with_context(stage_name(s), [&] { check_finite(stages[s], "points"); });
  }
}

// Identities as numbers 0, 1, ... in order of first appearance: one a row of each stage.
std::vector<Rows> numbered(std::span<const Matrix> stages,
                           std::span<const std::vector<std::int32_t>> identities, std::size_t& count) {
  if (identities.size() != stages.size()) {
    fail(ErrorKind::data, "points are named for " + std::to_string(identities.size()) + " stages of " +
                              std::to_string(stages.size()));
  }
  std::unordered_map<std::int32_t, std::int32_t> numbers;
  std::vector<Rows> numbered_rows(stages.size());
  std::vector<std::size_t> last_seen;  // the stage, counted from 1
  for (std::size_t s = 0; s < stages.size(); ++s) {
    if (identities[s].size() != static_cast<std::size_t>(stages[s].rows())) {
      fail(ErrorKind::data, stage_name(s) + " has " + std::to_string(stages[s].rows()) + " rows and names " +
                                std::to_string(identities[s].size()) + " points");
    }
    for (const std::int32_t identity : identities[s]) {
      const auto [found, is_new] = numbers.emplace(identity, static_cast<std::int32_t>(last_seen.size()));
      if (is_new) last_seen.push_back(0);
      std::size_t& seen = last_seen[static_cast<std::size_t>(found->second)];
      if (seen == s + 1)
        fail(ErrorKind::data, stage_name(s) + " holds point " + std::to_string(identity) + " twice");
      seen = s + 1;
      numbered_rows[s].push_back(found->second);
    }
  }
  count = last_seen.size();
  return numbered_rows;
}

// Each stage with a row for every identity, and a last column that says whether it is there.
std::vector<Matrix> with_presence(std::span<const Matrix> stages, const std::vector<Rows>& numbers,
                                  std::size_t count) {
  std::vector<Matrix> all;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const Eigen::Index units = stages[s].cols();
    Matrix& stage = all.emplace_back(Matrix::Zero(static_cast<Eigen::Index>(count), units + 1));
    for (Eigen::Index r = 0; r < stages[s].rows(); ++r) {
      const std::int32_t identity = numbers[s][static_cast<std::size_t>(r)];
      stage.row(identity).head(units) = stages[s].row(r);
      stage(identity, units) = 1.F;
    }
  }
  return all;
}

// The rows of a stage whose row r is the identity numbers[r], or r where numbers is empty.
void add_stage(const Matrix& stage, const Rows& numbers, StageRows& rows) {
  const std::size_t points = rows.points();
  Rows input_row(points, -1);  // the first that is the point
  Rows point_of_row(static_cast<std::size_t>(stage.rows()));
  for (std::size_t r = 0; r < point_of_row.size(); ++r) {
    const std::size_t identity = numbers.empty() ? r : static_cast<std::size_t>(numbers[r]);
    point_of_row[r] = rows.distinct.index[identity];
    std::int32_t& first = input_row[static_cast<std::size_t>(point_of_row[r])];
    if (first < 0) first = static_cast<std::int32_t>(r);
  }
  Rows taken;
  Rows& point = rows.point.emplace_back();
  Rows& row = rows.row.emplace_back(points, -1);
  for (std::size_t p = 0; p < points; ++p) {
    if (input_row[p] < 0) continue;
    row[p] = static_cast<std::int32_t>(taken.size());
    taken.push_back(input_row[p]);
    point.push_back(static_cast<std::int32_t>(p));
  }
  rows.states.push_back(select_rows(stage, taken));
  for (std::int32_t& p : point_of_row) p = row[static_cast<std::size_t>(p)];
  rows.row_of.push_back(std::move(point_of_row));
}

}  // namespace

StageRows stage_rows(std::span<const Matrix> stages, std::span<const std::vector<std::int32_t>> identities) {
  StageRows rows;
  std::vector<Rows> numbers(stages.size());
  if (identities.empty()) {
    rows.distinct = distinct_points(stages);
    check_units(stages);
  } else {
    check_units(stages);
    std::size_t count = 0;
    numbers = numbered(stages, identities, count);
    rows.distinct = distinct_points(with_presence(stages, numbers, count));
  }
  for (std::size_t s = 0; s < stages.size(); ++s) add_stage(stages[s], numbers[s], rows);
  return rows;
}

SharedRows shared_rows(const StageRows& rows, std::size_t before, std::size_t now) {
  SharedRows shared;
  for (std::size_t p = 0; p < rows.points(); ++p) {
    if (rows.row[before][p] < 0 || rows.row[now][p] < 0) continue;
    shared.before.push_back(rows.row[before][p]);
    shared.now.push_back(rows.row[now][p]);
  }
  return shared;
}

std::vector<char> unchanged_states(const StageRows& rows, std::size_t before, std::size_t now,
                                   const SharedRows& shared) {
  const double least = kUnchanged * map_size(rows.states[now]);
  std::vector<char> unchanged;
  for (std::size_t i = 0; i < shared.now.size(); ++i) {
    const double moved = (rows.states[now].row(shared.now[i]).cast<double>() -
                          rows.states[before].row(shared.before[i]).cast<double>())
                             .norm();
    unchanged.push_back(moved <= least ? 1 : 0);
  }
  return unchanged;
}

std::string stage_name(std::size_t stage) { return "stage " + std::to_string(stage); }

}  // namespace rssviz::embed
