// A film as a value: what stands still, and a pure function that gives what moves. What stands still is drawn
// once; frames are drawn in parallel and encoded in order.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "render/figure/figure.h"

namespace rssviz::render {

struct PanelFrame {
  std::size_t panel{0};         // which panel of the still
  std::vector<Mark> marks{};    // drawn over the panel's own marks, clipped to it
  std::vector<Label> labels{};  // placed at their points as given (no search): centred above the point
};

struct SlotText {
  std::string slot{};  // a TextSlot's name
  std::string text{};
};

struct Frame {
  std::vector<PanelFrame> panels{};
  std::vector<SlotText> texts{};
  bool interpolated{false};  // between two recorded stages: not a real network
};

struct Chapter {
  std::size_t first_frame{0};
  std::string title{};
};

struct Animation {
  int frames_per_second{30};
  std::size_t frames{0};
  Figure still{};
  std::function<Frame(std::size_t)>
      moving_at{};  // pure: same number, same frame; called from several threads at once
  std::vector<Chapter> chapters{};
  std::size_t poster_frame{0};
  std::size_t lead_frames{0};  // at the start, before the film's subject begins: an explanation
};

}  // namespace rssviz::render
