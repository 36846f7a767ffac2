// Writes a film through libavcodec and libavformat: H.264 (libx264) in MP4, playable everywhere (High
// profile, yuv420p, BT.709, moov before mdat), VP9 in WebM, ProRes 422 in MOV, or GIF. A film is cut into
// groups of two seconds, each of which begins with a whole picture and is encoded on its own (closed groups
// of pictures), so that as many are encoded at once as there are threads. The same frames give the same file,
// byte for byte: no processor-dependent paths, no dates and no versions. An encoder belongs to one thread.
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

// Frames first .. first + count - 1 of a film, encoded on their own.
struct FrameGroup {
  std::size_t first{0};
  std::size_t count{0};
};
// All groups of a film of so many frames: of kSecondsOfGroup, the last of up to four. A GIF is one group:
// each of its frames builds on the one before.
std::vector<FrameGroup> groups_of(const EncoderOptions& options, std::size_t frames);

// A group's frames as the file takes them.
class EncodedGroup {
 public:
  EncodedGroup();
  ~EncodedGroup();
  EncodedGroup(EncodedGroup&&) noexcept;
  EncodedGroup& operator=(EncodedGroup&&) noexcept;

 private:
  friend class GroupEncoder;
  friend class Encoder;
  struct Packets;
  std::unique_ptr<Packets> packets_;
};

// Encodes one group; the groups of a film may be encoded on different threads.
class GroupEncoder {
 public:
  // Throws Error{codec} naming the codec where this machine lacks it.
  GroupEncoder(const EncoderOptions& options, const FrameGroup& group);
  ~GroupEncoder();
  GroupEncoder(const GroupEncoder&) = delete;
  GroupEncoder& operator=(const GroupEncoder&) = delete;

  // The next frame. Throws Error{usage} where its size differs, {internal} where its colours aren't the
  // format's, {codec}.
  void write(const FilmPicture& frame);
  // Throws Error{internal} where frames are missing, {codec}.
  EncodedGroup finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The film's file.
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

  // The next group of groups_of(). Throws Error{io}.
  void add(EncodedGroup group);
  // Encodes the next frame here. Throws as GroupEncoder does, and {io}.
  void write(const FilmPicture& frame);
  // Ends the film, checks that it holds as many frames as were promised, and puts it in place. Throws
  // Error{codec}, {io}, {internal}.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rssviz::render
