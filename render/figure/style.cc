#include "render/figure/style.h"

#include <algorithm>

#include "core/error.h"

namespace rssviz::render {
namespace {

constexpr double kInch = 72.0;
constexpr double kMillimetre = 72.0 / 25.4;
constexpr double kTexPoint = 72.0 / 72.27;

const std::vector<Venue>& venues() {
  static const std::vector<Venue> table{
      {"neurips", {5.5 * kInch}, 9 * kInch, 9, 7, false},
      {"icml", {3.25 * kInch, 6.75 * kInch}, 9 * kInch, 8, 7, false},
      {"ieee", {3.5 * kInch, 7.16 * kInch}, 9 * kInch, 8, 7, true},
      {"nature", {89 * kMillimetre, 183 * kMillimetre}, 170 * kMillimetre, 7, 6, false, 5},
      {"elsevier", {90 * kMillimetre, 190 * kMillimetre}, 240 * kMillimetre, 8, 7, false},
      {"beamer", {398.3 * kTexPoint}, 210 * kTexPoint, 9, 8, false}};
  return table;
}

// Frames of 1920 x 1080, one point a pixel; read from the last row of a hall.
Style talk_style() {
  Style style;
  style.title_pt = 40;
  style.label_pt = 33;
  style.tick_pt = 28;
  style.note_pt = 28;
  style.line_pt = 3.5;
  style.frame_pt = 2;
  style.gap_pt = 36;
  style.margin_pt = 36;
  return style;
}

Style dark(Style style) {
  style.paper = {0x12, 0x15, 0x1A, 1.0};
  style.ink = {0xF2, 0xF3, 0xF5, 1.0};
  style.muted = {0xB6, 0xBC, 0xC4, 1.0};
  style.frame = {0x59, 0x61, 0x6B, 1.0};
  style.quiet = {0x46, 0x4D, 0x57, 1.0};
  return style;
}

}  // namespace

const Venue& venue_named(std::string_view name) {
  for (const Venue& venue : venues()) {
    if (venue.name == name) return venue;
  }
  std::string known;
  for (const Venue& venue : venues()) known += (known.empty() ? "" : ", ") + venue.name;
  fail(ErrorKind::usage, "no venue \"" + std::string(name) + "\"; there are " + known);
}

std::vector<std::string> venue_names() {
  std::vector<std::string> names;
  for (const Venue& venue : venues()) names.push_back(venue.name);
  return names;
}

Style style_for_theme(std::string_view theme) {
  if (theme == "paper") return {};
  if (theme == "talk-light") return talk_style();
  if (theme == "talk-dark") return dark(talk_style());
  fail(ErrorKind::usage,
       "no theme \"" + std::string(theme) + "\"; there are paper, talk-light and talk-dark");
}

Style style_for(const Venue& venue, std::string_view theme) {
  Style style = style_for_theme(theme);
  if (theme != "paper") return style;
  style.label_pt = venue.label_pt;
  style.tick_pt = venue.tick_pt;
  style.title_pt = venue.label_pt + 1;
  style.note_pt = std::max(5.5, venue.tick_pt - 0.5);
  if (venue.name == "nature") style.title_pt = venue.label_pt;  // nothing above 7 pt
  if (venue.name == "nature") style.note_pt = 5.5;
  return style;
}

}  // namespace rssviz::render
