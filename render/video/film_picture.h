// What an encoder takes: a frame in the colours of its format.
#pragma once

#include <string_view>
#include <variant>

#include "render/video/deep_yuv.h"
#include "render/video/paletted.h"
#include "render/video/yuv.h"

namespace rssviz::render {

enum class FilmFormat {
  h264,    // MP4, plays everywhere
  vp9,     // WebM, free of patents, for pages
  prores,  // ProRes 422 in MOV, every frame whole, for cutting
  gif      // 256 colours
};

using FilmPicture = std::variant<YuvFrame, DeepYuvFrame, PaletteFrame>;

}  // namespace rssviz::render
