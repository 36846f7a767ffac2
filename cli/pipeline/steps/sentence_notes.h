// What is said on stderr about the sentences that --sentence names.
#pragma once

#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "core/progress.h"

namespace rssviz::cli {

// Warns of a sentence that stops before its end, since END is read after it all the same: of the grammar's
// own task what isn't a sentence of it; of sentences of one's own what only begins one of them.
void tell_unfinished_sentences(const std::vector<const NetworkView*>& networks, const Settings& settings,
                               Progress& progress);

}  // namespace rssviz::cli
