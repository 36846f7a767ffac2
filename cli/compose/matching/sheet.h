// The sheet of a match: the curves of all cells around the range with the selected ones in colour, its words
// shaded by how many of these are on, the lengths of all candidates, and below the best matches, a row each
// with words and tracks aligned at their starts. After LSTMVis (Strobelt et al. 2016), on paper. Pure but for
// reading states.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/compose/parts/look.h"
#include "cli/studies/match_study.h"
#include "core/row_blocks.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct SheetOptions {
  std::size_t before{10};  // steps of context
  std::size_t after{10};
  std::vector<std::string> tracks{};  // annotations; empty: the first few
  std::string color_words{};          // "": words are shaded by the count
  std::string circles{};
  int min_burst{0};
};

// What is drawn of one state set: answered, with the steps that stand at the top.
struct SheetLayer {
  const MatchCorpus* corpus{nullptr};
  const MatchAnswer* answer{nullptr};
  const RowBlocks* rows{nullptr};
  std::size_t begin{0}, end{0};
  std::string about{};  // where the top comes from: "the range 120:125", "match 3"
};

// The pages of the sheet, one below another in a PDF. Throws Error{usage} for an annotation that isn't there.
std::vector<render::Figure> match_sheet(const std::vector<SheetLayer>& layers, const SheetOptions& options,
                                        const Look& look);

}  // namespace rssviz::cli
