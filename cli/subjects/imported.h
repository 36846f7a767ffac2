// Whether a view is of imported weights: what they were trained on isn't known, so that captions claim
// nothing.
#pragma once

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

inline constexpr const char* kImportedFrom = "weights imported from ";

inline bool is_imported(const NetworkView& view) { return view.training.starts_with(kImportedFrom); }

}  // namespace rssviz::cli
