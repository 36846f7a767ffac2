// --palette, as what a kind's colours stand for: the one place that says which palettes a kind reads. A kind
// that lists none of these has classes.
#pragma once

#include <string>

#include "cli/options/option_table.h"

namespace rssviz::cli {

Option palette_of_classes();
Option palette_of_scales();
// Of kinds that have both, or whose colours follow a column that the user chooses; what then fits the column
// is refused by refuse_unread_looks, or by point_colors.
Option palette_of_either();
// Of kinds whose colours are fixed: it stands in no table, and is refused.
Option no_palette();
bool is_fixed(const Option& palette);

// Refuses a palette that a kind doesn't read: Error{usage} naming those that fit.
void require_palette(const Option& palette, const std::string& kind, const std::string& value);

// The same where a column colours points ("": none does, and all have one colour, which is of classes).
void require_palette_of(const Settings& settings, const std::string& column, bool classes, bool scales);

}  // namespace rssviz::cli
