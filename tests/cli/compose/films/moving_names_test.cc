// Names of clusters that move: they follow, never touch, and don't flicker.
#include "cli/compose/film_parts/moving_names.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rssviz::cli {
namespace {

// Three clusters of 20 points: a and b change places along one line between the stages, c stays, and d is
// scattered at first and gathered later.
struct Crossing {
  std::vector<std::vector<render::Point>> stages{};
  std::vector<std::int32_t> classes{};
  Classes palette{};
  Limits limits{{0, 0}, {70, 70}};
};

Crossing crossing() {
  Crossing made;
  made.palette.labels = {"a", "b", "c", "d"};
  made.palette.colors.resize(4);
  for (int stage = 0; stage < 2; ++stage) {
    const double x[] = {stage == 0 ? 5. : 60., stage == 0 ? 60. : 5., 30};
    const double y[] = {30, 31, 60};
    std::vector<render::Point>& at = made.stages.emplace_back();
    for (std::size_t c = 0; c < 3; ++c)
      for (int i = 0; i < 20; ++i) at.push_back({x[c] + 0.1 * i, y[c]});
    // In stage 0 each point of d lies among the points of c.
    for (int i = 0; i < 20; ++i) at.push_back(stage == 0 ? render::Point{30.1, 60} : render::Point{60, 5});
  }
  for (std::int32_t c = 0; c < 4; ++c) made.classes.insert(made.classes.end(), 20, c);
  return made;
}

const render::Label* find(const std::vector<render::Label>& labels, const std::string& text) {
  for (const render::Label& label : labels)
    if (label.text == text) return &label;
  return nullptr;
}

TEST(MovingNames, FollowTheirClustersAndNeverTouch) {
  const Crossing film = crossing();
  const MovingNames names = moving_names(film.stages, film.classes, film.palette, film.limits, {});
  const double width = 10, height = 2.5;  // a seventh of the map, and a quarter of that
  std::vector<render::Label> before;
  for (int i = 0; i <= 240; ++i) {
    const StageMoment moment{i == 240 ? 1 : 0, i == 240 ? 0 : i / 240.};
    const std::vector<render::Label> labels = names_at(names, moment);
    ASSERT_NE(find(labels, "a"), nullptr) << i;
    for (std::size_t a = 0; a < labels.size(); ++a)
      for (std::size_t b = 0; b < a; ++b)
        EXPECT_TRUE(std::abs(labels[a].at.x - labels[b].at.x) >= width ||
                    std::abs(labels[a].at.y - labels[b].at.y) >= height)
            << labels[a].text << " and " << labels[b].text << " at " << i;
    // No name jumps, nor comes or goes at once.
    for (const render::Label& old : before) {
      const render::Label* const now = find(labels, old.text);
      if (now == nullptr) {
        EXPECT_LE(old.color.alpha, 0.1) << old.text << " at " << i;
        continue;
      }
      EXPECT_LT(std::hypot(now->at.x - old.at.x, now->at.y - old.at.y), 0.5) << old.text << " at " << i;
    }
    before = labels;
  }
  // At the stages both are named; on the way the second gives way.
  EXPECT_NE(find(names_at(names, {0, 0}), "b"), nullptr);
  EXPECT_NE(find(names_at(names, {1, 0}), "b"), nullptr);
  EXPECT_EQ(find(names_at(names, {0, 0.5}), "b"), nullptr);
  EXPECT_NEAR(find(names_at(names, {0, 0.5}), "a")->at.x, 33, 3);
}

TEST(MovingNames, GiveWayToAnotherWord) {
  const Crossing film = crossing();
  const MovingNames names = moving_names(film.stages, film.classes, film.palette, film.limits, {});
  double before = 0;
  for (double x = 30; x < 50; x += 0.5) {
    std::vector<render::Label> labels = names_at(names, {1, 0});
    give_way(names, {x, 60}, labels);
    const render::Label* const c = find(labels, "c");
    if (x < 40) {
      EXPECT_EQ(c, nullptr) << x;
    }
    const double strength = c == nullptr ? 0 : c->color.alpha;
    EXPECT_GE(strength, before) << x;  // farther, and never weaker
    before = strength;
    EXPECT_EQ(find(labels, "a")->color.alpha, 1);
  }
  EXPECT_EQ(before, 1);
}

TEST(MovingNames, WhatIsNotGatheredHasNone) {
  const Crossing film = crossing();
  const MovingNames names = moving_names(film.stages, film.classes, film.palette, film.limits, {});
  EXPECT_EQ(find(names_at(names, {0, 0}), "d"), nullptr);
  EXPECT_NE(find(names_at(names, {1, 0}), "d"), nullptr);
  EXPECT_EQ(find(names_at(names, {0, 0.4}), "d"), nullptr);
  EXPECT_NE(find(names_at(names, {0, 0.8}), "d"), nullptr);
}

}  // namespace
}  // namespace rssviz::cli
