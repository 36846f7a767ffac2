// Reading HDF5 in this very process: only for the child that hdf5.cc starts, since libhdf5 may crash.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/formats/array.h"

namespace rssviz::formats {

// As read_hdf5, without its limits.
Archive read_hdf5_here(const std::filesystem::path& path, const std::string& inside);

// The same of a whole file that stands in memory; `name` is what errors call it.
Archive read_hdf5_image_here(std::string_view bytes, const std::string& name);

// Hands over the data set `inside` ("": /states), a matrix of numbers, as the bytes of an .npy, by blocks of
// rows. False, with nothing handed over, where it isn't there or isn't such a matrix.
bool stream_hdf5_here(const std::filesystem::path& path, const std::string& inside,
                      const std::function<void(std::string_view)>& take);

}  // namespace rssviz::formats
