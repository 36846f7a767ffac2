// The panels of a sheet of matches. Positions along x are points of paper where words stand, steps elsewhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/compose/matching/sheet.h"
#include "cli/compose/parts/count_color.h"
#include "render/figure/figure.h"
#include "render/layout/text_metrics.h"

namespace rssviz::cli {

// What a step looks like in words: the colours of an annotation's values.
struct ValueColors {
  std::string title{};
  std::vector<std::string> labels{};    // of classes
  std::vector<render::Color> colors{};  // of classes
  std::string palette{};                // of numbers; "": classes
  double low{0}, high{1};
  bool clipped{false};  // numbers lie above high
  const MatchAnnotation* annotation{nullptr};

  render::Color at(std::size_t step, const render::Style& style) const;
  int class_at(std::size_t step) const;  // -1: none
  render::Color of_number(double value) const;
};
// Lightness rises with the class, so that a grey print and any eyes keep them apart.
ValueColors colors_of(const MatchAnnotation& annotation, const render::Style& style);
// The shape that stands for a class beside its colour.
render::MarkerShape shape_of(std::size_t place);
// Ink or paper, whichever is read on this colour.
render::Color text_on(render::Color background, const render::Style& style);

// A word as it is: a $ in it begins no formula, and a blank or control character is seen.
std::string plain_text(const std::string& word);

struct SheetPart {
  const SheetLayer& layer;
  const SheetOptions& options;
  const render::Style& style;
  const render::TextMetrics& metrics;
  std::optional<ValueColors> words{};    // --color-words
  std::optional<ValueColors> circles{};  // --circles
  bool low{false};                       // one of several layers on a page
  bool named{false};                     // which are of different networks
  bool shrinks{true};                    // titles of tracks may be set smaller than notes: not on slides
};

// Curves of all cells over the steps at the top, with their context; entries of a legend for the selected.
render::Panel curves_panel(const SheetPart& part, render::Legend& legend);
// The same steps as words, shaded. `cell_pt`: how wide a step is.
render::Panel strip_panel(const SheetPart& part, double cell_pt);
// Lengths of runs, all candidates and those with all selected cells, on a square-root scale.
render::Panel lengths_panel(const SheetPart& part, render::Legend& legend);
// Matches [first, last) of the ranking as rows in a panel `width_pt` wide: numbers, words, and beside them
// the count and each of the tracks. `cut` becomes true where matches are longer than is shown.
// Their titles take header_rows at the top.
render::Panel matches_panel(const SheetPart& part, const std::vector<ValueColors>& tracks, std::size_t first,
                            std::size_t last, double width_pt, bool& cut);

// Rows that the titles of tracks take: one, or more where names have no room in a line.
double header_rows(const SheetPart& part, const std::vector<ValueColors>& tracks, double width_pt);

constexpr std::size_t kMostShown = 32;  // steps at the top: more words couldn't be read
constexpr double kRowPt = 9.6;          // a match's row

}  // namespace rssviz::cli
