// Texts of a film's frames that aren't drawn: what is said beside the picture, for subtitles and for who
// can't see it. Their slots begin with '@', and no still has them.
#pragma once

#include "render/figure/animation.h"

namespace rssviz::render {

inline bool is_unseen(const SlotText& text) { return text.slot.starts_with('@'); }

}  // namespace rssviz::render
