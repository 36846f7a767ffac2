#include "render/video/encoder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/output_file.h"
#include "render/provenance/film_groups.h"
#include "render/video/film_file.h"
#include "render/video/libav.h"

namespace rssviz::render {
namespace {

struct FormatParts {
  const char* codec;
  const char* muxer;
  const char* package;  // Debian's, that brings the codec
  AVPixelFormat pixels;
  int profile;
  AVChromaLocation chroma;
  bool global_header;  // whether the container keeps what decoders must know in front
};

FormatParts parts_of(FilmFormat format) {
  switch (format) {
    case FilmFormat::h264:
      return {"libx264",         "mp4", "libavcodec59", AV_PIX_FMT_YUV420P, FF_PROFILE_H264_HIGH,
              AVCHROMA_LOC_LEFT, true};
    case FilmFormat::vp9:
      return {"libvpx-vp9", "webm", "libavcodec59", AV_PIX_FMT_YUV420P, 0, AVCHROMA_LOC_LEFT, true};
    case FilmFormat::prores:
      return {"prores_ks", "mov", "libavcodec59", AV_PIX_FMT_YUV422P10LE, 2, AVCHROMA_LOC_LEFT, true};
    case FilmFormat::gif:
      return {"gif", "gif", "libavcodec59", AV_PIX_FMT_PAL8, FF_PROFILE_UNKNOWN, AVCHROMA_LOC_UNSPECIFIED,
              false};
  }
  fail(ErrorKind::internal, "a film of no format");
}

// The encoder's own options; what isn't named here is its default.
void set_codec_options(const EncoderOptions& options, AVCodecContext& context, Dictionary& settings) {
  switch (options.format) {
    case FilmFormat::h264:
      settings.set("preset", options.preset);
      settings.set("crf", std::to_string(options.crf));
      settings.set("x264-params", "cpu-independent=1");
      return;
    case FilmFormat::vp9:
      // VP9's scale runs to 63; at these the pictures look alike. A constant quality asks for no bit rate.
      settings.set("crf", std::to_string(std::min(63, options.crf * 63 / 51 + 6)));
      context.bit_rate = 0;
      settings.set("deadline", "good");
      settings.set("cpu-used", "4");
      settings.set("row-mt", "0");
      settings.set("tile-columns", "2");
      return;
    case FilmFormat::prores:
      settings.set("vendor", "apl0");
      return;
    case FilmFormat::gif:
      return;
  }
}

constexpr int kCodecThreads =
    1;  // a constant: the number changes the file's bytes; groups are encoded side by side
constexpr int kSmallestSide = 16;
constexpr int kLargestSide = 8192;

void check_range(const char* field, int value, int low, int high) {
  if (value < low || value > high)
    fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) + " must lie in " +
                               std::to_string(low) + " .. " + std::to_string(high));
}

void check_side(const char* field, int value) {
  check_range(field, value, kSmallestSide, kLargestSide);
  if (value % 2 != 0)
    fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) +
                               " must be even: H.264 with 4:2:0 colour has no odd sizes");
}

CodecPtr open_codec(const EncoderOptions& options) {
  const FormatParts parts = parts_of(options.format);
  const AVCodec* const codec = avcodec_find_encoder_by_name(parts.codec);
  if (codec == nullptr)
    fail(ErrorKind::codec, std::string("this machine's FFmpeg has no encoder ") + parts.codec +
                               "; install one with it (Debian: " + parts.package + ")");
  CodecPtr context(allocated(avcodec_alloc_context3(codec), "an encoder"));
  context->width = options.width;
  context->height = options.height;
  context->pix_fmt = parts.pixels;
  context->time_base = {1, options.frames_per_second};
  context->framerate = {options.frames_per_second, 1};
  context->sample_aspect_ratio = {1, 1};
  context->gop_size = kSecondsOfGroup * options.frames_per_second;
  if (options.format != FilmFormat::gif) {
    context->color_range = AVCOL_RANGE_MPEG;
    context->colorspace = AVCOL_SPC_BT709;
    context->color_primaries = AVCOL_PRI_BT709;
    context->color_trc = AVCOL_TRC_BT709;
  }
  context->chroma_sample_location = parts.chroma;
  context->profile = parts.profile;
  context->thread_count = kCodecThreads;
  context->flags |= AV_CODEC_FLAG_BITEXACT;
  if (parts.global_header) context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  Dictionary settings;
  set_codec_options(options, *context, settings);
  checked(avcodec_open2(context.get(), codec, settings.handle()), ErrorKind::codec,
          std::string("opening the encoder ") + parts.codec);
  settings.require_empty(parts.codec);
  return context;
}

