#include "render/layout/decorate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "render/layout/end_names.h"
#include "render/layout/layout.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

AxisTransform axis_transform(double low, double high, bool logarithmic, double page_low, double page_high) {
  if (logarithmic) {
    low = std::log10(low);
    high = std::log10(high);
  }
  const double scale = (page_high - page_low) / (high - low);
  return {scale, page_low - scale * low, logarithmic};
}

bool any_letter(const std::vector<Tick>& ticks) {
  return std::any_of(ticks.begin(), ticks.end(), [](const Tick& tick) {
    return std::any_of(tick.text.begin(), tick.text.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xC3;
    });
  });
}

bool touch(const std::vector<PlacedText>& texts, double gap_pt) {
  for (std::size_t i = 1; i < texts.size(); ++i) {
    PlacedText wider = texts[i - 1];
    (wider.angle_deg == 0 ? wider.extent.width_pt : wider.extent.descent_pt) += gap_pt;
    if (!texts[i].text.empty() && texts_overlap(wider, texts[i])) return true;
  }
  return false;
}

// Leaves out texts (never the tick marks) until those left don't touch.
void thin_out(std::vector<PlacedText>& texts, double gap_pt) {
  std::vector<PlacedText> kept;
  for (PlacedText& text : texts) {
    if (text.text.empty()) continue;
    if (!kept.empty() && touch({kept.back(), text}, gap_pt)) continue;
    kept.push_back(std::move(text));
  }
  texts = std::move(kept);
}

// The 2 to 9 times of each power of ten, unlabelled; none over more than six powers.
void minor_ticks(double low, double high, const AxisTransform& axis, std::vector<PlacedTick>& ticks) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::floor(std::log10(high)));
  if (last - first > 6) return;
  for (int e = first; e <= last; ++e) {
    for (int mantissa = 2; mantissa <= 9; ++mantissa) {
      const double at = mantissa * std::pow(10.0, e);
      if (at >= low && at <= high) ticks.push_back({axis.page_from_data(at), true});
    }
  }
}

// Builds the decoration of one panel step by step.
class Decorator {
 public:
  Decorator(const Panel& panel, const Style& style, const TextMetrics& metrics, double width, double height)
      : panel_(panel), style_(style), metrics_(metrics), width_(width), height_(height) {}

  Decoration run() {
    out_.limits = panel_limits(panel_);
    if (panel_.kind == PanelKind::map) out_.limits = equal_scale(out_.limits, width_, height_);
    const bool chart = panel_.kind == PanelKind::chart;
    const Limits& at = out_.limits;
    out_.x = axis_transform(at.x_low, at.x_high, chart && panel_.x.logarithmic, 0, width_);
    out_.y = axis_transform(at.y_low, at.y_high, chart && panel_.y.logarithmic, height_, 0);
    if (chart && panel_.x.show_ticks) x_ticks();
    if (chart && panel_.y.show_ticks) y_ticks();
    if (chart) place_end_names(panel_, style_, metrics_, width_, height_, out_);
    measure();
    x_label();
    y_label();
    measure();
    title();
    measure();
    return std::move(out_);
  }

 private:
  double unit() const { return ink_scale(style_); }
  TextLook look(double size, bool bold, Color color, TextRole role, double angle = 0) const {
    return {{size, bold, false}, color, role, angle};
  }
  TextLook tick_look(double angle = 0, double share = 1) const {
    return look(style_.tick_pt * share, false, style_.muted, TextRole::tick, angle);
  }
  double tick_gap() const { return 4.0 * unit(); }  // from the spine to a tick's text

  void measure() {
    for (const PlacedText& text : out_.texts) {
      const PageBox box = text.bounds();
      out_.insets.left = std::max(out_.insets.left, -box.left);
      out_.insets.top = std::max(out_.insets.top, -box.top);
      out_.insets.right = std::max(out_.insets.right, box.right - width_);
      out_.insets.bottom = std::max(out_.insets.bottom, box.bottom - height_);
    }
    if (!out_.x_ticks.empty()) out_.insets.bottom = std::max(out_.insets.bottom, 2.5 * unit());
    if (!out_.y_ticks.empty()) out_.insets.left = std::max(out_.insets.left, 2.5 * unit());
  }

