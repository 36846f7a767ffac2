// Lines of text with the $...$ subset as the inside of SVG <text> elements, so that they stay text: found,
// copied and edited. Pure.
#pragma once

#include <string>
#include <string_view>

namespace rssviz::render {

// The text for XML's content: & < > written as entities, control characters as spaces.
std::string xml_escaped(std::string_view text);

// "$10^{-3}$" -> "10<tspan dy=\"-.35em\" font-size=\"70%\">−3</tspan>"; text after a raised or lowered piece
// carries the way back (baseline-shift isn't known to every viewer).
std::string svg_text_content(std::string_view text);

}  // namespace rssviz::render
