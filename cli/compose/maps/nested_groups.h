// Who `nested` is about, its groups on the map, and the places that show each larger. Figure and film share
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/studies/nested_study.h"
#include "embed/packing/packing.h"

namespace rssviz::cli {

struct NestedSubject {
  std::string name{};                // "LSTM"
  std::vector<render::Point> at{};   // of the distinct states, where the map is shown
  std::vector<std::int32_t> part{};  // of each; empty where the map is one part
  embed::Packing packing{};
  std::vector<NestedLevel> levels{};       // two or more
  std::vector<NestedMeasured> measured{};  // the subject first
  std::string inputs{"inputs alone"};      // what the inputs alone are called: "words alone"
  std::string made{};                      // for the caption: how the map was made
  int neighbors{15};
};
// A run's levels are those of --levels, else the task's outer class, another about the same thing and the
// inner one; a file needs --levels. `measure`: whether neighbours are counted. Throws Error{usage} naming
// what is missing, Error{data} naming a column that isn't one of classes.
NestedSubject nested_subject(const FigureRequest& request, bool measure);
std::vector<Option> nested_options();

// The states of one class, and the square around most of them.
struct NestedGroup {
  std::int32_t value{0};
  std::vector<std::size_t> inside{};  // states of the class that the square shows
  std::size_t all{0};                 // states of the class
  Limits box{};
};
// Of the states in `rows`: the square around those that lie in the part with most of them, without the
// outermost 2 % on each side where they are many; of a group as large as the map, what lies around its
// middle.
NestedGroup group_around(const NestedSubject& subject, const std::vector<std::size_t>& rows);
// One a class of `level` among `rows`, the largest `most` of them, in order of the classes.
std::vector<NestedGroup> groups_among(const NestedSubject& subject, std::size_t level,
                                      const std::vector<std::size_t>& rows, std::size_t most);
std::vector<std::size_t> all_states(const NestedSubject& subject);

// Dots in the colours of a level; those without a class are quiet.
std::vector<render::Mark> level_marks(const NestedSubject& subject, std::size_t level, const Classes& classes,
                                      const std::vector<std::size_t>& rows, const render::Style& style,
                                      double radius_pt);

}  // namespace rssviz::cli
