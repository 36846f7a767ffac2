// The film `reading` in words, for who can't see it. Pure.
#pragma once

#include <string>

#include "cli/compose/films/reading_panels.h"

namespace rssviz::cli {

// What is on the screen and where, which map, what each network answers after which word and what the
// sentence says, and what an answer would be by chance.
std::string reading_in_words(const Reading& reading);

}  // namespace rssviz::cli
