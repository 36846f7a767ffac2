// What a publisher would send back: rules over what render/lint reads from a PDF.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json_fields.h"
#include "render/figure/color_vision.h"
#include "render/figure/style.h"
#include "render/lint/pdf_page.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr double kWidthSlack = 0.5;         // points
constexpr double kRounding = 0.01;          // of what a PDF writes
constexpr int kThinStrip = 8;               // pixels: the strip of a colour bar, whose steps are its colours
constexpr std::size_t kMostClasses = 16;    // more colours than this are a scale
constexpr double kLeastDifference = 10;     // of CIELAB; "steps" keeps 16 for all eyes, tab10 only 5
constexpr double kMeantToDiffer = 25;       // what differs less to normal eyes is an outline or a shade
constexpr std::size_t kFewestOfScale = 13;  // whole numbers of fewer values are classes
constexpr double kLeastGreyDifference = 8;  // of L*
constexpr double kColoured = 30;            // of 255 between a colour's channels

std::string rounded(double value, int places = 2) {
  const double scale = std::pow(10, places);
  return formats::format_number(std::round(value * scale) / scale);
}

std::string hex(const render::Color& color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02X%02X%02X", color.red, color.green, color.blue);
  return text;
}

const char* name_of(render::Vision vision) {
  switch (vision) {
    case render::Vision::protanopia:
      return "protanopia";
    case render::Vision::deuteranopia:
      return "deuteranopia";
    case render::Vision::tritanopia:
      return "tritanopia";
    case render::Vision::normal:
      break;
  }
  return "normal eyes";
}

struct Judge {
  const Settings& settings;
  std::optional<render::Venue> venue{};
  bool own_width{false};
  std::vector<std::string> faults{};
  std::vector<std::string> notes{};
};

// A venue that nobody knows is the file's fault.
render::Venue venue_in(const std::string& where, const std::string& name) {
  try {
    return render::venue_named(name);
  } catch (const Error& error) {
    fail(ErrorKind::data, where + ": " + error.what());
  }
}

// Venue and width that the file's recipe names.
void read_recipe_of(const fs::path& file, Judge& judge) {
  if (judge.settings.has("venue")) {
    judge.venue = render::venue_named(judge.settings.text("venue"));
    return;
  }
  const std::optional<std::string> line = render::read_recipe(file);
  if (!line) return;
  const formats::Json recipe = formats::parse_json(*line, file.string() + ": recipe");
  const std::string where = file.string() + ": recipe";
  if (!formats::has_field(recipe, "settings")) return;
  const formats::Json& settings = formats::member(recipe, "settings", where);
  const bool on_paper = formats::field_or<std::string>(settings, "theme", "paper", where) == "paper";
  const std::string venue = formats::field_or<std::string>(settings, "venue", "", where);
  if (on_paper && !venue.empty()) judge.venue = venue_in(where, venue);
  judge.own_width = formats::has_field(settings, "width");
}

void judge_size(const render::PdfPage& page, Judge& judge) {
  if (!judge.venue || judge.own_width) return;
  const std::vector<double>& widths = judge.venue->widths_pt;
  const bool known = std::any_of(widths.begin(), widths.end(),
                                 [&](double w) { return std::abs(w - page.width_pt) <= kWidthSlack; });
  if (!known) {
    std::string allowed;
    for (const double w : widths) allowed += (allowed.empty() ? "" : " or ") + rounded(w) + " pt";
    // A figure that is narrower than a column is set in its own width.
    const bool narrow = page.width_pt < *std::min_element(widths.begin(), widths.end());
    (narrow ? judge.notes : judge.faults)
        .push_back("width " + rounded(page.width_pt) + " pt; " + judge.venue->name + " takes " + allowed);
  }
  if (page.height_pt > judge.venue->max_height_pt + kWidthSlack)
    judge.faults.push_back("height " + rounded(page.height_pt) + " pt; " + judge.venue->name +
                           " takes at most " + rounded(judge.venue->max_height_pt) + " pt");
}

void judge_text(const render::PdfPage& page, Judge& judge) {
  const double least = judge.venue ? judge.venue->least_text_pt : 5;
  if (page.smallest_text_pt > 0 && page.smallest_text_pt < least - kRounding)
    judge.faults.push_back("smallest text " + rounded(page.smallest_text_pt) + " pt; at least " +
                           rounded(least) + " pt is read in print");
  for (const render::PdfFont& font : page.fonts) {
    if (font.type3)
      judge.faults.push_back("a Type 3 font" + (font.name.empty() ? "" : " (" + font.name + ")"));
    if (!font.embedded) judge.faults.push_back("font " + font.name + " is not embedded");
  }
}

void judge_ink(const render::PdfPage& page, Judge& judge) {
  const double least_line = judge.settings.number("least-line");
  if (page.thinnest_line_pt > 0 && page.thinnest_line_pt < least_line - kRounding)
    judge.faults.push_back("thinnest line " + rounded(page.thinnest_line_pt) + " pt; at least " +
                           rounded(least_line) + " pt holds in print");
  const double least_dpi = judge.settings.number("least-dpi");
  for (const render::PdfImage& image : page.images)
    if (std::min(image.width, image.height) > kThinStrip && image.dpi < least_dpi - 1)
      judge.faults.push_back("a picture of " + std::to_string(image.width) + " x " +
                             std::to_string(image.height) + " pixels has " + rounded(image.dpi, 0) +
                             " dpi; at least " + rounded(least_dpi, 0) + " are needed");
}

