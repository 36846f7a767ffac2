// The lower half of a sheet: matches as rows of words, and tracks beside them.
#include <algorithm>
#include <cmath>

#include "cli/compose/matching/sheet_parts.h"
#include "core/formats/csv.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr double kLeastCellPt = 7;
constexpr double kWidestWordPt = 62;
constexpr long kMostAfter = 40;  // steps that a track shows after the start of a match

// The words of offset o from a match's start stand in one column.
struct WordColumn {
  long offset{0};
  double left{0}, width{0};
};

// Whether a match has a step at this offset, within its sequence.
std::optional<std::size_t> step_at(const SheetPart& part, const models::Match& match, long offset) {
  const models::SequenceStarts& sequences = part.layer.corpus->sequences;
  const std::size_t s = sequences.of(match.step);
  const long step = static_cast<long>(match.step) + offset;
  if (step < static_cast<long>(sequences.starts[s]) || step >= static_cast<long>(sequences.end(s))) return {};
  return static_cast<std::size_t>(step);
}

constexpr double kTitleLine = 0.8;      // of a row: a further line of a track's title
constexpr double kTitleOverhangPt = 6;  // of a title beyond its track, into the gaps beside it

// A text that is no wider than this: cut at a character, with an ellipsis.
std::string shortened(const std::string& text, const SheetPart& part, double widest_pt, double size_pt) {
  const render::TextFont font{size_pt};
  if (part.metrics.measure(text, font).width_pt <= widest_pt) return text;
  std::string kept = text;
  while (!kept.empty() && part.metrics.measure(kept + "…", font).width_pt > widest_pt) {
    while (kept.size() > 1 && (static_cast<unsigned char>(kept.back()) & 0xC0) == 0x80) kept.pop_back();
    kept.pop_back();
  }
  return kept + "…";
}

// Of tracks: on paper as small as is read there, so that most names need no more than a line or two.
double title_pt(const SheetPart& part) {
  return part.shrinks ? std::max(std::min(6., part.style.note_pt), 0.85 * part.style.note_pt)
                      : part.style.note_pt;
}

std::string word_of(const SheetPart& part, std::size_t step) {
  if (part.layer.corpus->words.empty()) return std::to_string(step);
  return shortened(plain_text(part.layer.corpus->word(step)), part, kWidestWordPt, part.style.note_pt);
}

