#include "cli/compose/films/reading_panels.h"

#include <algorithm>

#include "cli/compose/film_parts/drawn_classes.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/roles.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// "ESN: reservoir states, magnified where the sentence stays": what is moved by the camera isn't the still's.
render::Panel map_of(const Reading& reading, std::size_t n) {
  const Reader& reader = reading.readers[n];
  const bool moves = std::any_of(reader.camera.begin(), reader.camera.end(),
                                 [](const CameraView& view) { return view.magnification > 1; });
  return map_panel(
      reader.view->name + ": " + reader.view->states_name + (moves ? ", magnified where the way stays" : ""),
      reader.limits);
}

Classes classes_of_reading(const Reading& reading) {
  const NetworkView& first = *reading.readers.front().view;
  return classes_of(first.trace.require_integer(role_column(first, "outer")).labels, reading.style);
}

// "object 1": what the first question about a slot asks for.
std::string name_of_slot(const models::Task& task, int slot) {
  for (const OutputGroup& group : task.groups())
    if (group.slot == slot) return title_of(group, grid_of(task));
  return "";
}

// ", about object 1 and object 2": of both columns of bars; of one slot its questions.
std::string about_slots(const models::Task& task) {
  std::string text;
  if (grid_of(task).slots == 1) {
    for (const OutputGroup& group : task.groups())
      text += (text.empty() ? ", about " : ", ") + group.question;
    return text;
  }
  for (const int slot : {0, 1}) {
    const std::string name = name_of_slot(task, slot);
    if (!name.empty()) text += (text.empty() ? ", about " : " and ") + name;
  }
  return text;
}

render::Panel bars_panel(const Reading& reading, std::size_t n, int object) {
  const NetworkView& view = *reading.readers[n].view;
  render::Panel panel;
  const bool one = reading.readers.size() == 1;
  const bool several = reading.slots == 1 && view.task->groups().size() > 1;  // questions beside one another
  const std::vector<OutputGroup>& groups = view.task->groups();
  const bool yes = std::all_of(groups.begin(), groups.end(), is_yes_or_no);
  // Of two networks each bar says what it is about: a title over the bars would take its height from the
  // maps.
  const bool numbered = !one && reading.slots > 1;
  panel.title = numbered  ? ""
                : several ? (yes ? "claims: is it said?" : "claims")
                          : (one ? "claims: " : "") + name_of_slot(*view.task, object);
  panel.x.low = -0.8;
  panel.x.slanted = true;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  panel.y.show_ticks = object == 0;
  for (std::size_t g = 0; g < view.task->groups().size(); ++g) {
    if (view.task->groups()[g].slot != object || view.task->groups()[g].threshold <= 0) continue;
    render::Line threshold;
    for (const ReadingBar& bar : reading.bars)
      if (bar.group == static_cast<int>(g))
        for (const double side : {-0.5, 0.5})
          threshold.at.push_back({bar.x + side, view.task->groups()[g].threshold});
    threshold.color = reading.style.muted;
    threshold.width_pt = 2;
    threshold.dash = render::Dash::dashed;
    panel.marks.emplace_back(std::move(threshold));
  }
  for (const ReadingBar& bar : reading.bars) {
    if (bar.slot != object) continue;
    panel.x.ticks.push_back({bar.x, bar.label + (numbered ? " " + std::to_string(object + 1) : "")});
    panel.x.high = bar.x + 0.8;
  }
  return panel;
}

// What the class that stands for no answer is called.
std::string none_of(const NetworkView& view) {
  const models::ColorColumn color = view.task->color();
  return color.name == role_column(view, "outer") && !color.none.empty() ? color.none : "none";
}

}  // namespace

bool is_yes_or_no(const OutputGroup& group) { return group.labels == std::vector<std::string>{"no", "yes"}; }

std::pair<double, double> strip_of(const Reading& reading, std::size_t network) {
  const auto count = static_cast<double>(reading.readers.size());
  const double height = (1 - kReadingStripLow) / count, gap = count > 1 ? 0.03 : 0;
  const double high = 1 - static_cast<double>(network) * height;
  return {high - height + gap, high};
}

