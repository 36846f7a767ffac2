#include "cli/compose/parts/maps/shown_map.h"

#include <algorithm>
#include <limits>

#include "cli/compose/parts/maps/hull_marks.h"
#include "embed/packing/map_parts.h"

namespace rssviz::cli {
namespace {

constexpr double kRim = 0.42;  // of the gap between hulls: less than half of it, so that they stay apart

}  // namespace

Option no_pack_option() {
  return {"no-pack", OptionType::flag,
          "",        "leave the parts of a map, with empty room around them, where its layout put them",
          true,      {}};
}

ShownMap shown_map(const embed::Embedding& embedding, const Settings& settings, const Execution& execution) {
  ShownMap shown{.coords = embedding.coords};
  if (settings.flag("no-pack") || embedding.coords.cols() < 2) return shown;
  const embed::MapParts parts = embed::map_parts(embedding, execution);
  if (*parts.why != '\0')
    execution.progress.note(std::string("parts of the map aren't moved together: ") + parts.why);
  // Places as figures have them: a figure may have turned the map.
  Matrix places = embedding.map.coords;
  for (std::size_t i = 0; i < embedding.index.size() && !parts.part.empty(); ++i)
    places.row(embedding.index[i]) = embedding.coords.row(static_cast<Eigen::Index>(i));
  shown.packing = embed::pack(places, parts.part);
  if (!shown.packing.moves()) return shown;
  for (std::size_t i = 0; i < embedding.index.size(); ++i) {
    const std::int32_t part = parts.part[static_cast<std::size_t>(embedding.index[i])];
    const render::Point by = shown.packing.move[static_cast<std::size_t>(part)];
    shown.part.push_back(part);
    const auto row = static_cast<Eigen::Index>(i);
    shown.coords(row, 0) = static_cast<float>(static_cast<double>(shown.coords(row, 0)) + by.x);
    shown.coords(row, 1) = static_cast<float>(static_cast<double>(shown.coords(row, 1)) + by.y);
  }
  return shown;
}

ShownMap shown_map(const NetworkView& view, const Settings& settings, const Execution& execution) {
  ShownMap shown = shown_map(view.embedding, settings, execution);
  if (!view.zero_state) return shown;
  const render::Point zero = shown.moved({view.zero_state->first, view.zero_state->second});
  shown.zero_state = {zero.x, zero.y};
  return shown;
}

void add_hulls(const embed::Packing& packing, const render::Style& style, render::Panel& panel) {
  add_hulls(packing, style, panel.marks);
}

void add_hulls(const embed::Packing& packing, const render::Style& style, std::vector<render::Mark>& below) {
  std::vector<render::Mark> marks;
  for (const std::vector<render::Point>& hull : packing.hull) {
    add_hull(embed::with_rim(hull, kRim * packing.gap), style, 0.35, 1, marks);
  }
  below.insert(below.begin(), marks.begin(), marks.end());
}

std::vector<render::Point> with_hulls(const embed::Packing& packing, std::vector<render::Point> at) {
  for (const std::vector<render::Point>& hull : packing.hull)
    for (const render::Point& corner : embed::with_rim(hull, kRim * packing.gap)) at.push_back(corner);
  return at;
}

std::vector<render::Point> with_zero_state(const ShownMap& map, std::vector<render::Point> at) {
  if (map.zero_state) at.push_back({map.zero_state->first, map.zero_state->second});
  return at;
}

void add_zero_state(const ShownMap& map, const render::Style& style, bool named, render::Panel& panel) {
  if (!map.zero_state) return;
  const render::Point at{map.zero_state->first, map.zero_state->second};
  render::Points mark;
  mark.at = {at};
  mark.colors = {style.paper};
  mark.shape = render::MarkerShape::square;
  mark.radius_pt = 3.2;
  mark.outline_pt = 0.9;
  mark.outline = style.ink;
  panel.marks.emplace_back(std::move(mark));
  if (!named) return;
  render::Label label;
  label.at = at;
  label.text = "zero state";
  label.color = style.ink;
  label.priority = 2;
  label.clear_radius_pt = 4;
  panel.labels.push_back(std::move(label));
}

std::string packing_caption(const embed::Packing& packing) {
  if (!packing.moves()) return "";
  return " The map falls into " + std::to_string(packing.parts()) +
         " parts with empty room around them (pale hulls): no edge of its neighbour graph that joins two of "
         "them is "
         "shorter than 4 % of its longer side (or than six middle edges). They were moved together, each as "
         "a whole; gaps between them "
         "and "
         "their sides mean nothing (--no-pack leaves them where the layout put them).";
}

}  // namespace rssviz::cli
