// index.html: all figures and films of a run on one page that needs no network and no script.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rssviz::cli {

struct GalleryItem {
  std::string name{};  // "heard-lstm"
  std::string title{};
  std::string caption{};
  std::vector<std::string>
      files{};            // relative to the page: what to show first (.svg or .mp4), then other forms
  std::string command{};  // makes it again alone
};

struct Gallery {
  std::string title{};
  std::string about{};
  std::vector<std::pair<std::string, std::string>> numbers{};  // what was measured: label, value
  std::vector<std::pair<std::string, std::string>> links{};    // pages beside it: text, file
  std::vector<GalleryItem> figures{};
  std::vector<GalleryItem> films{};
};

void write_gallery(const std::filesystem::path& file, const Gallery& gallery);

}  // namespace rssviz::cli
