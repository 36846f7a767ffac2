// The order and the colours of classes that sequences have, in kinds that draw classes of their own: --order
// and
// --class-colors, as for columns that colour points (column_look.h). Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/columns/column_look.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

// --order, --class-colors.
std::vector<Option> class_look_options();

// Puts the classes that --order names first, in that order; what stands by class goes with them. Throws
// Error{usage} where it names none that there is. `what`: what the classes are called, for errors.
void order_classes(const Settings& settings, const std::string& what, models::StepStates& states);
// The classes in the style's colours, those of --class-colors in their own; one that --order names and that
// isn't there keeps its colour for itself. Throws Error{usage} naming a class that there isn't, or what is no
// colour.
Classes classes_named(const std::vector<std::string>& names, const std::string& what,
                      const Settings& settings, const render::Style& style);

}  // namespace rssviz::cli
