// Models that Keras 3 (and 2.12 on) saves as .keras: a zip of config.json, metadata.json and
// model.weights.h5. Functions for any thread. Source: keras.saving, "saving_lib".
#pragma once

#include <filesystem>

#include "core/formats/array.h"

namespace rssviz::formats {

// The weights by their paths in model.weights.h5, the configuration as "@model_config" and the version as
// "@keras_version", as Keras' own .h5 have them among their attributes. Throws as read_npz and read_hdf5 do.
Archive read_keras_archive(const std::filesystem::path& path);

}  // namespace rssviz::formats
