// What the film of a moving map promises: slow points, honest frames.
#include <gtest/gtest.h>

#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_story.h"
#include "cli/compose/kind_tables.h"
#include "cli/options/option_table.h"
#include "core/rng.h"
#include "models/tasks/csl/csl_task.h"
#include "render/figure/animation.h"
#include "render/film/scene.h"
#include "tests/models/tasks/made_up_task.h"

namespace rssviz::cli {
namespace {

// A network whose map jumps across itself between its first two stages.
NetworkView jumping_network(int stages, int points) {
  NetworkView view;
  view.id = view.name = "lstm";
  view.cell = "lstm";
  view.stages = stages;
  view.sample = "some sentences";
  view.corpus = std::make_shared<const models::Corpus>();
  view.task = std::make_shared<const models::MadeUpTask>(
      models::ColorColumn{"heard_object_1", "first object named", "none yet"});
  models::StateTrace& trace = view.stage_trace;
  trace.what = "cell";
  trace.n_distinct = points;
  models::IntColumn heard{"heard_object_1", {}, {"glass", "cup"}};
  for (int i = 0; i < points; ++i) {
    trace.sequence.push_back(i);
    trace.step.push_back(0);
    trace.token.push_back(0);
    trace.index.push_back(i);
    heard.values.push_back(i % 3 - 1);
  }
  trace.set(heard);
  Rng rng(1, "film test");
  for (int s = 0; s < stages; ++s) {
    Matrix map(points, 2);
    for (Eigen::Index i = 0; i < map.size(); ++i)
      map.data()[i] = static_cast<float>((s == 0 ? 10 : 1) * rng.normal());
    view.aligned.coords.push_back(map);
    view.aligned.drift.push_back({0.5, 0.5, 0.1, 0.5, 0.5});
    view.aligned.trustworthiness.push_back(0.9);
    view.aligned.neighbors_kept.push_back(0.5);
    view.stage_names.push_back("epoch " + std::to_string(s));
    models::StageMetrics row;
    row.stage = s;
    row.epoch = s;
    row.split = models::Split::validation;
    row.values = {{"valid_error", 1.0 / (s + 1)}, {"exact_error", 1.0 / (s + 1)}};
    view.metrics.push_back(row);
  }
  return view;
}

const render::Points& points_of(const render::Frame& frame) {
  return std::get<render::Points>(frame.panels.at(0).marks.at(0));
}

render::Animation film_of(const NetworkView& view, const char* frames) {
  const FilmKind& kind = film_kind_named("learning-lstm");
  Settings settings(table_of(kind));
  if (*frames != 0) settings.set("frames", frames);
  const Workers workers(1);
  SilentProgress progress;
  const Execution execution{workers, progress};
  return kind.make({{&view}, settings, execution});
}

}  // namespace

TEST(LearningLstm, NoPointMovesMoreThanThreePercentOfThePanelBetweenFrames) {
  const NetworkView view = jumping_network(6, 50);
  const render::Animation film = film_of(view, "120");
  const auto& limits = *film.still.panels.at(0).limits;
  const double width = limits.second.x - limits.first.x;
  double most = 0;
  for (std::size_t i = 1; i < film.frames; ++i) {
    const render::Frame before = film.moving_at(i - 1);
    const render::Frame now = film.moving_at(i);
    for (std::size_t k = 0; k < 50; ++k)
      most = std::max(most, std::hypot(points_of(now).at[k].x - points_of(before).at[k].x,
                                       points_of(now).at[k].y - points_of(before).at[k].y));
  }
  EXPECT_LE(most / width, 0.03);
  EXPECT_GT(most / width, 0.01);               // and the film isn't needlessly slow where it jumps
  EXPECT_EQ(film_of(view, "60").frames, 60U);  // what is asked for is kept, however fast points are then
}

TEST(LearningLstm, TheLegendHasTheClassesThatAreDrawn) {
  NetworkView view = jumping_network(3, 12);
  models::IntColumn heard = view.stage_trace.require_integer("heard_object_1");
  heard.labels = {"glass", "ball", "cup"};
  for (std::int32_t& value : heard.values) value = value == 1 ? 2 : value;  // no dot is of a ball
  view.stage_trace.set(heard);
  const render::Animation film = film_of(view, "60");
  std::vector<std::string> entries;
  for (const render::LegendEntry& entry : film.still.legends.front().entries) entries.push_back(entry.text);
  EXPECT_EQ(entries, (std::vector<std::string>{"glass", "cup", "none yet"}));
}

TEST(LearningLstm, AFilmWithoutAFrameForEachStageIsRefusedWithTheLeastLength) {
  const NetworkView view = jumping_network(6, 50);
  EXPECT_EQ(film_of(view, "6").frames, 6U);
  try {
    (void)film_of(view, "5");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("--frames 6"), std::string::npos) << error.what();
  }
}

