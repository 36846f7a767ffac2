#include "cli/subjects/map_stages.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "cli/options/option_table.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

constexpr Point kNowhere{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

Point place_in(const std::vector<double>& values, std::size_t row, std::size_t dims, const DrawnPlane& plane,
               const std::string& file) {
  const Point place{values[row * dims + plane.x], values[row * dims + plane.y]};
  if (std::isinf(place.x) || std::isinf(place.y))
    fail(ErrorKind::data, file + ": point " + std::to_string(row) + " is not finite");
  return std::isnan(place.x) || std::isnan(place.y) ? kNowhere : place;
}

// Stages x points x dims.
void read_same_points(const formats::Array& array, const DrawnPlane& plane, const std::string& file,
                      MapStages& stages) {
  const std::size_t points = array.shape[1];
  const std::vector<double> values = formats::to_doubles(array, file);
  stages.dims = array.shape[2];
  stages.rows_in_file = points;
  for (std::size_t s = 0; s < array.shape[0]; ++s) {
    std::vector<Point>& at = stages.at.emplace_back();
    std::vector<std::int32_t>& rows = stages.rows.emplace_back();
    for (std::size_t i = 0; i < points; ++i) {
      at.push_back(place_in(values, s * points + i, stages.dims, plane, file));
      rows.push_back(std::isnan(at.back().x) ? -1 : static_cast<std::int32_t>(i));
    }
    stages.names.push_back("stage " + std::to_string(s));
  }
}

std::vector<std::int32_t> sorted_once(std::vector<std::int32_t> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::size_t place_of(const std::vector<std::int32_t>& sorted, std::int32_t value) {
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

// Rows x dims, each with its stage and point.
void read_rows(const formats::Archive& archive, const DrawnPlane& plane, const std::string& file,
               MapStages& stages) {
  const formats::Array& array = archive.at("coords");
  const std::vector<std::int32_t> stage = formats::to_integers(archive.at("stage"), file + ": stage");
  const std::vector<std::int32_t> point = formats::to_integers(archive.at("point"), file + ": point");
  if (stage.size() != array.shape[0] || point.size() != array.shape[0])
    fail(ErrorKind::data, file + ": stage and point need one value for each of its " +
                              std::to_string(array.shape[0]) + " rows, got " + std::to_string(stage.size()) +
                              " and " + std::to_string(point.size()));
  const std::vector<double> values = formats::to_doubles(array, file);
  const std::vector<std::int32_t> numbers = sorted_once(stage), points = sorted_once(point);
  stages.come_and_go = true;
  stages.dims = array.shape[1];
  stages.rows_in_file = array.shape[0];
  stages.at.assign(numbers.size(), std::vector<Point>(points.size(), kNowhere));
  stages.rows.assign(numbers.size(), std::vector<std::int32_t>(points.size(), -1));
  for (const std::int32_t number : numbers) stages.names.push_back("stage " + std::to_string(number));
  for (std::size_t row = 0; row < array.shape[0]; ++row) {
    const std::size_t s = place_of(numbers, stage[row]), i = place_of(points, point[row]);
    if (stages.rows[s][i] >= 0)
      fail(ErrorKind::data, file + ": point " + std::to_string(point[row]) + " is twice at stage " +
                                std::to_string(stage[row]));
    stages.point_of_row.push_back(static_cast<std::int32_t>(i));
    stages.at[s][i] = place_in(values, row, stages.dims, plane, file);
    if (!std::isnan(stages.at[s][i].x)) stages.rows[s][i] = static_cast<std::int32_t>(row);
  }
}

const formats::Array* maps_in(const formats::Archive& archive) {
  const auto found = archive.contains("coords") ? archive.find("coords") : archive.find("states");
  return found == archive.end() ? nullptr : &found->second;
}

bool tells_stage_and_point(const formats::Archive& archive) {
  const auto coords = archive.find("coords");
  return coords != archive.end() && coords->second.shape.size() == 2 && coords->second.shape[1] >= 2 &&
         archive.contains("stage") && archive.contains("point");
}

}  // namespace

std::size_t MapStages::staying() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < points(); ++i) {
    bool always = true;
    for (std::size_t s = 0; s < at.size(); ++s) always = always && is_there(s, i);
    count += always ? 1 : 0;
  }
  return count;
}

bool has_map_stages(const formats::Archive& archive) {
  const formats::Array* const maps = maps_in(archive);
  return tells_stage_and_point(archive) || (maps != nullptr && maps->shape.size() == 3 &&
                                            maps->shape[2] >= 2 && maps->dtype != formats::DType::text);
}

std::size_t dims_of_maps(const formats::Archive& archive) {
  return has_map_stages(archive) ? maps_in(archive)->shape.back() : 0;
}

MapStages read_map_stages(const formats::Archive& archive, const std::string& file, const DrawnPlane& plane) {
  if (!has_map_stages(archive))
    fail(ErrorKind::data, file +
                              ": has no maps of several stages (stages x points x 2); make them with: rssviz "
                              "embed STATES --align -o " +
                              file);
  MapStages stages;
  const std::size_t dims = dims_of_maps(archive);
  if (dims > 3 && !plane.given)
    fail(ErrorKind::data, file + ": the maps have " + std::to_string(dims) +
                              " dimensions; if these are states, their maps are made by: rssviz embed " +
                              file + " --align -o maps.npz");
  require_plane(plane, dims, file);
  if (tells_stage_and_point(archive))
    read_rows(archive, plane, file, stages);
  else
    read_same_points(*maps_in(archive), plane, file, stages);
  if (stages.at.size() < 2) fail(ErrorKind::data, file + ": has a single stage; a film needs two");
  if (const auto names = archive.find("stage_names"); names != archive.end()) {
    std::vector<std::string> given = formats::to_strings(names->second, "stage_names");
    if (given.size() == stages.at.size()) stages.names = std::move(given);
  }
  return stages;
}

std::size_t stage_named(const MapStages& stages, const std::string& text) {
  if (text == "first") return 0;
  if (text == "last") return stages.at.size() - 1;
  for (const std::string& name : {text, "stage " + text})
    if (const auto found = std::find(stages.names.begin(), stages.names.end(), name);
        found != stages.names.end())
      return static_cast<std::size_t>(found - stages.names.begin());
  for (std::size_t s = 0; s < stages.names.size(); ++s)
    if (text == std::to_string(s)) return s;
  const std::string near = nearest_name(text, stages.names);
  fail(ErrorKind::usage, "--stage: there is no stage '" + text + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?") + " (" +
                             std::to_string(stages.names.size()) + " stages: " + stages.names.front() +
                             " to " + stages.names.back() + "; first, last)");
}

}  // namespace rssviz::cli
