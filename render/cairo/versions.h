// Which versions of the drawing libraries run. Pure; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rssviz::render {

// {"Cairo", "1.16.0"}, ...; of FFmpeg "not installed" where it can't be opened.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace rssviz::render
