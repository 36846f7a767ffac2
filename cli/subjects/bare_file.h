// What a kind that is drawn of one run may say beside the files that it reads (subject.h).
#pragma once

#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/subject.h"

namespace rssviz::cli {

// In the place of the run there may be a file of states, which the kind reads itself: no network is handed
// out then.
inline constexpr unsigned kReadsStatesFile = 256;

// Whether a kind is drawn of runs or of a file of states, whichever is given.
inline bool takes_states_file(Networks networks, unsigned reads) {
  return networks == Networks::recorded || (reads & kReadsStatesFile) != 0;
}

// How a file of states is read that may stand in the place of runs: --labels and reading_options().
std::vector<Option> options_of_files();
// Error{usage} where one of them is given beside runs, which say all of that themselves.
void refuse_options_of_files(const Settings& settings, const std::string& run);

}  // namespace rssviz::cli