TEST(LearningLstm, DotsAreFilledThroughoutAndTheHeadlineChangesOnceAStage) {
  const NetworkView view = jumping_network(4, 10);
  const render::Animation film = film_of(view, "300");
  EXPECT_EQ(film.frames, 300U);
  std::size_t interpolated = 0;
  std::vector<std::string> headlines;
  for (std::size_t i = 0; i < film.frames; ++i) {
    const render::Frame frame = film.moving_at(i);
    EXPECT_EQ(points_of(frame).shape, render::MarkerShape::circle) << i;
    const std::string& headline = frame.texts.at(0).text;
    EXPECT_TRUE(!frame.interpolated || headline.find("\u2192") != std::string::npos) << headline;
    if (headlines.empty() || headlines.back() != headline) headlines.push_back(headline);
    interpolated += frame.interpolated ? 1 : 0;
  }
  EXPECT_EQ(headlines, (std::vector<std::string>{"epoch 0", "epoch 0 \u2192 1", "epoch 1 \u2192 2",
                                                 "epoch 2 \u2192 3", "epoch 3"}));
  EXPECT_GT(interpolated, 100U);
  EXPECT_FALSE(film.moving_at(0).interpolated);
  EXPECT_FALSE(film.moving_at(film.frames - 1).interpolated);
}

// Mean brightness of a part of each frame.
std::vector<double> brightness(const render::Animation& film, const render::Scene& scene,
                               const render::PageBox& box) {
  const double scale = scene.pixels_per_point();
  std::vector<double> means;
  render::Painter painter(scene);
  for (std::size_t i = 0; i < film.frames; ++i) {
    const render::PixelBuffer& picture = painter.paint(film.moving_at(i));
    double sum = 0, count = 0;
    for (int y = static_cast<int>(box.top * scale); y < static_cast<int>(box.bottom * scale); ++y)
      for (int x = static_cast<int>(box.left * scale); x < static_cast<int>(box.right * scale); ++x, ++count)
        sum += (picture.row(y)[x] >> 8) & 0xFF;
    means.push_back(sum / count);
  }
  return means;
}

// Frames at which brightness turns: up and down again, or down and up.
std::size_t turns_within(const std::vector<double>& means, std::size_t frames, double least) {
  std::vector<std::size_t> turns;
  double last = 0;
  for (std::size_t i = 1; i < means.size(); ++i) {
    const double change = means[i] - means[i - 1];
    if (std::abs(change) < least) continue;
    if (change * last < 0) turns.push_back(i);
    last = change;
  }
  std::size_t most = 0;
  for (std::size_t k = 0; k < turns.size(); ++k) {
    std::size_t count = 0;
    for (std::size_t j = k; j < turns.size() && turns[j] < turns[k] + frames; ++j) ++count;
    most = std::max(most, count);
  }
  return most;
}

// WCAG 2.3.1: no more than three flashes (six turns) in any second; here the headline, and the dots.
TEST(LearningLstm, NothingFlickers) {
  const NetworkView view = jumping_network(12, 60);
  const render::Animation film = film_of(view, "");
  const render::Scene scene(film.still, 480, 270);
  const auto fps = static_cast<std::size_t>(film.frames_per_second);
  const std::vector<double> headline = brightness(film, scene, scene.placed().slots.at(0).box);
  EXPECT_LE(turns_within(headline, fps, 0.01), 6U);
  EXPECT_LE(turns_within(headline, 3, 0.01), 1U);  // and no two frames flip
  const std::vector<double> dots = brightness(film, scene, scene.placed().panels.at(0).frame);
  EXPECT_LE(turns_within(dots, 3, 1.), 1U);
}

TEST(LearningLstm, TrueFramesShowTheRecordedMaps) {
  const NetworkView view = jumping_network(4, 10);
  const render::Animation film = film_of(view, "300");
  const render::Points last = points_of(film.moving_at(film.frames - 1));
  for (Eigen::Index i = 0; i < 10; ++i)
    EXPECT_EQ(last.at[static_cast<std::size_t>(i)].x, static_cast<double>(view.aligned.coords.back()(i, 0)));
}

