#include "cli/compose/film_parts/film_frame.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string_view>

#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// "12.5s" or "12.5".
double seconds_of(const std::string& text, const char* option) {
  double seconds = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const std::string_view unit(result.ptr, static_cast<std::size_t>(text.data() + text.size() - result.ptr));
  if (result.ec != std::errc{} || !(unit.empty() || unit == "s") || !(seconds >= 0) || seconds > 36000)
    fail(ErrorKind::usage, std::string(option) + ": '" + text + "' is not a time in seconds, like 30s");
  return seconds;
}

constexpr double kMostMovement = 0.03;  // between two frames, as a share of the panel's width
constexpr double kSteepest = 1.5;       // slope of the easing between stages

// Starts and ends slowly (smoothstep).
double eased(double share) { return share * share * (3 - 2 * share); }

}  // namespace

FilmTime film_time(const Settings& settings, int otherwise) {
  FilmTime time{otherwise, static_cast<int>(settings.integer("fps"))};
  // A GIF's frames last whole hundredths of a second, and each one costs: 20 a second unless asked otherwise.
  const bool gif = settings.has("preset")
                       ? settings.text("preset") == "gif"
                       : settings.has("output") && suffix_of(settings.text("output")) == ".gif";
  if (gif && !settings.given("fps")) {
    time.fps = 20;
    time.frames = otherwise * 2 / 3;
  }
  if (time.fps < 1) fail(ErrorKind::usage, "--fps: " + settings.text("fps") + " must be at least 1");
  if (settings.given("frames") && settings.has("duration"))
    fail(ErrorKind::usage, "--frames and --duration say the same thing; give one");
  if (settings.has("duration"))
    time.frames =
        static_cast<int>(std::lround(seconds_of(settings.text("duration"), "--duration") * time.fps));
  else if (settings.given("frames"))
    time.frames = static_cast<int>(settings.integer("frames"));
  const bool chosen = settings.has("duration") || settings.given("frames");
  if (chosen && (time.frames < 2 || time.frames > 1000000))
    fail(ErrorKind::usage, "a film of " + std::to_string(time.frames) + " frames; at least 2 are needed");
  return time;
}

std::size_t frame_at(const Settings& settings, const render::Animation& film) {
  const double seconds = seconds_of(settings.text("at"), "--at");
  const double frame = std::floor(seconds * film.frames_per_second + 1e-9);
  if (!(frame < static_cast<double>(film.frames)))
    fail(ErrorKind::usage,
         "--at: " + settings.text("at") + " lies behind the film's end (" +
             formats::format_number(static_cast<double>(film.frames) / film.frames_per_second) + " s)");
  return static_cast<std::size_t>(frame);
}

render::Style film_style(const Settings& settings) {
  render::Style style = render::style_for_theme(settings.text("theme"));
  choose_font_and_palette(settings, style);
  return style;
}

render::Figure film_still(const Settings& settings) {
  render::Figure figure;
  figure.style = film_style(settings);
  figure.width_pt = 1920;
  figure.height_pt = 1080;
  figure.column_weights = {1.2, 1};
  return figure;
}

std::vector<int> frames_between(const std::vector<std::vector<render::Point>>& stages, double width) {
  std::vector<int> needed;
  for (std::size_t k = 0; k + 1 < stages.size(); ++k) {
    double most = 0;
    for (std::size_t i = 0; i < stages[k].size(); ++i)
      most = std::max(most,
                      std::hypot(stages[k + 1][i].x - stages[k][i].x, stages[k + 1][i].y - stages[k][i].y));
    needed.push_back(std::max(6, static_cast<int>(std::ceil(kSteepest * most / width / kMostMovement))));
  }
  return needed;
}

std::vector<render::Point> places_at(const std::vector<std::vector<render::Point>>& stages,
                                     const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  const std::vector<render::Point>& from = stages[k];
  const std::vector<render::Point>& to = stages[std::min(k + 1, stages.size() - 1)];
  std::vector<render::Point> at;
  at.reserve(from.size());
  for (std::size_t i = 0; i < from.size(); ++i)
    at.push_back(
        {from[i].x + moment.share * (to[i].x - from[i].x), from[i].y + moment.share * (to[i].y - from[i].y)});
  return at;
}

Limits limits_of_all(const std::vector<std::vector<render::Point>>& stages) {
  std::vector<render::Point> all;
  for (const auto& stage : stages) all.insert(all.end(), stage.begin(), stage.end());
  return limits_of(all, 0.03);
}

int last_hold(int frames, int fps) { return std::min(5 * fps, frames / 5); }

std::vector<double> passage_shares(const NetworkView& view, const std::string& pace) {
  const auto passages = static_cast<std::size_t>(std::max(0, view.stages - 1));
  std::vector<double> shares(passages, passages == 0 ? 0. : 1. / static_cast<double>(passages));
  if (pace == "uniform") return shares;
  const bool by_epoch = view.counted_by_epochs;
  std::vector<double> spans(passages);
  double total = 0;
  for (std::size_t k = 0; k < passages; ++k) {
    for (const Curve& curve : curves_of(view)) {
      const render::Point a = value_at(view, curve, static_cast<int>(k), by_epoch);
      const render::Point b = value_at(view, curve, static_cast<int>(k) + 1, by_epoch);
      const double change = is_logarithmic(view) && a.y > 0 && b.y > 0 ? std::log(b.y / a.y) : b.y - a.y;
      spans[k] += pace == "epoch" ? (b.x - a.x) / 2 : std::abs(change) / 2;
    }
    total += spans[k];
  }
  if (!(total > 0)) return shares;
  const double even = pace == "metric" ? 0.1 : 0;
  for (std::size_t k = 0; k < passages; ++k) shares[k] = even * shares[k] + (1 - even) * spans[k] / total;
  return shares;
}

