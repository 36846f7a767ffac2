#include "render/film/film.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/output_file.h"
#include "render/cairo/image_canvas.h"
#include "render/film/frames_equal.h"
#include "render/film/scene.h"
#include "render/provenance/recipe.h"
#include "render/video/encoder.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kBatch = 8;  // frames drawn between two looks at the user's interrupt

EncoderOptions encoder_options(const Animation& animation, const FilmOptions& options) {
  return {.format = options.format,
          .width = options.width,
          .height = options.height,
          .frames_per_second = animation.frames_per_second,
          .crf = options.crf,
          .preset = options.preset};
}

void check_animation(const Animation& animation) {
  if (animation.frames == 0) fail(ErrorKind::usage, "a film needs at least one frame");
  if (!animation.moving_at) fail(ErrorKind::internal, "an animation without moving_at");
}

// Things that are dear to make, lent to one user at a time. What they are used for must not depend on which
// one it is.
template <class Thing>
class Pool {
 public:
  template <class Make>
  std::unique_ptr<Thing> take(Make&& make) {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<Thing> thing = std::move(free_.back());
        free_.pop_back();
        return thing;
      }
    }
    return make();
  }
  void give_back(std::unique_ptr<Thing> thing) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(thing));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Thing>> free_;
};

// What all frames of a film are made with; used from many threads.
class Studio {
 public:
  Studio(const Animation& animation, const FilmOptions& options)
      : animation_(animation),
        format_(options.format),
        scene_(animation.still, options.width, options.height) {
    if (format_ == FilmFormat::gif) choose_palette();
  }

  const Animation& animation() const { return animation_; }

  using Made = std::shared_ptr<const FilmPicture>;
  Made picture(const Frame& frame) {
    std::unique_ptr<Painter> painter = painters_.take([&] { return std::make_unique<Painter>(scene_); });
    std::unique_ptr<FilmPicture> converted = buffers_->take([&] { return empty_picture(); });
    convert(painter->paint(frame), *converted);
    painters_.give_back(std::move(painter));
    return {converted.release(), [buffers = buffers_](FilmPicture* used) {
              buffers->give_back(std::unique_ptr<FilmPicture>(used));
            }};
  }

 private:
  std::unique_ptr<FilmPicture> empty_picture() const {
    if (format_ == FilmFormat::prores) return std::make_unique<FilmPicture>(DeepYuvFrame());
    if (format_ == FilmFormat::gif) return std::make_unique<FilmPicture>(PaletteFrame());
    return std::make_unique<FilmPicture>(YuvFrame());
  }

  void convert(const PixelBuffer& picture, FilmPicture& target) const {
    if (auto* const yuv = std::get_if<YuvFrame>(&target)) convert_to_yuv(picture, *yuv);
    if (auto* const deep = std::get_if<DeepYuvFrame>(&target)) convert_to_deep_yuv(picture, *deep);
    if (auto* const paletted = std::get_if<PaletteFrame>(&target))
      convert_to_palette(picture, palette_, *paletted);
  }

  // From frames spread over the film.
  void choose_palette() {
    constexpr std::size_t kSampled = 9;
    std::vector<PixelBuffer> pictures;
    Painter painter(scene_);
    for (std::size_t i = 0; i < kSampled; ++i)
      pictures.push_back(painter.paint(animation_.moving_at(i * (animation_.frames - 1) / (kSampled - 1))));
    palette_ = std::make_shared<Palette256>(palette_of(pictures));
  }

  const Animation& animation_;
  const FilmFormat format_;
  const Scene scene_;
  std::shared_ptr<const Palette256> palette_;
  Pool<Painter> painters_;
  // Shared with the pictures that are still to be encoded.
  std::shared_ptr<Pool<FilmPicture>> buffers_ = std::make_shared<Pool<FilmPicture>>();
};

// Makes the frames of a group, a batch at a time.
class FrameMaker {
 public:
  explicit FrameMaker(Studio& studio) : studio_(studio) {}

  // Frames first .. first + count - 1; those equal to the one before share its picture.
  std::vector<Studio::Made> make(std::size_t first, std::size_t count, const Workers& workers) {
    std::vector<Frame> frames(count);
    workers.for_each(count, [&](std::size_t i) { frames[i] = studio_.animation().moving_at(first + i); });
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < count; ++i) {
      const bool held = i > 0 ? frames_equal(frames[i], frames[i - 1])
                              : last_picture_ != nullptr && frames_equal(frames[i], last_frame_);
      if (!held) fresh.push_back(i);
    }
    std::vector<Studio::Made> made(count);
    workers.for_each(fresh.size(), [&](std::size_t i) {
      made[fresh[i]] = with_context("frame " + std::to_string(first + fresh[i]),
                                    [&] { return studio_.picture(frames[fresh[i]]); });
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (!made[i]) made[i] = i > 0 ? made[i - 1] : last_picture_;
    }
    last_frame_ = std::move(frames.back());
    last_picture_ = made.back();
    return made;
  }

