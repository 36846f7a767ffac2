// Texts put by an anchor, broken into lines and made to fit. Pure; the metrics' thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/layout/placed.h"

namespace rssviz::render {

enum class Across { left, centre, right };
// `middle` is half the height of capitals above the baseline.
enum class Along { baseline, top, middle, bottom };

struct TextLook {
  TextFont font{};
  Color color{};
  TextRole role{TextRole::note};
  double angle_deg{0};
};

// The text whose anchor (in its own, unturned box) stands at `at`.
PlacedText text_at(const TextMetrics& metrics, std::string text, const TextLook& look, Point at,
                   Across across, Along along);

struct FittedText {
  std::vector<std::string> lines{};
  TextFont font{};
};

// Broken at spaces into at most `most_lines` lines of at most width_pt; where that isn't enough the font
// shrinks to 70 %, and then there are more lines, and words wider than all the room stand in pieces with
// hyphens: nothing is cut. $...$ is never broken. The first line has `indent_pt` less room.
FittedText fit_text(const TextMetrics& metrics, std::string_view text, const TextFont& font, double width_pt,
                    std::size_t most_lines = 2, double indent_pt = 0);

// From one baseline to the next.
inline double line_height(const TextFont& font) { return 1.22 * font.size_pt; }

}  // namespace rssviz::render