  std::vector<PlacedText> x_texts(const std::vector<Tick>& ticks, double angle, double share) const {
    std::vector<PlacedText> texts;
    const double em = style_.tick_pt * share;
    for (const Tick& tick : ticks) {
      const double x = out_.x.page_from_data(tick.at);
      if (angle == 0) {
        texts.push_back(text_at(metrics_, tick.text, tick_look(0, share),
                                {x, height_ + tick_gap() - 0.05 * em}, Across::centre, Along::top));
      } else {
        // The end of the word stands below its tick.
        const Point at{x + (angle < 90 ? 0.12 * em : 0), height_ + tick_gap() + (angle < 90 ? 0.25 * em : 0)};
        texts.push_back(
            text_at(metrics_, tick.text, tick_look(angle, share), at, Across::right, Along::middle));
      }
    }
    return texts;
  }

  void add_x(const std::vector<Tick>& ticks, std::vector<PlacedText> texts) {
    for (const Tick& tick : ticks) out_.x_ticks.push_back({out_.x.page_from_data(tick.at), false});
    for (PlacedText& text : texts) {
      if (!text.text.empty()) out_.texts.push_back(std::move(text));
    }
  }

  std::vector<Tick> inside(const std::vector<Tick>& ticks, double low, double high) const {
    std::vector<Tick> kept;
    const double slack = 1e-9 * std::abs(high - low);
    for (const Tick& tick : ticks) {
      if (tick.at >= low - slack && tick.at <= high + slack) kept.push_back(tick);
    }
    std::stable_sort(kept.begin(), kept.end(), [](const Tick& a, const Tick& b) { return a.at < b.at; });
    return kept;
  }

  void x_ticks() {
    const Limits& at = out_.limits;
    const double gap = 0.7 * style_.tick_pt;
    if (!panel_.x.ticks.empty()) {
      given_x_ticks(inside(panel_.x.ticks, at.x_low, at.x_high), gap);
      return;
    }
    int most = std::clamp(static_cast<int>(width_ / (4.2 * style_.tick_pt)), 2, 8);
    for (;; --most) {
      const auto ticks = panel_.x.logarithmic ? choose_log_ticks(at.x_low, at.x_high, most)
                                              : choose_ticks(at.x_low, at.x_high, most);
      auto texts = x_texts(ticks, 0, 1);
      if (most > 1 && touch(texts, gap)) continue;
      if (most <= 1) thin_out(texts, gap);
      add_x(ticks, std::move(texts));
      if (panel_.x.logarithmic) minor_ticks(at.x_low, at.x_high, out_.x, out_.x_ticks);
      return;
    }
  }

  void given_x_ticks(const std::vector<Tick>& ticks, double gap) {
    auto texts = x_texts(ticks, 0, 1);
    bool slant = false;
    if (touch(texts, gap) && (panel_.x.slanted || any_letter(ticks))) {
      constexpr std::pair<double, double> kWays[] = {{45, 1}, {45, 0.93}, {60, 1},  {60, 0.93},
                                                     {90, 1}, {90, 0.9},  {90, 0.8}};
      for (const auto& [angle, share] : kWays) {
        texts = x_texts(ticks, angle, share);
        slant = true;
        if (!touch(texts, angle < 90 ? 0.08 * style_.tick_pt : 0)) break;
      }
    }
    if (touch(texts, slant ? 0 : gap)) thin_out(texts, slant ? 0 : gap);
    add_x(ticks, std::move(texts));
  }

