// Differences between networks that were trained on the same corpora from the same seeds: paired, so that
// what a seed does to both drops out.
#pragma once

#include "core/formats/csv.h"

namespace rssviz::cli {

// From the table of a comparison (columns network, objects, seed, valid_error, exact_error): a row for each
// number of objects and pair of networks in the table's order,
//   objects,network,against,seeds,valid_difference,valid_low,valid_high,exact_difference,exact_low,exact_high
// with mean over seeds of network minus against, and its 95 % interval by Student's t over seeds (empty for
// fewer than two seeds that both have). Throws Error{data} for a column that is missing.
formats::Table paired_differences(const formats::Table& comparison);

}  // namespace rssviz::cli
