// How this room owns libav's objects, and what a failed call of libav becomes. Private to render/video: the
// only place that includes libav*.
#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libavutil/opt.h>
}

#include "core/error.h"

namespace rssviz::render {

struct FreeCodec {
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct CloseInput {
  void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
};
struct FreeOutput {
  void operator()(AVFormatContext* format) const {
    avio_closep(&format->pb);  // does nothing where it was closed already
    avformat_free_context(format);
  }
};

using CodecPtr = std::unique_ptr<AVCodecContext, FreeCodec>;
using FramePtr = std::unique_ptr<AVFrame, FreeFrame>;
using PacketPtr = std::unique_ptr<AVPacket, FreePacket>;
using InputPtr = std::unique_ptr<AVFormatContext, CloseInput>;
using OutputPtr = std::unique_ptr<AVFormatContext, FreeOutput>;

// A dictionary of options; those that libav took are gone afterwards.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() {
    if (entries_ != nullptr) av_dict_free(&entries_);
  }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  void set(const char* key, const std::string& value);
  AVDictionary** handle() { return &entries_; }
  // Throws Error{internal} naming an option that `taker` didn't know.
  void require_empty(const char* taker) const;

 private:
  AVDictionary* entries_ = nullptr;
};

// Returns `code` where it isn't negative; throws Error{kind} "doing: libav's words" otherwise.
int checked(int code, ErrorKind kind, const std::string& doing);
// Throws Error{internal} where libav had no memory for `what`.
template <class T>
T* allocated(T* pointer, const char* what) {
  if (pointer == nullptr) fail(ErrorKind::internal, std::string("no memory for ") + what);
  return pointer;
}
// libav and x264 speak on stderr by themselves; what goes wrong we learn from their return values.
void quieten_libav();
// The name by which libav opens a local file, whatever colons its path has.
std::string libav_url(const std::string& path);

}  // namespace rssviz::render
