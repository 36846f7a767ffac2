// No film strobes: what its lines of text do to the brightness of their boxes from frame to frame, and what
// its last seconds show.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "render/figure/animation.h"
#include "render/film/scene.h"
#include "render/film/unseen.h"
#include "tests/cli/compose/every_kind_cases.h"
#include "tests/cli/compose/every_kind_fixture.h"

namespace rssviz::cli {
namespace {

// Mean brightness of a slot's box by the text in it; each text is painted once.
class Headline {
 public:
  Headline(const render::Scene& scene, const render::PlacedSlot& slot)
      : scene_(scene), slot_(slot), painter_(scene) {}

  double brightness(const std::string& text) {
    const auto [known, fresh] = known_.try_emplace(text, 0.0);
    if (fresh) known->second = painted(text);
    return known->second;
  }

 private:
  double painted(const std::string& text) {
    const double scale = scene_.pixels_per_point();
    const render::PixelBuffer& picture = painter_.paint({.texts = {{slot_.name, text}}});
    double sum = 0, count = 0;
    for (int y = static_cast<int>(slot_.box.top * scale); y < static_cast<int>(slot_.box.bottom * scale); ++y)
      for (int x = static_cast<int>(slot_.box.left * scale); x < static_cast<int>(slot_.box.right * scale);
           ++x, ++count)
        sum += (picture.row(y)[x] >> 8) & 0xFF;
    return count > 0 ? sum / count : 0;
  }

  const render::Scene& scene_;
  const render::PlacedSlot& slot_;
  render::Painter painter_;
  std::map<std::string, double> known_{};
};

// Texts of each slot by frame; a frame that says nothing leaves the still's.
std::map<std::string, std::vector<std::string>> texts_of(const render::Animation& film) {
  std::map<std::string, std::vector<std::string>> texts;
  for (const render::TextSlot& slot : film.still.slots)
    texts[slot.name] = std::vector<std::string>(film.frames, slot.text);
  for (std::size_t i = 0; i < film.frames; ++i)
    for (const render::SlotText& said : film.moving_at(i).texts)
      if (!render::is_unseen(said)) texts.at(said.slot)[i] = said.text;
  return texts;
}

struct Turns {
  std::size_t flips{0};          // two frames, one after another, that go up and down
  std::size_t most_a_second{0};  // changes of sign of what changes
};

Turns turns_of(const std::vector<double>& means, std::size_t fps) {
  constexpr double kSeen = 0.01;  // of 255, of the box's mean
  Turns turns;
  std::vector<std::size_t> at;
  double last = 0;
  std::size_t when = 0;
  for (std::size_t i = 1; i < means.size(); ++i) {
    const double change = means[i] - means[i - 1];
    if (std::abs(change) < kSeen) continue;
    if (change * last < 0) {
      at.push_back(i);
      turns.flips += i == when + 1 ? 1 : 0;
    }
    last = change;
    when = i;
  }
  for (std::size_t k = 0; k < at.size(); ++k) {
    std::size_t count = 0;
    for (std::size_t j = k; j < at.size() && at[j] < at[k] + fps; ++j) ++count;
    turns.most_a_second = std::max(turns.most_a_second, count);
  }
  return turns;
}

}  // namespace

TEST(Turns, CountsAStrobe) {
  EXPECT_EQ(turns_of({1, 2, 1, 2, 1}, 30).flips, 3U);
  EXPECT_EQ(turns_of({1, 2, 2, 2, 1, 1, 1, 2}, 30).flips, 0U);
  EXPECT_EQ(turns_of({1, 2, 2, 2, 1, 1, 1, 2}, 30).most_a_second, 2U);
  EXPECT_EQ(turns_of({1, 2, 3, 4, 3}, 30).flips, 1U);
}

// WCAG 2.3.1 allows three flashes a second, which are six turns.
TEST_F(EveryKind, NoLineOfAFilmFlickersAndTheLastPictureStands) {
  const Workers workers(2);
  SilentProgress progress;
  for (const FilmCase& test : film_cases()) {
    const render::Animation film = filmed_case(test, folder_->path(), {workers, progress}, "");
    const render::Scene scene(film.still, 480, 270);
    const auto fps = static_cast<std::size_t>(film.frames_per_second);
    const auto texts = texts_of(film);
    for (const render::PlacedSlot& slot : scene.placed().slots) {
      Headline headline(scene, slot);
      std::vector<double> means;
      for (const std::string& text : texts.at(slot.name)) means.push_back(headline.brightness(text));
      const Turns turns = turns_of(means, fps);
      EXPECT_EQ(turns.flips, 0U) << test.kind << ": " << slot.name;
      EXPECT_LE(turns.most_a_second, 6U) << test.kind << ": " << slot.name;
    }
    const std::size_t still = std::min(5 * fps, film.frames / 5);
    for (const auto& slot : texts) {
      const std::vector<std::string>& said = slot.second;
      EXPECT_TRUE(std::all_of(said.end() - static_cast<std::ptrdiff_t>(still), said.end(),
                              [&](const std::string& text) { return text == said.back(); }))
          << test.kind << ": " << slot.first;
    }
  }
}

// Its map takes half of the frame, and the words stand where their units do.
TEST_F(EveryKind, ReadingGivesItsMapHalfOfTheFrame) {
  const Workers workers(2);
  SilentProgress progress;
  for (const FilmCase& test : film_cases()) {
    if (test.kind != "reading") continue;
    const render::Animation film = filmed_case(test, folder_->path(), {workers, progress});
    const render::Scene scene(film.still, 1920, 1080);
    const render::PageBox map = scene.placed().panels.at(1).frame;
    EXPECT_GE(map.width() * map.height(), 0.5 * 1920 * 1080);
    EXPECT_TRUE(scene.placed().dropped_labels.empty());
    const render::PanelFrame words = film.moving_at(film.frames - 1).panels.front();
    const auto& units = std::get<render::Rectangles>(words.marks.front());
    for (const render::Label& word : words.labels)
      EXPECT_TRUE(std::any_of(units.boxes.begin(), units.boxes.end(), [&](const auto& box) {
        return box.x0 < word.at.x && word.at.x < box.x1 && word.at.y < box.y0;
      })) << word.text;
  }
}

// Of two networks the maps have half of the height, and each bar says what it claims.
TEST_F(EveryKind, FilmsOfTwoReadersNameEveryBarUnderLargeMaps) {
  const Workers workers(2);
  SilentProgress progress;
  const FilmCase both{"reading", "esn lstm", "--sentence 'there is a red cup on the left'", ""};
  const render::Animation film = filmed_case(both, folder_->path(), {workers, progress});
  const render::Scene scene(film.still, 1920, 1080);
  for (const std::size_t map : {1U, 4U}) EXPECT_GE(scene.placed().panels.at(map).frame.height(), 0.5 * 1080);
  EXPECT_TRUE(scene.placed().dropped_labels.empty());
  for (const char* bar : {"glass 1", "cup 1", "bowl 2", "middle 2", "blue 2"})
    EXPECT_EQ(std::count_if(scene.placed().texts.begin(), scene.placed().texts.end(),
                            [&](const render::PlacedText& text) { return text.text == bar; }),
              2)
        << bar;
}

}  // namespace rssviz::cli
