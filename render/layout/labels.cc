// After the measurements of spec "drawing": 16 directions x 4 distances, integral image of the panel's ink,
// greedy by priority, then coordinate descent (Christensen, Marks and Shieber 1995 compare such searches).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "render/layout/decorate.h"
#include "render/layout/end_names.h"
#include "render/layout/inside.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

constexpr int kDirections = 16;
constexpr int kDistances = 8;
constexpr int kCandidates = kDirections * kDistances;
constexpr int kNone = -1;
constexpr double kForbidden = std::numeric_limits<double>::infinity();

struct Candidate {
  PageBox box{};
  Point touch{};   // the box's point nearest to the labelled point
  double cost{0};  // without the other labels
  bool leader{false};
};

struct Item {
  const Label* label{nullptr};
  Point point{};
  TextFont font{};
  std::vector<std::string> lines{};
  std::vector<TextExtent> extents{};  // one a line
  double width_pt{0};                 // of the widest line
  std::vector<Candidate> candidates{};
  int chosen{kNone};
};

bool boxes_overlap(const PageBox& a, const PageBox& b, double pad) {
  return a.left < b.right + pad && b.left < a.right + pad && a.top < b.bottom + pad && b.top < a.bottom + pad;
}

// Liang and Barsky: does the segment enter the box?
bool segment_meets_box(Point a, Point b, const PageBox& box) {
  double low = 0, high = 1;
  const auto cut = [&](double p, double q) {
    if (p == 0) return q >= 0;
    const double t = q / p;
    if (p < 0) low = std::max(low, t);
    if (p > 0) high = std::min(high, t);
    return low <= high;
  };
  return cut(a.x - b.x, a.x - box.left) && cut(b.x - a.x, box.right - a.x) && cut(a.y - b.y, a.y - box.top) &&
         cut(b.y - a.y, box.bottom - a.y);
}

