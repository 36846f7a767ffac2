// What the readers of .npy and .npz share.
#pragma once

#include <string>
#include <string_view>

#include "core/formats/array.h"

namespace rssviz::formats {

// Type and shape from the beginning of an .npy (its header whole), elements or none behind it. Throws
// Error{data} as parse_npy does.
Array describe_npy_header(std::string_view bytes, const std::string& name);

}  // namespace rssviz::formats
