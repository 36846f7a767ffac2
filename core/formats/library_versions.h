// Which versions of the libraries that read files run. Pure; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rssviz::formats {

std::vector<std::pair<std::string, std::string>> library_versions();  // {"HDF5", "1.10.8"}, ...

}  // namespace rssviz::formats
