// What films share: charts that draw as they go, headlines, the camera, subtitles.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "cli/compose/film_parts/camera.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/joined_texts.h"
#include "cli/compose/film_parts/spoken_words.h"
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
  ASSERT_EQ(subtitles.size(), 3U);
  EXPECT_EQ(subtitles[0].text, "one");
  EXPECT_EQ(subtitles[0].from_s, 0);
  EXPECT_EQ(subtitles[1].text, "short; then: two");  // half a second is too short to be read
  EXPECT_EQ(subtitles[1].from_s, 2);
  EXPECT_EQ(subtitles[2].from_s, 4);
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

// 10 pictures a second; each word and each stage stands for as many as it says.
render::Animation film_of(const std::vector<std::pair<std::string, int>>& stages,
                          const std::vector<std::pair<std::string, int>>& words) {
  render::Animation film;
  film.frames_per_second = 10;
  film.still.slots = {{"stage", "", ""}};
  std::vector<std::string> by_frame;
  for (const auto& [stage, frames] : stages)
    by_frame.insert(by_frame.end(), static_cast<std::size_t>(frames), stage);
  std::size_t frame = 0;
  std::vector<SpokenWord> spoken;
  for (const auto& [word, frames] : words) {
    spoken.push_back({frame, word + " "});
    frame += static_cast<std::size_t>(frames);
  }
  film.frames = std::max(frame, by_frame.size());
  film.moving_at = [by_frame](std::size_t number) {
    render::Frame now;
    if (!by_frame.empty()) now.texts = {{"stage", by_frame[number]}};
    return now;
  };
  speak(std::move(spoken), film);
  return film;
}

TEST(Subtitles, HoldEveryWordAtItsTime) {
  const std::vector<std::pair<std::string, int>> words{{"BEGIN", 20}, {"there", 12}, {"is", 12}, {"a", 3},
                                                       {"red", 3},    {"cup", 12},   {"END", 4}};
  const std::vector<Subtitle> subtitles = subtitles_of(film_of({}, words));
  std::string all;
  for (const Subtitle& one : subtitles) all += one.text + " ";
  EXPECT_EQ(all, "BEGIN there is a red cup END ");
  ASSERT_EQ(subtitles.size(), 3U);
  EXPECT_EQ(subtitles[1].text, "there is");
  EXPECT_EQ(subtitles[1].from_s, 2);
  EXPECT_EQ(subtitles[1].until_s, 4.4);
  EXPECT_EQ(subtitles[2].from_s, 4.4);
  EXPECT_EQ(subtitles[2].until_s, 6.6);  // with END, which is too short to stand alone
}

TEST(Subtitles, LeaveNoStageOut) {
  std::vector<std::pair<std::string, int>> stages{{"epoch 0", 20}};
  for (int epoch = 0; epoch < 9; ++epoch)
    stages.emplace_back("epoch " + std::to_string(epoch) + " \u2192 " + std::to_string(epoch + 1), 7);
  stages.emplace_back("epoch 9", 30);
  const std::vector<Subtitle> subtitles = subtitles_of(film_of(stages, {}));
  ASSERT_EQ(subtitles.size(), 5U);
  EXPECT_EQ(subtitles[1].text, "epochs 0 to 3");
  EXPECT_EQ(subtitles[2].text, "epochs 3 to 6");
  EXPECT_EQ(subtitles[3].text, "epochs 6 to 9");
  EXPECT_EQ(subtitles[4].text, "epoch 9");
}

TEST(JoinedTexts, SayAllOfThem) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(joined_headlines({"after 10 sentences", "after 20 sentences", "after 50 sentences"}),
            "after 10, 20 and 50 sentences");
  EXPECT_EQ(joined_headlines({"before learning", "after 1,000 sentences"}),
            "before learning; then: after 1,000 sentences");
  EXPECT_EQ(joined_headlines(
                {"epoch 3: 1.20 nats a word", "epoch 4: 1.15 nats a word", "epoch 5: 1.10 nats a word"}),
            "epochs 3 to 5: 1.20 to 1.10 nats a word");
  EXPECT_EQ(joined_headlines({"leak rate 0.05 \u2192 0.1", "leak rate 0.1 \u2192 0.4"}),
            "leak rate 0.05, 0.1 and 0.4");
  EXPECT_EQ(joined_headlines({"step 999 of 2,000", "step 1,000 of 2,000"}), "steps 999 to 1,000 of 2,000");
  EXPECT_EQ(joined_headlines({"epoch 2", "epoch 2"}), "epoch 2");
  EXPECT_EQ(joined_headlines(Texts{}), "");
  EXPECT_EQ(first_and_last({"moved 8 %", "moved 5 %", "moved 1 %"}), "moved 8 to 1 %");
  EXPECT_EQ(first_and_last({"one dot", "two dots", "all"}), "one dot; at the end: all");
}

TEST(AltText, SaysWhatIsSeen) {
  render::Animation film = talking_film();
  film.still.panels.resize(2);
  film.still.panels[0].title = "a map";
  film.still.panels[1].y.label = "error";
  film.still.legends.push_back({});
  film.still.legends.back().entries = {{"cup", {}}, {"glass", {}}};
  EXPECT_EQ(alt_text(film),
            "A film of 6 s: A film. On the screen: a map; error; key: cup, glass. It begins with: one. It "
            "ends with: "
            "three --> end.");
  describe("A dot moves.", film);
  EXPECT_EQ(alt_text(film),
            "A film of 6 s: A film. A dot moves. It begins with: one. It ends with: three --> end.");
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
