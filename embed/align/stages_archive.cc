#include "embed/align/stages_archive.h"

#include <cstring>

#include "core/error.h"

namespace rssviz::embed {
namespace {

struct DriftColumn {
  const char* name;
  double StageDrift::*member;
  bool always{true};  // false: files of earlier versions lack it
};
constexpr DriftColumn kDriftColumns[] = {{"movement", &StageDrift::movement},
                                         {"residual", &StageDrift::residual},
                                         {"null_movement", &StageDrift::null_movement},
                                         {"kept_high", &StageDrift::kept_high},
                                         {"kept_low", &StageDrift::kept_low},
                                         {"state_movement", &StageDrift::state_movement, false},
                                         {"moved_together", &StageDrift::moved_together, false},
                                         {"still_share", &StageDrift::still_share, false},
                                         {"still_movement", &StageDrift::still_movement, false},
                                         {"changed_movement", &StageDrift::changed_movement, false}};

}  // namespace

// The slices of a 3-D array along its first dimension.
std::vector<Matrix> stages_of_array(const formats::Array& array, const std::string& name) {
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

void add_measures(const AlignedMaps& maps, formats::Archive& archive) {
  archive["format_version"] = formats::from_integer(1);
  archive["alignment"] = formats::from_string(std::string(name_of(maps.alignment)));
  for (const DriftColumn& column : kDriftColumns) {
    std::vector<double> values;
    for (const StageDrift& drift : maps.drift) values.push_back(drift.*column.member);
    archive[column.name] = formats::from_vector(values);
  }
  if (maps.trustworthiness.empty()) return;
  archive["trustworthiness"] = formats::from_vector(maps.trustworthiness);
  archive["neighbors_kept"] = formats::from_vector(maps.neighbors_kept);
}

AlignedMaps aligned_maps_from_archive(const formats::Archive& archive, const std::string& file) {
  AlignedMaps maps;
  maps.coords = stages_of_array(formats::require(archive, "coords", file), file + ":coords");
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
    maps.alignment = alignment_named(formats::to_string(archive.at("alignment"), "alignment"));
  if (archive.count("trustworthiness") == 0) return maps;
  maps.trustworthiness =
      formats::to_doubles(formats::require(archive, "trustworthiness", file), "trustworthiness");
  maps.neighbors_kept =
      formats::to_doubles(formats::require(archive, "neighbors_kept", file), "neighbors_kept");
  if (maps.trustworthiness.size() != maps.coords.size() || maps.neighbors_kept.size() != maps.coords.size())
    fail(ErrorKind::data, file + ": its quality has not one value a stage");
  return maps;
}

}  // namespace rssviz::embed
