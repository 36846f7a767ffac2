// Whether freed blocks of memory are kept for what comes next. Of the whole process; where the C library is
// glibc, and nothing elsewhere.
#pragma once

namespace rssviz {

// By default glibc gives each larger block back to the system at once and gets it anew, page by page, for the
// next: some tenth of the time of a training. Blocks of up to 16 MB are kept instead, 64 MB in all.
void keep_freed_memory();
// For work whose blocks are so large that those kept would be a good part of what it takes: from 1 MB on they
// go back at once.
void return_freed_memory();

}  // namespace rssviz
