#include "core/formats/library_versions.h"

#include <H5public.h>
#include <matio.h>
#include <zlib.h>

#include <Eigen/Core>
#include <nlohmann/json.hpp>

namespace rssviz::formats {
namespace {

std::string numbers(unsigned a, unsigned b, unsigned c) {
  return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> library_versions() {
  unsigned h5[3] = {0, 0, 0};
  (void)H5get_libversion(&h5[0], &h5[1], &h5[2]);
  int mat[3] = {0, 0, 0};
  Mat_GetLibraryVersion(&mat[0], &mat[1], &mat[2]);
  return {{"Eigen", numbers(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
          {"HDF5", numbers(h5[0], h5[1], h5[2])},
          {"matio", numbers(static_cast<unsigned>(mat[0]), static_cast<unsigned>(mat[1]),
                            static_cast<unsigned>(mat[2]))},
          {"zlib", zlibVersion()},
          {"nlohmann-json",
           numbers(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)}};
}

}  // namespace rssviz::formats
