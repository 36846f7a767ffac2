// What a figure found, said over it instead of what it shows. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

// "first object: neighbours that agree .90 (.88 to .92); words alone .64": the first two findings, with their
// intervals where they have one; what both names begin with, up to a colon or comma, is said once. Empty
// without findings.
std::string headline_of(const std::vector<Finding>& findings);
// As it is said there: counts whole, shares to two places, small numbers to their first digits.
std::string said_number(double value);

// Puts it over the figure and at the head of its caption, before what the title was. Throws Error{usage}
// naming the kind where it comes to no number.
void put_headline(const std::string& kind, Drawn& drawn);
// Without a headline: what was found opens the caption, before how to read the figure. As it was where there
// are no findings.
void lead_caption(Drawn& drawn);

}  // namespace rssviz::cli
