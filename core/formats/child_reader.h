// Reading by a library that may crash on damaged files: in a child process with limits of memory and time,
// which hands back plain arrays. Function for any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/formats/array.h"
#include "core/formats/hdf5.h"

namespace rssviz::formats {

// What `read` gives in the child. `library`: what reads there, for errors. Throws Error{no_input}; what
// `read` throws; Error{data} naming the file where the child crashes or breaks a limit.
Archive read_in_child(const std::filesystem::path& path, const std::string& library,
                      const std::function<Archive()>& read, const Hdf5Limits& limits = {});

}  // namespace rssviz::formats
