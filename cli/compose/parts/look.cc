#include "cli/compose/parts/look.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/csv.h"
#include "render/figure/dark_palette.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

double width_from_text(const std::string& text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(result.ptr, text.data() + text.size());
  const double pt = unit == "in"   ? 72
                    : unit == "mm" ? 72 / 25.4
                    : unit == "cm" ? 72 / 2.54
                    : unit == "pt" ? 1
                                   : 0;
  if (result.ec != std::errc{} || pt == 0)
    fail(ErrorKind::usage, "--width: '" + text + "' is not a length; write 5.5in, 89mm or 396pt");
  if (value * pt < 72 || value * pt > 4000)
    fail(ErrorKind::usage, "--width: " + text + " is out of range (1in to 55in)");
  return value * pt;
}

bool is_categorical(const std::string& palette) {
  const std::vector<std::string> names = render::categorical_palette_names();
  return std::find(names.begin(), names.end(), palette) != names.end();
}

void set_text_size(double label_pt, render::Style& style) {
  if (!(label_pt >= 4 && label_pt <= 100))
    fail(ErrorKind::usage,
         "--text-size: " + formats::format_number(label_pt) + " is out of range (4 to 100 points)");
  style.label_pt = label_pt;
  style.title_pt = label_pt + 1;
  style.tick_pt = label_pt - 1;
  style.note_pt = label_pt - 1;
}

std::string letter_text(char letter, const Look& look) {
  return look.venue.letters_in_parentheses ? std::string("(") + letter + ")" : std::string(1, letter);
}

}  // namespace

void choose_font_and_palette(const Settings& settings, render::Style& style) {
  style.font = settings.text("font");
  if (settings.has("palette") && is_categorical(settings.text("palette")))
    style.palette = settings.text("palette");
}

std::string scale_palette(const Settings& settings, const std::string& otherwise) {
  const std::string name = settings.has("palette") && !is_categorical(settings.text("palette"))
                               ? settings.text("palette")
                               : otherwise;
  return render::palette_on(name, render::style_for_theme(settings.text("theme")));
}

Look look_of(const Settings& settings, bool wide) {
  Look look;
  look.venue = render::venue_named(settings.text("venue"));
  look.style = render::style_for(look.venue, settings.text("theme"));
  choose_font_and_palette(settings, look.style);
  if (settings.has("text-size")) set_text_size(settings.number("text-size"), look.style);
  if (settings.has("width"))
    look.width_pt = width_from_text(settings.text("width"));
  else if (settings.text("theme") != "paper")
    look.width_pt = 1920;  // talk themes have the text of a slide, one point a pixel
  else
    look.width_pt = wide ? look.venue.widths_pt.back() : look.venue.widths_pt.front();
  return look;
}

render::Figure figure_with(const Look& look) {
  render::Figure figure;
  figure.style = look.style;
  figure.width_pt = look.width_pt;
  return figure;
}

void scale_ink(render::Figure& figure) {
  const double scale = figure.style.label_pt / 8.0;
  if (scale < 1.5) return;  // the text of print, whose venues differ by little
  struct Scale {
    double by;
    void operator()(render::Points& mark) const {
      mark.radius_pt *= by;
      mark.outline_pt *= by;
      for (float& radius : mark.radii_pt) radius *= static_cast<float>(by);
    }
    void operator()(render::Line& mark) const {
      mark.width_pt *= by;
      mark.halo_pt *= by;
    }
    void operator()(render::Band&) const {}
    void operator()(render::Rectangles& mark) const { mark.outline_pt *= by; }
    void operator()(render::Rule& mark) const { mark.width_pt *= by; }
    void operator()(render::TextGrid&) const {}
  };
  for (render::Panel& panel : figure.panels) {
    for (render::Mark& mark : panel.marks) std::visit(Scale{scale}, mark);
    for (render::Label& label : panel.labels) label.clear_radius_pt *= scale;
  }
}

void letter_panels(render::Figure& figure, const Look& look) {
  char letter = 'a';
  for (render::Panel& panel : figure.panels) {
    if (letter > 'z') return;
    panel.letter = letter_text(letter++, look);
  }
}

void letter_rows(render::Figure& figure, const Look& look) {
  char letter = 'a';
  for (render::Heading& heading : figure.headings)
    if (heading.is_row && letter <= 'z') heading.text = letter_text(letter++, look) + "\u2002" + heading.text;
}

}  // namespace rssviz::cli
