#include "render/provenance/recipe.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/error.h"
#include "core/output_file.h"
#include "render/svg/svg_text.h"
#include "render/video/film_file.h"

namespace rssviz::render {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::string_view kPngKeyword = "rssviz recipe"sv;
constexpr std::string_view kSvgOpen = "<metadata id=\"rssviz-recipe\">"sv;
constexpr std::string_view kSvgClose = "</metadata>"sv;
constexpr std::size_t kPngChunkFrame = 12;  // length, type and checksum, 4 bytes each

// The five names and ASCII character numbers; an editor may have rewritten what we escaped.
std::string xml_unescaped(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 7> kNames{{{"&amp;"sv, '&'},
                                                                            {"&lt;"sv, '<'},
                                                                            {"&gt;"sv, '>'},
                                                                            {"&quot;"sv, '"'},
                                                                            {"&apos;"sv, '\''},
                                                                            {"&#34;"sv, '"'},
                                                                            {"&#39;"sv, '\''}}};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    bool replaced = false;
    if (text.front() == '&')
      for (const auto& [name, character] : kNames)
        if (text.substr(0, name.size()) == name) {
          out += character;
          text.remove_prefix(name.size());
          replaced = true;
          break;
        }
    if (replaced) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255U);
  return bytes;
}

std::string png_chunk(std::string_view type, std::string_view data) {
  std::string checked(type);
  checked += data;
  const uLong checksum = crc32_z(0, reinterpret_cast<const Bytef*>(checked.data()), checked.size());
  return big_endian(static_cast<std::uint32_t>(data.size())) + checked +
         big_endian(static_cast<std::uint32_t>(checksum));
}

void require_png(std::string_view png) {
  if (png.substr(0, kPngSignature.size()) != kPngSignature) fail(ErrorKind::data, "not a PNG picture");
}

// The chunk at `at`; throws where the file ends within it.
struct PngChunk {
  std::string_view type, data;
  std::size_t end;
};

PngChunk png_chunk_at(std::string_view png, std::size_t at) {
  const std::size_t rest = png.size() - at;
  const std::size_t length = rest >= kPngChunkFrame ? big_endian(png.substr(at)) : 0;
  if (rest < kPngChunkFrame || length > rest - kPngChunkFrame)
    fail(ErrorKind::data, "a PNG picture that ends too early");
  return {png.substr(at + 4, 4), png.substr(at + 8, length), at + kPngChunkFrame + length};
}

// iTXt (PNG 1.2, 4.2.3.3): keyword 0 compressed? method language 0 translated keyword 0 text.
std::optional<std::string> recipe_in_itxt(std::string_view data) {
  if (data.size() < kPngKeyword.size() + 3 || data.substr(0, kPngKeyword.size()) != kPngKeyword ||
      data[kPngKeyword.size()] != '\0')
    return std::nullopt;
  if (data[kPngKeyword.size() + 1] != 0) return std::nullopt;  // we never write compressed ones
  std::string_view rest = data.substr(kPngKeyword.size() + 3);
  for (int skipped = 0; skipped < 2; ++skipped) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
  return std::string(rest);
}

std::optional<std::string> recipe_in_film(const std::filesystem::path& path) {
  const FilmFile film = read_film_file(path);
  if (film.comment.empty()) return std::nullopt;
  return film.comment;
}

}  // namespace

std::string svg_with_recipe(std::string_view svg, std::string_view recipe) {
  const std::size_t tag = svg.find("<svg");
  const std::size_t end = tag == std::string_view::npos ? tag : svg.find('>', tag);
  if (end == std::string_view::npos || svg[end - 1] == '/') fail(ErrorKind::data, "not an SVG picture");
  std::string out(svg.substr(0, end + 1));
  out += '\n';
  out += kSvgOpen;
  out += xml_escaped(recipe);
  out += kSvgClose;
  out += svg.substr(end + 1);
  return out;
}

std::string png_with_recipe(std::string_view png, std::string_view recipe) {
  require_png(png);
  const PngChunk header = png_chunk_at(png, kPngSignature.size());
  std::string data(kPngKeyword);
  data += "\0\0\0\0\0"sv;  // end of keyword, not compressed, method 0, no language, no translated keyword
  data += recipe;
  std::string out(png.substr(0, header.end));
  out += png_chunk("iTXt", data);
  out += png.substr(header.end);
  return out;
}

void put_recipe(const std::filesystem::path& path, std::string_view recipe) {
  if (recipe.empty() || std::any_of(recipe.begin(), recipe.end(), [](char c) { return c < ' ' || c > '~'; }))
    fail(ErrorKind::usage, "a recipe must be one line of ASCII");
  const std::optional<std::string> present = read_recipe(path);
  if (present && *present == recipe) return;
  with_context(path.string(), [&] {
    if (present) fail(ErrorKind::data, "carries another recipe already");
    const std::string bytes = read_file(path);
    const bool png = bytes.compare(0, kPngSignature.size(), kPngSignature) == 0;
    const bool gif = bytes.compare(0, 4, "GIF8") == 0;
    write_file(path, std::string_view(png   ? png_with_recipe(bytes, recipe)
                                      : gif ? gif_with_recipe(bytes, recipe)
                                            : svg_with_recipe(bytes, recipe)));
  });
}

std::optional<std::string> recipe_in_svg(std::string_view svg) {
  const std::size_t open = svg.find(kSvgOpen);
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t begin = open + kSvgOpen.size();
  const std::size_t end = svg.find(kSvgClose, begin);
  if (end == std::string_view::npos) fail(ErrorKind::data, "an SVG picture that ends within its recipe");
  return xml_unescaped(svg.substr(begin, end - begin));
}

std::optional<std::string> recipe_in_png(std::string_view png) {
  require_png(png);
  for (std::size_t at = kPngSignature.size(); at < png.size();) {
    const PngChunk chunk = png_chunk_at(png, at);
    if (chunk.type == "iTXt") {
      if (std::optional<std::string> recipe = recipe_in_itxt(chunk.data)) return recipe;
    }
    if (chunk.type == "IEND") break;
    at = chunk.end;
  }
  return std::nullopt;
}

std::optional<std::string> read_recipe(const std::filesystem::path& path) {
  return with_context(path.string(), [&]() -> std::optional<std::string> {
    const std::string bytes = read_file(path);
    if (bytes.compare(0, 5, "%PDF-") == 0) return recipe_in_pdf(bytes);
    if (bytes.compare(0, kPngSignature.size(), kPngSignature) == 0) return recipe_in_png(bytes);
    if (bytes.compare(0, 5, "<?xml") == 0 || bytes.compare(0, 4, "<svg") == 0) return recipe_in_svg(bytes);
    if (bytes.compare(0, 4, "GIF8") == 0) return recipe_in_gif(bytes);
    const bool film = bytes.size() > 8 && bytes.compare(4, 4, "ftyp") == 0;
    const bool webm = bytes.compare(0, 4, "\x1A\x45\xDF\xA3") == 0;
    if (film || webm) return recipe_in_film(path);
    fail(ErrorKind::data, "neither PDF, SVG, PNG, GIF, MP4, MOV nor WebM: no recipe can be read from it");
  });
}

}  // namespace rssviz::render
