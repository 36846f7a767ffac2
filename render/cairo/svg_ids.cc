#include "render/cairo/svg_ids.h"

#include <array>
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
constexpr std::array<Place, 3> kPlaces{{{" id=\"", '"', true}, {"href=\"#", '"', false}, {"url(#", ')', false}}};

const Place* place_at(std::string_view svg, std::size_t at) {
  for (const Place& place : kPlaces) {
    if (svg.substr(at, place.opening.size()) == place.opening) return &place;
  }
  return nullptr;
}

}  // namespace

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
    if (found == names.end()) found = names.emplace(id, std::string("i").append(std::to_string(names.size() + 1))).first;
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
