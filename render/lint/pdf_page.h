// What the first page of a PDF holds that a publisher looks at: its size, fonts, sizes of text, pictures,
// widths of lines, colours. Reads the file's objects (ISO 32000-1, 7.3, 7.5, also in object streams) and goes
// through the page's content (8.4, 8.5, 9.4) and that of the forms it draws. Pure; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "render/figure/color.h"

namespace rssviz::render {

struct PdfFont {
  std::string name{};
  bool type3{false};
  bool embedded{false};
};

struct PdfImage {
  int width{0};  // pixels
  int height{0};
  double dpi{0};  // as drawn, the lower of both directions
};

struct PdfPage {
  double width_pt{0};
  double height_pt{0};
  std::vector<PdfFont> fonts{};
  double smallest_text_pt{0};  // 0: no text
  double thinnest_line_pt{0};  // 0: no lines
  std::vector<PdfImage> images{};
  std::vector<Color> colors{};  // of fills and strokes other than text, each once
  std::vector<std::vector<std::size_t>> near{};  // which of them stand near each other (color_groups.h)
};

// Throws Error{no_input} where it can't be opened, {data} where it is no PDF or has no page.
PdfPage read_pdf_page(const std::filesystem::path& path);

}  // namespace rssviz::render