  void y_ticks() {
    const Limits& at = out_.limits;
    const int most = std::clamp(static_cast<int>(height_ / (2.4 * style_.tick_pt)), 2, 7);
    auto ticks = panel_.y.logarithmic ? choose_log_ticks(at.y_low, at.y_high, most)
                                      : choose_ticks(at.y_low, at.y_high, most);
    if (!panel_.y.ticks.empty()) ticks = inside(panel_.y.ticks, at.y_low, at.y_high);
    std::vector<PlacedText> texts;
    for (const Tick& tick : ticks) {
      const double y = out_.y.page_from_data(tick.at);
      out_.y_ticks.push_back({y, false});
      texts.push_back(
          text_at(metrics_, tick.text, tick_look(), {-tick_gap(), y}, Across::right, Along::middle));
    }
    if (panel_.y.logarithmic && panel_.y.ticks.empty())
      minor_ticks(at.y_low, at.y_high, out_.y, out_.y_ticks);
    thin_out(texts, 0);
    for (PlacedText& text : texts) out_.texts.push_back(std::move(text));
  }

  void x_label() {
    if (panel_.x.label.empty()) return;
    const auto what = look(style_.tick_pt + 0.5 * (style_.label_pt - style_.tick_pt), false, style_.ink,
                           TextRole::axis_label);
    const FittedText fitted = fit_text(metrics_, panel_.x.label, what.font, width_, 2);
    double top = height_ + out_.insets.bottom + 1.6 * unit();
    for (const std::string& line : fitted.lines) {
      TextLook line_look = what;
      line_look.font = fitted.font;
      out_.texts.push_back(text_at(metrics_, line, line_look, {width_ / 2, top}, Across::centre, Along::top));
      top += line_height(fitted.font);
    }
  }

  void y_label() {
    if (panel_.y.label.empty()) return;
    auto what = look(style_.tick_pt + 0.5 * (style_.label_pt - style_.tick_pt), false, style_.ink,
                     TextRole::axis_label, 90);
    // Beside the line of the title there is room too.
    const double room = height_ + 1.6 * style_.label_pt;
    const FittedText fitted = fit_text(metrics_, panel_.y.label, what.font, room, 2);
    what.font = fitted.font;
    double right = -out_.insets.left - 3.0 * unit();
    for (auto line = fitted.lines.rbegin(); line != fitted.lines.rend(); ++line) {
      out_.texts.push_back(
          text_at(metrics_, *line, what, {right, height_ / 2}, Across::centre, Along::bottom));
      right -= line_height(fitted.font);
    }
  }

  void title() {
    const auto letter_look = look(style_.label_pt, true, style_.ink, TextRole::panel_title);
    auto title_look = look(style_.label_pt, false, style_.ink, TextRole::panel_title);
    const double indent = panel_.letter.empty() ? 0
                                                : metrics_.measure(panel_.letter, letter_look.font).width_pt +
                                                      0.55 * style_.label_pt;
    const FittedText fitted = fit_text(metrics_, panel_.title, title_look.font, width_, 2, indent);
    title_look.font = fitted.font;
    const double lines = static_cast<double>(std::max<std::size_t>(1, fitted.lines.size()));
    const double last = -0.52 * style_.label_pt - 0.3 * unit();
    double baseline = last - (lines - 1) * line_height(fitted.font);
    if (!panel_.letter.empty()) {
      out_.texts.push_back(
          text_at(metrics_, panel_.letter, letter_look, {0, baseline}, Across::left, Along::baseline));
    }
    for (std::size_t i = 0; i < fitted.lines.size(); ++i) {
      out_.texts.push_back(text_at(metrics_, fitted.lines[i], title_look, {i == 0 ? indent : 0, baseline},
                                   Across::left, Along::baseline));
      baseline += line_height(fitted.font);
    }
  }

  const Panel& panel_;
  const Style& style_;
  const TextMetrics& metrics_;
  double width_;
  double height_;
  Decoration out_{};
};

}  // namespace

Decoration decorate(const Panel& panel, const Style& style, const TextMetrics& metrics, double width_pt,
                    double height_pt) {
  return Decorator(panel, style, metrics, width_pt, height_pt).run();
}

}  // namespace rssviz::render