// A title in lines of at most this width, broken after underscores and at blanks, and where a part is too
// long for a line, within it.
std::vector<std::string> title_lines(const std::string& title, const SheetPart& part, double widest_pt) {
  const auto fits = [&](const std::string& text) {
    return part.metrics.measure(text, {title_pt(part)}).width_pt <= widest_pt;
  };
  std::vector<std::string> lines{""};
  std::string piece;
  const auto put = [&] {
    if (!lines.back().empty() && !fits(lines.back() + piece)) lines.emplace_back();
    for (const char letter : piece) {
      const bool begins = (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
      if (begins && !lines.back().empty() && !fits(lines.back() + letter)) lines.emplace_back();
      lines.back() += letter;
    }
    piece.clear();
  };
  for (const char letter : title) {
    piece += letter;
    if (letter == '_' || letter == ' ') put();
  }
  put();
  return lines;
}

double column_width(const SheetPart& part, std::size_t first, std::size_t last, long offset) {
  const double room = part.circles ? 4.5 : 0;
  double width = kLeastCellPt;
  for (std::size_t i = first; i < last; ++i)
    if (const auto step = step_at(part, part.layer.answer->matches.top[i], offset))
      width = std::max(width,
                       part.metrics.measure(word_of(part, *step), {part.style.note_pt}).width_pt + 4 + room);
  return width;
}

long longest(const SheetPart& part, std::size_t first, std::size_t last) {
  std::size_t most = 0;
  for (std::size_t i = first; i < last; ++i) most = std::max(most, part.layer.answer->matches.top[i].length);
  return static_cast<long>(most);
}

// Columns from the context before the start, which takes a third at most, to as far as the width goes.
std::vector<WordColumn> word_columns(const SheetPart& part, std::size_t first, std::size_t last, double left,
                                     double width) {
  std::vector<WordColumn> columns;
  double taken = 0;
  for (long offset = -1; offset >= -static_cast<long>(part.options.before); --offset) {
    const double one = column_width(part, first, last, offset);
    if (taken + one > width / 3) break;
    taken += one;
    columns.insert(columns.begin(), {offset, 0, one});
  }
  const long end = longest(part, first, last) + static_cast<long>(part.options.after);
  for (long offset = 0; offset < end; ++offset) {
    const double one = column_width(part, first, last, offset);
    if (taken + one > width) break;
    taken += one;
    columns.push_back({offset, 0, one});
  }
  for (WordColumn& column : columns) {
    column.left = left;
    left += column.width;
  }
  return columns;
}

// Numbers at the start of a row: rank, step, length, I of n.
struct NumberColumn {
  const char* title;
  double width;
  std::string (*text)(const MatchAnswer&, std::size_t);
};
constexpr NumberColumn kNumbers[] = {
    {"rank", 18, [](const MatchAnswer&, std::size_t i) { return std::to_string(i + 1); }},
    {"step", 32,
     [](const MatchAnswer& answer, std::size_t i) {
       return with_commas(static_cast<long long>(answer.matches.top[i].step));
     }},
    {"steps", 21,
     [](const MatchAnswer& answer, std::size_t i) { return std::to_string(answer.matches.top[i].length); }},
    {"cells", 22,
     [](const MatchAnswer& answer, std::size_t i) {
       return std::to_string(answer.matches.top[i].intersection) + "/" + std::to_string(answer.cells.size());
     }},
    {"Jaccard", 28,
     [](const MatchAnswer& answer, std::size_t i) { return decimals(answer.matches.top[i].jaccard(), 2); }}};

struct RowInk {
  render::Rectangles shades{.tiled = true};
  render::Rectangles frames{.colors = {{0, 0, 0, 0}}, .outline_pt = 0.5};
  render::Points light{
      .radius_pt = 1.7, .outline_pt = 0.5, .keep_order = true};  // circles, rimmed so that any
  render::Points dark = light;                                   // shade sets them off
};

void add_row(const SheetPart& part, std::size_t i, double y, const std::vector<WordColumn>& columns,
             RowInk& ink, render::Panel& panel) {
  const MatchAnswer& answer = *part.layer.answer;
  const models::Match& match = answer.matches.top[i];
  for (const WordColumn& column : columns) {
    const auto step = step_at(part, match, column.offset);
    if (!step) continue;
    const render::Color shade = part.words
                                    ? part.words->at(*step, part.style)
                                    : count_color(answer.counts[*step], answer.cells.size(), part.style);
    ink.shades.boxes.push_back({column.left, y - 0.46, column.left + column.width, y + 0.46});
    ink.shades.colors.push_back(shade);
    panel.labels.push_back({.at = {column.left + (column.width - (part.circles ? 3.5 : 0)) / 2, y},
                            .text = word_of(part, *step),
                            .color = text_on(shade, part.style),
                            .centred = true});
    if (!part.circles || part.circles->class_at(*step) < 0) continue;
    const render::Color color = part.circles->at(*step, part.style);
    render::Points& marks = text_on(color, part.style) == part.style.ink ? ink.light : ink.dark;
    marks.at.push_back({column.left + column.width - 2.3, y + 0.2});
    marks.colors.push_back(color);
    marks.shapes.push_back(shape_of(static_cast<std::size_t>(part.circles->class_at(*step))));
  }
  double x0 = -1, x1 = -1;
  for (const WordColumn& column : columns) {
    if (column.offset == 0) x0 = column.left;
    if (column.offset < static_cast<long>(match.length)) x1 = column.left + column.width;
  }
  if (x0 >= 0) ink.frames.boxes.push_back({x0, y - 0.46, x1, y + 0.46});
}

void add_numbers(const SheetPart& part, std::size_t first, std::size_t last, render::Panel& panel) {
  double left = 0;
  for (const NumberColumn& column : kNumbers) {
    const double x = left + column.width / 2;
    panel.labels.push_back(
        {.at = {x, -0.5}, .text = column.title, .color = part.style.muted, .centred = true});
    for (std::size_t i = first; i < last; ++i)
      panel.labels.push_back({.at = {x, -1.5 - static_cast<double>(i - first)},
                              .text = column.text(*part.layer.answer, i),
                              .color = part.style.ink,
                              .centred = true});
    left += column.width;
  }
}

double numbers_width() {
  double width = 4;
  for (const NumberColumn& column : kNumbers) width += column.width;
  return width;
}

void add_track(const SheetPart& part, const ValueColors* values, std::size_t first, std::size_t last,
               double left, double width, render::Panel& panel) {
  const MatchAnswer& answer = *part.layer.answer;
  const long before = -static_cast<long>(part.options.before);
  const long after = std::min(kMostAfter, longest(part, first, last) + static_cast<long>(part.options.after));
  const double unit = width / static_cast<double>(after - before);
  const auto place = [&](long offset) { return left + unit * static_cast<double>(offset - before); };
  render::Rectangles cells{.tiled = true};
  render::Line ends{.color = part.style.ink, .width_pt = 0.7};
  for (std::size_t i = first; i < last; ++i) {
    const models::Match& match = answer.matches.top[i];
    const double y = -1.5 - static_cast<double>(i - first);
    for (long offset = before; offset < after; ++offset)
      if (const auto step = step_at(part, match, offset)) {
        cells.boxes.push_back({place(offset), y - 0.46, place(offset + 1), y + 0.46});
        cells.colors.push_back(values != nullptr
                                   ? values->at(*step, part.style)
                                   : count_color(answer.counts[*step], answer.cells.size(), part.style));
      }
    for (const long offset : {0L, std::min<long>(after, static_cast<long>(match.length))}) {
      ends.at.push_back({place(offset), y - 0.46});
      ends.at.push_back({place(offset), y + 0.46});
      ends.at.push_back({std::nan(""), y});
    }
  }
  panel.marks.emplace_back(std::move(cells));
  panel.marks.emplace_back(std::move(ends));
  std::vector<std::string> lines =
      title_lines(values == nullptr ? "cells on" : values->title, part, width + kTitleOverhangPt);
  for (std::size_t k = 0; k < lines.size(); ++k)
    panel.labels.push_back(
        {.at = {left + width / 2, -0.5 + kTitleLine * static_cast<double>(lines.size() - 1 - k)},
         .text = std::move(lines[k]),
         .color = part.style.muted,
         .size_pt = part.shrinks ? title_pt(part) : 0,  // 0: as notes, whatever the page is scaled by
         .centred = true});
}

constexpr double kGapPt = 7;

double track_width(std::size_t tracks, double width_pt) {
  constexpr double kTracksShare = 0.38, kWidestTrackPt = 48;
  return std::min(kWidestTrackPt, kTracksShare * width_pt / static_cast<double>(tracks + 1) - kGapPt);
}

}  // namespace

