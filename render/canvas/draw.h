// Draws placed figures on a canvas: the whole, or only the marks of one panel (a film draws what moves over a
// cached picture of what stands still). Points as spec: shuffled by a seed so that no class covers the
// others; exact circles while there are few, round caps above, a raster layer where there are very many. Any
// thread, one canvas each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "render/canvas/canvas.h"
#include "render/figure/animation.h"
#include "render/layout/placed.h"

namespace rssviz::render {

enum class PointsMode { automatic, exact, compact, raster };

// "auto", "exact", "compact" or "raster"; throws Error{usage} naming these.
PointsMode points_mode_named(std::string_view name);

struct DrawOptions {
  PointsMode points{PointsMode::automatic};
  std::size_t exact_most{5000};          // points of a panel drawn as circles; above: round caps
  std::size_t exact_most_in_all{20000};  // of all panels together; above: round caps
  std::size_t compact_most{50000};       // of a panel; above: a raster layer, on vector paper
  double raster_dpi{300};
  std::uint64_t seed{1};  // of the order of points
  bool slot_texts{true};  // false: the film writes them frame by frame
  bool background{true};  // false: the paper stays transparent
  double line_scale{1};   // widths of the marks' lines and radii, in a film's pixels for instance
};

struct DrawReport {
  std::vector<DroppedLabel> dropped_labels{};
  std::vector<std::size_t> raster_panels{};   // panels whose points went into a raster layer
  std::vector<std::string> missing_glyphs{};  // "U+2A41 not in Inter or DejaVu Sans"
};

// Everything. Adds to `report` where given.
void draw(const PlacedFigure& placed, Canvas& canvas, const DrawOptions& options = {},
          DrawReport* report = nullptr);
// Only these marks, inside the panel's frame, with its transform.
void draw_marks(const PlacedFigure& placed, std::size_t panel, std::span<const Mark> marks, Canvas& canvas,
                const DrawOptions& options = {}, DrawReport* report = nullptr);
// Where words of a film stand: as given, centred above their points (no search), inside their panel, with a
// rim in the paper's colour. Those whose points lie outside of it are left out.
std::vector<PlacedText> moving_labels(const PlacedFigure& placed, std::size_t panel,
                                      std::span<const Label> labels, const TextMetrics& metrics);
void draw_labels(const PlacedFigure& placed, std::size_t panel, std::span<const Label> labels, Canvas& canvas,
                 const TextMetrics& metrics);
// Another text in a slot's place (its extent isn't measured). Throws Error{internal} where there is no such
// slot.
PlacedText slot_text(const PlacedFigure& placed, std::string_view slot, std::string_view text);
// Draws it. Throws Error{internal} where there is no such slot.
void draw_slot_text(const PlacedFigure& placed, std::string_view slot, std::string_view text, Canvas& canvas);
// What moves in one frame: marks, labels and slot texts. Slots that the frame doesn't name keep the still's
// text.
void draw_frame(const PlacedFigure& placed, const Frame& frame, Canvas& canvas, const TextMetrics& metrics,
                const DrawOptions& options = {});

}  // namespace rssviz::render
