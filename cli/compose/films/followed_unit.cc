// film followed-unit: a passage read symbol by symbol with one unit's state as it goes, beside what it should
// tell. For talks: ten seconds in which a unit is seen to count.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/film_parts/spoken_words.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/text_setting.h"
#include "cli/studies/followed_unit.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kUnit{213, 94, 0, 1.0};
constexpr int kFrames = 300;  // ten seconds
constexpr int kMostColumns = 64, kMostRows = 5;

struct Scene {
  FollowedUnit followed{};
  std::vector<double> told{};  // what the line through the unit's state says of the property
  render::TextGrid passage{};
  int rows{1};
  std::size_t frames{0};
  render::Style style{};

  std::size_t step_at(std::size_t frame) const {
    // The last second rests at the end.
    const std::size_t moving = frames > 60 ? frames - 30 : frames;
    return std::min(told.size() - 1, frame * told.size() / std::max<std::size_t>(1, moving));
  }
};

std::vector<render::Color> colors_of(const Scene& scene) {
  const auto [low, high] = std::minmax_element(scene.followed.truth.begin(), scene.followed.truth.end());
  const double span = *high > *low ? *high - *low : 1;
  std::vector<render::Color> colors;
  for (const double value : scene.told)
    colors.push_back(render::sample_palette(text_palette(scene.style),
                                            std::clamp(0.5 + 0.5 * (value - *low) / span, 0., 1.)));
  return colors;
}

// As much of the passage as the rows hold.
void set_passage(const NetworkView& view, Scene& scene) {
  std::vector<std::string> alphabet;
  for (const std::string& label : view.corpus->vocabulary) alphabet.push_back(unescaped(label));
  TextRules rules;
  rules.columns = kMostColumns;
  FollowedUnit& followed = scene.followed;
  SetText text = set_text({kind_of_alphabet(alphabet), alphabet, followed.tokens, {}}, rules);
  const auto below =
      std::find_if(text.at.begin(), text.at.end(), [](const SetSymbol& s) { return s.row >= kMostRows; });
  const auto count = static_cast<std::size_t>(below - text.at.begin());
  if (count < followed.tokens.size()) {
    followed.tokens.resize(count);
    followed.truth.resize(count);
    scene.told.resize(count);
    text = set_text({kind_of_alphabet(alphabet), alphabet, followed.tokens, {}}, rules);
  }
  scene.passage = grid_of(text, colors_of(scene), scene.style);
  scene.rows = std::min(text.row_count, kMostRows);
}

render::Line line_of(const std::vector<double>& values, std::size_t last, render::Color color,
                     double width_pt) {
  render::Line line;
  for (std::size_t i = 0; i <= last; ++i) line.at.push_back({static_cast<double>(i), values[i]});
  line.color = color;
  line.width_pt = width_pt;
  return line;
}

// Behind which value of the property no training sequence went.
render::Panel chart_of(const Scene& scene) {
  render::Panel panel;
  panel.row = 1;
  const auto [low, high] = std::minmax_element(scene.followed.truth.begin(), scene.followed.truth.end());
  const auto [told_low, told_high] = std::minmax_element(scene.told.begin(), scene.told.end());
  const double least = std::min(*low, *told_low), most = std::max(*high, *told_high);
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(scene.told.size()) - 0.5;
  panel.y.low = least - 0.06 * (most - least);
  panel.y.high = most + 0.06 * (most - least);
  panel.x.label = "symbols read";
  panel.y.label = scene.followed.property;
  if (*high > scene.followed.most_trained)
    panel.marks.emplace_back(
        render::Rule{true, scene.followed.most_trained, scene.style.muted, 2, render::Dash::dashed, ""});
  return panel;
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const std::size_t step = scene.step_at(number);
  render::Frame frame;
  render::TextGrid passage = scene.passage;
  for (std::size_t i = step + 1; i < passage.cells.size(); ++i)
    passage.cells[i].color = render::mix(scene.style.paper, scene.style.ink, 0.06);
  frame.panels.push_back({0, {std::move(passage)}, {}});
  render::Points now;
  now.at = {{static_cast<double>(step), scene.told[step]}};
  now.colors = {kUnit};
  now.radius_pt = 9;
  frame.panels.push_back({1,
                          {line_of(scene.followed.truth, step, scene.style.muted, 7),
                           line_of(scene.told, step, kUnit, 3.5), std::move(now)},
                          {}});
  // Ten steps at a time: a number that changes with each is a flicker.
  const std::size_t ten = step / 10 * 10;
  frame.texts = {{"step", "steps " + std::to_string(ten + 1) + " to " +
                              std::to_string(std::min(ten + 10, scene.told.size()))}};
  return frame;
}

render::Legend legend_of(const Scene& scene, const std::string& unit) {
  const auto entry = [](const std::string& text, render::Color color, render::Dash dash) {
    return render::LegendEntry{text, color, render::SwatchKind::line, render::MarkerShape::circle, dash,
                               0,    {}};
  };
  render::Legend legend;
  legend.entries = {entry(scene.followed.property, scene.style.muted, render::Dash::solid),
                    entry(unit + ", by the line fitted in training", kUnit, render::Dash::solid)};
  const std::vector<double>& truth = scene.followed.truth;
  if (*std::max_element(truth.begin(), truth.end()) > scene.followed.most_trained)
    legend.entries.push_back(entry("most in training", scene.style.muted, render::Dash::dashed));
  return legend;
}

