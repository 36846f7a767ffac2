#include "render/cairo/write_figure.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/error.h"
#include "core/output_file.h"
#include "core/text.h"
#include "render/cairo/cairo_canvas.h"
#include "render/cairo/svg_ids.h"
#include "render/layout/layout.h"
#include "render/svg/svg_canvas.h"

namespace rssviz::render {
namespace {

// Never the time of day, nor what the environment says (SOURCE_DATE_EPOCH): the same recipe gives the same
// file.
constexpr const char* kCreationDate = "2000-01-01T00:00:00Z";

void set_pdf_metadata(cairo_surface_t* surface, const FileMetadata& metadata) {
  const auto set = [&](cairo_pdf_metadata_t key, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(surface, key, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, metadata.title);
  set(CAIRO_PDF_METADATA_AUTHOR, metadata.author);
  set(CAIRO_PDF_METADATA_SUBJECT, metadata.subject);
  set(CAIRO_PDF_METADATA_KEYWORDS, metadata.recipe);
  set(CAIRO_PDF_METADATA_CREATOR, "rssviz");
  set(CAIRO_PDF_METADATA_CREATE_DATE, kCreationDate);
}

// `pages`: one, but for PDFs.
struct Drawing {
  std::span<const PlacedFigure> pages;
  const FileMetadata& metadata;
  DrawReport* report;
  const WriteOptions& options;
  TextEngine& engine;
};

// So that readers list the pages by what they show.
void name_page(cairo_surface_t* pdf, const Figure& figure, std::size_t index) {
  const std::string name = figure.title.empty() ? "page " + std::to_string(index + 1) : figure.title;
  const std::string place = "page=" + std::to_string(index + 1) + " pos=[0 0]";
  cairo_pdf_surface_add_outline(pdf, CAIRO_PDF_OUTLINE_ROOT, name.c_str(), place.c_str(),
                                static_cast<cairo_pdf_outline_flags_t>(0));
}

std::string draw_pdf(const Drawing& job) {
  std::string bytes;
  SurfacePtr surface(cairo_pdf_surface_create_for_stream(append_bytes, &bytes, job.pages.front().width_pt,
                                                         job.pages.front().height_pt));
  check_cairo(cairo_surface_status(surface.get()), "starting a PDF");
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  set_pdf_metadata(surface.get(), job.metadata);
  cairo_surface_t* pdf = surface.get();
  CairoCanvas canvas(std::move(surface), 1, true, job.engine);
  for (std::size_t i = 0; i < job.pages.size(); ++i) {
    const PlacedFigure& page = job.pages[i];
    if (i > 0) canvas.next_page(page.width_pt, page.height_pt);
    if (job.pages.size() > 1) name_page(pdf, page.figure, i);
    canvas.draw_words_as_paths(page.figure.words_are_paths);
    draw(page, canvas, job.options.draw, job.report);
  }
  canvas.finish();
  return bytes;
}

// A circle takes four times the bytes of a round cap here, and unlike in PDF every viewer draws caps well.
DrawOptions svg_draw_options(const Drawing& job) {
  DrawOptions options = job.options.draw;
  options.exact_most_in_all = std::min<std::size_t>(options.exact_most_in_all, 5000);
  return options;
}

std::string draw_svg(const Drawing& job) {
  std::string bytes;
  SurfacePtr surface(cairo_svg_surface_create_for_stream(append_bytes, &bytes, job.pages.front().width_pt,
                                                         job.pages.front().height_pt));
  check_cairo(cairo_surface_status(surface.get()), "starting an SVG");
  cairo_svg_surface_set_document_unit(surface.get(), CAIRO_SVG_UNIT_PT);
  CairoCanvas canvas(std::move(surface), 1, true, job.engine);
  draw(job.pages.front(), canvas, svg_draw_options(job), job.report);
  canvas.finish();
  return shorten_svg_paths(renumber_svg_ids(bytes));
}

// Ends with a generic family: where a viewer has none of ours, it should not choose by its own default.
std::string families_for_viewers(const std::string& families) {
  const bool serif = families.starts_with("TeX Gyre Termes") || families.starts_with("CMU Serif");
  return families + (serif ? ",serif" : ",sans-serif");
}

std::string draw_svg_with_text(const Drawing& job) {
  SvgCanvas canvas(job.pages.front().width_pt, job.pages.front().height_pt,
                   families_for_viewers(job.engine.families()), job.engine);
  draw(job.pages.front(), canvas, svg_draw_options(job), job.report);
  return canvas.finish(job.metadata.title, job.metadata.subject);
}

void append_word(std::string& out, std::uint32_t word) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((word >> shift) & 0xFF);
}

// Says how large the picture is meant to be (the chunk pHYs after the header), which Cairo doesn't.
std::string with_resolution(const std::string& png, double dpi) {
  constexpr std::size_t kHeaderEnd = 8 + 25;
  std::string body = "pHYs";
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dpi / 0.0254));
  append_word(body, per_metre);
  append_word(body, per_metre);
  body += '\1';
  std::string chunk;
  append_word(chunk, static_cast<std::uint32_t>(body.size() - 4));
  chunk += body;
  append_word(chunk, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                      static_cast<uInt>(body.size()))));
  return png.substr(0, kHeaderEnd) + chunk + png.substr(kHeaderEnd);
}

