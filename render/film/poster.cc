// Single frames of a film as figures of their own.
#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "render/cairo/write_figure.h"
#include "render/film/film.h"
#include "render/film/unseen.h"
#include "render/provenance/recipe.h"

namespace rssviz::render {

Figure figure_of_frame(const Animation& animation, std::size_t frame) {
  if (frame >= animation.frames)
    fail(ErrorKind::usage,
         "frame " + std::to_string(frame) + " of a film of " + std::to_string(animation.frames) + " frames");
  Figure figure = animation.still;
  Frame moving = animation.moving_at(frame);
  for (PanelFrame& from : moving.panels) {
    if (from.panel >= figure.panels.size())
      fail(ErrorKind::usage, "frame " + std::to_string(frame) + " draws in panel " +
                                 std::to_string(from.panel) + ", which the still hasn't");
    Panel& panel = figure.panels[from.panel];
    std::move(from.marks.begin(), from.marks.end(), std::back_inserter(panel.marks));
    std::move(from.labels.begin(), from.labels.end(), std::back_inserter(panel.labels));
  }
  for (SlotText& text : moving.texts) {
    if (is_unseen(text)) continue;
    const auto slot = std::find_if(figure.slots.begin(), figure.slots.end(),
                                   [&](const TextSlot& s) { return s.name == text.slot; });
    if (slot == figure.slots.end())
      fail(ErrorKind::usage, "frame " + std::to_string(frame) + " writes into the slot \"" + text.slot +
                                 "\", which the still hasn't");
    slot->text = std::move(text.text);
  }
  return figure;
}

std::vector<std::filesystem::path> write_posters(const Animation& animation,
                                                 const std::filesystem::path& path, const std::string& format,
                                                 const std::string& recipe, const Execution& execution) {
  if (animation.frames == 0) fail(ErrorKind::usage, "a film needs at least one frame");
  const std::array<std::pair<const char*, std::size_t>, 3> posters{
      {{"first", 0}, {"last", animation.frames - 1}, {"poster", animation.poster_frame}}};
  std::vector<std::filesystem::path> written;
  for (const auto& [name, frame] : posters)
    written.push_back(path.parent_path() / (path.stem().string() + "-" + name + "." + format));
  execution.workers.for_each(posters.size(), [&](std::size_t i) {
    const Figure figure = figure_of_frame(animation, posters[i].second);
    // A film's page has a point for each pixel.
    write_figure(figure, written[i], {.title = figure.title, .recipe = recipe}, nullptr, {.dpi = 72});
    put_recipe(written[i], recipe);
  });
  return written;
}

}  // namespace rssviz::render
