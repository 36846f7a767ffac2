#include "render/video/film_file.h"

#include "core/error.h"
#include "render/video/libav.h"

namespace rssviz::render {
namespace {

InputPtr open_film(const std::filesystem::path& path) {
  quieten_libav();
  AVFormatContext* opened = nullptr;
  const int code = avformat_open_input(&opened, libav_url(path.string()).c_str(), nullptr, nullptr);
  const bool missing = code == AVERROR(ENOENT) || code == AVERROR(EACCES) || code == AVERROR(EISDIR);
  checked(code, missing ? ErrorKind::no_input : ErrorKind::data, path.string());
  return InputPtr(opened);
}

std::string tag(const AVDictionary* tags, const char* key) {
  const AVDictionaryEntry* const entry = av_dict_get(tags, key, nullptr, 0);
  return entry == nullptr ? std::string() : std::string(entry->value);
}

// WebM and GIF don't say how many frames they hold.
std::int64_t frames_counted(AVFormatContext* input, int stream) {
  const PacketPtr packet(allocated(av_packet_alloc(), "a packet"));
  std::int64_t count = 0;
  while (av_read_frame(input, packet.get()) >= 0) {
    count += packet->stream_index == stream;
    av_packet_unref(packet.get());
  }
  return count;
}

}  // namespace

FilmFile read_film_file(const std::filesystem::path& path) {
  const InputPtr input = open_film(path);
  const int index = av_find_best_stream(input.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (index < 0) fail(ErrorKind::data, path.string() + ": holds no film");
  const AVStream* const stream = input->streams[index];
  return {.frames = stream->nb_frames > 0 ? stream->nb_frames : frames_counted(input.get(), index),
          .width = stream->codecpar->width,
          .height = stream->codecpar->height,
          .title = tag(input->metadata, "title"),
          .comment = tag(input->metadata, "comment")};
}

}  // namespace rssviz::render
