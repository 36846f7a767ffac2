#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <variant>

#include "render/layout/decorate.h"
#include "render/layout/inside.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

// The lines of one corner, outermost first.
struct CornerText {
  std::vector<PlacedText> texts{};
  PageBox box{};
};

CornerText stack_notes(const std::vector<const CornerNote*>& notes, Corner corner, const PageBox& frame,
                       const Style& style, const TextMetrics& metrics) {
  CornerText out;
  const double pad = 3.0 * ink_scale(style);
  const bool top = corner == Corner::top_left || corner == Corner::top_right;
  const bool left = corner == Corner::top_left || corner == Corner::bottom_left;
  double y = top ? frame.top + pad : frame.bottom - pad;
  std::vector<std::pair<std::string, TextFont>> lines;
  for (const CornerNote* note : notes) {
    const FittedText fitted =
        fit_text(metrics, note->text, {style.note_pt, note->bold, false}, frame.width() - 2 * pad, 2);
    for (const std::string& line : fitted.lines) lines.emplace_back(line, fitted.font);
  }
  if (!top) std::reverse(lines.begin(), lines.end());
  for (const auto& [line, font] : lines) {
    TextLook look{font, font.bold ? style.ink : style.muted, TextRole::note, 0};
    PlacedText text = text_at(metrics, line, look, {left ? frame.left + pad : frame.right - pad, y},
                              left ? Across::left : Across::right, top ? Along::top : Along::bottom);
    text.halo_pt = 0.16 * font.size_pt;
    y += (top ? 1 : -1) * line_height(font);
    const PageBox box = text.bounds();
    if (out.texts.empty()) out.box = box;
    out.box = {std::min(out.box.left, box.left), std::min(out.box.top, box.top),
               std::max(out.box.right, box.right), std::max(out.box.bottom, box.bottom)};
    out.texts.push_back(std::move(text));
  }
  return out;
}

bool overlaps_any(const PlacedText& text, const std::vector<PlacedText>& others, std::size_t panel) {
  return std::any_of(others.begin(), others.end(), [&](const PlacedText& other) {
    return other.panel == panel && texts_overlap(text, other);
  });
}

constexpr std::array<Corner, 4> kCorners{Corner::top_left, Corner::top_right, Corner::bottom_left,
                                         Corner::bottom_right};

// The wished corner where little ink lies there, else the free corner with the least ink.
void place_corner(PlacedFigure& placed, const PlacedPanel& panel, const TextMetrics& metrics,
                  const InkMap& ink, Corner wished, const std::vector<const CornerNote*>& notes, bool stay,
                  std::map<Corner, bool>& used) {
  const Style& style = placed.figure.style;
  CornerText best = stack_notes(notes, wished, panel.frame, style, metrics);
  double best_ink = used[wished] ? 1e9 : ink.mean(best.box);
  Corner chosen = wished;
  for (const Corner corner : kCorners) {
    if (best_ink <= 0.06 || (stay && !used[wished])) break;
    if (used[corner] || corner == wished) continue;
    CornerText other = stack_notes(notes, corner, panel.frame, style, metrics);
    const double other_ink = ink.mean(other.box);
    if (other_ink + 0.04 < best_ink) {
      best = std::move(other);
      best_ink = other_ink;
      chosen = corner;
    }
  }
  used[chosen] = true;
  for (PlacedText& text : best.texts) {
    text.panel = panel.panel;
    if (overlaps_any(text, placed.texts, panel.panel)) {
      placed.dropped_labels.push_back({panel.panel, text.text});
    } else {
      placed.texts.push_back(std::move(text));
    }
  }
}

std::vector<PlacedText> rule_places(const Rule& rule, const PlacedPanel& panel, const Style& style,
                                    const TextMetrics& metrics) {
  std::vector<PlacedText> places;
  const double gap = 1.5 * ink_scale(style), pad = 2 * ink_scale(style);
  const TextLook look{{style.note_pt, false, false}, style.muted, TextRole::rule, 0};
  const PageBox& frame = panel.frame;
  const auto add = [&](Point at, Across across, Along along) {
    PlacedText text = text_at(metrics, rule.text, look, at, across, along);
    text.halo_pt = 0.14 * style.note_pt;
    text.panel = panel.panel;
    const PageBox box = text.bounds();
    const bool within = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top &&
                        box.bottom <= frame.bottom;
    if (within) places.push_back(std::move(text));
  };
  if (rule.horizontal) {
    const double y = panel.y.page_from_data(rule.at);
    add({frame.right - pad, y - gap}, Across::right, Along::bottom);
    add({frame.right - pad, y + gap}, Across::right, Along::top);
    add({frame.left + pad, y - gap}, Across::left, Along::bottom);
    add({frame.left + pad, y + gap}, Across::left, Along::top);
    for (int place = 7; place > 0; --place) {  // between the ends, where lines run through both of them
      const double x = frame.left + frame.width() * place / 8;
      add({x, y - gap}, Across::centre, Along::bottom);
      add({x, y + gap}, Across::centre, Along::top);
    }
    return places;
  }
  const double x = panel.x.page_from_data(rule.at);
  for (int line = 0; line < 3; ++line) {
    const double y = frame.top + pad + line * line_height(look.font);
    add({x + 1.5 * gap, y}, Across::left, Along::top);
    add({x - 1.5 * gap, y}, Across::right, Along::top);
  }
  add({x + 1.5 * gap, frame.bottom - pad}, Across::left, Along::bottom);
  return places;
}

