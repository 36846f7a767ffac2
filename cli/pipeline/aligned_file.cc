#include "cli/pipeline/aligned_file.h"

#include <cstring>

#include "core/error.h"

namespace rssviz::cli {
namespace {

struct DriftColumn {
  const char* name;
  double embed::StageDrift::*member;
};
constexpr DriftColumn kDriftColumns[] = {{"movement", &embed::StageDrift::movement},
                                         {"residual", &embed::StageDrift::residual},
                                         {"null_movement", &embed::StageDrift::null_movement},
                                         {"kept_high", &embed::StageDrift::kept_high},
                                         {"kept_low", &embed::StageDrift::kept_low}};

// The slices of a 3-D array along its first dimension.
std::vector<Matrix> slices(const formats::Array& array, const std::string& name) {
  if (array.shape.size() != 3)
    fail(ErrorKind::data, name + ": has " + std::to_string(array.shape.size()) +
                              " dimensions; stages x points x units are needed (rssviz record --stage all)");
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

}  // namespace

embed::AlignedMaps align_states(const formats::Array& states, const embed::StagesOptions& options,
                                const Execution& execution) {
  const std::vector<Matrix> stages = slices(states, "states");
  return embed::align_stages(stages, options, execution);
}

formats::Archive to_archive(const embed::AlignedMaps& maps) {
  formats::Archive archive;
  archive["format_version"] = formats::from_integer(1);
  formats::Array coords;
  const Matrix& first = maps.coords.at(0);
  coords.shape = {maps.coords.size(), static_cast<std::size_t>(first.rows()),
                  static_cast<std::size_t>(first.cols())};
  for (const Matrix& map : maps.coords) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(map.data());
    coords.data.insert(coords.data.end(), bytes,
                       bytes + map.size() * static_cast<Eigen::Index>(sizeof(float)));
  }
  archive["coords"] = std::move(coords);
  archive["index"] = formats::from_vector(maps.distinct.index);
  for (const DriftColumn& column : kDriftColumns) {
    std::vector<double> values;
    for (const embed::StageDrift& drift : maps.drift) values.push_back(drift.*column.member);
    archive[column.name] = formats::from_vector(values);
  }
  archive["trustworthiness"] = formats::from_vector(maps.trustworthiness);
  archive["neighbors_kept"] = formats::from_vector(maps.neighbors_kept);
  return archive;
}

embed::AlignedMaps aligned_maps_from_archive(const formats::Archive& archive, const std::string& file) {
  embed::AlignedMaps maps;
  maps.coords = slices(formats::require(archive, "coords", file), file + ":coords");
  maps.distinct.index = formats::to_integers(formats::require(archive, "index", file), file + ":index");
  maps.drift.resize(maps.coords.size());
  for (const DriftColumn& column : kDriftColumns) {
    const std::vector<double> values =
        formats::to_doubles(formats::require(archive, column.name, file), column.name);
    if (values.size() != maps.coords.size())
      fail(ErrorKind::data, file + ":" + column.name + ": not one value a stage");
    for (std::size_t s = 0; s < values.size(); ++s) maps.drift[s].*column.member = values[s];
  }
  maps.trustworthiness =
      formats::to_doubles(formats::require(archive, "trustworthiness", file), "trustworthiness");
  maps.neighbors_kept =
      formats::to_doubles(formats::require(archive, "neighbors_kept", file), "neighbors_kept");
  if (maps.trustworthiness.size() != maps.coords.size() || maps.neighbors_kept.size() != maps.coords.size())
    fail(ErrorKind::data, file + ": its quality has not one value a stage");
  return maps;
}

}  // namespace rssviz::cli
