// From an Animation to a film file. What stands still is laid out and drawn once; each frame is a copy of it
// with its moving marks and texts on top (points by the blitter, all else by Cairo's image canvas), converted
// to video colours and encoded: groups of frames in parallel, each on its own (encoder.h). Frames equal to
// the one before in their group are neither drawn nor converted again. The file's bytes don't depend on the
// number of threads. The still must name the limits of its panels where moving marks are to decide them: it
// is laid out without knowing them. Words of moving Rules aren't written; a Rule with words belongs into the
// still. Memory: some 230 MB a thread at 1920 x 1080, x264's for most of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "render/figure/animation.h"
#include "render/raster/pixels.h"
#include "render/video/film_picture.h"

namespace rssviz::render {

// All change the file's bytes.
struct FilmOptions {
  FilmFormat format{FilmFormat::h264};
  int width{1920};  // pixels, even; the still is scaled to fit and centred
  int height{1080};
  int crf{18};  // see EncoderOptions
  std::string preset{"veryfast"};
  // Throws Error{usage} naming the field, its value and its range.
  void check() const;
};

// Writes `animation` to `path`, with title and recipe in the file's tags (a GIF has none: see put_recipe).
// Throws Error{usage} for options and an animation without frames, {codec}, {cannot_create}, {io},
// {interrupted}; then nothing is left.
void write_film(const Animation& animation, const std::filesystem::path& path, const FilmOptions& options,
                const std::string& title, const std::string& recipe, const Execution& execution);

// Writes each frame as a PNG into the folder `path`, which must be new or empty: frame-0001.png, ... as
// LaTeX's animate takes them, each with the recipe. Throws as write_film does; then nothing is left.
void write_frames(const Animation& animation, const std::filesystem::path& path, const FilmOptions& options,
                  const std::string& recipe, const Execution& execution);

// One frame as the film shows it, before encoding.
PixelBuffer frame_pixels(const Animation& animation, std::size_t frame, const FilmOptions& options);

// Frame `frame` as a figure: the still with the frame's marks, labels and texts in it.
Figure figure_of_frame(const Animation& animation, std::size_t frame);

// The first, the last and the poster frame as figures beside the film `path`: STEM-first, STEM-last and
// STEM-poster with the extension `format` ("pdf", "png" or "svg"). Returns the paths.
std::vector<std::filesystem::path> write_posters(const Animation& animation,
                                                 const std::filesystem::path& path, const std::string& format,
                                                 const std::string& recipe, const Execution& execution);

}  // namespace rssviz::render
