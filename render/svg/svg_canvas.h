// The canvas that writes SVG itself, so that texts stay texts and files stay small; ids count from 1 in each
// file. Texts name their font family: where a viewer hasn't got it, it takes another. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "render/cairo/image_canvas.h"
#include "render/canvas/canvas.h"

namespace rssviz::render {

class SvgCanvas final : public Canvas {
 public:
  // `families`: "Inter, DejaVu Sans"; `engine` draws texts that are part of a raster layer.
  SvgCanvas(double width_pt, double height_pt, std::string families, TextEngine& engine);

  void move_to(Point p) override;
  void line_to(Point p) override;
  void curve_to(Point control_a, Point control_b, Point p) override;
  void circle(Point centre, double radius_pt) override;
  void rectangle(const PageBox& box) override;
  void close_path() override;
  void fill(Color color) override;
  void stroke(const Pen& pen) override;
  void fill_and_stroke(Color color, const Pen& pen) override;
  void push_clip(const PageBox& box) override;
  void pop_clip() override;
  void text(Point baseline, std::string_view text, const TextFont& font, Color color,
            double angle_deg) override;
  void text_halo(Point baseline, std::string_view text, const TextFont& font, Color color, double width_pt,
                 double angle_deg) override;
  void monospaced(const MonospacedLine& line, Color color) override;
  void image(const Pixels& pixels, const PageBox& box, bool smooth) override;
  void begin_raster_layer(const PageBox& box, double dpi) override;
  void end_raster_layer() override;
  bool is_vector() const override { return true; }

  // The whole file, with `title` and `description` for who can't see it.
  std::string finish(std::string_view title, std::string_view description);

 private:
  struct Halo {
    Point baseline{};
    std::string text{};
    TextFont font{};
    Color color{};
    double width_pt{0};
    double angle_deg{0};
  };
  struct Layer;

  // The canvas of the raster layer while there is one.
  Canvas* layer() const;
  void write_path(const std::string& style, bool in_group = false);
  void write_strokes(const Pen& pen);
  // Ends what is open; to be called before anything is written.
  void begin_element();
  void write_text(Point baseline, std::string_view text, const TextFont& font, double angle_deg,
                  const std::string& style);
  void flush_halo();

  double width_pt_;
  double height_pt_;
  std::string families_;
  TextEngine& engine_;
  std::string body_;
  std::string definitions_;
  std::string path_;
  std::string last_move_;  // where the path's last piece begins, as written
  bool drawn_since_move_ = false;
  std::string nib_;         // what the strokes of the open group have in common; empty: no group is open
  std::string circles_;     // of the path; written after its other pieces, which a fill doesn't mind
  std::map<std::tuple<double, double, double, double>, int> clips_;
  std::optional<Halo> halo_;  // a rim waiting for its text, to be written as one element
  std::shared_ptr<Layer> layer_;
};

}  // namespace rssviz::render
