// Which colours of a page stand near each other: those of a panel and its legend, not those of two panels.
// Pure.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace rssviz::render {

// Colours are numbered from 0. Two are of one group where something of one is drawn within 12 points of
// something of the other, or both are of the group of a third.
class ColorGroups {
 public:
  // Something of this colour is drawn at these places (points of the page).
  void add(std::size_t color, const std::vector<std::pair<double, double>>& at);
  // The colours of each group, in the order of their first.
  std::vector<std::vector<std::size_t>> groups() const;

 private:
  std::map<std::pair<int, int>, std::set<std::size_t>> cells_{};  // squares of 6 points
  std::size_t count_{0};
};

}  // namespace rssviz::render