TEST(StageTimeline, SharesSpareFramesAndKeepsThePromisedNumber) {
  const std::vector<StageMoment> moments = stage_timeline({10, 40, 10}, {1. / 3, 1. / 3, 1. / 3}, 400, 30, 5);
  EXPECT_EQ(moments.size(), 400U);
  EXPECT_EQ(moments.front().stage, 0);
  EXPECT_EQ(moments.back().stage, 3);
  for (std::size_t i = 1; i < moments.size(); ++i)
    EXPECT_GE(moments[i].stage + moments[i].share, moments[i - 1].stage + moments[i - 1].share);
}

// Errors that fall in one passage only: --pace metric spends the time there.
TEST(PassageShares, FollowTheErrorOrTheEpochs) {
  NetworkView view;
  view.cell = "lstm";
  view.task = models::make_csl_task(4, 1);
  view.stages = 4;
  const double errors[] = {1, .9, .1, .1};
  const int epochs[] = {0, 1, 2, 10};
  for (int stage = 0; stage < 4; ++stage) {
    models::StageMetrics row;
    row.stage = stage;
    row.epoch = epochs[stage];
    row.split = models::Split::validation;
    row.values = {{"valid_error", errors[stage]}, {"exact_error", errors[stage]}};
    view.metrics.push_back(row);
  }
  const std::vector<double> even = passage_shares(view, "uniform"), epoch = passage_shares(view, "epoch"),
                            metric = passage_shares(view, "metric");
  EXPECT_DOUBLE_EQ(even[0], 1. / 3);
  EXPECT_DOUBLE_EQ(epoch[2], .8);
  EXPECT_NEAR(metric[1], .1 / 3 + .9 * .8 / .9, 1e-12);
  EXPECT_NEAR(metric[2], .1 / 3, 1e-12);
}

TEST(StoryTime, IsLeftOutOfShortFilmsAndOnRequest) {
  Settings settings(animate_table());
  EXPECT_EQ(story_time(settings, 900, 30, 10).one, 180);
  EXPECT_EQ(story_time(settings, 900, 30, 10).word, 15);  // half a second
  EXPECT_EQ(story_time(settings, 900, 30, 10).join, 75);
  EXPECT_EQ(story_time(settings, 900, 30, 100).one, 225);  // a quarter of the film at most
  EXPECT_EQ(story_time(settings, 300, 30, 10).all(), 0);
  settings.set("story", "none");
  EXPECT_EQ(story_time(settings, 900, 30, 10).all(), 0);
}

TEST(NamesOfClasses, StandWhereTheirClassIsTheMajority) {
  std::vector<render::Point> at;
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 20; ++i) {
    at.push_back({.01 * i, 0});  // class 0 alone
    classes.push_back(0);
    at.push_back({10 + .01 * i, 0});  // classes 1 and 2, the second twice as often
    classes.push_back(i % 3 == 0 ? 1 : 2);
  }
  Classes palette{{"cup", "glass", "bowl"}, {}, {}};
  const std::vector<render::Label> names = names_of_classes(at, classes, palette, 1, .5, {});
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(names[0].text, "cup");
  EXPECT_EQ(names[1].text, "bowl");
}

TEST(FilmStory, ComesBeforeTheLearningAndMovesItsChapters) {
  const NetworkView view = jumping_network(4, 10);
  render::Animation film = film_of(view, "300");
  const std::size_t frames = film.frames, chapters = film.chapters.size();
  const render::Frame first = film.moving_at(0);
  Story story;
  story.path = {{0, 0}, {1, 0}, {1, 1}};
  story.words = {"BEGIN", "cup", "END"};
  story.slot = "drift";
  story.one_dot = "one dot";
  tell_story(story, {60, 30}, 10, film);
  EXPECT_EQ(film.frames, frames + 90);
  EXPECT_EQ(film.chapters.size(), chapters + 1);
  EXPECT_EQ(film.lead_frames, 90U);
  // The words come one by one; the last rests.
  const auto word_at = [&](std::size_t number) {
    return film.moving_at(number).panels.front().labels.back().text;
  };
  EXPECT_EQ(word_at(0), "BEGIN");
  EXPECT_EQ(word_at(20), "cup");
  EXPECT_EQ(word_at(50), "END");
  const std::vector<render::SlotText> texts = film.moving_at(20).texts;
  EXPECT_EQ(texts.at(1).text, "one dot");
  EXPECT_TRUE(texts.back().slot.starts_with('@') && texts.back().text == "cup ");  // said, for subtitles
  EXPECT_EQ(points_of(film.moving_at(90)).at.size(), points_of(first).at.size());
}

}  // namespace rssviz::cli
