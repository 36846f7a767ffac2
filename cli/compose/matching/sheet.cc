#include "cli/compose/matching/sheet.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/matching/sheet_legends.h"
#include "cli/compose/matching/sheet_parts.h"
#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"

namespace rssviz::cli {
namespace {

constexpr double kStripPt = 11, kLegendPt = 7, kLegendRoomPt = 15.5, kBetweenPt = 5;
constexpr double kCurvesPt[] = {96, 62, 48};  // of one layer on a page, two, three
constexpr std::size_t kMostLayers = 3;        // on a page

// As slides are.
bool is_low(const Look& look) {
  constexpr double kLow = 300;
  return look.venue.max_height_pt > 0 && look.venue.max_height_pt < kLow;
}

// On low pages curves leave room for some matches.
double curves_pt(const Look& look, std::size_t layers) {
  return kCurvesPt[(is_low(look) ? kMostLayers : layers) - 1];
}

// One layer: what its pages share.
struct LayerSheet {
  SheetPart part;
  std::vector<ValueColors> tracks{};

  LayerSheet(const SheetLayer& layer, const SheetOptions& options, const Look& look,
             const render::TextMetrics& metrics)
      : part{layer, options, look.style, metrics, {}, {}, false, false, !is_low(look)},
        tracks(tracks_of(*layer.corpus, options, look.style)) {
    const MatchCorpus& corpus = *layer.corpus;
    if (!options.color_words.empty())
      part.words = colors_of(corpus.annotation_named("color-words", options.color_words), look.style);
    if (!options.circles.empty()) {
      part.circles = colors_of(corpus.annotation_named("circles", options.circles), look.style);
      if (part.circles->labels.empty())
        fail(ErrorKind::usage, "--circles: " + options.circles + " isn't of classes");
    }
  }
  std::size_t matches() const { return part.layer.answer->matches.top.size(); }
};

// The legends of tracks, words and circles.
std::vector<render::Legend> legends_of(const LayerSheet& sheet, double width_pt) {
  const SheetPart& part = sheet.part;
  std::vector<render::Legend> legends;
  for (const ValueColors& track : sheet.tracks)
    legends.push_back(legend_of(track, track.title + ":", render::SwatchKind::box, part, width_pt));
  if (part.words)
    legends.push_back(legend_of(*part.words, "words by " + part.words->title + ":", render::SwatchKind::box,
                                part, width_pt));
  if (part.circles)
    legends.push_back(legend_of(*part.circles, "on words, " + part.circles->title + ":",
                                render::SwatchKind::point, part, width_pt));
  return legends;
}

bool are_equal(const render::Legend& a, const render::Legend& b) {
  return a.title == b.title &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const render::LegendEntry& x, const render::LegendEntry& y) {
                      return x.text == y.text && x.color == y.color;
                    });
}

// One page: the tops of its layers with their best matches, or more matches of one layer.
class Page {
 public:
  Page(std::vector<LayerSheet*> sheets, const Look& look) : sheets_(std::move(sheets)), look_(look) {}

  // Widths of words are known in points, so the page is laid out once to learn how wide its panels are.
  render::Figure made(bool top, std::size_t first, std::size_t last) {
    top_width_ = look_.width_pt * 0.5;
    matches_width_ = look_.width_pt * 0.9;
    const render::PlacedFigure placed =
        render::lay_out(build(top, first, last), sheets_.front()->part.metrics);
    top_width_ = placed.panels.front().frame.width();
    if (matches_panel_) matches_width_ = placed.panels[*matches_panel_].frame.width();
    render::Figure figure = build(top, first, last);
    std::vector<const SheetPart*> parts;
    for (const LayerSheet* sheet : sheets_) parts.push_back(&sheet->part);
    figure.caption = sheet_caption(parts, first, last, cut_);
    return figure;
  }

