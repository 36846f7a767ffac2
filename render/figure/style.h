// How a figure looks, as data: sizes of text and lines, colours of paper and ink. Chosen by venue (who prints
// it) and theme (on what it is shown). Sizes in points (1/72 in).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/figure/color.h"

namespace rssviz::render {

struct Style {
  std::string font{"sans"};  // a font preset: sans, helvetica, times or latex
  std::string palette{};     // of classes; empty: "steps" to seven classes, Tol muted beyond
  double title_pt{9};        // figure title
  double label_pt{8};        // panel titles, axis labels, legend titles
  double tick_pt{7};         // ticks, legend entries
  double note_pt{6.5};       // labels on points, corner notes
  double line_pt{0.8};       // curves
  double frame_pt{0.5};      // frames, spines, ticks
  double gap_pt{8};          // between panels
  double margin_pt{4};       // around everything
  Color paper{255, 255, 255, 1.0};
  Color ink{26, 26, 26, 1.0};
  Color muted{110, 110, 110, 1.0};  // secondary text, ticks
  Color frame{176, 176, 176, 1.0};
  Color quiet{214, 214, 214, 1.0};  // points that are only a background
};

// A publication's measures: widths it accepts and sizes of its text.
struct Venue {
  std::string name{};
  std::vector<double> widths_pt{};  // narrow first
  double max_height_pt{0};
  double label_pt{8};
  double tick_pt{7};
  bool letters_in_parentheses{false};  // "(a)" instead of bold "a"
  double least_text_pt{6};             // smaller text is sent back
};

// "neurips", "icml", "ieee", "nature", "elsevier", "beamer"; throws Error{usage} naming those there are.
const Venue& venue_named(std::string_view name);
std::vector<std::string> venue_names();
// `theme`: "paper", "talk-light", "talk-dark"; throws Error{usage} naming those there are. Talk themes are
// for frames of 1920 x 1080 points (one point a pixel) and have no text below 28.
Style style_for(const Venue& venue, std::string_view theme);
Style style_for_theme(std::string_view theme);

}  // namespace rssviz::render
