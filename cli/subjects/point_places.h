// Where points stand in sequences, and columns that have a value a sequence, a step, or a step of each
// sequence spread over them. Pure functions; safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/subjects/named_axes.h"
#include "core/formats/array.h"

namespace rssviz::cli {

struct PointPlaces {
  std::size_t points{0};
  std::vector<std::int32_t> sequence{};  // of each point, or empty where sequences aren't known
  std::vector<std::int32_t> step{};      // of each point, or empty
  std::vector<Axis> outer{};             // what tells sequences apart; empty: not known
  std::size_t steps{0};                  // steps a sequence in the array, padding included; 0: not known
  // Of maps with a row for each point of each stage: which of the different points it is, from 0.
  std::vector<std::int32_t> point{};

  // How many sequences there are: by `outer`, or one more than the largest number.
  std::size_t sequences() const;
  // How many different points there are where `point` says so, else 0.
  std::size_t different() const;
};

// Which value of `values` (a column of `rows`, or rows x columns) each point has, as places in it: one a
// point; one a sequence, or one of each of one of the axes that tell them apart; one a step of each sequence,
// padding included; one a step; one for each different point of several stages. Nothing where none of these
// is as many. Several that fit: the first of them, but PointPlaces without sequences know points alone.
std::optional<std::vector<std::size_t>> rows_by_point(const PointPlaces& places,
                                                      const std::vector<std::size_t>& shape);
// "a value for each of 60 points, the same at every stage", where that is how such a column is read; else "".
std::string told_of_points(const PointPlaces& places, const std::vector<std::size_t>& shape);
// The column with a value for each point: as above, for one dimension or for sequences x steps.
std::optional<formats::Array> spread(const formats::Array& column, const PointPlaces& places);

// "300 rows for 4,135 points" with what would fit beside: ", 200 sequences".
std::string rows_that_fit(const PointPlaces& places);

// The places that an archive's arrays say: `sequence`, `step`, `axes`, `axis_sizes`.
PointPlaces places_in(const formats::Archive& archive, std::size_t points);
// Puts them into one.
void add_places(const PointPlaces& places, formats::Archive& archive);

}  // namespace rssviz::cli
