// What a kind that is drawn of one run may say beside the files that it reads (subject.h).
#pragma once

namespace rssviz::cli {

// In the place of the run there may be a file of states, which the kind reads itself: no network is handed
// out then.
inline constexpr unsigned kReadsStatesFile = 256;

}  // namespace rssviz::cli
