#include "core/formats/keras_archive.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/child_reader.h"
#include "core/formats/hdf5_reader.h"
#include "core/formats/json.h"
#include "core/formats/zip_directory.h"

namespace rssviz::formats {
namespace {

const char* const kWeights = "model.weights.h5";

}  // namespace

Archive read_keras_archive(const std::filesystem::path& path) {
  const std::optional<std::string> weights = read_zip_entry(path, kWeights);
  if (!weights)
    fail(ErrorKind::data, path.string() + ": has no " + kWeights + " as models that Keras saved have");
  const std::string name = path.string() + ":" + kWeights;
  Archive archive = read_in_child(path, "libhdf5", [&] { return read_hdf5_image_here(*weights, name); });
  if (const auto config = read_zip_entry(path, "config.json"))
    archive["@model_config"] = from_string(*config);
  if (const auto text = read_zip_entry(path, "metadata.json")) {
    const Json metadata = parse_json(*text, path.string() + ":metadata.json");
    if (metadata.is_object() && metadata.contains("keras_version") && metadata["keras_version"].is_string())
      archive["@keras_version"] = from_string(metadata["keras_version"].get<std::string>());
  }
  return archive;
}

}  // namespace rssviz::formats
