#include "render/svg/svg_canvas.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "render/svg/svg_number.h"
#include "render/svg/svg_text.h"

namespace rssviz::render {
namespace {

// Places are rounded to a hundredth of a point, finer than any printer's dots.
std::string number_pair(Point p) {
  const std::string y = svg_number(std::round(p.y * 100) / 100);
  return svg_number(std::round(p.x * 100) / 100) + (y.front() == '-' ? "" : " ") + y;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + value + "\"";
}

std::string hex(Color color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color.red, color.green, color.blue);
  return text;
}

std::string fill_style(Color color) {
  return attribute("fill", hex(color)) +
         (color.alpha < 1 ? attribute("fill-opacity", svg_number(color.alpha)) : "");
}

// All of a pen but its colour.
std::string nib_style(const Pen& pen) {
  std::string out = attribute("stroke-width", svg_number(pen.width_pt));
  if (pen.color.alpha < 1) out += attribute("stroke-opacity", svg_number(pen.color.alpha));
  if (pen.cap != Cap::butt) out += attribute("stroke-linecap", pen.cap == Cap::round ? "round" : "square");
  if (pen.round_joins) out += attribute("stroke-linejoin", "round");
  if (pen.dash_off_pt > 0)
    out += attribute("stroke-dasharray", svg_number(pen.dash_on_pt) + " " + svg_number(pen.dash_off_pt));
  return out;
}

std::string stroke_style(const Pen& pen) { return attribute("stroke", hex(pen.color)) + nib_style(pen); }

std::string box_attributes(const PageBox& box) {
  return attribute("x", svg_number(box.left)) + attribute("y", svg_number(box.top)) +
         attribute("width", svg_number(box.width())) + attribute("height", svg_number(box.height()));
}

std::string base64(std::string_view bytes) {
  constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned word = 0;
    for (std::size_t k = 0; k < 3; ++k)
      word = (word << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= std::min<std::size_t>(bytes.size() - i, 3) ? kDigits[(word >> (18 - 6 * k)) & 63] : '=';
  }
  return out;
}

}  // namespace

struct SvgCanvas::Layer {
  PageBox box{};
  int width{0};
  int height{0};
  double scale{1};
  std::vector<std::uint8_t> pixels{};
  std::unique_ptr<ImageCanvas> canvas{};
};

SvgCanvas::SvgCanvas(double width_pt, double height_pt, std::string families, TextEngine& engine)
    : width_pt_(width_pt), height_pt_(height_pt), families_(std::move(families)), engine_(engine) {}

Canvas* SvgCanvas::layer() const { return layer_ ? layer_->canvas.get() : nullptr; }

void SvgCanvas::move_to(Point p) {
  if (layer()) return layer()->move_to(p);
  last_move_ = number_pair(p);
  path_ += "M" + last_move_;
  drawn_since_move_ = false;
}

void SvgCanvas::line_to(Point p) {
  if (layer()) return layer()->line_to(p);
  // A dot drawn as a line of no length, of which a map has thousands.
  const std::string there = number_pair(p);
  path_ += !drawn_since_move_ && there == last_move_ ? "h0" : "L" + there;
  drawn_since_move_ = true;
}

void SvgCanvas::curve_to(Point control_a, Point control_b, Point p) {
  if (layer()) return layer()->curve_to(control_a, control_b, p);
  path_ += "C" + number_pair(control_a) + " " + number_pair(control_b) + " " + number_pair(p);
}

void SvgCanvas::circle(Point centre, double radius_pt) {
  if (layer()) return layer()->circle(centre, radius_pt);
  const std::string arc = "a" + svg_number(radius_pt) + " " + svg_number(radius_pt) + " 0 1 0 ";
  circles_ += "M" + number_pair({centre.x - radius_pt, centre.y}) + arc + number_pair({2 * radius_pt, 0}) +
              arc + number_pair({-2 * radius_pt, 0}) + "z";
}

void SvgCanvas::rectangle(const PageBox& box) {
  if (layer()) return layer()->rectangle(box);
  path_ += "M" + number_pair({box.left, box.top}) + "h" + svg_number(box.width()) + "v" +
           svg_number(box.height()) + "h" + svg_number(-box.width()) + "z";
}

void SvgCanvas::close_path() {
  if (layer()) return layer()->close_path();
  path_ += "z";
}

// Strokes of one nib that follow one another share what they have in common: dots of many colours are most of
// a map.
void SvgCanvas::write_strokes(const Pen& pen) {
  const std::string common = attribute("fill", "none") + nib_style(pen);
  if (common == nib_) {
    write_path(attribute("stroke", hex(pen.color)), true);
    return;
  }
  begin_element();
  body_ += "<g" + common + ">\n";
  nib_ = common;
  write_path(attribute("stroke", hex(pen.color)), true);
}

void SvgCanvas::begin_element() {
  if (!nib_.empty()) body_ += "</g>\n";
  nib_.clear();
  flush_halo();
}

void SvgCanvas::write_path(const std::string& style, bool in_group) {
  if (!in_group) begin_element();
  path_ += circles_;
  if (!path_.empty()) body_ += "<path" + attribute("d", path_) + style + "/>\n";
  path_.clear();
  circles_.clear();
}

void SvgCanvas::fill(Color color) {
  if (layer()) return layer()->fill(color);
  write_path(fill_style(color));
}

void SvgCanvas::stroke(const Pen& pen) {
  if (layer()) return layer()->stroke(pen);
  write_strokes(pen);
}

void SvgCanvas::fill_and_stroke(Color color, const Pen& pen) {
  if (layer()) return layer()->fill_and_stroke(color, pen);
  write_path(fill_style(color) + stroke_style(pen));
}

