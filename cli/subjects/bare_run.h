// What a kind may say of the runs that it is drawn of, beside the files that it reads (subject.h).
#pragma once

namespace rssviz::cli {

// The run need not have a task: imported weights, whose inputs the user gives.
inline constexpr unsigned kReadsWithoutTask = 128;

}  // namespace rssviz::cli