// The symbols as the film comes to them.
std::vector<SpokenWord> read_symbols(const NetworkView& view, const Scene& scene) {
  const auto symbol = [&](std::size_t step) {
    const auto token = static_cast<std::size_t>(scene.followed.tokens[step]);
    const std::string text = unescaped(view.corpus->vocabulary[token]);
    return text == "\n" ? std::string(" ") : text;
  };
  std::vector<SpokenWord> read;
  for (std::size_t frame = 0, step = 0; frame < scene.frames; ++frame) {
    std::string text;
    while (step <= scene.step_at(frame)) text += symbol(step++);
    if (!text.empty()) read.push_back({frame, std::move(text)});
  }
  return read;
}

void add_still(const Scene& scene, const std::string& unit, const Settings& settings,
               render::Figure& figure) {
  figure.title = settings.has("title")
                     ? settings.text("title")
                     : unit + " follows " + scene.followed.property + " (r " +
                           decimals(scene.followed.correlation, 3) + " on all test sequences)";
  render::Panel text;
  text.kind = render::PanelKind::blank;
  text.limits = std::pair{render::Point{0, -static_cast<double>(scene.rows)},
                          render::Point{static_cast<double>(kMostColumns + 1), 0}};
  figure.panels = {std::move(text), chart_of(scene)};
  figure.column_weights = {1};
  figure.row_aspects = {0.034 * scene.rows + 0.02, 0.33};
  figure.legends.push_back(legend_of(scene, unit));
  const std::string last = std::to_string(scene.told.size());
  figure.slots = {{"step", "steps 1 to 10", "steps " + last + " to " + last, render::Side::bottom, 30, true}};
}

render::Caption caption_of(const NetworkView& view, const Scene& scene, const std::string& unit) {
  const FollowedUnit& followed = scene.followed;
  render::Caption caption;
  caption.title = unit + " of the " + view.name + " along a passage";
  caption.text =
      with_commas(static_cast<long long>(followed.tokens.size())) + " " + view.task->wording().steps +
      " of the test " + view.task->wording().sequences + ": those in which " + followed.property +
      " grows largest (" + decimals(*std::max_element(followed.truth.begin(), followed.truth.end()), 0) +
      "; in training at most " + decimals(followed.most_trained, 0) + "). Grey: " + followed.property +
      ". Orange: what the unit's state (" + followed.what + ") says of it, by a line fitted on training " +
      view.task->wording().sequences + "; the background of the text is the same value. " +
      (followed.chosen ? "The unit goes along most with it there, of all units. " : "The unit was named. ") +
      "Correlation on the test " + view.task->wording().sequences + ": " + decimals(followed.correlation, 3) +
      ". One passage: how often a unit does as well by chance is what `rssviz figure atlas` says. Network: " +
      view.description + ", " + view.training + "; " + view.task->description() + ".";
  return caption;
}

}  // namespace

static render::Animation make_followed_unit(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const NetworkView& view = *request.networks.front();
  FollowOptions options;
  if (settings.has("property")) options.property = settings.text("property");
  if (settings.has("what")) options.what = settings.text("what");
  if (settings.has("unit")) options.unit = static_cast<int>(settings.integer("unit"));
  if (settings.has("unit") && options.unit < 0) fail(ErrorKind::usage, "--unit: numbers of units begin at 0");
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(settings);
  scene->followed = follow_unit(view, options, request.execution);
  for (const double state : scene->followed.state)
    scene->told.push_back(scene->followed.offset + scene->followed.slope * state);
  set_passage(view, *scene);
  const std::string unit = scene->followed.what + " unit " + std::to_string(scene->followed.unit);
  const auto [frames, fps] = film_time(settings, kFrames);
  scene->frames = static_cast<std::size_t>(frames);
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->frames;
  film.still = film_still(settings);
  add_still(*scene, unit, settings, film.still);
  film.still.caption = caption_of(view, *scene, unit);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  speak(read_symbols(view, *scene), film);
  film.poster_frame = film.frames - 1;
  hold_last_picture(settings, film);
  return film;
}

FilmKind followed_unit_film_kind() {
  using enum OptionType;
  return {
      .name = "followed-unit",
      .summary = "a unit that counts: its state symbol by symbol beside what it tells",
      .of = Networks::one,
      .reads = kReadsNetwork,
      .needs = {},
      .options = {no_palette(),
                  {"property", text, "", "column that the unit tells (default: the task's first)", true, {}},
                  {"unit", integer, "", "number of the unit (default: the one that tells it best)", true, {}},
                  {"what", text, "", "which trace: cell, hidden, a gate (default: the network's)", true, {}},
                  title_option()},
      .make = make_followed_unit};
}

}  // namespace rssviz::cli