double cross(Point o, Point a, Point b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

bool segments_cross(Point a, Point b, Point c, Point d) {
  return cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
}

class LabelSearch {
 public:
  LabelSearch(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, InkMap& ink)
      : placed_(placed), panel_(placed.panels[panel]), style_(placed.figure.style), ink_(ink) {
    const Panel& what = placed.figure.panels[panel];
    for (const Label& label : what.labels) add_item(label, metrics);
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.label->priority > b.label->priority; });
    for (const PlacedText& text : placed.texts) {
      if (text.panel == panel) obstacles_.push_back(text.bounds());
    }
    for (const Item& item : items_) ink_.stamp(item.point, std::max(1.0, item.label->clear_radius_pt), 2.5);
    ink_.integrate();
  }

  void run() {
    for (Item& item : items_) make_candidates(item);
    for (std::size_t i = 0; i < items_.size(); ++i) choose(i);
    for (int sweep = 0; sweep < 8; ++sweep) {
      bool moved = false;
      for (std::size_t i = 0; i < items_.size(); ++i) moved = choose(i) || moved;
      if (!moved) break;
    }
    for (const Item& item : items_) write(item);
  }

 private:
  void add_item(const Label& label, const TextMetrics& metrics) {
    if (label.text.empty() || is_end_name(label)) return;
    Item item;
    item.label = &label;
    item.point = panel_.page_from_data(label.at);
    item.font = {label.size_pt > 0 ? label.size_pt : style_.note_pt, label.bold, false};
    for (std::size_t begin = 0; begin <= label.text.size();) {
      const std::size_t end = std::min(label.text.find('\n', begin), label.text.size());
      item.lines.push_back(label.text.substr(begin, end - begin));
      item.extents.push_back(metrics.measure(item.lines.back(), item.font));
      item.width_pt = std::max(item.width_pt, item.extents.back().width_pt);
      begin = end + 1;
    }
    const bool visible =
        std::isfinite(item.point.x) && std::isfinite(item.point.y) && panel_.frame.contains(item.point);
    if (visible && label.centred) {
      PlacedText text = text_at(metrics, label.text, {item.font, label.color, TextRole::label, 0}, item.point,
                                Across::centre, Along::middle);
      text.panel = panel_.panel;
      placed_.texts.push_back(std::move(text));
    } else if (visible) {
      items_.push_back(std::move(item));
    }
    if (!visible) placed_.dropped_labels.push_back({panel_.panel, label.text});
  }

  void make_candidates(Item& item) {
    const double em = item.font.size_pt;
    const double lines_below = static_cast<double>(item.lines.size() - 1);
    const double height = 0.95 * em + lines_below * line_height(item.font), width = item.width_pt;
    const double clear = item.label->clear_radius_pt;
    const double distances[kDistances] = {0.12 * em, 0.9 * em, 2.1 * em, 4.2 * em,
                                          7 * em,    11 * em,  15 * em,  20 * em};
    item.candidates.resize(kCandidates);
    for (int i = 0; i < kCandidates; ++i) {
      const int ring = i / kDirections;
      const double angle = 2 * std::numbers::pi * (i % kDirections) / kDirections;
      const Point out{std::cos(angle), -std::sin(angle)};
      const double reach = clear + distances[ring];
      // The box slides along its sides, so that it touches the ring.
      const double slide_x = std::clamp(1.35 * out.x, -1.0, 1.0),
                   slide_y = std::clamp(1.35 * out.y, -1.0, 1.0);
      const Point middle{item.point.x + reach * out.x + slide_x * width / 2,
                         item.point.y + reach * out.y + slide_y * height / 2};
      Candidate& c = item.candidates[static_cast<std::size_t>(i)];
      c.box = {middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2};
      c.touch = {std::clamp(item.point.x, c.box.left, c.box.right),
                 std::clamp(item.point.y, c.box.top, c.box.bottom)};
      c.leader = ring > 0;
      c.cost = own_cost(item, c, ring, out);
    }
  }

  double own_cost(const Item& item, const Candidate& c, int ring, Point out) const {
    const PageBox& frame = panel_.frame;
    const double edge = 1.2 * ink_scale(style_);
    if (c.box.left < frame.left + edge || c.box.right > frame.right - edge || c.box.top < frame.top + edge ||
        c.box.bottom > frame.bottom - edge) {
      return kForbidden;
    }
    for (const PageBox& obstacle : obstacles_) {
      if (boxes_overlap(c.box, obstacle, pad())) return kForbidden;
    }
    static constexpr double kRing[kDistances] = {0, 0.5, 1.0, 1.9, 2.8, 3.8, 4.8, 5.8};
    // To the right and above reads best.
    const double direction = 0.12 * (1 - out.x) + 0.06 * (1 + out.y);
    const double area = c.box.width() * c.box.height() / (item.font.size_pt * item.font.size_pt);
    // Some words over dots can be read, a sentence over them can't: its way out may be longer.
    const double hidden = ink_.mean(c.box) * (3.6 + 0.25 * area + 0.02 * area * area);
    return kRing[ring] + direction + hidden + nearer_points(item, c);
  }

  // Points of other labels that lie nearer to this text than its own, or touch it, or lie on its leader's
  // way: the reader would take them for what is named.
  double nearer_points(const Item& item, const Candidate& c) const {
    const auto to_box = [&](Point p) {
      return std::hypot(p.x - std::clamp(p.x, c.box.left, c.box.right),
                        p.y - std::clamp(p.y, c.box.top, c.box.bottom));
    };
    const double own = to_box(item.point);
    double cost = 0;
    for (const Item& other : items_) {
      if (&other == &item || (other.point.x == item.point.x && other.point.y == item.point.y)) continue;
      const double near = std::max(1.0, other.label->clear_radius_pt);
      const PageBox around{other.point.x - near, other.point.y - near, other.point.x + near,
                           other.point.y + near};
      if (to_box(other.point) < std::max(own, near + 0.5 * item.font.size_pt)) cost += 1.2;
      if (c.leader && segment_meets_box(item.point, c.touch, around)) cost += 1.5;
    }
    return cost;
  }

  double pad() const { return 0.7 * ink_scale(style_); }

  // Two names on one line keep a blank's width, or "1" beside "15" reads as 115.
  bool too_near(const PageBox& a, const PageBox& b, double size_pt) const {
    const double blank = std::max(pad(), 0.3 * size_pt);
    return a.left < b.right + blank && b.left < a.right + blank && a.top < b.bottom + pad() &&
           b.top < a.bottom + pad();
  }

  // What the other labels, as they stand, add; infinite where boxes overlap.
  double cost_among(std::size_t self, const Candidate& c) const {
    double cost = c.cost;
    for (std::size_t j = 0; j < items_.size(); ++j) {
      const Item& other = items_[j];
      if (j == self || other.chosen == kNone) continue;
      const Candidate& o = other.candidates[static_cast<std::size_t>(other.chosen)];
      if (too_near(c.box, o.box, items_[self].font.size_pt)) return kForbidden;
      const Point p = items_[self].point, q = other.point;
      if (c.leader && segment_meets_box(p, c.touch, o.box)) cost += 4;
      if (o.leader && segment_meets_box(q, o.touch, c.box)) cost += 4;
      if (c.leader && o.leader && segments_cross(p, c.touch, q, o.touch)) cost += 3;
    }
    return cost;
  }

  // True where the label moved.
  bool choose(std::size_t i) {
    Item& item = items_[i];
    int best = kNone;
    double best_cost = kForbidden;
    for (int k = 0; k < kCandidates; ++k) {
      const Candidate& c = item.candidates[static_cast<std::size_t>(k)];
      if (c.cost >= best_cost) continue;
      const double cost = cost_among(i, c);
      if (cost < best_cost - 1e-9) {
        best_cost = cost;
        best = k;
      }
    }
    const bool moved = best != item.chosen;
    item.chosen = best;
    return moved;
  }

  void write(const Item& item) {
    if (item.chosen == kNone) {
      std::string text = item.label->text;
      std::replace(text.begin(), text.end(), '\n', ' ');
      placed_.dropped_labels.push_back({panel_.panel, std::move(text)});
      return;
    }
    const Candidate& c = item.candidates[static_cast<std::size_t>(item.chosen)];
    for (std::size_t i = 0; i < item.lines.size(); ++i) write_line(item, c, i);
    if (c.leader) add_leader(item, c);
  }

  // Lines stand one below another and end towards the point.
  void write_line(const Item& item, const Candidate& c, std::size_t line) {
    PlacedText text;
    text.text = item.lines[line];
    text.font = item.font;
    text.color = item.label->color;
    text.role = TextRole::label;
    text.panel = panel_.panel;
    text.halo_pt = 0.17 * item.font.size_pt;
    text.extent = item.extents[line];
    // The candidate's box is the text's box, tightened by equal parts above and below.
    const double below = static_cast<double>(item.lines.size() - 1 - line) * line_height(item.font);
    const double spare = text.extent.ascent_pt + text.extent.descent_pt - 0.95 * item.font.size_pt;
    text.extent.ascent_pt -= spare / 2;
    text.extent.descent_pt -= spare / 2;
    const bool left_of_point = c.box.left + c.box.right < 2 * item.point.x;
    const double indent = left_of_point ? item.width_pt - text.extent.width_pt : 0;
    text.at = {c.box.left + indent, c.box.bottom - below - text.extent.descent_pt};
    placed_.texts.push_back(std::move(text));
  }

  void add_leader(const Item& item, const Candidate& c) {
    const double length = std::hypot(c.touch.x - item.point.x, c.touch.y - item.point.y);
    const double start = item.label->clear_radius_pt * 0.8;
    if (length <= start + 1.5 * ink_scale(style_)) return;
    const double share = start / length;
    const Point from{item.point.x + share * (c.touch.x - item.point.x),
                     item.point.y + share * (c.touch.y - item.point.y)};
    placed_.leaders.push_back({from, c.touch, item.label->color, panel_.panel});
  }

  PlacedFigure& placed_;
  const PlacedPanel& panel_;
  const Style& style_;
  InkMap& ink_;
  std::vector<Item> items_{};
  std::vector<PageBox> obstacles_{};
};

}  // namespace

void place_labels(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, InkMap& ink) {
  if (placed.figure.panels[panel].labels.empty()) return;
  LabelSearch(placed, panel, metrics, ink).run();
}

}  // namespace rssviz::render