double left_of(const Reading& reading, std::size_t word) {
  const double gap = 0.225 * reading.text_pt;
  if (word < reading.words.size()) return reading.words[word].x - reading.words[word].half - gap;
  return reading.words.back().x + reading.words.back().half + gap;
}

void add_dots(Reading& reading) {
  const Classes classes = classes_of_reading(reading);
  for (Reader& reader : reading.readers) {
    const NetworkView& view = *reader.view;
    const MapPoints points = map_points(view.trace, reader.map.coords);
    reader.dots =
        class_marks(points.at, values_at(view.trace.require_integer(role_column(view, "outer")), points.row),
                    classes, reading.style, 5);
    for (render::Mark& mark : reader.dots)
      if (auto* const dots = std::get_if<render::Points>(&mark))
        for (render::Color& color : dots->colors) color = render::mix(color, reading.style.paper, 0.25);
    add_hulls(reader.map.packing, reading.style, reader.dots);
  }
}

namespace {

// One network: its map on the left, over the height of its bars and the legend. Two: their maps side by side,
// and under each its other panels.
void place_panels(std::size_t n, bool one, std::vector<render::Panel>& panels) {
  const int others = static_cast<int>(panels.size()) - 1;
  const int first = others * static_cast<int>(n);
  for (std::size_t k = 0; k < panels.size(); ++k) {
    panels[k].row = one ? std::max(1, static_cast<int>(k)) : std::min(2, 1 + static_cast<int>(k));
    panels[k].column = one ? (k == 0 ? 0 : 1) : first + std::max(0, static_cast<int>(k) - 1);
  }
  (one ? panels[0].row_span : panels[0].column_span) = others;
}

// Where no colour of a class is a bar's, classes are named.
void add_classes(const Reading& reading, render::Legend& legend) {
  const NetworkView& first = *reading.readers.front().view;
  const std::string column = role_column(first, "outer");
  const Classes classes = classes_of_reading(reading);
  // "no" and "yes" alone don't say to what.
  const bool yes = classes.labels == std::vector<std::string>{"no", "yes"};
  legend = class_legend(yes ? first.task->title_of(column) : "", classes, none_of(first), reading.style);
  std::vector<std::int32_t> drawn;
  for (const Reader& reader : reading.readers) {
    const std::vector<std::int32_t>& values = reader.view->trace.require_integer(column).values;
    drawn.insert(drawn.end(), values.begin(), values.end());
  }
  keep_drawn_classes(drawn, classes.labels.size(), legend);
  const auto is_bar = [&](const render::LegendEntry& entry) {
    return std::any_of(reading.bars.begin(), reading.bars.end(), [&](const ReadingBar& bar) {
      return bar.label == entry.text && bar.color == entry.color;
    });
  };
  std::erase_if(legend.entries, is_bar);
}

void add_legend(const Reading& reading, render::Figure& figure) {
  const NetworkView& first = *reading.readers.front().view;
  const bool one = reading.readers.size() == 1;
  render::Legend legend;
  add_classes(reading, legend);
  if (has_thresholds(*first.task))
    legend.entries.push_back(
        {"below: no claim", reading.style.muted, render::SwatchKind::line, {}, render::Dash::dashed});
  const bool faint = std::any_of(reading.readers.begin(), reading.readers.end(),
                                 [](const Reader& reader) { return !reader.view->trained_at_every_word; });
  if (faint)
    legend.entries.push_back({(one ? "before " : "faint: before ") + first.task->wording().last +
                                  (one ? ": not taught" : ", never taught"),
                              render::with_alpha(reading.style.muted, 0.45), render::SwatchKind::box});
  for (const double value : {0.8, -0.8})
    legend.entries.push_back({value > 0 ? "unit above its mean" : "below it",
                              render::diverging_color(value, reading.style.paper), render::SwatchKind::box});
  if (one) legend.panels = {figure.panels.size() - 1};
  figure.legends.push_back(std::move(legend));
}

}  // namespace

