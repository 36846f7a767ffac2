// The recipe of a GIF: a comment extension before the trailer (GIF89a, sections 15, 24 and 27), which viewers
// pass over.
#include "core/error.h"
#include "render/provenance/recipe.h"

namespace rssviz::render {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kBegins = "rssviz-recipe "sv;
constexpr std::size_t kLongestBlock = 255;

unsigned byte_at(std::string_view gif, std::size_t at) {
  if (at >= gif.size()) fail(ErrorKind::data, "a GIF that ends too early");
  return static_cast<unsigned char>(gif[at]);
}

std::size_t table_bytes(unsigned flags) {
  return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
}

// Passes over sub-blocks and, where `text` is given, gathers what they hold.
std::size_t behind_blocks(std::string_view gif, std::size_t at, std::string* text) {
  while (true) {
    const std::size_t size = byte_at(gif, at);
    if (size == 0) return at + 1;
    byte_at(gif, at + size);
    if (text != nullptr) text->append(gif.substr(at + 1, size));
    at += size + 1;
  }
}

// Walks over all blocks to the trailer; returns its place, and the recipe where there is one.
std::size_t trailer_of(std::string_view gif, std::optional<std::string>& recipe) {
  if (gif.size() < 13 || (gif.substr(0, 6) != "GIF89a" && gif.substr(0, 6) != "GIF87a"))
    fail(ErrorKind::data, "not a GIF");
  std::size_t at = 13 + table_bytes(byte_at(gif, 10));
  while (true) {
    const unsigned kind = byte_at(gif, at);
    if (kind == 0x3B) return at;
    if (kind == 0x2C) {
      at = behind_blocks(gif, at + 11 + table_bytes(byte_at(gif, at + 9)), nullptr);
    } else if (kind == 0x21) {
      std::string text;
      const bool comment = byte_at(gif, at + 1) == 0xFE;
      at = behind_blocks(gif, at + 2, comment ? &text : nullptr);
      if (text.starts_with(kBegins)) recipe = text.substr(kBegins.size());
    } else {
      fail(ErrorKind::data, "a GIF with a block of unknown kind");
    }
  }
}

}  // namespace

std::string gif_with_recipe(std::string_view gif, std::string_view recipe) {
  std::optional<std::string> present;
  const std::size_t trailer = trailer_of(gif, present);
  const std::string text = std::string(kBegins) + std::string(recipe);
  std::string out(gif.substr(0, trailer));
  out += "\x21\xFE"sv;
  for (std::size_t at = 0; at < text.size(); at += kLongestBlock) {
    const std::string part = text.substr(at, kLongestBlock);
    out += static_cast<char>(part.size());
    out += part;
  }
  out += '\0';
  out += gif.substr(trailer);
  return out;
}

std::optional<std::string> recipe_in_gif(std::string_view gif) {
  std::optional<std::string> recipe;
  trailer_of(gif, recipe);
  return recipe;
}

}  // namespace rssviz::render
