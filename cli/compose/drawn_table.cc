#include "cli/compose/drawn_table.h"

#include <algorithm>
#include <cstdio>

namespace rssviz::cli {
namespace {

std::string hex_of(const render::Color& color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(color.red),
                static_cast<unsigned>(color.green), static_cast<unsigned>(color.blue));
  return text;
}

bool same_ink(const render::Color& a, const render::Color& b) {
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

// What legends call a colour (and, of points, a shape) in a panel.
std::string called(const render::Figure& figure, std::size_t panel, const render::Color& color,
                   const render::MarkerShape* shape) {
  for (const render::Legend& legend : figure.legends) {
    const std::vector<std::size_t>& of = legend.panels;
    if (!of.empty() && std::find(of.begin(), of.end(), panel) == of.end()) continue;
    for (const render::LegendEntry& entry : legend.entries)
      if (same_ink(entry.color, color) &&
          (shape == nullptr || entry.swatch != render::SwatchKind::point || entry.shape == *shape))
        return entry.text;
  }
  return "";
}

class Writer {
 public:
  explicit Writer(formats::Table& table) : table_(table) {}

  void write(const render::Figure& figure) {
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
      const render::Panel& panel = figure.panels[p];
      figure_ = &figure;
      panel_ = p;
      ++number_;
      item_ = 0;
      for (const render::Mark& mark : panel.marks) {
        ++item_;
        std::visit([this](const auto& one) { add(one); }, mark);
      }
      for (const render::Label& label : panel.labels) {
        ++item_;
        row("label", label.color, nullptr, label.at.x, label.at.y, "", "", label.text);
      }
    }
  }

 private:
  void row(const char* mark, const render::Color& color, const render::MarkerShape* shape, double x, double y,
           const std::string& x_high = "", const std::string& y_high = "", const std::string& text = "") {
    table_.rows.push_back({std::to_string(number_), figure_->panels[panel_].title, mark,
                           std::to_string(item_), called(*figure_, panel_, color, shape),
                           formats::format_number(x), formats::format_number(y), x_high, y_high,
                           hex_of(color), text});
  }

  template <class T>
  static const T& of(const std::vector<T>& each, std::size_t i) {
    return each[each.size() == 1 ? 0 : i];
  }

  void add(const render::Points& points) {
    for (std::size_t i = 0; i < points.at.size(); ++i) {
      const render::MarkerShape& shape = points.shapes.empty() ? points.shape : points.shapes[i];
      const render::Color& fill = points.colors.empty() ? points.outline : of(points.colors, i);
      // An open dot is called by its rim.
      const bool open = points.outline_pt > 0 && same_ink(fill, figure_->style.paper);
      row("point", open ? points.outline : fill, &shape, points.at[i].x, points.at[i].y);
    }
  }
  void add(const render::Line& line) {
    for (const render::Point& at : line.at) row("line", line.color, nullptr, at.x, at.y);
  }
  void add(const render::Band& band) {
    for (std::size_t i = 0; i < band.x.size(); ++i)
      row("band", band.color, nullptr, band.x[i], band.low[i], "", formats::format_number(band.high[i]));
  }
  void add(const render::Rectangles& boxes) {
    for (std::size_t i = 0; i < boxes.boxes.size(); ++i) {
      const render::Rectangles::Box& box = boxes.boxes[i];
      row("box", boxes.colors.empty() ? boxes.outline : of(boxes.colors, i), nullptr, box.x0, box.y0,
          formats::format_number(box.x1), formats::format_number(box.y1));
    }
  }
  void add(const render::Rule& rule) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    row("rule", rule.color, nullptr, rule.horizontal ? none : rule.at, rule.horizontal ? rule.at : none, "",
        "", rule.text);
  }
  void add(const render::TextGrid&) {}

  formats::Table& table_;
  const render::Figure* figure_{nullptr};
  std::size_t panel_{0}, number_{0}, item_{0};
};

}  // namespace

formats::Table table_of_drawing(const Drawn& drawn) {
  formats::Table table;
  table.header = {"panel", "title", "mark", "item", "series", "x", "y", "x_high", "y_high", "color", "text"};
  Writer writer(table);
  writer.write(drawn.figure);
  for (const render::Figure& page : drawn.further_pages) writer.write(page);
  return table;
}

}  // namespace rssviz::cli
