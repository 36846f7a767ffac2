#include "cli/pipeline/steps/aligned_file.h"

#include <algorithm>
#include <span>

#include "core/error.h"
#include "embed/align/stages_archive.h"

namespace rssviz::cli {
namespace {

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

AlignedFile align_same_points(const formats::Array& states, const embed::StagesOptions& options,
                              const Execution& execution) {
  AlignedFile file{embed::align_stages(embed::stages_of_array(states, "states"), options, execution), {}};
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
  embed::add_measures(aligned.maps, aligned.archive);
  return aligned;
}

}  // namespace rssviz::cli
