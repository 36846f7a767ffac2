// What a kind that is drawn of one run may say beside the files that it reads (subject.h).
#pragma once

#include "cli/subjects/subject.h"

namespace rssviz::cli {

// In the place of the run there may be a file of states, which the kind reads itself: no network is handed
// out then.
inline constexpr unsigned kReadsStatesFile = 256;

// Whether a kind is drawn of runs or of a file of states, whichever is given.
inline bool takes_states_file(Networks networks, unsigned reads) {
  return networks == Networks::recorded || (reads & kReadsStatesFile) != 0;
}

}  // namespace rssviz::cli
