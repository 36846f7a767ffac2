// What a piece of work does that must wait for another piece (core/parallel.h): help in loops that others
// began within theirs.
#pragma once

namespace rssviz {

// Works in one such loop of this thread's pool until its pieces are taken. False where there is none, and
// outside a piece. The caller must hold no lock that the others' work may ask for.
bool help_another_loop();

}  // namespace rssviz