OutputPtr open_container(const std::filesystem::path& path, FilmFormat format) {
  const char* const muxer = parts_of(format).muxer;
  AVFormatContext* made = nullptr;
  const std::string url = libav_url(path.string());
  checked(avformat_alloc_output_context2(&made, nullptr, muxer, url.c_str()), ErrorKind::codec,
          std::string("choosing the container ") + muxer);
  OutputPtr container(made);
  container->flags |= AVFMT_FLAG_BITEXACT;
  checked(avio_open(&container->pb, url.c_str(), AVIO_FLAG_WRITE), ErrorKind::cannot_create, path.string());
  return container;
}

void add_chapters(AVFormatContext& container, const std::vector<Chapter>& chapters, int frames_per_second,
                  std::size_t frames) {
  if (chapters.empty()) return;
  container.chapters =
      static_cast<AVChapter**>(allocated(av_calloc(chapters.size(), sizeof(AVChapter*)), "the chapters"));
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const std::size_t end = i + 1 < chapters.size() ? chapters[i + 1].first_frame : frames;
    auto* const chapter = static_cast<AVChapter*>(allocated(av_mallocz(sizeof(AVChapter)), "a chapter"));
    container.chapters[container.nb_chapters++] = chapter;  // from here on freed with the container
    chapter->id = static_cast<std::int64_t>(i);
    chapter->time_base = {1, frames_per_second};
    chapter->start = static_cast<std::int64_t>(chapters[i].first_frame);
    chapter->end = static_cast<std::int64_t>(end);
    checked(av_dict_set(&chapter->metadata, "title", chapters[i].title.c_str(), 0), ErrorKind::internal,
            "naming a chapter");
  }
}

void check_chapters(const std::vector<Chapter>& chapters, std::size_t frames) {
  for (std::size_t i = 0; i < chapters.size(); ++i)
    if (chapters[i].first_frame >= frames ||
        (i > 0 && chapters[i].first_frame <= chapters[i - 1].first_frame))
      fail(ErrorKind::usage,
           "chapter \"" + chapters[i].title + "\" at frame " + std::to_string(chapters[i].first_frame) +
               " must begin after the one before and below frame " + std::to_string(frames));
}

template <class Sample>
void copy_plane(const std::vector<Sample>& plane, int width, int height, std::uint8_t* target, int stride) {
  for (int y = 0; y < height; ++y)
    std::memcpy(target + static_cast<std::ptrdiff_t>(y) * stride,
                plane.data() + static_cast<std::ptrdiff_t>(y) * width,
                static_cast<std::size_t>(width) * sizeof(Sample));
}

void copy_picture(const YuvFrame& from, AVFrame& to) {
  copy_plane(from.y, from.width, from.height, to.data[0], to.linesize[0]);
  copy_plane(from.cb, from.width / 2, from.height / 2, to.data[1], to.linesize[1]);
  copy_plane(from.cr, from.width / 2, from.height / 2, to.data[2], to.linesize[2]);
}

void copy_picture(const DeepYuvFrame& from, AVFrame& to) {
  copy_plane(from.y, from.width, from.height, to.data[0], to.linesize[0]);
  copy_plane(from.cb, from.width / 2, from.height, to.data[1], to.linesize[1]);
  copy_plane(from.cr, from.width / 2, from.height, to.data[2], to.linesize[2]);
}

void copy_picture(const PaletteFrame& from, AVFrame& to) {
  copy_plane(from.index, from.width, from.height, to.data[0], to.linesize[0]);
  std::memcpy(to.data[1], from.palette->colors.data(), sizeof from.palette->colors);
}

std::size_t place_in_variant(FilmFormat format) {
  if (format == FilmFormat::prores) return 1;
  return format == FilmFormat::gif ? 2 : 0;
}

}  // namespace

