// What a trace was recorded on, in words, when no file says so: told by its sequences.
#pragma once

#include <string>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// "200 test sentences (60 with one object, 140 with two)" where all sequences of the trace are test ones, or
// of another split; else "3 given sentences ...". Of a task of words, whose sequences are sentences.
std::string sample_of_trace(const NetworkView& view, const models::StateTrace& trace);

}  // namespace rssviz::cli
