// What every figure of a map shares: its measures, its points, its colours and the honest part of its
// caption. Pure functions.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// Style and width as --venue, --theme and --width say; `wide` chooses the venue's full width where --width is
// not given.
struct Look {
  render::Venue venue{};
  render::Style style{};
  double width_pt{0};
};
Look look_of(const Settings& settings, bool wide);
// --font and a --palette for classes, into the style of a figure or film.
void choose_font_and_palette(const Settings& settings, render::Style& style);
// A --palette for values, or `otherwise`.
std::string scale_palette(const Settings& settings, const std::string& otherwise);
// A figure of that look. `letters`: panels get "a", "b", ... in order.
render::Figure figure_with(const Look& look);
// Kinds give their ink (widths, radii) as for paper, with labels of 8 pt; on a slide all of it grows with the
// text.
void scale_ink(render::Figure& figure);
void letter_panels(render::Figure& figure, const Look& look);

// The distinct states of a map: each is drawn once.
struct MapPoints {
  std::vector<render::Point> at{};
  std::vector<std::int32_t> row{};  // the first row of the trace that each stands for
};
MapPoints map_points(const models::StateTrace& trace, MatrixRef coords);

using Limits = std::pair<render::Point, render::Point>;
// Around the points, with a margin as a share of the larger side.
Limits limits_of(const std::vector<render::Point>& points, double margin = 0.04);
Limits limits_of(MatrixRef coords, double margin = 0.04);
// Height over width, kept between the two bounds.
double aspect_of(const Limits& limits, double low = 0.6, double high = 1.0);

// An empty map panel with the limits.
render::Panel map_panel(std::string title, const Limits& limits);
// A radius that lets `count` points of a map of this width be told apart.
double dot_radius_pt(std::size_t count, double panel_width_pt);

// The classes of a categorical column with their colours. "Not heard" (-1) is quiet and drawn first.
struct Classes {
  std::vector<std::string> labels{};
  std::vector<render::Color> colors{};
  std::vector<render::MarkerShape> shapes{};
};
// Colour words get the colour they name; other labels a palette's colours in order; beyond nine, markers
// differ too.
Classes classes_of(const std::vector<std::string>& labels, const render::Style& style);

// The quiet points (value -1) as the first mark, all others as the second, which mixes the classes. Points of
// several classes at one place become a pie there; so does a quiet point at the place of another. `values`:
// one a point; `weights`: none, or one a point, its part of such a pie.
std::vector<render::Mark> class_marks(const std::vector<render::Point>& at,
                                      const std::vector<std::int32_t>& values, const Classes& classes,
                                      const render::Style& style, double radius_pt,
                                      const std::vector<float>& weights = {});
render::Legend class_legend(const std::string& title, const Classes& classes, const std::string& quiet_label,
                            const render::Style& style);
// The values of a column at the distinct states.
std::vector<std::int32_t> values_at(const models::IntColumn& column, const std::vector<std::int32_t>& rows);

// A sentence on the map: where its states lie and its words.
struct SentencePath {
  std::vector<render::Point> at{};
  std::vector<std::string> words{};
  std::string text{};  // without BEGIN and END
  models::Tokens tokens{};
};
// States of the sample lie where the map has them; others are placed by the map's transform.
SentencePath path_of(const NetworkView& view, const models::Tokens& tokens, const Execution& execution);
// The sentences that --sentence names, or `count` of the sample: one-object first, then two-object ones that
// begin differently; of a task of steps, stretches of at most `steps` from all over the sample.
std::vector<models::Tokens> followed_sentences(const NetworkView& view,
                                               const std::vector<std::string>& wanted, std::size_t count,
                                               std::size_t steps = 60);

// A square for the zero state before the first word, with its name; nothing where it wasn't recorded. And
// what the caption says about it: "" or a sentence and a blank. The points and the zero state: what the
// limits of such a map lie around.
std::vector<render::Point> with_zero_state(const NetworkView& view, std::vector<render::Point> at);
void add_zero_state(const NetworkView& view, const render::Style& style, bool named, render::Panel& panel);
std::string zero_state_caption(const NetworkView& view);

// "Each dot is one of ... distinct states ..."; how the map was made, how far it can be trusted, what it
// doesn't show.
std::string map_caption(const NetworkView& view);
// The same for maps of stages: how they were aligned and what their movement and that of the layout alone
// mean; how far they can be trusted.
std::string alignment_caption(const embed::AlignedMaps& maps);
std::string stage_trust_caption(const embed::AlignedMaps& maps);
// 12345 -> "12,345"; 0.3712 -> "37 %".
std::string with_commas(long long value);
std::string percent(double share);
// A number with so many decimals and no leading zero: .953.
std::string decimals(double value, int places);

}  // namespace rssviz::cli
