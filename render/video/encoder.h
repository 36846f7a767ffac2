// Writes a film through libavcodec and libavformat: H.264 (libx264) in MP4, playable everywhere (High
// profile, yuv420p, BT.709, moov before mdat), VP9 in WebM, ProRes 422 in MOV, or GIF. The same frames give
// the same file, byte for byte: two encoder threads always, no processor-dependent paths, no dates and no
// versions. An encoder belongs to one thread.
// See x264's and FFmpeg's own documentation (trac.ffmpeg.org/wiki/Encode/H.264) for crf and preset.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "render/figure/animation.h"
#include "render/video/film_picture.h"

namespace rssviz::render {

// All change the file's bytes.
struct EncoderOptions {
  FilmFormat format{FilmFormat::h264};
  int width{1920};                 // even, 16 .. 8192
  int height{1080};                // even, 16 .. 8192
  int frames_per_second{30};       // 1 .. 240
  int crf{18};                     // H.264, VP9: constant rate factor, 0 .. 51: lower is better and larger
  std::string preset{"veryfast"};  // H.264: x264's, ultrafast .. placebo
  // Throws Error{usage} naming the field, its value and its range.
  void check() const;
};

struct FilmTags {
  std::string title{};
  std::string recipe{};             // one line of ASCII JSON, kept in the tag `comment`
  std::vector<Chapter> chapters{};  // by first frame, ascending
};

class Encoder {
 public:
  // Opens `target` (as a part file until finish()) for `frames` frames. Throws Error{usage} for options,
  // {codec} naming the codec where this machine lacks it, {cannot_create}.
  Encoder(const std::filesystem::path& target, const EncoderOptions& options, const FilmTags& tags,
          std::size_t frames);
  // Without finish() nothing is left.
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // The next frame. Throws Error{usage} where its size differs, {internal} where its colours aren't the
  // format's, {codec}, {io}.
  void write(const FilmPicture& frame);
  // Ends the film, checks that it holds as many frames as were promised, and puts it in place. Throws
  // Error{codec}, {io}, {internal}.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rssviz::render