 private:
  render::Figure build(bool top, std::size_t first, std::size_t last) {
    render::Figure figure = figure_with(look_);
    if (top) figure.column_weights = {1, 0.5};
    row_ = 0;
    columns_ = top ? 2 : 1;
    matches_panel_.reset();
    std::vector<render::Legend> legends;
    for (LayerSheet* sheet : sheets_) {
      if (top && sheet != sheets_.front()) add_blank(figure, kBetweenPt);
      if (top) add_top(*sheet, figure);
      const std::size_t end = std::min(last, sheet->matches());
      if (end <= first) continue;
      add_matches(*sheet, first, end, figure);
      for (render::Legend& legend : legends_of(*sheet, matches_width_))
        if (std::none_of(legends.begin(), legends.end(),
                         [&](const render::Legend& other) { return are_equal(legend, other); }))
          legends.push_back(std::move(legend));
    }
    for (render::Legend& legend : legends) add_legend(std::move(legend), figure);
    return figure;
  }

  void add_top(const LayerSheet& sheet, render::Figure& figure) {
    const std::size_t at = figure.panels.size();
    render::Legend cells{.panels = {at + 1}};
    figure.panels.push_back(curves_panel(sheet.part, cells));
    const double steps = *figure.panels[at].x.high - *figure.panels[at].x.low;
    figure.panels.push_back(strip_panel(sheet.part, top_width_ / steps));
    render::Legend lengths{.panels = {at + 2}};
    figure.panels.push_back(lengths_panel(sheet.part, lengths));
    figure.panels[at].row = row_;
    figure.panels[at + 1].row = row_ + 1;
    figure.panels[at + 2].row = row_;
    figure.panels[at + 2].column = 1;
    figure.panels[at + 2].row_span = 2;
    if (sheets_.size() > 1) figure.panels[at].letter = std::string(1, static_cast<char>('a' + letter(sheet)));
    figure.row_aspects.push_back(curves_pt(look_, sheets_.size()) / top_width_);
    figure.row_aspects.push_back(kStripPt / top_width_);
    figure.legends.push_back(std::move(cells));
    figure.legends.push_back(std::move(lengths));
    row_ += 2;
  }

  std::size_t letter(const LayerSheet& sheet) const {
    return static_cast<std::size_t>(std::find(sheets_.begin(), sheets_.end(), &sheet) - sheets_.begin());
  }

  void add_matches(const LayerSheet& sheet, std::size_t first, std::size_t last, render::Figure& figure) {
    render::Panel matches = matches_panel(sheet.part, sheet.tracks, first, last, matches_width_, cut_);
    figure.row_aspects.push_back(kRowPt * (*matches.y.high - *matches.y.low) / matches_width_);
    matches.row = row_++;
    matches.column_span = columns_;
    matches_panel_ = figure.panels.size();
    figure.panels.push_back(std::move(matches));
    add_legend(count_legend(sheet.part.layer.answer->cells.size(), look_.style), figure);
  }

  // A line of its own below the matches.
  void add_legend(render::Legend legend, render::Figure& figure) {
    if (legend.entries.empty()) return;
    legend.panels = {figure.panels.size()};
    add_blank(figure, kLegendPt);
    figure.legends.push_back(std::move(legend));
  }

  void add_blank(render::Figure& figure, double height_pt) {
    render::Panel line;
    line.kind = render::PanelKind::blank;
    line.row = row_++;
    line.column_span = columns_;
    line.x.low = line.y.low = 0;
    line.x.high = line.y.high = 1;
    figure.panels.push_back(std::move(line));
    figure.row_aspects.push_back(height_pt / matches_width_);
  }

  std::vector<LayerSheet*> sheets_;
  const Look& look_;
  double top_width_{0}, matches_width_{0};
  int row_{0}, columns_{1};
  std::optional<std::size_t> matches_panel_{};
  bool cut_{false};
};

double room_of(const Look& look) { return look.venue.max_height_pt > 0 ? look.venue.max_height_pt : 640; }