std::vector<render::Color> classes_in(const std::vector<render::Color>& colors) {
  std::vector<render::Color> classes;
  for (const render::Color& color : colors) {
    const auto [low, high] = std::minmax({color.red, color.green, color.blue});
    if (high - low < kColoured) continue;
    const bool shade = std::any_of(classes.begin(), classes.end(), [&](const render::Color& other) {
      return render::color_difference(color, other, render::Vision::normal) < kMeantToDiffer;
    });
    if (!shade) classes.push_back(color);
  }
  return classes;
}

// Whether most colours lie between two others that hardly differ from them: values of a scale that few have.
// A class has one such colour at most, that of its outlines.
bool is_scale(const std::vector<render::Color>& colors) {
  if (colors.size() > 4 * kMostClasses) return true;
  std::size_t coloured = 0, between = 0;
  for (const render::Color& color : colors) {
    const auto [low, high] = std::minmax({color.red, color.green, color.blue});
    if (high - low < kColoured) continue;
    ++coloured;
    const auto near = std::count_if(colors.begin(), colors.end(), [&](const render::Color& other) {
      return render::color_difference(color, other, render::Vision::normal) < kMeantToDiffer;
    });
    between += near > 2 ? 1 : 0;  // itself and two
  }
  return coloured >= kFewestOfScale && 4 * between >= 3 * coloured;
}

// Of a panel and its legend.
void judge_colors(const std::vector<render::Color>& colors, Judge& judge) {
  if (is_scale(colors)) return;
  const std::vector<render::Color> classes = classes_in(colors);
  if (classes.size() < 2) return;
  const render::ClosestPair pair = render::closest_pair(classes);
  if (pair.difference < kLeastDifference)
    judge.faults.push_back("colours " + hex(pair.a) + " and " + hex(pair.b) + " look alike with " +
                           name_of(pair.vision) + " (difference " + rounded(pair.difference, 1) + ")");
  double least = 1e9;
  std::string words;
  for (std::size_t i = 0; i < classes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double difference = std::abs(render::lightness(classes[i]) - render::lightness(classes[j]));
      if (difference >= least) continue;
      least = difference;
      words = "colours " + hex(classes[j]) + " and " + hex(classes[i]) +
              " are the same grey (L* differs by " + rounded(difference, 1) + ")";
    }
  if (least < kLeastGreyDifference)
    (judge.settings.flag("grey") ? judge.faults : judge.notes).push_back(words);
}

double luminance(const render::Color& color) {
  const auto linear = [](std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

// On dark paper, which is painted first: what is drawn in a colour must be told from it (WCAG 2.1, 1.4.11).
void judge_contrast(const render::PdfPage& page, Judge& judge) {
  constexpr double kDark = 0.1, kLeastContrast = 3;
  if (page.colors.empty() || luminance(page.colors.front()) > kDark) return;
  const double paper = luminance(page.colors.front()) + 0.05;
  if (page.colors.size() > 4 * kMostClasses) return;  // a scale
  for (const render::Color& color : classes_in(page.colors)) {
    const double contrast = (luminance(color) + 0.05) / paper;
    if (contrast < kLeastContrast)
      judge.faults.push_back("colour " + hex(color) + " is hardly seen on the dark paper (contrast " +
                             rounded(contrast, 1) + ":1; 3:1 is needed)");
  }
}

void judge_colors(const render::PdfPage& page, Judge& judge) {
  for (const std::vector<std::size_t>& group : page.near) {
    std::vector<render::Color> colors;
    for (const std::size_t color : group) colors.push_back(page.colors[color]);
    judge_colors(colors, judge);
  }
}

}  // namespace

void lint_command(const CommandContext& context) {
  formats::Json all = formats::Json::object();
  for (const std::string& name : context.settings.positionals()) {
    const fs::path file = name;
    Judge judge{context.settings};
    const render::PdfPage page = render::read_pdf_page(file);
    read_recipe_of(file, judge);
    judge_size(page, judge);
    judge_text(page, judge);
    judge_ink(page, judge);
    judge_colors(page, judge);
    judge_contrast(page, judge);
    if (!judge.faults.empty()) context.exit_code = 1;
    all[name] = judge.faults;
    for (const std::string& note : judge.notes) context.progress.note(name + ": " + note);
    if (context.settings.flag("json")) continue;
    for (const std::string& fault : judge.faults) std::printf("%s: %s\n", name.c_str(), fault.c_str());
    if (judge.faults.empty())
      context.progress.say(name + ": nothing to mend (" + rounded(page.width_pt) + " pt wide, text from " +
                           rounded(page.smallest_text_pt) + " pt, lines from " +
                           rounded(page.thinnest_line_pt) + " pt)");
  }
  if (context.settings.flag("json")) std::puts(all.dump(2).c_str());
}

}  // namespace rssviz::cli
