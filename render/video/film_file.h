// What an existing film file says of itself, read without decoding it. May be called from any thread.
#pragma once

#include <filesystem>
#include <string>

#include <cstdint>

namespace rssviz::render {

struct FilmFile {
  std::int64_t frames{0};
  int width{0};
  int height{0};
  std::string title{};
  std::string comment{};
};

// Throws Error{no_input} where there is no such file, {data} where it is no film.
FilmFile read_film_file(const std::filesystem::path& path);

}  // namespace rssviz::render
