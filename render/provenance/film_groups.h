// What recipes state of how films are encoded (render/video/encoder.h).
#pragma once

namespace rssviz::render {

// The groups of frames that are encoded each on its own.
inline constexpr int kSecondsOfGroup = 2;

}  // namespace rssviz::render
