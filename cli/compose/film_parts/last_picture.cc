#include "cli/compose/film_parts/last_picture.h"

#include <algorithm>

namespace rssviz::cli {

void hold_last_picture(const Settings& settings, render::Animation& film) {
  constexpr int kSeconds = 5;
  if (settings.given("frames") || settings.has("duration")) return;
  const std::size_t last = film.frames - 1;
  film.frames += static_cast<std::size_t>(kSeconds * film.frames_per_second);
  film.moving_at = [moving_at = film.moving_at, last](std::size_t number) {
    return moving_at(std::min(number, last));
  };
}

}  // namespace rssviz::cli
