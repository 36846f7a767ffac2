#include "cli/compose/film_parts/film_strip.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/film_parts/film_moments.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/film/film.h"

namespace rssviz::cli {
namespace {

constexpr double kPageWidth = 396;      // points: a full page's
constexpr double kFilmMapWidth = 1000;  // points that a film's map takes of 1920

// Moments that show a network as it was recorded, one for each that differs from the one before, spread
// evenly.
std::vector<std::size_t> true_frames(const render::Animation& film, int stills) {
  std::vector<std::size_t> moments;
  bool before = false;
  for (std::size_t i = film.lead_frames; i < film.frames; ++i) {
    const bool now = !film.moving_at(i).interpolated;
    if (now && (!before || film.chapters.empty()))
      moments.push_back(i);
    else if (now && i + 1 == film.frames)
      moments.back() = i;  // the last picture is of the same network as the moment before
    before = now;
  }
  // A film in which every frame is true: its frames themselves.
  if (static_cast<int>(moments.size()) < stills) {
    moments.clear();
    for (std::size_t i = film.lead_frames; i < film.frames; ++i)
      if (!film.moving_at(i).interpolated) moments.push_back(i);
  }
  if (static_cast<int>(moments.size()) < stills)
    fail(ErrorKind::usage,
         "--strip: " + std::to_string(stills) + " stills are asked for, and this film has " +
             std::to_string(moments.size()) + (moments.size() == 1 ? " frame" : " frames") +
             " that show a network as it was (the others lie between two); give fewer, or a longer film");
  std::vector<std::size_t> chosen;
  for (int i = 0; i < stills; ++i)
    chosen.push_back(moments[static_cast<std::size_t>(
        std::lround(static_cast<double>(i) * static_cast<double>(moments.size() - 1) / (stills - 1)))]);
  return chosen;
}

int columns_of(int stills) {
  if (stills <= 4) return stills;
  return stills == 5 || stills == 6 || stills == 9 ? 3 : 4;
}

void thin(render::Mark& mark, double scale) {
  if (auto* const points = std::get_if<render::Points>(&mark)) {
    points->radius_pt = std::max(0.5, points->radius_pt * scale);
    for (float& radius : points->radii_pt) radius = std::max(0.5F, radius * static_cast<float>(scale));
    points->outline_pt *= scale;
  } else if (auto* const line = std::get_if<render::Line>(&mark)) {
    line->width_pt = std::max(0.5, line->width_pt * scale);
    line->halo_pt *= scale;
  }
}

std::string time_text(const render::Animation& film, const render::Frame& frame, std::size_t number) {
  for (const render::SlotText& text : frame.texts)
    if (text.slot == "stage" || text.slot == "value") return name_of_moment(text.text);
  return decimals(static_cast<double>(number) / film.frames_per_second, 1) + " s";
}

// The colours of the film, the text of paper.
render::Figure page_in_style_of(const render::Animation& film) {
  render::Figure figure;
  figure.style = film.still.style;
  const render::Style page = render::style_for_theme("paper");
  figure.style.title_pt = page.title_pt;
  figure.style.label_pt = page.label_pt;
  figure.style.tick_pt = page.tick_pt;
  figure.style.note_pt = page.note_pt;
  figure.style.line_pt = page.line_pt;
  figure.style.frame_pt = page.frame_pt;
  figure.style.gap_pt = page.gap_pt;
  figure.style.margin_pt = page.margin_pt;
  figure.width_pt = kPageWidth;
  return figure;
}

}  // namespace

render::Figure film_strip(const render::Animation& film, int stills) {
  if (stills < 2 || stills > 24)
    fail(ErrorKind::usage, "--strip: " + std::to_string(stills) + " is out of range (2 to 24 stills)");
  const auto map = std::find_if(film.still.panels.begin(), film.still.panels.end(),
                                [](const render::Panel& p) { return p.kind == render::PanelKind::map; });
  if (map == film.still.panels.end())
    fail(ErrorKind::usage, "--strip shows stills of the map, and this film has none; leave it out");
  const auto place = static_cast<std::size_t>(map - film.still.panels.begin());
  render::Figure figure = page_in_style_of(film);
  const int columns = columns_of(stills);
  // Dots keep a little of their size, or a small map would be pale.
  const double scale = std::sqrt(kPageWidth / columns / kFilmMapWidth) * 0.5;
  int i = 0;
  for (const std::size_t number : true_frames(film, stills)) {
    const render::Frame frame = film.moving_at(number);
    render::Panel panel = *map;
    panel.title = time_text(film, frame, number);
    panel.row = i / columns;
    panel.column = i % columns;
    panel.row_span = panel.column_span = 1;
    panel.labels.clear();
    for (const render::PanelFrame& moving : frame.panels)
      if (moving.panel == place)
        panel.marks.insert(panel.marks.end(), moving.marks.begin(), moving.marks.end());
    for (render::Mark& mark : panel.marks) thin(mark, scale);
    figure.panels.push_back(std::move(panel));
    ++i;
  }
  for (const render::Legend& legend : film.still.legends)
    if (std::find(legend.panels.begin(), legend.panels.end(), place) != legend.panels.end()) {
      figure.legends.push_back(legend);
      figure.legends.back().panels.clear();
    }
  figure.caption = film.still.caption;
  figure.caption.text = "Moments of a film, spread evenly over its recorded stages. " + figure.caption.text;
  return figure;
}

}  // namespace rssviz::cli
