// The options of `rssviz figure` and `rssviz animate`: those that all kinds have and those of each. Plain
// values.
#pragma once

#include "cli/compose/figure_kind.h"
#include "cli/options/option_table.h"

namespace rssviz::cli {

// The options of all kinds, each with the kinds that have it: for command lines, recipes and completions,
// before the kind is known.
const CommandTable& figure_table();
const CommandTable& animate_table();
// The options of one kind.
const CommandTable& table_of(const FigureKind& kind);
const CommandTable& table_of(const FilmKind& kind);

// What was given for a kind, as its own options alone. Throws Error{usage} for an option that the kind
// doesn't read, naming the kinds that do; one that spells out its default is let pass.
Settings settings_of(const FigureKind& kind, const Settings& given);
Settings settings_of(const FilmKind& kind, const Settings& given);

}  // namespace rssviz::cli
