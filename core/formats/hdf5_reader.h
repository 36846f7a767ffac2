// Reading HDF5 in this very process: only for the child that hdf5.cc starts, since libhdf5 may crash.
#pragma once

#include <filesystem>
#include <string>

#include "core/formats/array.h"

namespace rssviz::formats {

// As read_hdf5, without its limits.
Archive read_hdf5_here(const std::filesystem::path& path, const std::string& inside);

}  // namespace rssviz::formats
