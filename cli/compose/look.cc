// How wide a figure is and how it looks: --venue, --theme, --width; and the words that captions are made of.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/compose/map_panels.h"
#include "core/error.h"
#include "core/formats/csv.h"
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

}  // namespace

void choose_font_and_palette(const Settings& settings, render::Style& style) {
  style.font = settings.text("font");
  if (settings.has("palette") && is_categorical(settings.text("palette")))
    style.palette = settings.text("palette");
}

std::string scale_palette(const Settings& settings, const std::string& otherwise) {
  return settings.has("palette") && !is_categorical(settings.text("palette")) ? settings.text("palette")
                                                                              : otherwise;
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
    look.width_pt = wide ? 1920 : 1080;  // talk themes have the text of a slide, one point a pixel
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
    panel.letter =
        look.venue.letters_in_parentheses ? std::string("(") + letter + ")" : std::string(1, letter);
    ++letter;
  }
}

std::string alignment_caption(const embed::AlignedMaps& maps) {
  const std::string movement =
      "Movement: mean distance between the maps of neighbouring stages as a share of the map's size (root "
      "mean "
      "square distance from its centre); layout alone: ";
  if (maps.alignment == embed::Alignment::joint)
    return "All stages' maps start from one map of the mean of their neighbour graphs and are laid out "
           "together, each on its own neighbours; a state's places in neighbouring stages are tied, the more "
           "the "
           "less it moved. " +
           movement +
           "mean distance between the movements of a point under two series of random numbers, which is "
           "movement without learning. ";
  return "The chain begins with a map of the mean of all stages' neighbour graphs; every stage's map starts "
         "from the one before, is laid out on its own neighbours and turned onto it (Procrustes). " +
         movement +
         "the same stage laid out twice from the same start with different random numbers, which is movement "
         "without learning. ";
}

std::string stage_trust_caption(const embed::AlignedMaps& maps) {
  if (maps.trustworthiness.empty()) return "How far the maps can be trusted was not measured. ";
  const auto [low, high] = std::minmax_element(maps.trustworthiness.begin(), maps.trustworthiness.end());
  const auto [least, most] = std::minmax_element(maps.neighbors_kept.begin(), maps.neighbors_kept.end());
  return "Trustworthiness of the stages' maps " + decimals(*low, 3) + " to " + decimals(*high, 3) + "; " +
         percent(*least) + " to " + percent(*most) +
         " of a state's nearest neighbours are shown as neighbours. ";
}

std::string with_commas(long long value) {
  std::string text = std::to_string(std::abs(value));
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return value < 0 ? "-" + text : text;
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

std::string decimals(double value, int places) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", places, value);
  std::string text = buffer.data();
  if (text.starts_with("0.")) text.erase(0, 1);
  if (text.starts_with("-0.")) text.erase(1, 1);
  return text;
}

std::string map_caption(const NetworkView& view) {
  const embed::EmbedOptions& options = view.embedding.options;
  const embed::MapQuality& quality = view.embedding.quality;
  std::string text =
      "Each dot is one of " + with_commas(view.trace.n_distinct) + " distinct states among " +
      with_commas(static_cast<long long>(view.trace.points())) +
      (view.task.every_step() ? ", the " : " (sentences that begin alike share states), the ") +
      view.states_name + " after each " + view.task.wording.step + " of " + view.sample +
      ". Network: " + view.description + ", " + view.training + "; " + view.task.description + ". ";
  if (options.method == embed::Method::umap) {
    std::string min_dist = formats::Json(options.umap.min_dist).dump();
    text += "Map: UMAP of the unscaled states (" + std::to_string(options.umap.n_neighbors) +
            " neighbours, min_dist " + min_dist + ", " + std::string(embed::name_of(options.umap.metric)) +
            " distance, seed " + std::to_string(options.umap.seed) + "; one run). ";
  } else {
    text += "Map: the first two principal components of the states. ";
  }
  if (quality.k > 0)
    text += "Trustworthiness " + decimals(quality.trustworthiness, 3) + "; " +
            percent(quality.neighbors_kept) + " of each state's " + std::to_string(quality.k) +
            " nearest neighbours are shown as neighbours. ";
  return text + "The axes have no units; distances between clusters and their sizes carry no meaning.";
}

}  // namespace rssviz::cli
