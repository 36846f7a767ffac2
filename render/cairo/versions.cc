#include "render/cairo/versions.h"

#include <cairo.h>
#include <dlfcn.h>
#include <pango/pango.h>

namespace rssviz::render {
namespace {

// Films alone need it; nothing fails where it isn't there.
std::string ffmpeg_version() {
  void* const opened = dlopen("libavutil.so.57", RTLD_LAZY);
  if (opened == nullptr) return "not installed";
  using Function = const char* (*)();
  const auto version = reinterpret_cast<Function>(dlsym(opened, "av_version_info"));
  return version == nullptr ? "unknown" : version();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"Cairo", cairo_version_string()}, {"Pango", pango_version_string()}, {"FFmpeg", ffmpeg_version()}};
}

}  // namespace rssviz::render
