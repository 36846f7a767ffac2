#include "cli/pipeline/aligned_file.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "core/error.h"

namespace rssviz::cli {
namespace {

struct DriftColumn {
  const char* name;
  double embed::StageDrift::*member;
  bool always{true};  // false: files of earlier versions lack it
};
constexpr DriftColumn kDriftColumns[] = {{"movement", &embed::StageDrift::movement},
                                         {"residual", &embed::StageDrift::residual},
                                         {"null_movement", &embed::StageDrift::null_movement},
                                         {"kept_high", &embed::StageDrift::kept_high},
                                         {"kept_low", &embed::StageDrift::kept_low},
                                         {"state_movement", &embed::StageDrift::state_movement, false},
                                         {"moved_together", &embed::StageDrift::moved_together, false},
                                         {"still_share", &embed::StageDrift::still_share, false},
                                         {"still_movement", &embed::StageDrift::still_movement, false},
                                         {"changed_movement", &embed::StageDrift::changed_movement, false}};

// The slices of a 3-D array along its first dimension.
std::vector<Matrix> slices(const formats::Array& array, const std::string& name) {
  if (array.shape.size() != 3)
    fail(ErrorKind::data,
         name + ": has " + std::to_string(array.shape.size()) +
             " dimensions; stages x points x units are needed (rssviz record --stage all), or rows x "
             "units with arrays `stage` and `point` beside them");
  const std::vector<float> values = formats::to_floats(array, name);
  const std::size_t size = array.shape[1] * array.shape[2];
  std::vector<Matrix> parts;
  for (std::size_t s = 0; s < array.shape[0]; ++s) {
    Matrix& part = parts.emplace_back(static_cast<Eigen::Index>(array.shape[1]),
                                      static_cast<Eigen::Index>(array.shape[2]));
    if (size > 0) std::memcpy(part.data(), values.data() + s * size, size * sizeof(float));
  }
  return parts;
}

// Rows of a file by stage: which rows each has, in the file's order.
struct RowsByStage {
  std::vector<std::int32_t> stages{};  // numbers, ascending
  std::vector<std::vector<std::int32_t>> rows{};
};

RowsByStage rows_by_stage(const StatesFile& file) {
  const std::size_t count = file.states.shape[0];
  for (const auto& [name, column] : {std::pair("stage", &file.stage), std::pair("point", &file.point)})
    if (column->size() != count)
      fail(ErrorKind::data, std::string(name) + ": has " + std::to_string(column->size()) + " values for " +
                                std::to_string(count) + " rows of states");
  RowsByStage by;
  by.stages = file.stage;
  std::sort(by.stages.begin(), by.stages.end());
  by.stages.erase(std::unique(by.stages.begin(), by.stages.end()), by.stages.end());
  by.rows.resize(by.stages.size());
  for (std::size_t r = 0; r < count; ++r) {
    const auto place = std::lower_bound(by.stages.begin(), by.stages.end(), file.stage[r]);
    by.rows[static_cast<std::size_t>(place - by.stages.begin())].push_back(static_cast<std::int32_t>(r));
  }
  return by;
}

void add_measures(const embed::AlignedMaps& maps, formats::Archive& archive) {
  archive["format_version"] = formats::from_integer(1);
  archive["alignment"] = formats::from_string(std::string(embed::name_of(maps.alignment)));
  for (const DriftColumn& column : kDriftColumns) {
    std::vector<double> values;
    for (const embed::StageDrift& drift : maps.drift) values.push_back(drift.*column.member);
    archive[column.name] = formats::from_vector(values);
  }
  if (maps.trustworthiness.empty()) return;
  archive["trustworthiness"] = formats::from_vector(maps.trustworthiness);
  archive["neighbors_kept"] = formats::from_vector(maps.neighbors_kept);
}

AlignedFile align_same_points(const formats::Array& states, const embed::StagesOptions& options,
                              const Execution& execution) {
  AlignedFile file{embed::align_stages(slices(states, "states"), options, execution), {}};
  if (file.maps.coords.empty()) fail(ErrorKind::data, "states: there are no stages");
  formats::Array coords;
  const Matrix& first = file.maps.coords.front();
  coords.shape = {file.maps.coords.size(), static_cast<std::size_t>(first.rows()),
                  static_cast<std::size_t>(first.cols())};
  for (const Matrix& map : file.maps.coords) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(map.data());
    coords.data.insert(coords.data.end(), bytes,
                       bytes + map.size() * static_cast<Eigen::Index>(sizeof(float)));
  }
  file.archive["coords"] = std::move(coords);
  file.archive["index"] = formats::from_vector(file.maps.distinct.index);
  return file;
}

AlignedFile align_coming_and_going(const StatesFile& given, const embed::StagesOptions& options,
                                   const Execution& execution) {
  const RowsByStage by = rows_by_stage(given);
  if (by.stages.empty()) fail(ErrorKind::data, "states: there are no stages");
  const Matrix states = formats::to_matrix(given.states, "states");
  std::vector<Matrix> stages;
  std::vector<std::vector<std::int32_t>> points;
  for (const std::vector<std::int32_t>& rows : by.rows) {
    stages.push_back(embed::select_rows(states, rows));
    auto& names = points.emplace_back();
    for (const std::int32_t row : rows) names.push_back(given.point[static_cast<std::size_t>(row)]);
  }
  AlignedFile file{embed::align_stages(stages, options, execution, points), {}};
  Matrix coords(states.rows(), options.umap.dims);
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (std::size_t i = 0; i < by.rows[s].size(); ++i)
      coords.row(by.rows[s][i]) = file.maps.coords[s].row(static_cast<Eigen::Index>(i));
  file.archive["coords"] = formats::from_matrix(coords);
  file.archive["stage"] = formats::from_vector(given.stage);
  file.archive["point"] = formats::from_vector(given.point);
  file.archive["stages"] = formats::from_vector(by.stages);
  return file;
}

}  // namespace