// Whether a line through the whole panel runs through the box.
bool on_rule(const PageBox& box, const std::vector<Mark>& marks, const PlacedPanel& panel) {
  return std::any_of(marks.begin(), marks.end(), [&](const Mark& mark) {
    const auto* const rule = std::get_if<Rule>(&mark);
    if (rule == nullptr) return false;
    const double at = rule->horizontal ? panel.y.page_from_data(rule->at) : panel.x.page_from_data(rule->at);
    return rule->horizontal ? at > box.top && at < box.bottom : at > box.left && at < box.right;
  });
}

void place_rule(PlacedFigure& placed, const PlacedPanel& panel, const Rule& rule, const TextMetrics& metrics,
                const InkMap& ink) {
  if (rule.text.empty()) return;
  const std::vector<Mark>& marks = placed.figure.panels[panel.panel].marks;
  const auto places = rule_places(rule, panel, placed.figure.style, metrics);
  const PlacedText* best = nullptr;
  double best_cost = 1e9;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (overlaps_any(places[i], placed.texts, panel.panel) || on_rule(places[i].bounds(), marks, panel))
      continue;
    const double cost = ink.mean(places[i].bounds()) + 0.02 * static_cast<double>(i);
    if (cost >= best_cost) continue;
    best_cost = cost;
    best = &places[i];
  }
  if (best != nullptr) placed.texts.push_back(*best);
  if (best == nullptr) placed.dropped_labels.push_back({panel.panel, rule.text});
}

}  // namespace

bool share_note_corner(PlacedFigure& placed, const TextMetrics& metrics,
                       const std::vector<std::optional<InkMap>>& inks) {
  std::vector<std::size_t> noted;
  std::optional<Corner> common;
  for (std::size_t i = 0; i < placed.figure.panels.size(); ++i) {
    const auto& notes = placed.figure.panels[i].notes;
    if (notes.empty()) continue;
    noted.push_back(i);
    if (!common) common = notes.front().corner;
    for (const CornerNote& note : notes) {
      if (note.corner != *common) return false;
    }
  }
  if (noted.size() < 3) return false;
  const auto ink_at = [&](Corner corner) {
    double total = 0;
    for (const std::size_t i : noted) {
      std::vector<const CornerNote*> notes;
      for (const CornerNote& note : placed.figure.panels[i].notes) notes.push_back(&note);
      total +=
          inks[i]->mean(stack_notes(notes, corner, placed.panels[i].frame, placed.figure.style, metrics).box);
    }
    return total / static_cast<double>(noted.size());
  };
  Corner best = *common;
  double best_ink = ink_at(best);
  for (const Corner corner : kCorners) {
    const double ink = ink_at(corner);
    if (best_ink <= 0.04 || ink + 0.02 >= best_ink) continue;
    best = corner;
    best_ink = ink;
  }
  for (const std::size_t i : noted) {
    for (CornerNote& note : placed.figure.panels[i].notes) note.corner = best;
  }
  return true;
}

void place_notes(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, const InkMap& ink,
                 bool stay) {
  const Panel& what = placed.figure.panels[panel];
  const PlacedPanel& where = placed.panels[panel];
  std::map<Corner, std::vector<const CornerNote*>> corners;
  for (const CornerNote& note : what.notes) {
    if (!note.text.empty()) corners[note.corner].push_back(&note);
  }
  std::map<Corner, bool> used;
  for (const auto& [corner, notes] : corners)
    place_corner(placed, where, metrics, ink, corner, notes, stay, used);
  for (const Mark& mark : what.marks) {
    if (const auto* rule = std::get_if<Rule>(&mark)) place_rule(placed, where, *rule, metrics, ink);
  }
}

}  // namespace rssviz::render
