// The panels, captions and tables of memory capacity and information processing capacity, of runs and of
// reservoirs before training alike. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "models/analysis/dynamics/input_capacity.h"

namespace rssviz::cli {

// A network, or a setting and its seeds.
struct MeasuredCapacity {
  std::string name{};
  std::vector<models::InputCapacity> seeds{};
};

// --steps, --washout, --delays, --degree, --surrogates.
std::vector<Option> capacity_options();
models::CapacityOptions capacity_options_of(const Settings& settings);
// `ordered`: the names are values of a quantity, coloured by a ramp; `quantity` is its name.
Drawn draw_capacities(const std::vector<MeasuredCapacity>& measured, const models::CapacityOptions& options,
                      bool ordered, const std::string& quantity, const Look& look);
// How it was measured and what it doesn't show.
std::string capacity_text(const std::vector<MeasuredCapacity>& measured,
                          const models::CapacityOptions& options);

}  // namespace rssviz::cli
