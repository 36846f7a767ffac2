// What the tests of films share: other people's ffprobe and ffmpeg as witnesses, and test pictures.
#pragma once

#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "render/raster/pixels.h"
#include "render/video/yuv.h"

namespace rssviz::render::testing {

// What a command writes to its standard output; throws where it fails.
inline std::string output_of(const std::string& command) {
  struct Close {
    void operator()(FILE* pipe) const { pclose(pipe); }
  };
  std::unique_ptr<FILE, Close> pipe(popen(command.c_str(), "r"));
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string text;
  std::array<char, 65536> buffer{};
  for (std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe.get()); n > 0;
       n = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), n);
  if (pclose(pipe.release()) != 0) throw std::runtime_error("failed: " + command);
  return text;
}

inline std::string probe(const std::filesystem::path& film, const std::string& entries) {
  return output_of("ffprobe -v error -select_streams v:0 -of default=noprint_wrappers=1:nokey=1 " + entries +
                   " '" + film.string() + "'");
}

// All frames of a film as ffmpeg decodes them, one after another: Y, Cb and Cr planes each.
inline std::vector<YuvFrame> decode(const std::filesystem::path& film, int width, int height) {
  const std::string raw =
      output_of("ffmpeg -v error -i '" + film.string() + "' -map 0:v:0 -f rawvideo -pix_fmt yuv420p -");
  const auto luma = static_cast<std::size_t>(width * height);
  std::vector<YuvFrame> frames;
  const auto* at = reinterpret_cast<const std::uint8_t*>(raw.data());
  for (std::size_t i = 0; i + luma * 3 / 2 <= raw.size(); i += luma * 3 / 2) {
    const std::uint8_t* const y = at + i;
    frames.push_back(
        {width, height, {y, y + luma}, {y + luma, y + luma * 5 / 4}, {y + luma * 5 / 4, y + luma * 3 / 2}});
  }
  return frames;
}

// Peak signal-to-noise ratio of two planes in dB.
inline double psnr(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum == 0 ? 99 : 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / sum);
}

// sRGB of one sample of a BT.709 limited-range film.
inline std::array<double, 3> rgb(int y, int cb, int cr) {
  const double luma = (y - 16) / 219.0, blue = (cb - 128) / 224.0, red = (cr - 128) / 224.0;
  return {255 * (luma + 1.5748 * red), 255 * (luma - .1873243 * blue - .4681243 * red),
          255 * (luma + 1.8556 * blue)};
}

// A folder for one test, emptied before and gone after it.
class TestFolder {
 public:
  explicit TestFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("rssviz-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  bool is_empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

}  // namespace rssviz::render::testing
