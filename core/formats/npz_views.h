// Writing .npz files whose arrays are most of the memory: entry after entry, each from where it is.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/formats/array.h"

namespace rssviz::formats {

// Matrices that stand elsewhere, by the name of the array that they are in the file (float32).
using MatrixViews = std::map<std::string, const Matrix*>;

// As write_npz (npz.h): the same bytes as if the archive held the matrices itself. Each has an array of its
// name in the archive, whose place it takes. Throws as OutputFile.
void write_npz(const std::filesystem::path& path, const Archive& archive, const MatrixViews& matrices);

}  // namespace rssviz::formats