void SvgCanvas::push_clip(const PageBox& box) {
  if (layer()) return layer()->push_clip(box);
  begin_element();
  const auto [found, fresh] =
      clips_.try_emplace({box.left, box.top, box.right, box.bottom}, static_cast<int>(clips_.size()) + 1);
  const std::string id = "clip-" + std::to_string(found->second);
  if (fresh)
    definitions_ += "<clipPath" + attribute("id", id) + "><rect" + box_attributes(box) + "/></clipPath>\n";
  body_ += "<g" + attribute("clip-path", "url(#" + id + ")") + ">\n";
}

void SvgCanvas::pop_clip() {
  if (layer()) return layer()->pop_clip();
  begin_element();
  body_ += "</g>\n";
}

void SvgCanvas::write_text(Point baseline, std::string_view text, const TextFont& font, double angle_deg,
                           const std::string& style) {
  std::string place;
  if (angle_deg != 0)
    place = attribute("transform",
                      "translate(" + number_pair(baseline) + ") rotate(" + svg_number(-angle_deg) + ")");
  else
    place = attribute("x", svg_number(baseline.x)) + attribute("y", svg_number(baseline.y));
  body_ += "<text" + place + attribute("font-size", svg_number(font.size_pt)) +
           (font.bold ? attribute("font-weight", "600") : "") +
           (font.italic ? attribute("font-style", "italic") : "") + style + ">" + svg_text_content(text) +
           "</text>\n";
}

void SvgCanvas::text(Point baseline, std::string_view text, const TextFont& font, Color color,
                     double angle_deg) {
  if (layer()) return layer()->text(baseline, text, font, color, angle_deg);
  std::string style = fill_style(color);
  if (halo_ && halo_->text == text && halo_->baseline.x == baseline.x && halo_->baseline.y == baseline.y) {
    style += stroke_style({.color = halo_->color, .width_pt = 2 * halo_->width_pt, .cap = Cap::butt}) +
             attribute("paint-order", "stroke");
    halo_.reset();
  }
  begin_element();
  write_text(baseline, text, font, angle_deg, style);
}

void SvgCanvas::text_halo(Point baseline, std::string_view text, const TextFont& font, Color color,
                          double width_pt, double angle_deg) {
  if (layer()) return layer()->text_halo(baseline, text, font, color, width_pt, angle_deg);
  begin_element();
  halo_ = Halo{baseline, std::string(text), font, color, width_pt, angle_deg};
}

void SvgCanvas::monospaced(const MonospacedLine& line, Color color) {
  if (layer()) return layer()->monospaced(line, color);
  if (line.left.empty()) return;
  begin_element();
  // Each character's place, so that columns stand where a viewer takes another font.
  std::string places;
  for (const double x : line.left) places += (places.empty() ? "" : " ") + svg_number(x);
  body_ += "<text" + attribute("x", places) + attribute("y", svg_number(line.baseline_y)) +
           attribute("font-family", "DejaVu Sans Mono, DejaVu Sans, monospace") +
           attribute("font-size", svg_number(line.size_pt)) + attribute("xml:space", "preserve") +
           fill_style(color) + ">" + xml_escaped(line.text) + "</text>\n";
}

void SvgCanvas::flush_halo() {
  if (!halo_) return;
  const Halo halo = *std::exchange(halo_, std::nullopt);
  write_text(halo.baseline, halo.text, halo.font, halo.angle_deg,
             attribute("fill", "none") + stroke_style({.color = halo.color, .width_pt = 2 * halo.width_pt}));
}

void SvgCanvas::image(const Pixels& pixels, const PageBox& box, bool smooth) {
  if (layer()) return layer()->image(pixels, box, smooth);
  begin_element();
  body_ += "<image" + box_attributes(box) + attribute("preserveAspectRatio", "none") +
           (smooth ? "" : attribute("image-rendering", "pixelated")) +
           attribute("xlink:href", "data:image/png;base64," + base64(png_bytes(pixels))) + "/>\n";
}

void SvgCanvas::begin_raster_layer(const PageBox& box, double dpi) {
  begin_element();
  auto made = std::make_shared<Layer>();
  made->scale = dpi / 72;
  made->width = static_cast<int>(std::ceil(box.width() * made->scale));
  made->height = static_cast<int>(std::ceil(box.height() * made->scale));
  made->box = {box.left, box.top, box.left + made->width / made->scale, box.top + made->height / made->scale};
  made->pixels.resize(static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->height) * 4);
  made->canvas = make_image_canvas({made->pixels.data(), made->width, made->height, made->width * 4},
                                   made->scale, engine_, {made->box.left, made->box.top});
  layer_ = std::move(made);
}

void SvgCanvas::end_raster_layer() {
  const std::shared_ptr<Layer> done = std::exchange(layer_, nullptr);
  done->canvas->flush();
  image({done->pixels.data(), done->width, done->height, done->width * 4}, done->box, true);
}

std::string SvgCanvas::finish(std::string_view title, std::string_view description) {
  begin_element();
  const std::string width = svg_number(width_pt_), height = svg_number(height_pt_);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
      "xmlns:xlink=\"http://www.w3.org/1999/xlink\"" +
      attribute("width", width + "pt") + attribute("height", height + "pt") +
      attribute("viewBox", "0 0 " + width + " " + height) + attribute("font-family", xml_escaped(families_)) +
      attribute("style", "font-variant-numeric: tabular-nums; white-space: pre") + ">\n";
  if (!title.empty()) out += "<title>" + xml_escaped(title) + "</title>\n";
  if (!description.empty()) out += "<desc>" + xml_escaped(description) + "</desc>\n";
  if (!definitions_.empty()) out += "<defs>\n" + definitions_ + "</defs>\n";
  return out + body_ + "</svg>\n";
}

}  // namespace rssviz::render
