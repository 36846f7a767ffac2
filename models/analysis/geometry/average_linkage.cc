#include "models/analysis/geometry/average_linkage.h"

#include <limits>

namespace rssviz::models {
namespace {

struct Group {
  int name{0};
  std::vector<int> things{};
};

double mean_distance(const MatrixD& distances, const Group& a, const Group& b) {
  double sum = 0;
  for (const int i : a.things)
    for (const int j : b.things) sum += distances(i, j);
  return sum / static_cast<double>(a.things.size() * b.things.size());
}

void append_leaves(const std::vector<Join>& joins, int name, std::vector<int>& leaves) {
  const int count = static_cast<int>(joins.size()) + 1;
  if (name < count) {
    leaves.push_back(name);
    return;
  }
  const Join& join = joins[static_cast<std::size_t>(name - count)];
  append_leaves(joins, join.a, leaves);
  append_leaves(joins, join.b, leaves);
}

}  // namespace

std::vector<Join> average_linkage(const MatrixD& distances) {
  std::vector<Group> groups;
  for (int i = 0; i < static_cast<int>(distances.rows()); ++i) groups.push_back({i, {i}});
  std::vector<Join> joins;
  int next = static_cast<int>(groups.size());
  while (groups.size() > 1) {
    std::size_t first = 0, second = 1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < groups.size(); ++i)
      for (std::size_t j = i + 1; j < groups.size(); ++j) {
        const double distance = mean_distance(distances, groups[i], groups[j]);
        if (distance >= least) continue;
        least = distance;
        first = i;
        second = j;
      }
    joins.push_back({groups[first].name, groups[second].name, least});
    Group joined{next++, groups[first].things};
    joined.things.insert(joined.things.end(), groups[second].things.begin(), groups[second].things.end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(second));
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(first));
    groups.push_back(std::move(joined));
  }
  return joins;
}

std::vector<int> order_of_leaves(const std::vector<Join>& joins) {
  std::vector<int> leaves;
  append_leaves(joins, 2 * static_cast<int>(joins.size()), leaves);
  return leaves;
}

}  // namespace rssviz::models
