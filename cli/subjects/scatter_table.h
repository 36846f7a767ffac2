// Coordinates and columns from the files that other programs write: what a scatter shows. Pure but for
// reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/point.h"

namespace rssviz::cli {

// points x 2 from any file of core/formats/array_source.h: an .npy (points x columns), an .npz or .h5 (its
// array `coords`, or the only one with two dimensions), a .csv or .tsv (its columns x and y, or the first
// two). The first two columns are taken. Throws Error{no_input}, or {data} naming file and fault: another
// shape, a value that is not finite (with its row).
std::vector<Point> read_coordinates(const std::filesystem::path& file);

// One value a point: classes, or numbers (NaN where there is none).
struct ScatterColumn {
  std::string name{};
  bool is_scale{false};
  std::vector<double> numbers{};       // of a scale
  std::vector<std::int32_t> values{};  // of classes: places in `labels`; -1: none
  std::vector<std::string> labels{};
};

enum class ColumnReading { automatic, classes, scale };

// The column `name` of `table` (.csv, .tsv, or an .npz or .h5 with an array for each column) for `points`
// points. An .npz
// may hold names as NAME_labels, or a value for each distinct point (with `index`) or for the measured ones
// (with `quality_rows`); a map's measures of trust (trustworthiness, continuity, neighbors_kept, triplets)
// mean those of each point. Throws Error{data} naming the file, and the columns that it has where there is
// none of this name, or the number of rows where it differs from that of the points.
ScatterColumn read_column(const std::filesystem::path& table, const std::string& name, std::size_t points,
                          ColumnReading reading);
// Whether the file has such a column.
bool has_column(const std::filesystem::path& table, const std::string& name);

}  // namespace rssviz::cli
