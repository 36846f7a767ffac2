// The plan of the house, read off the include lines: which room may know which, and where foreign libraries
// stay.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;

struct SourceFile {
  std::string path;  // relative to the root
  std::size_t lines = 0;
  std::vector<std::string> includes;
};

std::vector<SourceFile> sources() {
  const std::regex include(R"(^\s*#include\s*[<"]([^>"]+)[>"])");
  std::vector<SourceFile> files;
  for (const char* room : {"core", "models", "embed", "render", "cli"})
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(fs::path(RSSVIZ_SOURCE_DIR) / room)) {
      const std::string suffix = entry.path().extension().string();
      if (suffix != ".cc" && suffix != ".h") continue;
      SourceFile file{fs::relative(entry.path(), RSSVIZ_SOURCE_DIR).generic_string(), 0, {}};
      std::ifstream in(entry.path());
      std::smatch match;
      for (std::string line; std::getline(in, line); ++file.lines)
        if (std::regex_search(line, match, include)) file.includes.push_back(match[1]);
      files.push_back(std::move(file));
    }
  return files;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings)
    if (text.starts_with(beginning)) return true;
  return false;
}

// The longest entry of `rules` that the path lies in.
const std::vector<std::string>* rule_for(const std::map<std::string, std::vector<std::string>>& rules,
                                         const std::string& path) {
  const std::vector<std::string>* best = nullptr;
  std::size_t length = 0;
  for (const auto& [room, allowed] : rules)
    if (path.starts_with(room) && room.size() > length) {
      best = &allowed;
      length = room.size();
    }
  return best;
}

}  // namespace

TEST(Architecture, RoomsIncludeOnlyWhatThePlanAllows) {
  const std::vector<std::string> libraries{"core/", "models/", "embed/"};
  const auto with = [](std::vector<std::string> rooms, const std::vector<std::string>& more) {
    rooms.insert(rooms.end(), more.begin(), more.end());
    return rooms;
  };
  const std::vector<std::string> subjects =
      with(libraries, {"cli/options/", "cli/subjects/", "render/provenance/"});
  const std::vector<std::string> studies = with(subjects, {"cli/studies/"});
  const std::vector<std::string> parts = with(studies, {"render/", "cli/compose/parts/"});
  const std::vector<std::string> training{"core/", "models/data/", "models/cells/", "models/recording/",
                                          "models/training/"};
  std::map<std::string, std::vector<std::string>> allowed{
      {"core/", {"core/"}},
      {"models/data/", {"core/", "models/data/"}},
      {"models/cells/", {"core/", "models/data/", "models/cells/"}},
      {"models/recording/", {"core/", "models/data/", "models/cells/", "models/recording/"}},
      {"models/training/", training},
      {"models/baselines/", with(training, {"models/baselines/"})},
      {"models/weights/", with(training, {"models/baselines/", "models/weights/"})},
      {"models/tasks/", with(training, {"models/baselines/", "models/tasks/"})},
      {"models/analysis/", {"core/", "models/data/", "models/cells/", "models/analysis/"}},
      {"embed/", {"core/", "embed/"}},
      {"render/", {"core/", "render/"}},
      {"render/figure/", {"core/", "render/figure/"}},
      {"render/layout/", {"core/", "render/figure/", "render/layout/"}},
      {"render/canvas/", {"core/", "render/figure/", "render/layout/", "render/canvas/"}},
      {"render/raster/", {"core/", "render/figure/", "render/canvas/", "render/raster/"}},
      {"render/svg/",
       {"core/", "render/figure/", "render/layout/", "render/canvas/", "render/cairo/", "render/svg/"}},
      {"render/provenance/",
       {"core/", "render/provenance/", "render/video/film_file.h", "render/svg/svg_text.h"}},
      {"cli/options/", {"core/", "cli/options/"}},
      {"cli/subjects/", subjects},
      {"cli/studies/", studies},
      {"cli/compose/", with(parts, {"cli/compose/"})},
      {"cli/pipeline/", with(parts, {"cli/compose/", "cli/pipeline/"})},
      {"cli/", with(parts, {"cli/"})},
  };
  // A family of kinds of figure knows what all share, what films and figures of classes share, and no other
  // family.
  for (const char* const family : {"maps", "outputs", "units", "learning", "text", "cells", "matching",
                                   "geometry", "dynamics", "comparisons", "conditions", "reservoirs",
                                   "states", "films", "film_parts", "class_parts", "class_learning"}) {
    const std::string room = std::string("cli/compose/") + family + "/";
    allowed[room] = with(
        parts, {room, "cli/compose/film_parts/", "cli/compose/class_parts/", "cli/compose/figure_kind.h"});
  }
  allowed["cli/compose/parts/"] = with(parts, {"cli/compose/figure_kind.h"});
  for (const SourceFile& file : sources()) {
    const std::vector<std::string>* rule = rule_for(allowed, file.path);
    ASSERT_NE(rule, nullptr) << file.path;
    for (const std::string& include : file.includes)
      if (starts_with_any(include, {"core/", "models/", "embed/", "render/", "cli/"})) {
        EXPECT_TRUE(starts_with_any(include, *rule)) << file.path << " includes " << include;
      }
  }
}

