// From a line of text with the $...$ subset to Pango's markup: $\rho$, $\mathbf{W}_{in}$, $10^{-3}$. Outside
// of dollars nothing is special but \$, a dollar sign. Pure.
#pragma once

#include <string>
#include <string_view>

namespace rssviz::render {

// Letters between dollars are slanted, digits upright, "-" is a minus; a lone dollar sign stays one. An
// unknown \name is written as its name.
std::string pango_markup(std::string_view text);

// `text` as XML 1.0 can hold it: control characters as spaces, bytes that are no UTF-8 and codes that are no
// characters as U+FFFD.
std::string drawable_text(std::string_view text);

}  // namespace rssviz::render
