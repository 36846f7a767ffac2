// Files that are written piece by piece. As write_file (output_file.h): whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>

namespace rssviz {

// Calls write(stream) once; what it writes is `target`. Throws Error{cannot_create} or {io}, and what `write`
// throws; the old target stays then.
void write_file_by(const std::filesystem::path& target, const std::function<void(std::ostream&)>& write);

}  // namespace rssviz