// The row of words with the ground on which units will stand, of two networks with their names before it.
static render::Panel text_panel(const Reading& reading) {
  const bool one = reading.readers.size() == 1;
  render::Panel text;
  text.kind = render::PanelKind::blank;
  text.column_span = one ? 2 : 2 * static_cast<int>(reading.columns() - 1);
  text.x.low = 0;
  text.x.high = kReadingTextWidth;
  text.y.low = 0;
  text.y.high = 1;
  render::Rectangles ground;
  ground.colors = {render::mix(reading.style.paper, reading.style.ink, 0.05)};
  ground.tiled = true;
  for (std::size_t n = 0; n < reading.readers.size(); ++n) {
    const auto [low, high] = strip_of(reading, n);
    ground.boxes.push_back({left_of(reading, 0), low, left_of(reading, reading.words.size()), high});
    if (one) continue;
    render::Label name;
    // Not one over the other: strips are lower than names.
    name.at = {(n == 0 ? 0.25 : 0.7) * reading.name_width(), (low + high) / 2};
    name.text = reading.readers[n].view->name;
    name.centred = true;
    name.size_pt = kReadingNamePt;
    name.color = reading.style.muted;
    text.labels.push_back(std::move(name));
  }
  text.marks.emplace_back(std::move(ground));
  return text;
}

void add_reading_still(const Reading& reading, render::Figure& figure) {
  const bool one = reading.readers.size() == 1;
  figure.panels.push_back(text_panel(reading));
  for (std::size_t n = 0; n < reading.readers.size(); ++n) {
    std::vector<render::Panel> panels{map_of(reading, n)};
    for (int slot = 0; slot < reading.slots; ++slot) panels.push_back(bars_panel(reading, n, slot));
    if (one) panels.push_back(render::Panel{.kind = render::PanelKind::blank});
    place_panels(n, one, panels);
    for (render::Panel& panel : panels) figure.panels.push_back(std::move(panel));
  }
  const auto slots = static_cast<std::size_t>(reading.slots);
  figure.column_weights = {3.5, 1};
  if (!one) {
    figure.column_weights.assign(2 * slots, 1);
    figure.style.tick_pt *= 0.85;
  }
  // Words and bars are as low as can be read, so that maps have half of the frame.
  figure.row_aspects = {0.042, 0.68, 0.075 * static_cast<double>(slots)};
  if (one) {
    figure.row_aspects.assign(slots + 2, 0.18 / static_cast<double>(slots));
    figure.row_aspects.front() = 0.068;
    figure.row_aspects.back() = 0.15;
  }
  add_legend(reading, figure);
  figure.slots = above_players_bar({});
}

render::Caption reading_caption(const Reading& reading) {
  render::Caption caption;
  caption.title = "Reading \"" + reading.readers.front().path.text + "\"";
  const NetworkView& first = *reading.readers.front().view;
  const models::Wording wording = first.task->wording();
  caption.text =
      "One " + wording.sequence + ", " + wording.step + " by " + wording.step +
      ". The map: the state after each " + wording.step +
      " among all recorded states (colour: " + said_of_column(*first.task, role_column(first, "outer")) +
      "), with the way that it took; where the way stays in one place the map is magnified around it, dots "
      "as large "
      "as before, until the end; between two " +
      wording.steps +
      " the dot is hollow, since a network has no state there. Middle: the softmax of each group of outputs "
      "at that state" +
      about_slots(*first.task) + (has_thresholds(*first.task) ? "; dashed: below it no claim is made" : "") +
      ". Units: those that change most from " + wording.step + " to " + wording.step +
      " for what they vary over the sample, in the order of the " + wording.steps +
      " at which they peak; red above the unit's mean, blue below, each unit on a scale of its own, so that "
      "colours of two units can't be compared. ";
  for (const Reader& reader : reading.readers) {
    if (!reader.view->trained_at_every_word && !is_imported(*reader.view))
      caption.text += "The " + reader.view->name + " was trained on its output after " + wording.last +
                      " only: the faint bars before were never taught. ";
    caption.text += reader.view->name + ": " + map_caption(*reader.view, reader.map) + " ";
  }
  caption.text += "One " + wording.sequence + "; it need not be typical.";
  return caption;
}

}  // namespace rssviz::cli
