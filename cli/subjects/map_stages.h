// Maps of several stages from a file, as `embed --align` writes them or another program: the places of the
// same points at each stage, whether all points are there at all stages or some come and go. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/plane.h"
#include "core/formats/array.h"
#include "core/point.h"

namespace rssviz::cli {

struct MapStages {
  std::vector<std::string> names{};               // of the stages
  std::vector<std::vector<Point>> at{};           // stage, point: NaN where it isn't there
  std::vector<std::vector<std::int32_t>> rows{};  // stage, point: of columns beside the maps; -1: not there
  std::size_t rows_in_file{0};                    // that columns beside the maps have
  bool come_and_go{false};                        // the file tells stage and point of each row
  std::vector<std::int32_t> point_of_row{};       // then: which point each row is, by number, from 0
  std::size_t dims{2};                            // of the maps; two are read

  std::size_t points() const { return at.empty() ? 0 : at.front().size(); }
  bool is_there(std::size_t stage, std::size_t point) const { return rows[stage][point] >= 0; }
  // Points that are there at every stage.
  std::size_t staying() const;
};

// Whether the archive holds maps of stages: `coords` (else `states`) of three dimensions, or `coords` of two
// beside `stage` and `point`.
bool has_map_stages(const formats::Archive& archive);
// Of each of them; 0 where there are none.
std::size_t dims_of_maps(const formats::Archive& archive);
// Throws Error{data} naming `file` and the fault: no such maps, a single stage, an infinite value, a point
// that is twice at a stage, more than two dimensions of which `plane` names none.
MapStages read_map_stages(const formats::Archive& archive, const std::string& file,
                          const DrawnPlane& plane = {});

// The place of the stage that `text` names: "last", "first", a name, or its number from 0. Throws
// Error{usage} naming those there are.
std::size_t stage_named(const MapStages& stages, const std::string& text);

}  // namespace rssviz::cli
