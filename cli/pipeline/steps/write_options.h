// How figures are written, as options say.
#pragma once

#include "cli/options/option_table.h"
#include "render/cairo/write_figure.h"

namespace rssviz::cli {

// --dpi, --raster-dpi, --points, --svg-text, --strict-fonts and --seed. Throws Error{usage} naming what is
// out of range.
render::WriteOptions write_options(const Settings& settings);

}  // namespace rssviz::cli