void EncoderOptions::check() const {
  check_side("width", width);
  check_side("height", height);
  check_range("frames_per_second", frames_per_second, 1, 240);
  check_range("crf", crf, 0, 51);
  static const char* const presets[] = {"ultrafast", "superfast", "veryfast", "faster",   "fast",
                                        "medium",    "slow",      "slower",   "veryslow", "placebo"};
  if (std::none_of(std::begin(presets), std::end(presets), [&](const char* p) { return preset == p; }))
    fail(ErrorKind::usage, "preset = " + preset +
                               " must be one of ultrafast, superfast, veryfast, faster, fast, medium, slow, "
                               "slower, veryslow, placebo");
}

std::vector<FrameGroup> groups_of(const EncoderOptions& options, std::size_t frames) {
  const auto of_group = static_cast<std::size_t>(kSecondsOfGroup * options.frames_per_second);
  const std::size_t count =
      options.format == FilmFormat::gif ? 1 : std::max<std::size_t>(1, frames / of_group);
  std::vector<FrameGroup> groups;
  for (std::size_t i = 0; i < count; ++i)
    groups.push_back({i * of_group, i + 1 < count ? of_group : frames - i * of_group});
  return groups;
}

struct EncodedGroup::Packets {
  std::vector<PacketPtr> packets;  // in the order of decoding, in units of a frame
  AVRational time_base{};
};

EncodedGroup::EncodedGroup() : packets_(std::make_unique<Packets>()) {}
EncodedGroup::~EncodedGroup() = default;
EncodedGroup::EncodedGroup(EncodedGroup&&) noexcept = default;
EncodedGroup& EncodedGroup::operator=(EncodedGroup&&) noexcept = default;

struct GroupEncoder::State {
  EncoderOptions options;
  FrameGroup group;
  CodecPtr codec;
  FramePtr picture;
  EncodedGroup encoded;
  std::size_t written = 0;

  void take_packets(const char* doing);
};

GroupEncoder::GroupEncoder(const EncoderOptions& options, const FrameGroup& group)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.options = options;
  s.group = group;
  s.codec = open_codec(options);
  s.encoded.packets_->time_base = s.codec->time_base;
  s.picture.reset(allocated(av_frame_alloc(), "a frame"));
  AVFrame& picture = *s.picture;
  picture.format = s.codec->pix_fmt;
  picture.width = options.width;
  picture.height = options.height;
  picture.color_range = s.codec->color_range;
  picture.colorspace = s.codec->colorspace;
  picture.color_primaries = s.codec->color_primaries;
  picture.color_trc = s.codec->color_trc;
  picture.chroma_location = s.codec->chroma_sample_location;
  checked(av_frame_get_buffer(&picture, 0), ErrorKind::internal, "no memory for a frame");
}

GroupEncoder::~GroupEncoder() = default;