std::string draw_png(const Drawing& job) {
  if (!(job.options.dpi >= 10 && job.options.dpi <= 2400)) {
    fail(ErrorKind::usage, "dpi = " + std::to_string(job.options.dpi) + " is not within 10 .. 2400");
  }
  const double scale = job.options.dpi / 72;
  const int width = static_cast<int>(std::lround(job.pages.front().width_pt * scale));
  const int height = static_cast<int>(std::lround(job.pages.front().height_pt * scale));
  const auto format = job.options.draw.background ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32;
  CairoCanvas canvas(SurfacePtr(cairo_image_surface_create(format, width, height)), scale, false, job.engine);
  draw(job.pages.front(), canvas, job.options.draw, job.report);
  canvas.finish();
  std::string bytes;
  check_cairo(cairo_surface_write_to_png_stream(canvas.surface(), append_bytes, &bytes), "writing a PNG");
  return with_resolution(bytes, job.options.dpi);
}

using Drawer = std::string (*)(const Drawing&);

Drawer drawer_for(const std::filesystem::path& path, const WriteOptions& options) {
  const std::string suffix = suffix_of(path);
  if (suffix == ".pdf") return draw_pdf;
  if (suffix == ".svg") return options.svg_text ? draw_svg_with_text : draw_svg;
  if (suffix == ".png") return draw_png;
  fail(ErrorKind::usage,
       "can't tell what to write from \"" + path.string() + "\"; the name must end in .pdf, .svg or .png");
}

void write_with(TextEngine& engine, std::span<const PlacedFigure> pages, const std::filesystem::path& path,
                const FileMetadata& metadata, DrawReport* report, const WriteOptions& options) {
  const Drawer drawer = drawer_for(path, options);
  const std::string bytes = drawer({pages, metadata, report, options, engine});
  const std::vector<std::string> missing = engine.missing_glyphs();
  if (options.fail_on_missing_glyphs && !missing.empty())
    fail(ErrorKind::data,
         path.string() + ": no glyph for " + missing.front() +
             (missing.size() > 1 ? " (and " + std::to_string(missing.size() - 1) + " more)" : "") +
             "; take another text or another font preset");
  write_file(path, std::string_view(bytes));
  if (report != nullptr)
    report->missing_glyphs.insert(report->missing_glyphs.end(), missing.begin(), missing.end());
}

}  // namespace

void check_figure_name(const std::filesystem::path& path) { drawer_for(path, {}); }

void write_figure(const Figure& figure, const std::filesystem::path& path, const FileMetadata& metadata,
                  DrawReport* report, const WriteOptions& options) {
  drawer_for(path, options);  // a wrong name is found before the work
  TextEngine engine(figure.style.font);
  const PlacedFigure placed = lay_out(figure, engine);
  write_with(engine, {&placed, 1}, path, metadata, report, options);
}

void write_placed_figure(const PlacedFigure& placed, const std::filesystem::path& path,
                         const FileMetadata& metadata, DrawReport* report, const WriteOptions& options) {
  write_placed_pages({&placed, 1}, path, metadata, report, options);
}

void write_placed_pages(std::span<const PlacedFigure> pages, const std::filesystem::path& path,
                        const FileMetadata& metadata, DrawReport* report, const WriteOptions& options) {
  if (pages.empty() || (pages.size() > 1 && suffix_of(path) != ".pdf"))
    fail(ErrorKind::internal, path.string() + " can't hold " + std::to_string(pages.size()) + " pages");
  TextEngine engine(pages.front().figure.style.font);
  write_with(engine, pages, path, metadata, report, options);
}

}  // namespace rssviz::render
