// index.html: all figures and films of a run on one page that needs no network and no script.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rssviz::cli {

struct GalleryItem {
  std::string name{};  // "heard-lstm"
  std::string kind{};  // "heard": items of one kind stand side by side
  std::string title{};
  std::string caption{};
  std::vector<std::string>
      files{};              // relative to the page: what to show first (.svg or .mp4), then other forms
  std::string command{};    // makes it again alone
  std::string alt{};        // for those who don't see it; empty: the title
  std::string poster{};     // of a film: the picture before it plays; empty: none
  std::string subtitles{};  // of a film: .vtt; empty: none
  std::vector<std::pair<std::string, std::string>> findings{};  // what it comes to: name, value with interval
};

// A claim that the recipe puts to a test.
struct GalleryVerdict {
  std::string claim{};
  std::string verdict{};               // "held"
  std::vector<std::string> figures{};  // names of items that show it
};

struct Gallery {
  std::string title{};
  std::string about{};
  std::vector<std::pair<std::string, std::string>> numbers{};  // what was measured: label, value
  std::vector<GalleryVerdict> verdicts{};
  std::string tests{};  // the page with the tests behind them, relative; empty: none
  std::vector<GalleryItem> figures{};
  std::vector<GalleryItem> films{};
};

// Verdicts and findings first, then films and figures, those of one kind side by side; sentences that three
// captions or more have stand once, at the end.
void write_gallery(const std::filesystem::path& file, const Gallery& gallery);

}  // namespace rssviz::cli
