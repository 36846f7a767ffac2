// A map as figures and films show it: parts that its graph doesn't join moved together (embed/packing),
// unless
// --no-pack; a pale hull around each. Coordinates in files stay as they are. Pure functions but for notes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "embed/packing/packing.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// --no-pack, of every kind that shows a map.
Option no_pack_option();

struct ShownMap {
  Matrix coords{};  // a row a state of the trace: points x 2 or more
  std::optional<std::pair<double, double>> zero_state{};
  embed::Packing packing{};
  std::vector<std::int32_t> part{};  // one a state of the trace; empty where the map is one part

  // Further places on the map as its file has it, where the map is shown.
  render::Point moved(render::Point at) const { return packing.moved(at); }
  void move(std::vector<render::Point>& at) const {
    for (render::Point& point : at) point = packing.moved(point);
  }
};

// What isn't known (a large map of an earlier version) is told.
ShownMap shown_map(const NetworkView& view, const Settings& settings, const Execution& execution);
// The same of a map that was made for a figure: a trace's embedding.
ShownMap shown_map(const embed::Embedding& embedding, const Settings& settings, const Execution& execution);

// A pale hull for each part, below the panel's marks; nothing where the map is one part.
void add_hulls(const embed::Packing& packing, const render::Style& style, render::Panel& panel);
// The same below marks that aren't in a panel yet.
void add_hulls(const embed::Packing& packing, const render::Style& style, std::vector<render::Mark>& below);
// The points and the corners of the hulls: what the limits of such a map lie around.
std::vector<render::Point> with_hulls(const embed::Packing& packing, std::vector<render::Point> at);
inline std::vector<render::Point> with_hulls(const ShownMap& map, std::vector<render::Point> at) {
  return with_hulls(map.packing, std::move(at));
}

// A square for the zero state before the first word, with its name; nothing where it wasn't recorded. The
// points and the zero state: what the limits of such a map lie around.
std::vector<render::Point> with_zero_state(const ShownMap& map, std::vector<render::Point> at);
void add_zero_state(const ShownMap& map, const render::Style& style, bool named, render::Panel& panel);

// What captions say of it: "" or a blank and a sentence.
std::string packing_caption(const embed::Packing& packing);

}  // namespace rssviz::cli
