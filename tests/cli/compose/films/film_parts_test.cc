// What films share: charts that draw as they go, headlines, the camera, subtitles.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "cli/compose/film_parts/camera.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/subtitles.h"
#include "render/layout/limits.h"

namespace rssviz::cli {
namespace {

render::Panel chart(bool logarithmic) {
  render::Panel panel;
  panel.y.logarithmic = logarithmic;
  render::Line line;
  line.at = {{0, 1}, {1, 100}, {2, 10}};
  panel.marks = {line, render::Rule{true, 5, {}, 1, render::Dash::solid, ""},
                 render::Rule{false, 1.5, {}, 1, render::Dash::solid, ""}};
  return panel;
}

double largest_x(const std::vector<render::Mark>& marks) {
  double most = -1;
  for (const render::Mark& mark : marks) {
    if (const auto* const line = std::get_if<render::Line>(&mark))
      for (const render::Point& point : line->at) most = std::max(most, point.x);
    if (const auto* const dots = std::get_if<render::Points>(&mark))
      for (const render::Point& point : dots->at) most = std::max(most, point.x);
    if (const auto* const rule = std::get_if<render::Rule>(&mark)) most = std::max(most, rule->at);
  }
  return most;
}

TEST(GrowingCurves, NeverShowWhatIsToComeAndKeepTheirAxes) {
  for (const bool logarithmic : {false, true}) {
    render::Panel panel = chart(logarithmic);
    const render::Limits whole = render::panel_limits(panel);
    const GrowingCurves curves = growing_curves(panel);
    EXPECT_EQ(panel.marks.size(), 1U);  // the level rule stays
    const render::Limits now = render::panel_limits(panel);
    EXPECT_DOUBLE_EQ(now.x_high, whole.x_high);
    EXPECT_DOUBLE_EQ(now.y_low, whole.y_low);
    EXPECT_DOUBLE_EQ(now.y_high, whole.y_high);
    for (double x = 0; x <= 2; x += 0.125) EXPECT_LE(largest_x(drawn_until(curves, x)), x + 1e-6);
    const std::vector<render::Mark> half = drawn_until(curves, 0.5);
    const auto& line = std::get<render::Line>(half.front());
    EXPECT_NEAR(line.at.back().y, logarithmic ? 10 : 50.5, 1e-9);  // on the line that is drawn at the end
    EXPECT_EQ(drawn_until(curves, 2).size(), 3U);                  // line, its dots, the upright rule
  }
}

TEST(FilmMoments, SayAPassageInOneLine) {
  const std::vector<std::string> names{"epoch 0", "epoch 1", "epoch 10"};
  EXPECT_EQ(passage_text(names, {0, 0}), "epoch 0");
  EXPECT_EQ(passage_text(names, {0, 0.5}), "epoch 0 \u2192 1");
  EXPECT_EQ(passage_text(names, {1, 0}), "epoch 1 \u2192 10");
  EXPECT_EQ(passage_text(names, {2, 0}), "epoch 10");
  EXPECT_EQ(passage_text({"before", "after"}, {0, 0.5}), "before \u2192 after");
  EXPECT_EQ(widest_passage(names), "epoch 1 \u2192 10");
  EXPECT_EQ(name_of_moment("epoch 1 \u2192 10"), "epoch 1");
  EXPECT_EQ(told_stage({0, 0}, 3), 0U);
  EXPECT_EQ(told_stage({1, 0}, 3), 2U);
  EXPECT_EQ(told_stage({2, 0}, 3), 2U);
}

TEST(FilmMoments, DrawEachStageAtOneSize) {
  std::vector<std::vector<render::Point>> stages(2);
  for (int i = 0; i < 100; ++i) {
    const double angle = 2 * std::numbers::pi * i / 100;
    stages[0].push_back({5 + std::cos(angle), std::sin(angle)});
    stages[1].push_back({40 * std::cos(angle), -7 + 40 * std::sin(angle)});
  }
  to_one_size(stages);
  for (const std::vector<render::Point>& at : stages)
    for (const render::Point& point : at) EXPECT_NEAR(std::hypot(point.x, point.y), 1, 1e-6);
}

TEST(FilmMoments, LeaveRoomForAPlayersBar) {
  const std::vector<render::TextSlot> slots = above_players_bar({{"said", "", "long", render::Side::bottom}});
  ASSERT_EQ(slots.size(), 2U);
  EXPECT_EQ(slots.front().side, render::Side::top);
  EXPECT_EQ(slots.back().side, render::Side::bottom);
  EXPECT_EQ(slots.back().widest, "");
}

TEST(Camera, GoesInWhereAPathStaysAndNowhereElse) {
  const Limits map{{0, 0}, {100, 100}};
  const std::vector<render::Point> path{{10, 10}, {80, 20}, {50, 90}, {52, 91}, {51, 88}};
  const std::vector<CameraView> stops = camera_stops(path, map, 5);
  ASSERT_EQ(stops.size(), path.size());
  EXPECT_EQ(stops[0].magnification, 1);
  EXPECT_EQ(stops[1].magnification, 1);
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_NEAR(stops[i].magnification, 5, 1e-9);  // as far as it may
    const render::Point place = seen(path[i], stops[i], map);
    EXPECT_NEAR(place.x, 50, 50 / 2.2 + 1e-9);
    EXPECT_NEAR(place.y, 50, 50 / 2.2 + 1e-9);
  }
  const CameraView whole = whole_map(map);
  EXPECT_NEAR(seen({12, 34}, whole, map).x, 12, 1e-12);
  EXPECT_NEAR(between(stops[1], stops[2], 0).magnification, 1, 1e-12);
  EXPECT_NEAR(between(stops[1], stops[2], 1).centre.y, stops[2].centre.y, 1e-9);
  // Places that both views see never leave the panel on the way.
  for (double share = 0; share <= 1; share += 0.05) {
    const render::Point place = seen({51, 90}, between(stops[1], stops[2], share), map);
    EXPECT_TRUE(place.x >= 0 && place.x <= 100 && place.y >= 0 && place.y <= 100) << share;
  }
}

render::Animation talking_film() {
  render::Animation film;
  film.frames_per_second = 10;
  film.frames = 60;
  film.still.caption.title = "A film";
  film.still.slots = {{"stage", "", ""}, {"foot", "", ""}};
  film.moving_at = [](std::size_t number) {
    render::Frame frame;
    // A change each 2 s, and one that lasts half a second.
    const std::string text = number < 20   ? "one"
                             : number < 25 ? "short"
                             : number < 40 ? "two"
                                           : "three --> end";
    frame.texts = {{"stage", text}};
    return frame;
  };
  return film;
}

TEST(Subtitles, FollowWhatTheFilmSays) {
  const std::vector<Subtitle> subtitles = subtitles_of(talking_film());
  ASSERT_EQ(subtitles.size(), 4U);
  EXPECT_EQ(subtitles[0].text, "one");
  EXPECT_EQ(subtitles[0].from_s, 0);
  EXPECT_EQ(subtitles[1].text, "short");
  EXPECT_NEAR(subtitles[1].from_s, 2, 0.25);
  EXPECT_NEAR(subtitles[2].from_s, 3.5, 0.25);  // "two" waits until the one before can be read
  EXPECT_EQ(subtitles.back().text, "three --> end");
  EXPECT_EQ(subtitles.back().until_s, 6);
  for (std::size_t i = 0; i + 1 < subtitles.size(); ++i) {
    EXPECT_EQ(subtitles[i].until_s, subtitles[i + 1].from_s);
    EXPECT_GE(subtitles[i].until_s - subtitles[i].from_s, 1.5);
  }
  EXPECT_TRUE(srt_text(subtitles).starts_with("1\n00:00:00,000 --> 00:00:02,"));
  const std::string vtt = vtt_text(subtitles);
  EXPECT_TRUE(vtt.starts_with("WEBVTT\n\n00:00:00.000 --> "));
  EXPECT_NE(vtt.find("three \u2192 end"), std::string::npos);
  EXPECT_EQ(alt_text(talking_film()),
            "A film of 6 s: A film. It begins with: one. It ends with: three --> end.");
}

TEST(Subtitles, OfAFilmWithoutTextAreItsChapters) {
  render::Animation film = talking_film();
  film.still.slots.clear();
  film.moving_at = [](std::size_t) { return render::Frame{}; };
  film.chapters = {{0, "BEGIN"}, {30, "cup"}};
  const std::vector<Subtitle> subtitles = subtitles_of(film);
  ASSERT_EQ(subtitles.size(), 2U);
  EXPECT_EQ(subtitles[1].text, "cup");
}

}  // namespace
}  // namespace rssviz::cli