 private:
  Studio& studio_;
  Frame last_frame_;
  Studio::Made last_picture_;
};

// Takes groups as they come and adds them in their order.
class InOrder {
 public:
  explicit InOrder(Encoder& encoder) : encoder_(encoder) {}
  void add(std::size_t number, EncodedGroup group) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(number, std::move(group));
    for (auto next = waiting_.find(next_); next != waiting_.end(); next = waiting_.find(next_)) {
      encoder_.add(std::move(next->second));
      waiting_.erase(next);
      ++next_;
    }
  }

 private:
  Encoder& encoder_;
  std::mutex mutex_;
  std::map<std::size_t, EncodedGroup> waiting_;
  std::size_t next_ = 0;
};

// Frames that are done, of all groups.
class Count {
 public:
  explicit Count(Progress& progress) : progress_(progress) {}
  void one_more() {
    const std::lock_guard lock(mutex_);
    progress_.advance(++done_);
  }

 private:
  Progress& progress_;
  std::mutex mutex_;
  std::size_t done_ = 0;
};

}  // namespace

void FilmOptions::check() const {
  EncoderOptions{.format = format, .width = width, .height = height, .crf = crf, .preset = preset}.check();
}

void write_film(const Animation& animation, const std::filesystem::path& path, const FilmOptions& options,
                const std::string& title, const std::string& recipe, const Execution& execution) {
  check_animation(animation);
  with_context("while filming " + path.filename().string(), [&] {
    const EncoderOptions encoding = encoder_options(animation, options);
    Encoder encoder(path, encoding, {.title = title, .recipe = recipe, .chapters = animation.chapters},
                    animation.frames);
    Studio studio(animation, options);
    execution.progress.begin("film " + path.filename().string(), animation.frames);
    Count count(execution.progress);
    InOrder film(encoder);
    const std::vector<FrameGroup> groups = groups_of(encoding, animation.frames);
    execution.workers.for_each(groups.size(), [&](std::size_t g) {
      const FrameGroup& group = groups[g];
      FrameMaker maker(studio);
      GroupEncoder encoded(encoding, group);
      for (std::size_t done = 0; done < group.count; done += kBatch) {
        execution.progress.check_stop();
        const std::size_t some = std::min(kBatch, group.count - done);
        for (const Studio::Made& made : maker.make(group.first + done, some, execution.workers)) {
          encoded.write(*made);
          count.one_more();
        }
      }
      film.add(g, encoded.finish());
    });
    encoder.finish();
  });
}

void write_frames(const Animation& animation, const std::filesystem::path& path, const FilmOptions& options,
                  const std::string& recipe, const Execution& execution) {
  check_animation(animation);
  options.check();
  OutputFolder begun(path);
  const Scene scene(animation.still, options.width, options.height);
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(animation.frames).size());
  Pool<Painter> painters;
  execution.progress.begin("frames " + path.filename().string(), animation.frames);
  for (std::size_t first = 0; first < animation.frames; first += kBatch) {
    execution.progress.check_stop();
    const std::size_t count = std::min(kBatch, animation.frames - first);
    execution.workers.for_each(count, [&](std::size_t i) {
      std::unique_ptr<Painter> painter = painters.take([&] { return std::make_unique<Painter>(scene); });
      const PixelBuffer& picture = painter->paint(animation.moving_at(first + i));
      const std::string png = png_bytes({reinterpret_cast<const std::uint8_t*>(picture.row(0)),
                                         picture.width(), picture.height(), picture.stride_bytes()});
      std::string number = std::to_string(first + i + 1);
      number.insert(0, digits - number.size(), '0');
      write_file(begun.part_path() / ("frame-" + number + ".png"),
                 std::string_view(png_with_recipe(png, recipe)));
      painters.give_back(std::move(painter));
    });
    execution.progress.advance(first + count);
  }
  begun.finish();
}

PixelBuffer frame_pixels(const Animation& animation, std::size_t frame, const FilmOptions& options) {
  check_animation(animation);
  options.check();
  const Scene scene(animation.still, options.width, options.height);
  return Painter(scene).paint(animation.moving_at(frame));
}

}  // namespace rssviz::render