double header_rows(const SheetPart& part, const std::vector<ValueColors>& tracks, double width_pt) {
  const double width = track_width(tracks.size(), width_pt) + kTitleOverhangPt;
  std::size_t most = 1;
  for (const ValueColors& track : tracks) most = std::max(most, title_lines(track.title, part, width).size());
  return 1 + kTitleLine * static_cast<double>(most - 1);
}

render::Panel matches_panel(const SheetPart& part, const std::vector<ValueColors>& tracks, std::size_t first,
                            std::size_t last, double width_pt, bool& cut) {
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.x.low = 0;
  panel.x.high = width_pt;
  panel.y.low = -1 - static_cast<double>(last - first);
  panel.y.high = header_rows(part, tracks, width_pt) - 1;
  const double count = static_cast<double>(tracks.size() + 1);
  const double track = track_width(tracks.size(), width_pt);
  const double left = numbers_width(), right = width_pt - count * (track + kGapPt);
  const std::vector<WordColumn> columns = word_columns(part, first, last, left, right - left);
  RowInk ink;
  ink.frames.outline = part.style.ink;
  ink.light.outline = part.style.ink;
  ink.dark.outline = part.style.paper;
  for (std::size_t i = first; i < last; ++i)
    add_row(part, i, -1.5 - static_cast<double>(i - first), columns, ink, panel);
  add_numbers(part, first, last, panel);
  cut = cut || columns.empty() || columns.back().offset + 1 < longest(part, first, last);
  if (!ink.shades.boxes.empty()) panel.marks.emplace_back(std::move(ink.shades));
  if (!ink.frames.boxes.empty()) panel.marks.emplace_back(std::move(ink.frames));
  for (render::Points* circles : {&ink.light, &ink.dark})
    if (!circles->at.empty()) panel.marks.emplace_back(std::move(*circles));
  for (std::size_t i = 0; i <= tracks.size(); ++i)
    add_track(part, i == 0 ? nullptr : &tracks[i - 1], first, last,
              right + kGapPt + static_cast<double>(i) * (track + kGapPt), track, panel);
  return panel;
}

}  // namespace rssviz::cli
