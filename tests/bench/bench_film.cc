// One realistic film (2 panels, legend, title, 30 labels, 2 x 5,000 moving points, 1280 x 720), its parts
// timed apart in CPU seconds of this process: drawing and conversion alone, x264 alone on the same frames,
// and the film as a user makes it. tests/bench/bench_film.py runs it beside matplotlib.
//
//   bench_film FRAMES PRESET OUT.mp4
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "core/rng.h"
#include "render/figure/palette.h"
#include "render/film/film.h"
#include "render/film/scene.h"
#include "render/video/encoder.h"
#include "render/video/yuv.h"

namespace {

using namespace rssviz;
using namespace rssviz::render;

constexpr std::size_t kPoints = 5000;
constexpr std::size_t kLabels = 15;  // a panel

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct Cloud {
  std::vector<Point> from{}, to{};
  std::vector<Color> colors{};
};

Cloud cloud(std::uint64_t seed) {
  Cloud made;
  Rng random(seed, "bench", 0);
  for (std::size_t i = 0; i < kPoints; ++i) {
    const std::size_t group = i % 7;
    const double angle = static_cast<double>(group);
    made.from.push_back({random.normal(), random.normal()});
    made.to.push_back(
        {3 * std::cos(angle) + .6 * random.normal(), 3 * std::sin(angle) + .6 * random.normal()});
    made.colors.push_back(with_alpha(categorical_palette("okabe-ito")[group], .7));
  }
  return made;
}

Animation scene_of(std::size_t frames) {
  Animation film;
  film.frames = frames;
  film.still.style = style_for_theme("talk-light");
  film.still.width_pt = 1920;
  film.still.height_pt = 1080;
  film.still.title = "Two networks learn the same task";
  for (int column = 0; column < 2; ++column) {
    Panel panel;
    panel.kind = PanelKind::map;
    panel.title = column == 0 ? "first network" : "second network";
    panel.column = column;
    panel.limits = {{-5, -5}, {5, 5}};
    film.still.panels.push_back(panel);
  }
  Legend legend;
  for (std::size_t k = 0; k < 7; ++k)
    legend.entries.push_back({"class " + std::to_string(k + 1), categorical_palette("okabe-ito")[k]});
  film.still.legends.push_back(legend);
  const std::vector<Cloud> clouds{cloud(1), cloud(2)};
  film.moving_at = [clouds, frames](std::size_t number) {
    Frame frame;
    const double share = static_cast<double>(number) / static_cast<double>(frames);
    for (std::size_t p = 0; p < clouds.size(); ++p) {
      PanelFrame panel{p, {}, {}};
      Points points;
      points.radius_pt = 4;
      points.colors = clouds[p].colors;
      for (std::size_t i = 0; i < kPoints; ++i)
        points.at.push_back({clouds[p].from[i].x + share * (clouds[p].to[i].x - clouds[p].from[i].x),
                             clouds[p].from[i].y + share * (clouds[p].to[i].y - clouds[p].from[i].y)});
      for (std::size_t k = 0; k < kLabels; ++k)
        panel.labels.push_back({points.at[k], "point " + std::to_string(k), {26, 26, 26, 1}});
      panel.marks.emplace_back(std::move(points));
      frame.panels.push_back(std::move(panel));
    }
    return frame;
  };
  return film;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("bench_film FRAMES PRESET OUT.mp4\n", stderr);
    return 64;
  }
  const auto frames = static_cast<std::size_t>(std::stoul(argv[1]));
  const Animation film = scene_of(frames);
  const FilmOptions options{.width = 1280, .height = 720, .crf = 18, .preset = argv[2]};
  const Workers workers(2);
  SilentProgress silent;

  const double start = cpu_seconds();
  std::vector<YuvFrame> drawn(frames);
  {
    const Scene scene(film.still, options.width, options.height);
    Painter painter(scene);
    for (std::size_t i = 0; i < frames; ++i) convert_to_yuv(painter.paint(film.moving_at(i)), drawn[i]);
  }
  const double draw = cpu_seconds() - start;

  const double before_floor = cpu_seconds();
  {
    Encoder encoder(
        std::string(argv[3]) + ".floor.mp4",
        {.width = options.width, .height = options.height, .crf = options.crf, .preset = options.preset}, {},
        frames);
    for (const YuvFrame& frame : drawn) encoder.write(frame);
    encoder.finish();
  }
  const double floor = cpu_seconds() - before_floor;
  drawn.clear();

  const double before_film = cpu_seconds();
  write_film(film, argv[3], options, "bench", "{}", {workers, silent});
  const double whole = cpu_seconds() - before_film;
  std::printf("draw %.3f floor %.3f film %.3f\n", draw, floor, whole);
  return 0;
}