double legend_room(const std::vector<LayerSheet*>& sheets) {
  std::size_t lines = 0;
  for (const LayerSheet* sheet : sheets)
    lines = std::max(lines,
                     sheet->tracks.size() + (sheet->part.words ? 1U : 0U) + (sheet->part.circles ? 1U : 0U));
  return kLegendRoomPt * static_cast<double>(lines + sheets.size());
}

// More than a row of titles, over all layers of a page.
double title_room(const std::vector<LayerSheet*>& sheets, const Look& look) {
  double rows = 0;
  for (const LayerSheet* sheet : sheets)
    rows += header_rows(sheet->part, sheet->tracks, 0.95 * look.width_pt) - 1;
  return kRowPt * rows;
}

std::size_t rows_in(double room) { return static_cast<std::size_t>(std::max(1.0, room / kRowPt)); }

// So many layers a page that no page is much emptier than another.
std::vector<std::vector<LayerSheet*>> shared_pages(std::vector<LayerSheet>& all) {
  const std::size_t pages = (all.size() + kMostLayers - 1) / kMostLayers;
  std::vector<std::vector<LayerSheet*>> groups(pages);
  for (std::size_t i = 0; i < all.size(); ++i) groups[i * pages / all.size()].push_back(&all[i]);
  return groups;
}

constexpr double kPrintLabelPt = 8;

// A sheet is set in points of paper: a slide is a small page of print, drawn larger.
Look as_print(Look look, double scale) {
  render::Style& style = look.style;
  for (double* const size : {&style.title_pt, &style.label_pt, &style.tick_pt, &style.note_pt, &style.line_pt,
                             &style.frame_pt, &style.gap_pt, &style.margin_pt})
    *size /= scale;
  look.width_pt /= scale;
  look.venue.max_height_pt = 1080 / scale;
  return look;
}

std::vector<render::Figure> pages_of(const std::vector<SheetLayer>& layers, const SheetOptions& options,
                                     const Look& look) {
  const render::TextEngine metrics(look.style.font);
  std::vector<LayerSheet> sheets;
  sheets.reserve(layers.size());
  for (const SheetLayer& layer : layers) sheets.emplace_back(layer, options, look, metrics);
  std::vector<render::Figure> pages;
  std::vector<std::size_t> shown;
  for (const std::vector<LayerSheet*>& group : shared_pages(sheets)) {
    const auto count = static_cast<double>(group.size());
    const double tops = count * (94 + curves_pt(look, group.size())) + (count - 1) * (kBetweenPt + 8);
    const std::size_t rows =
        rows_in((room_of(look) - tops - legend_room(group) - title_room(group, look)) / count);
    std::size_t most = 0;
    for (LayerSheet* sheet : group) {
      sheet->part.low = group.size() > 1;
      sheet->part.named = sheet->part.layer.corpus != sheets.front().part.layer.corpus ||
                          sheets.back().part.layer.corpus != sheets.front().part.layer.corpus;
      most = std::max(most, std::min(rows, sheet->matches()));
    }
    pages.push_back(Page(group, look).made(true, 0, most));
    shown.insert(shown.end(), group.size(), most);
  }
  // What found no place there, layer by layer.
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const std::size_t rows =
        rows_in(room_of(look) - 20 - legend_room({&sheets[i]}) - title_room({&sheets[i]}, look));
    for (std::size_t at = shown[i]; at < sheets[i].matches(); at += rows)
      pages.push_back(Page({&sheets[i]}, look).made(false, at, std::min(sheets[i].matches(), at + rows)));
  }
  return pages;
}

}  // namespace

std::vector<render::Figure> match_sheet(const std::vector<SheetLayer>& layers, const SheetOptions& options,
                                        const Look& look) {
  const double scale = look.style.label_pt / kPrintLabelPt;
  if (scale < 2) return pages_of(layers, options, look);
  std::vector<render::Figure> pages = pages_of(layers, options, as_print(look, scale));
  for (render::Figure& page : pages) {
    page.style = look.style;
    page.width_pt = look.width_pt;
  }
  return pages;
}

}  // namespace rssviz::cli
