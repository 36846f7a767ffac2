#include "render/cairo/svg_ids.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"

namespace rssviz::render {
namespace {

struct Place {
  std::string_view opening;  // what stands before an id
  char closing;
  bool defines;
};
constexpr std::array<Place, 3> kPlaces{
    {{" id=\"", '"', true}, {"href=\"#", '"', false}, {"url(#", ')', false}}};

const Place* place_at(std::string_view svg, std::size_t at) {
  for (const Place& place : kPlaces) {
    if (svg.substr(at, place.opening.size()) == place.opening) return &place;
  }
  return nullptr;
}

bool starts_number(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '.'; }

// Appends the number at the start of `text`, rounded; returns how many characters it had.
std::size_t append_rounded(std::string& out, std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || std::abs(value) > 1e9) {
    out += text.front();
    return 1;
  }
  std::array<char, 32> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 3).ptr;
  std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
  while (written.back() == '0') written.remove_suffix(1);
  if (written.back() == '.') written.remove_suffix(1);
  out += written == "-0" ? "0" : written;
  return static_cast<std::size_t>(read.ptr - text.data());
}

}  // namespace

std::string shorten_svg_paths(std::string_view svg) {
  constexpr std::string_view kPath = " d=\"";
  std::string out;
  out.reserve(svg.size());
  std::size_t at = 0;
  for (;;) {
    const std::size_t start = svg.find(kPath, at);
    if (start == std::string_view::npos) break;
    std::size_t i = start + kPath.size();
    out += svg.substr(at, i - at);
    while (i < svg.size() && svg[i] != '"') {
      if (starts_number(svg[i])) {
        i += append_rounded(out, svg.substr(i, 40));
      } else {
        out += svg[i++];
      }
    }
    at = i;
  }
  return out += svg.substr(at);
}

std::string renumber_svg_ids(std::string_view svg) {
  std::map<std::string, std::string, std::less<>> names;
  std::set<std::string_view> defined, used;
  std::string out;
  out.reserve(svg.size());
  for (std::size_t i = 0; i < svg.size();) {
    const char c = svg[i];
    const Place* place = c == ' ' || c == 'h' || c == 'u' ? place_at(svg, i) : nullptr;
    if (place == nullptr) {
      out += c;
      ++i;
      continue;
    }
    const std::size_t start = i + place->opening.size();
    const std::size_t end = svg.find(place->closing, start);
    if (end == std::string_view::npos) fail(ErrorKind::internal, "Cairo wrote an SVG with an unfinished id");
    const std::string_view id = svg.substr(start, end - start);
    (place->defines ? defined : used).insert(id);
    auto found = names.find(id);
    if (found == names.end())
      found = names.emplace(id, std::string("i").append(std::to_string(names.size() + 1))).first;
    out += place->opening;
    out += found->second;
    i = end;
  }
  for (const std::string_view id : used) {
    if (!defined.contains(id)) {
      fail(ErrorKind::internal, "Cairo wrote an SVG that refers to a missing part " + std::string(id));
    }
  }
  return out;
}

}  // namespace rssviz::render