AlignedFile align_states(const StatesFile& file, const embed::StagesOptions& options,
                         const Execution& execution) {
  const bool named = file.states.shape.size() == 2 && !(file.stage.empty() && file.point.empty());
  AlignedFile aligned = named ? align_coming_and_going(file, options, execution)
                              : align_same_points(file.states, options, execution);
  add_measures(aligned.maps, aligned.archive);
  return aligned;
}

embed::AlignedMaps aligned_maps_from_archive(const formats::Archive& archive, const std::string& file) {
  embed::AlignedMaps maps;
  maps.coords = slices(formats::require(archive, "coords", file), file + ":coords");
  maps.distinct.index = formats::to_integers(formats::require(archive, "index", file), file + ":index");
  maps.drift.resize(maps.coords.size());
  for (const DriftColumn& column : kDriftColumns) {
    if (!column.always && archive.count(column.name) == 0) continue;
    const std::vector<double> values =
        formats::to_doubles(formats::require(archive, column.name, file), column.name);
    if (values.size() != maps.coords.size())
      fail(ErrorKind::data, file + ":" + column.name + ": not one value a stage");
    for (std::size_t s = 0; s < values.size(); ++s) maps.drift[s].*column.member = values[s];
  }
  if (archive.count("alignment") > 0)  // files of earlier versions lack it
    maps.alignment = embed::alignment_named(formats::to_string(archive.at("alignment"), "alignment"));
  if (archive.count("trustworthiness") == 0) return maps;
  maps.trustworthiness =
      formats::to_doubles(formats::require(archive, "trustworthiness", file), "trustworthiness");
  maps.neighbors_kept =
      formats::to_doubles(formats::require(archive, "neighbors_kept", file), "neighbors_kept");
  if (maps.trustworthiness.size() != maps.coords.size() || maps.neighbors_kept.size() != maps.coords.size())
    fail(ErrorKind::data, file + ": its quality has not one value a stage");
  return maps;
}

}  // namespace rssviz::cli
