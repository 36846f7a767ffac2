#include "golden.h"

#include <cairo.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace rssviz::golden {
namespace {

namespace fs = std::filesystem;

constexpr int kMuch = 64;              // of 255, in any channel
constexpr double kMostMuch = .004;     // share of pixels that may differ much
constexpr double kMostInTheMean = .6;  // of 255

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;

Surface read(const fs::path& png) {
  const Surface file(cairo_image_surface_create_from_png(png.c_str()));
  if (cairo_surface_status(file.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
  Surface picture(cairo_image_surface_create(CAIRO_FORMAT_RGB24, cairo_image_surface_get_width(file.get()),
                                             cairo_image_surface_get_height(file.get())));
  cairo_t* paint = cairo_create(picture.get());
  cairo_set_source_surface(paint, file.get(), 0, 0);
  cairo_paint(paint);
  cairo_destroy(paint);
  cairo_surface_flush(picture.get());
  return picture;
}

std::uint8_t* row(const Surface& picture, int y) {
  return cairo_image_surface_get_data(picture.get()) +
         static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(picture.get());
}

}  // namespace

std::string difference(const fs::path& actual, const std::string& name) {
  const fs::path approved = fs::path(RSSVIZ_GOLDEN_PICTURES) / (name + ".png");
  const char* const write = std::getenv("RSSVIZ_WRITE_GOLDEN");
  if (write != nullptr && std::string_view(write) == "1") {
    fs::copy_file(actual, approved, fs::copy_options::overwrite_existing);
    return "";
  }
  const fs::path left = fs::path(RSSVIZ_GOLDEN_LEFT) / (name + "-actual.png");
  const auto leave = [&](const std::string& what) {
    fs::create_directories(left.parent_path());
    fs::copy_file(actual, left, fs::copy_options::overwrite_existing);
    return name + ": " + what + "; drawn now: " + left.string() + ", approved: " + approved.string();
  };
  const Surface now = read(actual), before = read(approved);
  if (!now) return name + ": " + actual.string() + " is no PNG";
  if (!before) return leave("there is no approved picture");
  const int width = cairo_image_surface_get_width(now.get()),
            height = cairo_image_surface_get_height(now.get());
  if (width != cairo_image_surface_get_width(before.get()) ||
      height != cairo_image_surface_get_height(before.get()))
    return leave("another size");
  long much = 0;
  double sum = 0;
  for (int y = 0; y < height; ++y) {
    std::uint8_t *a = row(now, y), *b = row(before, y);
    for (int x = 0; x < width; ++x) {
      int most = 0;
      for (int channel = 0; channel < 3; ++channel) {
        const int apart = std::abs(a[4 * x + channel] - b[4 * x + channel]);
        most = std::max(most, apart);
        sum += apart;
        // What was drawn becomes the map of differences: dark where they are.
        a[4 * x + channel] = static_cast<std::uint8_t>(255 - apart);
      }
      much += most > kMuch;
    }
  }
  const double pixels = static_cast<double>(width) * height;
  if (static_cast<double>(much) <= kMostMuch * pixels && sum <= kMostInTheMean * 3 * pixels) return "";
  const std::string said =
      leave(std::to_string(much) + " of " + std::to_string(width * height) + " pixels differ much, " +
            std::to_string(sum / 3 / pixels) + " of 255 in the mean");
  cairo_surface_mark_dirty(now.get());
  const fs::path map = left.parent_path() / (name + "-difference.png");
  cairo_surface_write_to_png(now.get(), map.c_str());
  return said + ", differences: " + map.string();
}

}  // namespace rssviz::golden
