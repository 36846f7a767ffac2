// Memory that is still free, asked before it is taken. Any thread.
#pragma once

#include <string>

namespace rssviz {

// Bytes that the machine has left: from /proc/meminfo, the control group's limit and the process's own limit
// of address space (ulimit -v); 0 where none of them says.
double available_memory();

// "12 MB".
std::string megabytes(double bytes);

}  // namespace rssviz