TEST(Architecture, CoreDoesNotKnowItsFormats) {
  for (const SourceFile& file : sources())
    if (file.path.starts_with("core/") && !file.path.starts_with("core/formats/")) {
      for (const std::string& include : file.includes)
        EXPECT_FALSE(include.starts_with("core/formats/")) << file.path << " includes " << include;
    }
}

TEST(Architecture, ForeignLibrariesStayInTheirRooms) {
  struct Rule {
    std::vector<std::string> headers;
    std::vector<std::string> rooms;
    bool in_headers;  // whether a .h of these rooms may include it
  };
  const std::vector<Rule> rules{
      {{"cairo", "pango/", "fontconfig/"}, {"render/cairo/"}, true},
      {{"libavcodec", "libavformat", "libavutil", "libswscale"}, {"render/video/"}, true},
      {{"boost/"}, {"cli/commands/", "models/analysis/statistics/"}, false},
      {{"toml++"}, {"cli/pipeline/"}, false},
      {{"hdf5.h", "matio.h"}, {"core/formats/"}, false},
      {{"zlib.h"}, {"core/formats/", "render/"}, false},
      {{"nlohmann/json.hpp"}, {"core/formats/", "models/weights/", "cli/", "embed/", "models/"}, false},
      {{"Spectra/"}, {"models/cells/", "embed/umap/", "models/"}, false},
  };
  for (const SourceFile& file : sources())
    for (const std::string& include : file.includes)
      for (const Rule& rule : rules) {
        if (!starts_with_any(include, rule.headers)) continue;
        EXPECT_TRUE(starts_with_any(file.path, rule.rooms)) << file.path << " includes " << include;
        if (!rule.in_headers) {
          EXPECT_FALSE(file.path.ends_with(".h")) << file.path << " includes " << include;
        }
      }
}

// Headers that other rooms include must not bring Cairo or libav along.
TEST(Architecture, PublicHeadersHoldNoForeignTypes) {
  std::map<std::string, const SourceFile*> by_path;
  const std::vector<SourceFile> files = sources();
  for (const SourceFile& file : files) by_path[file.path] = &file;
  const auto reaches = [&](const std::string& start) {
    std::set<std::string> seen;
    std::vector<std::string> todo{start};
    while (!todo.empty()) {
      const std::string path = todo.back();
      todo.pop_back();
      if (!seen.insert(path).second || !by_path.contains(path)) continue;
      for (const std::string& include : by_path[path]->includes) todo.push_back(include);
    }
    return seen;
  };
  for (const SourceFile& file : files) {
    if (!file.path.starts_with("cli/")) continue;
    for (const std::string& header : reaches(file.path))
      EXPECT_FALSE(starts_with_any(header, {"cairo", "pango/", "libav"}))
          << file.path << " reaches " << header;
  }
}

TEST(Architecture, FilesAreShortAndNamedForWhatTheyDo) {
  const std::regex vague(R"((utils?|helpers?|common|misc|manager)\.)");
  for (const SourceFile& file : sources()) {
    const bool data = file.path.find("palette_") != std::string::npos;
    if (!data) {
      EXPECT_LE(file.lines, 400U) << file.path;
    }
    EXPECT_FALSE(std::regex_search(fs::path(file.path).filename().string(), vague)) << file.path;
  }
}
