// Ticks of an axis of stages or epochs: at whole numbers, since no network stands between two. Pure.
#pragma once

#include <string>
#include <vector>

#include "render/figure/figure.h"

namespace rssviz::cli {

// 0, 1, 2, ... up to `last`, or every second, fifth, tenth, ...: at most `most` steps.
inline std::vector<render::Tick> whole_ticks(int last, int most = 8) {
  std::vector<render::Tick> ticks;
  for (int power = 1;; power *= 10)
    for (const int mantissa : {1, 2, 5})
      if (const int step = power * mantissa; last / step <= most) {
        for (int at = 0; at <= last; at += step)
          ticks.push_back({static_cast<double>(at), std::to_string(at)});
        return ticks;
      }
}

}  // namespace rssviz::cli
