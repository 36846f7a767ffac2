// Cairo numbers the ids of an SVG by a counter of the whole process, so the same figure would give other
// bytes when another was drawn before. Pure.
#pragma once

#include <string>
#include <string_view>

namespace rssviz::render {

// The same SVG with ids i1, i2, ... in the order in which they first appear, references included. Throws
// Error{internal} where a reference points to nothing.
std::string renumber_svg_ids(std::string_view svg);
// The same SVG with the numbers of its paths rounded to a thousandth of a point: a third smaller, and no eye
// sees it.
std::string shorten_svg_paths(std::string_view svg);

}  // namespace rssviz::render