HeldStages held_stages(int stages, int frames, int fps, const std::vector<double>& shares) {
  HeldStages held;
  const int hold_first = std::min(fps, frames / 8);
  const int hold_last = last_hold(frames, fps);
  const int between = std::max(1, frames - hold_first - hold_last);
  int stage = 0;
  double shared = 0;
  for (int i = 0; i < frames; ++i) {
    const double share = static_cast<double>(std::clamp(i - hold_first + 1, 0, between)) / between;
    if (i >= frames - hold_last) stage = stages - 1;
    while (stage + 1 < stages && i >= hold_first && share > shared + 1e-9)
      shared += shares[static_cast<std::size_t>(stage++)];
    const int last = held.stage_at.empty() ? -1 : held.stage_at.back();
    held.since.push_back(stage == last ? held.since.back() + 1 : 0);
    held.stage_at.push_back(stage);
  }
  return held;
}

std::vector<std::size_t> chapter_frames(const HeldStages& held) {
  std::vector<std::size_t> frames;
  for (std::size_t i = 0; i < held.stage_at.size(); ++i)
    if (held.since[i] == 0 && held.stage_at[i] % 10 == 0) frames.push_back(i);
  return frames;
}

std::vector<StageMoment> stage_timeline(const std::vector<int>& needed, const std::vector<double>& shares,
                                        int frames, int fps, int still) {
  const int passages = static_cast<int>(needed.size());
  // A short film (a quick one) has short holds.
  const int hold_first = std::min(fps, frames / 10);
  const int hold_last = last_hold(frames, fps);
  int used = hold_first + hold_last + still * (passages + 1);
  for (const int n : needed) used += n;
  const int spare = std::max(0, frames - used);
  std::vector<StageMoment> moments(static_cast<std::size_t>(hold_first), StageMoment{0, 0});
  double shared = 0;
  for (int k = 0; k <= passages; ++k) {
    moments.insert(moments.end(), static_cast<std::size_t>(still), StageMoment{k, 0});
    if (k == passages) break;
    const auto before = std::lround(spare * shared);
    shared += shares.empty() ? 1. / passages : shares[static_cast<std::size_t>(k)];
    const int extra = static_cast<int>(std::lround(spare * std::min(1.0, shared)) - before);
    const int steps = needed[static_cast<std::size_t>(k)] + extra;
    for (int i = 1; i <= steps; ++i) moments.push_back({k, eased(static_cast<double>(i) / (steps + 1))});
  }
  moments.insert(moments.end(), static_cast<std::size_t>(hold_last), StageMoment{passages, 0});
  while (static_cast<int>(moments.size()) < frames) moments.push_back({passages, 0});
  return moments;
}

namespace {

std::string seconds_text(int frames, int fps) {
  return formats::format_number(std::ceil(10. * frames / fps) / 10) + " s";
}

// Frames that stages and the passages between them get of so many: fewer than they need, in proportion.
struct Shortened {
  std::vector<int> needed{};
  int still{1};
  int used() const {
    return std::accumulate(needed.begin(), needed.end(), still * (static_cast<int>(needed.size()) + 1));
  }
};

Shortened shortened(const std::vector<int>& needed, int still, int room) {
  const auto at_share = [&](double share) {
    Shortened part{{}, std::max(1, static_cast<int>(still * share))};
    for (const int n : needed) part.needed.push_back(static_cast<int>(n * share));
    return part;
  };
  constexpr int kSteps = 64;
  for (int step = kSteps; step > 0; --step)
    if (Shortened part = at_share(static_cast<double>(step) / kSteps); part.used() <= room) return part;
  return at_share(0);
}

}  // namespace

std::vector<StageMoment> film_timeline(const std::vector<int>& needed, const std::vector<double>& shares,
                                       const FilmTime& time, int reserved, int still,
                                       const Settings& settings, Progress& progress) {
  const int frames = time.frames - reserved;
  std::vector<StageMoment> moments = stage_timeline(needed, shares, frames, time.fps, still);
  const int wanted = static_cast<int>(moments.size());
  if (wanted <= frames) return moments;
  const std::string slow = seconds_text(wanted + reserved, time.fps);
  if (!settings.has("duration") && !settings.given("frames")) {
    progress.note("the film takes " + slow + ", to keep points slow");
    return moments;
  }
  const int stages = static_cast<int>(needed.size()) + 1;
  if (frames < stages)
    fail(ErrorKind::usage, "a film of " + std::to_string(time.frames) + " frames is too short for " +
                               std::to_string(stages) + " stages; at least " +
                               seconds_text(stages + reserved, time.fps) + " (--frames " +
                               std::to_string(stages + reserved) + ") are needed" +
                               (reserved > 0 ? ", fewer with --story none" : ""));
  // The rests at its ends, as stage_timeline has them.
  const int rests = std::min(time.fps, frames / 10) + last_hold(frames, time.fps);
  const Shortened part = shortened(needed, still, std::max(stages, frames - rests));
  moments = stage_timeline(part.needed, shares, frames, time.fps, part.still);
  if (static_cast<int>(moments.size()) > frames) {  // rests go before stages
    const auto over = static_cast<std::ptrdiff_t>(moments.size()) - frames;
    moments.erase(moments.begin(), moments.begin() + over / 2);
    moments.erase(moments.end() - (over - over / 2), moments.end());
  }
  progress.warn("points move faster than eyes follow; " + slow + " would keep them slow (--duration)");
  return moments;
}

}  // namespace rssviz::cli
