// libav is opened when the first film is written or read, not when the program starts: with all that it needs
// it is a hundred shared libraries, and a figure would pay 20 ms for what it never uses. Here stand, under
// their own names, the functions that this room calls; each finds libav's when it is first called. A program
// that only draws figures runs without libav. Any thread.
#include <dlfcn.h>

#include "render/video/libav.h"

namespace rssviz::render {
namespace {

#define RSSVIZ_TEXT_OF(x) #x
#define RSSVIZ_TEXT(x) RSSVIZ_TEXT_OF(x)
// The very versions that the headers describe.
constexpr const char* kFormat = "libavformat.so." RSSVIZ_TEXT(LIBAVFORMAT_VERSION_MAJOR);
constexpr const char* kCodec = "libavcodec.so." RSSVIZ_TEXT(LIBAVCODEC_VERSION_MAJOR);
constexpr const char* kUtil = "libavutil.so." RSSVIZ_TEXT(LIBAVUTIL_VERSION_MAJOR);

void* symbol(const char* library, const char* name) {
  void* const opened = dlopen(library, RTLD_LAZY | RTLD_GLOBAL);  // counted: opened once
  if (opened == nullptr)
    fail(ErrorKind::codec, std::string("films need ") + library +
                               ", which can't be opened (Debian: libavformat59): " + dlerror());
  void* const found = dlsym(opened, name);
  if (found == nullptr) fail(ErrorKind::codec, std::string(library) + " has no function " + name);
  return found;
}

}  // namespace
}  // namespace rssviz::render

#define RSSVIZ_LIBAV(library, result, name, parameters, arguments)                                 \
  extern "C" result name parameters {                                                              \
    static const auto function =                                                                   \
        reinterpret_cast<decltype(&name)>(rssviz::render::symbol(rssviz::render::library, #name)); \
    return function arguments;                                                                     \
  }

RSSVIZ_LIBAV(kUtil, void*, av_calloc, (std::size_t count, std::size_t size), (count, size))
RSSVIZ_LIBAV(kUtil, void*, av_mallocz, (std::size_t size), (size))
RSSVIZ_LIBAV(kUtil, void, av_dict_free, (AVDictionary * *dictionary), (dictionary))
RSSVIZ_LIBAV(kUtil, AVDictionaryEntry*, av_dict_get,
             (const AVDictionary* dictionary, const char* key, const AVDictionaryEntry* before, int flags),
             (dictionary, key, before, flags))
RSSVIZ_LIBAV(kUtil, int, av_dict_set,
             (AVDictionary * *dictionary, const char* key, const char* value, int flags),
             (dictionary, key, value, flags))
RSSVIZ_LIBAV(kUtil, AVFrame*, av_frame_alloc, (), ())
RSSVIZ_LIBAV(kUtil, void, av_frame_free, (AVFrame * *frame), (frame))
RSSVIZ_LIBAV(kUtil, int, av_frame_get_buffer, (AVFrame * frame, int align), (frame, align))
RSSVIZ_LIBAV(kUtil, int, av_frame_make_writable, (AVFrame * frame), (frame))
RSSVIZ_LIBAV(kUtil, int, av_log_get_level, (), ())
RSSVIZ_LIBAV(kUtil, void, av_log_set_level, (int level), (level))
RSSVIZ_LIBAV(kUtil, int, av_strerror, (int code, char* text, std::size_t size), (code, text, size))
RSSVIZ_LIBAV(kCodec, AVPacket*, av_packet_alloc, (), ())
RSSVIZ_LIBAV(kCodec, void, av_packet_free, (AVPacket * *packet), (packet))
RSSVIZ_LIBAV(kCodec, void, av_packet_unref, (AVPacket * packet), (packet))
RSSVIZ_LIBAV(kCodec, void, av_packet_rescale_ts, (AVPacket * packet, AVRational from, AVRational to),
             (packet, from, to))
RSSVIZ_LIBAV(kCodec, AVCodecContext*, avcodec_alloc_context3, (const AVCodec* codec), (codec))
RSSVIZ_LIBAV(kCodec, const AVCodec*, avcodec_find_encoder_by_name, (const char* name), (name))
RSSVIZ_LIBAV(kCodec, void, avcodec_free_context, (AVCodecContext * *context), (context))
RSSVIZ_LIBAV(kCodec, int, avcodec_open2,
             (AVCodecContext * context, const AVCodec* codec, AVDictionary** settings),
             (context, codec, settings))
RSSVIZ_LIBAV(kCodec, int, avcodec_parameters_from_context,
             (AVCodecParameters * parameters, const AVCodecContext* context), (parameters, context))
RSSVIZ_LIBAV(kCodec, int, avcodec_receive_packet, (AVCodecContext * context, AVPacket* packet),
             (context, packet))
RSSVIZ_LIBAV(kCodec, int, avcodec_send_frame, (AVCodecContext * context, const AVFrame* frame),
             (context, frame))
RSSVIZ_LIBAV(kFormat, int, av_find_best_stream,
             (AVFormatContext * container, enum AVMediaType type, int wanted, int related,
              const AVCodec** decoder, int flags),
             (container, type, wanted, related, decoder, flags))
RSSVIZ_LIBAV(kFormat, int, av_interleaved_write_frame, (AVFormatContext * container, AVPacket* packet),
             (container, packet))
RSSVIZ_LIBAV(kFormat, int, av_read_frame, (AVFormatContext * container, AVPacket* packet),
             (container, packet))
RSSVIZ_LIBAV(kFormat, int, av_write_trailer, (AVFormatContext * container), (container))
RSSVIZ_LIBAV(kFormat, int, avformat_alloc_output_context2,
             (AVFormatContext * *container, const AVOutputFormat* muxer, const char* name, const char* file),
             (container, muxer, name, file))
RSSVIZ_LIBAV(kFormat, void, avformat_close_input, (AVFormatContext * *container), (container))
RSSVIZ_LIBAV(kFormat, void, avformat_free_context, (AVFormatContext * container), (container))
RSSVIZ_LIBAV(kFormat, AVStream*, avformat_new_stream, (AVFormatContext * container, const AVCodec* codec),
             (container, codec))
RSSVIZ_LIBAV(kFormat, int, avformat_open_input,
             (AVFormatContext * *container, const char* url, const AVInputFormat* format,
              AVDictionary** settings),
             (container, url, format, settings))
RSSVIZ_LIBAV(kFormat, int, avformat_write_header, (AVFormatContext * container, AVDictionary** settings),
             (container, settings))
RSSVIZ_LIBAV(kFormat, int, avio_closep, (AVIOContext * *file), (file))
RSSVIZ_LIBAV(kFormat, int, avio_open, (AVIOContext * *file, const char* url, int flags), (file, url, flags))
