// A figure to a file: PDF (fonts embedded, fixed date), SVG (ids in order of appearance) or PNG. The same
// figure gives the same bytes in any run and on any thread. Several threads may write figures at once.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "render/canvas/draw.h"
#include "render/figure/figure.h"

namespace rssviz::render {

// What the file says about itself. PDF holds all of it (the recipe as Keywords); SVG and PNG get theirs from
// render/provenance.
struct FileMetadata {
  std::string title{};
  std::string author{};
  std::string subject{};
  std::string recipe{};
};

struct WriteOptions {
  double dpi{300};  // of PNG
  DrawOptions draw{};
  bool svg_text{false};  // SVG: texts as texts, to be edited where the fonts are; else their outlines
  bool fail_on_missing_glyphs{false};  // Error{data} naming character and fonts; else they are reported
};

// Throws Error{usage} where the name doesn't end in .pdf, .svg or .png.
void check_figure_name(const std::filesystem::path& path);
// By the suffix of `path`: .pdf, .svg or .png; throws Error{usage} naming these for others. Written beside
// its target and renamed when whole.
void write_figure(const Figure& figure, const std::filesystem::path& path, const FileMetadata& metadata,
                  DrawReport* report = nullptr, const WriteOptions& options = {});
// The same for a figure that is laid out already (by a TextEngine of the same fonts).
void write_placed_figure(const PlacedFigure& placed, const std::filesystem::path& path,
                         const FileMetadata& metadata, DrawReport* report = nullptr,
                         const WriteOptions& options = {});
// The same for several pages, which only a PDF has (Error{internal} for others). All have the first one's
// typeface.
void write_placed_pages(std::span<const PlacedFigure> pages, const std::filesystem::path& path,
                        const FileMetadata& metadata, DrawReport* report = nullptr,
                        const WriteOptions& options = {});

}  // namespace rssviz::render
