// What films share: the stage of a talk (1920 x 1080), its learning curve and the time line of stages.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/map_panels.h"
#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "render/figure/animation.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The style that --theme, --font and --palette ask for.
render::Style film_style(const Settings& settings);
// How long a film is to be: --duration, or --frames; 0 where neither is given and `otherwise` is 0. Throws
// Error{usage} for less than two frames or one frame a second.
struct FilmTime {
  int frames{0};
  int fps{30};
};
FilmTime film_time(const Settings& settings, int otherwise);
// The frame that --at names, of so many. Throws Error{usage} where it lies outside of the film.
std::size_t frame_at(const Settings& settings, const render::Animation& film);
// An empty still of 1920 x 1080 points (one a pixel) in the theme, a large map on the left, charts on the
// right.
render::Figure film_still(const Settings& settings);

// Which part of the film a frame belongs to: the stage it shows, or how far it is on the way to the next.
struct StageMoment {
  int stage{0};
  double share{0};  // 0 at the stage itself; eased, up to 1 at the next
  bool is_true() const { return share == 0; }
};

// How long a film's last picture stands: 5 s, and a fifth of a short film.
int last_hold(int frames, int fps);

// How --pace shares a film's time out over the passages from each stage to the next; sums to 1. uniform: each
// the same; epoch: as many epochs (or sentences) as lie between; metric: as much as the error on validation
// sentences changes there (mean of not valid and not exact; of steps, as the logarithm of the loss does),
// with a tenth shared evenly so that nothing is skipped.
std::vector<double> passage_shares(const NetworkView& view, const std::string& pace);
// Frames that the way from each stage to the next needs, so that its fastest point moves by no more than 3 %
// of the panel's width (data units) between two frames. stages: the places of the same points.
std::vector<int> frames_between(const std::vector<std::vector<render::Point>>& stages, double width);
// The places at a moment between two of the stages.
std::vector<render::Point> places_at(const std::vector<std::vector<render::Point>>& stages,
                                     const StageMoment& moment);
// Around the points of all stages.
Limits limits_of_all(const std::vector<std::vector<render::Point>>& stages);

// Frames for stages: a hold at the start and the end, and for each passage at least `needed[k]` frames from
// stage k to k + 1, `still` true frames at each stage. Frames to spare are shared out by `shares` (empty:
// evenly). The result has at least `frames` entries; more where the passages need them.
std::vector<StageMoment> stage_timeline(const std::vector<int>& needed, const std::vector<double>& shares,
                                        int frames, int fps, int still);

// The same for a film of `time`, of which `reserved` frames are for something else. A length that was asked
// for
// (--duration, --frames) is kept: with fewer frames a stage, which is told with the length that keeps points
// slow. Throws Error{usage} naming the least length where there are more stages than frames.
std::vector<StageMoment> film_timeline(const std::vector<int>& needed, const std::vector<double>& shares,
                                       const FilmTime& time, int reserved, int still,
                                       const Settings& settings, Progress& progress);

// The same where frames show stages that were recorded and nothing between: each stage after the first gets
// its share of the time between the two rests.
struct HeldStages {
  std::vector<int> stage_at{};  // frame -> stage
  std::vector<int> since{};     // frame -> frames since the stage began
};
HeldStages held_stages(int stages, int frames, int fps, const std::vector<double>& shares);
// Where every tenth stage begins: the chapters of such a film.
std::vector<std::size_t> chapter_frames(const HeldStages& held);

}  // namespace rssviz::cli
