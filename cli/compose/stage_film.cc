// A film of bare maps, one a stage: points move from each stage's map to the next.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/bare_states.h"
#include "cli/compose/film_frame.h"
#include "cli/compose/scatter_marks.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kTrueFrames = 15;  // that each stage itself is shown

struct Scene {
  std::vector<std::vector<render::Point>> at{};  // by stage
  std::vector<render::Color> colors{};           // by point
  std::vector<StageMoment> moments{};
  double radius{3};
};

std::vector<std::vector<render::Point>> read_stages(const std::string& file) {
  const formats::Archive archive = formats::read_arrays(file);
  const auto found = archive.contains("coords") ? archive.find("coords") : archive.find("states");
  if (found == archive.end() || found->second.shape.size() != 3 || found->second.shape[2] < 2)
    fail(ErrorKind::data, file +
                              ": has no maps of several stages (stages x points x 2); make them with: rssviz "
                              "embed STATES --align -o " +
                              file);
  const formats::Array& array = found->second;
  const std::vector<double> values = formats::to_doubles(array, file);
  std::vector<std::vector<render::Point>> stages(array.shape[0]);
  std::size_t next = 0;
  for (std::vector<render::Point>& points : stages)
    for (std::size_t i = 0; i < array.shape[1]; ++i, next += array.shape[2]) {
      points.push_back({values[next], values[next + 1]});
      if (!std::isfinite(values[next]) || !std::isfinite(values[next + 1]))
        fail(ErrorKind::data, file + ": point " + std::to_string(i) + " is not finite");
    }
  if (stages.size() < 2) fail(ErrorKind::data, file + ": has a single stage; a film needs two");
  return stages;
}

// One colour a point, and the legend or bar that explains them.
std::vector<render::Color> colors_of(const FigureRequest& request, const Scene& scene,
                                     const render::Style& style, render::Figure& still) {
  const std::size_t points = scene.at.front().size();
  if (!request.settings.has("color-by"))
    return std::vector<render::Color>(points, render::class_colors(style, 1).front());
  const ScatterColumn column = chosen_column(request, request.settings.text("color-by"), points);
  std::vector<render::Color> colors;
  if (!column.is_scale) {
    const Classes classes = classes_of(column.labels, style);
    for (const std::int32_t value : column.values)
      colors.push_back(value < 0 ? style.frame : classes.colors[static_cast<std::size_t>(value)]);
    render::Legend legend = class_legend(column.name, classes, "", style);
    for (render::LegendEntry& entry : legend.entries) entry.shape = render::MarkerShape::circle;
    still.legends.push_back(std::move(legend));
    return colors;
  }
  const std::string palette = scale_palette(request.settings, "viridis");
  double low = 1e300, high = -1e300;
  for (const double value : column.numbers)
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  if (!(high > low)) high = low + 1;
  for (const double value : column.numbers)
    colors.push_back(std::isfinite(value) ? render::sample_palette(palette, (value - low) / (high - low))
                                          : style.frame);
  render::ColorBar bar;
  bar.title = column.name;
  bar.palette = palette;
  bar.low = low;
  bar.high = high;
  still.color_bars.push_back(std::move(bar));
  return colors;
}

std::string stage_text(const StageMoment& moment) {
  return moment.is_true() ? "stage " + std::to_string(moment.stage)
                          : "on the way to stage " + std::to_string(moment.stage + 1);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Points points;
  points.at = places_at(scene.at, moment);
  points.colors = scene.colors;
  points.radius_pt = scene.radius;
  points.keep_order = true;
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  frame.panels.push_back({0, {std::move(points)}, {}});
  frame.texts = {{"stage", stage_text(moment)}};
  return frame;
}

}  // namespace

render::Animation make_stages_film(const FigureRequest& request) {
  auto scene = std::make_shared<Scene>();
  scene->at = read_stages(request.folders.front().string());
  const auto points = static_cast<double>(scene->at.front().size());
  scene->radius = std::clamp(220 / std::sqrt(points), 2.0, 9.0);
  const auto [frames, fps] = film_time(request.settings, 720);
  const Limits limits = limits_of_all(scene->at);
  scene->moments = stage_timeline(frames_between(scene->at, limits.second.x - limits.first.x), {}, frames,
                                  fps, kTrueFrames);
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  film.still.column_weights.clear();
  film.still.panels = {map_panel("", limits)};
  scene->colors = colors_of(request, *scene, film_style(request.settings), film.still);
  film.still.slots = {{"stage", stage_text({0, 0}), "on the way to stage 1000", render::Side::top, 44, true}};
  film.still.caption.title =
      "Maps of " + request.folders.front().filename().string() + " from stage to stage";
  film.still.caption.text = with_commas(static_cast<long long>(points)) + " points at " +
                            std::to_string(scene->at.size()) +
                            " stages; between two stages places are interpolated and stand for no network. "
                            "Distances between clusters "
                            "and their sizes carry no meaning.";
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.poster_frame = film.frames - 1;
  return film;
}

}  // namespace rssviz::cli