// All that the encoder has ready.
void GroupEncoder::State::take_packets(const char* doing) {
  while (true) {
    PacketPtr packet(allocated(av_packet_alloc(), "a packet"));
    const int code = avcodec_receive_packet(codec.get(), packet.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    checked(code, ErrorKind::codec, doing);
    // Without it the container takes the last frame's duration for nothing.
    if (packet->duration == 0) packet->duration = 1;
    encoded.packets_->packets.push_back(std::move(packet));
  }
}

void GroupEncoder::write(const FilmPicture& frame) {
  State& s = *state_;
  if (frame.index() != place_in_variant(s.options.format))
    fail(ErrorKind::internal, "a frame in the colours of another format");
  std::visit(
      [&](const auto& picture) {
        if (picture.width != s.options.width || picture.height != s.options.height)
          fail(ErrorKind::usage, "a frame of " + std::to_string(picture.width) + " x " +
                                     std::to_string(picture.height) + " pixels in a film of " +
                                     std::to_string(s.options.width) + " x " +
                                     std::to_string(s.options.height));
      },
      frame);
  const std::size_t number = s.group.first + s.written++;
  const std::string doing = "encoding frame " + std::to_string(number);
  checked(av_frame_make_writable(s.picture.get()), ErrorKind::codec, doing);
  std::visit([&](const auto& picture) { copy_picture(picture, *s.picture); }, frame);
  s.picture->pts = static_cast<std::int64_t>(number);
  checked(avcodec_send_frame(s.codec.get(), s.picture.get()), ErrorKind::codec, doing);
  s.take_packets(doing.c_str());
}

EncodedGroup GroupEncoder::finish() {
  State& s = *state_;
  if (s.written != s.group.count)
    fail(ErrorKind::internal,
         "a group of " + std::to_string(s.group.count) + " frames was given " + std::to_string(s.written));
  checked(avcodec_send_frame(s.codec.get(), nullptr), ErrorKind::codec, "ending the film");
  s.take_packets("ending the film");
  return std::move(s.encoded);
}

// In the order of their making: the part file must outlive the container that writes to it.
struct Encoder::State {
  State(const std::filesystem::path& target, const EncoderOptions& checked_options, std::size_t promised)
      : options(checked_options),
        frames(promised),
        groups(groups_of(checked_options, promised)),
        file(target),
        container(open_container(file.part_path(), checked_options.format)) {}

  void open(const FilmTags& tags);

  EncoderOptions options;
  std::size_t frames;
  std::vector<FrameGroup> groups;
  OutputFile file;
  OutputPtr container;
  AVStream* stream = nullptr;             // the container's
  std::unique_ptr<GroupEncoder> current;  // where frames are written here
  std::size_t added = 0;                  // groups
  std::size_t written = 0;                // frames that were given to write()
};

void Encoder::State::open(const FilmTags& tags) {
  const CodecPtr codec = open_codec(options);
  stream = allocated(avformat_new_stream(container.get(), nullptr), "a stream");
  checked(avcodec_parameters_from_context(stream->codecpar, codec.get()), ErrorKind::codec,
          "describing the stream");
  stream->time_base = codec->time_base;
  stream->avg_frame_rate = codec->framerate;
  add_chapters(*container, tags.chapters, options.frames_per_second, frames);
  const auto set_tag = [&](const char* key, const std::string& value) {
    if (value.empty()) return;
    checked(av_dict_set(&container->metadata, key, value.c_str(), 0), ErrorKind::internal,
            std::string("setting the tag ") + key);
  };
  set_tag("title", tags.title);
  set_tag("comment", tags.recipe);
  Dictionary settings;
  const bool movie = options.format == FilmFormat::h264 || options.format == FilmFormat::prores;
  if (movie) settings.set("movflags", "+faststart");
  checked(avformat_write_header(container.get(), settings.handle()), ErrorKind::codec,
          "beginning the container");
  settings.require_empty(parts_of(options.format).muxer);
}

Encoder::Encoder(const std::filesystem::path& target, const EncoderOptions& options, const FilmTags& tags,
                 std::size_t frames) {
  options.check();
  if (frames == 0) fail(ErrorKind::usage, "a film needs at least one frame");
  check_chapters(tags.chapters, frames);
  quieten_libav();
  state_ = std::make_unique<State>(target, options, frames);
  state_->open(tags);
}

Encoder::~Encoder() = default;

void Encoder::add(EncodedGroup group) {
  State& s = *state_;
  if (s.added == s.groups.size()) fail(ErrorKind::internal, "a film was given a group too many");
  ++s.added;
  for (const PacketPtr& packet : group.packets_->packets) {
    av_packet_rescale_ts(packet.get(), group.packets_->time_base, s.stream->time_base);
    packet->stream_index = s.stream->index;
    checked(av_interleaved_write_frame(s.container.get(), packet.get()), ErrorKind::io, "writing the film");
  }
}

void Encoder::write(const FilmPicture& frame) {
  State& s = *state_;
  if (s.added == s.groups.size()) fail(ErrorKind::internal, "a film was given a frame too many");
  const FrameGroup& group = s.groups[s.added];
  if (s.current == nullptr) s.current = std::make_unique<GroupEncoder>(s.options, group);
  s.current->write(frame);
  if (++s.written < group.first + group.count) return;
  add(s.current->finish());
  s.current.reset();
}

void Encoder::finish() {
  State& s = *state_;
  if (s.added != s.groups.size())
    fail(ErrorKind::internal, "a film of " + std::to_string(s.frames) + " frames lacks some");
  checked(av_write_trailer(s.container.get()), ErrorKind::io, "ending the film's container");
  checked(avio_closep(&s.container->pb), ErrorKind::io, "closing the film");
  const std::int64_t found = read_film_file(s.file.part_path()).frames;
  if (found != static_cast<std::int64_t>(s.frames))
    fail(ErrorKind::internal,
         "the film holds " + std::to_string(found) + " frames instead of " + std::to_string(s.frames));
  s.file.finish();
}

}  // namespace rssviz::render
