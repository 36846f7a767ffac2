// Tracks of a sheet of matches and the legends that say what their colours mean. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/matching/sheet_parts.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// Annotations that stand beside the matches: those asked for, else the first few of the corpus.
std::vector<ValueColors> tracks_of(const MatchCorpus& corpus, const SheetOptions& options,
                                   const render::Style& style);
// As many values as stand in one line of `width_pt`, the last one among them.
render::Legend legend_of(const ValueColors& values, const std::string& title, render::SwatchKind swatch,
                         const SheetPart& part, double width_pt);
render::Legend count_legend(std::size_t cells, const render::Style& style);

// What stands below a sheet: one layer or several (sheet_caption.cc). Rows [first, last) of the first layer's
// ranking; `cut`: matches are longer than is shown.
render::Caption sheet_caption(const std::vector<const SheetPart*>& parts, std::size_t first, std::size_t last,
                              bool cut);

}  // namespace rssviz::cli
