// Coordinates and columns from the files that other programs write: what a scatter shows. Pure but for
// reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/subjects/plane.h"
#include "cli/subjects/point_places.h"
#include "core/formats/array.h"
#include "core/point.h"

namespace rssviz::cli {

// Points of two dimensions.
struct Coordinates {
  std::vector<Point> at{};           // a row of the file each; NaN where it has no place
  std::size_t without_place{0};      // rows that are NaN, as umap-learn leaves what it can't connect
  std::vector<std::string> notes{};  // what was understood, a line each
  std::string sentence{};            // of it what captions say: "3 of them have no place. " or ""
};

// From any file of core/formats/array_source.h: an .npy (points x 2), an .npz or .h5 (its array `coords`, or
// the only one with two dimensions), a table (its columns x and y, else its only two of numbers, row numbers
// and labels left out). Of points x more than two, and of a table with x, y and z, `plane` must name two.
// Throws Error{no_input}, or {data} naming file and fault: another shape, maps of several stages, an infinite
// value with its row.
Coordinates read_coordinates(const std::filesystem::path& file, const DrawnPlane& plane = {});

// One value a point: classes, or numbers (NaN where there is none).
struct ScatterColumn {
  std::string name{};
  bool is_scale{false};
  std::vector<double> numbers{};       // of a scale
  std::vector<std::int32_t> values{};  // of classes: places in `labels`; -1: none
  std::vector<std::string> labels{};
  std::vector<std::string> notes{};  // what was understood, a line each
};

enum class ColumnReading { automatic, classes, scale };

// The column `name` of `table`, as core/formats/label_source.h reads it, for the points of `places`: a value
// a point, or one a sequence or a step, which is spread. An .npz may hold names as NAME_labels, or a value
// for each distinct point (with `index`) or for the measured ones (with `quality_rows`); a map's measures of
// trust (trustworthiness, continuity, neighbors_kept, triplets) mean those of each point. Throws Error{data}
// naming the file, and the columns that it has where there is none of this name, or the number of rows where
// it differs from that of the points.
ScatterColumn read_column(const std::filesystem::path& table, const std::string& name,
                          const PointPlaces& places, ColumnReading reading);
// The values of these rows alone, in their order.
void keep_rows(const std::vector<std::size_t>& rows, ScatterColumn& column);
// Whether the file has such a column.
bool has_column(const std::filesystem::path& table, const std::string& name);
// The columns that a file has, in its order for tables (others: by name).
std::vector<std::string> names_of_columns(const std::filesystem::path& table, const PointPlaces& places);
// A column that is known already.
ScatterColumn column_of(const std::string& name, const formats::Array& array, const formats::Array* labels,
                        ColumnReading reading);

}  // namespace rssviz::cli
