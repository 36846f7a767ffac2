#include "cli/compose/films/reading_panels.h"

#include <algorithm>

#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/roles.h"

namespace rssviz::cli {
namespace {

render::Panel map_of(const Reading& reading, std::size_t n, const Classes& classes) {
  const Reader& reader = reading.readers[n];
  const NetworkView& view = *reader.view;
  render::Panel panel = map_panel(view.name + ": " + view.states_name, reader.limits);
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  panel.marks =
      class_marks(points.at, values_at(view.trace.require_integer(role_column(view, "outer")), points.row),
                  classes, reading.style, 5);
  for (render::Mark& mark : panel.marks)
    if (auto* const dots = std::get_if<render::Points>(&mark))
      for (render::Color& color : dots->colors) color = render::mix(color, reading.style.paper, 0.35);
  return panel;
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
  const bool several = reading.slots == 1 && view.task->groups().size() > 1;  // questions beside one another
  if (n == 0)
    panel.title = several ? "claims" : (object == 0 ? "claims: " : "") + name_of_slot(*view.task, object);
  panel.x.low = -0.8;
  panel.x.show_ticks = n + 1 == reading.readers.size();
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
    panel.x.ticks.push_back({bar.x, bar.label});
    panel.x.high = bar.x + 0.8;
  }
  return panel;
}

render::Panel strip_panel(const Reading& reading, std::size_t n) {
  const Reader& reader = reading.readers[n];
  render::Panel panel;
  panel.title = std::to_string(reader.units.size()) + " units, each to its own scale";
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(reading.words.size()) - 0.5;
  panel.y.low = -0.5;
  panel.y.high = static_cast<double>(reader.units.size()) - 0.5;
  panel.x.show_ticks = panel.y.show_ticks = false;
  if (n + 1 == reading.readers.size()) panel.x.label = "word by word";
  return panel;
}

// What the class that stands for no answer is called.
std::string none_of(const NetworkView& view) {
  const models::ColorColumn color = view.task->color();
  return color.name == role_column(view, "outer") && !color.none.empty() ? color.none : "none";
}

}  // namespace

void add_reading_still(const Reading& reading, render::Figure& figure) {
  render::Panel text;
  text.kind = render::PanelKind::blank;
  text.column_span = static_cast<int>(reading.columns());
  text.x.low = 0;
  text.x.high = kReadingTextWidth;
  text.y.low = 0;
  text.y.high = 1;
  figure.column_weights = {1, 0.5, 0.5};
  if (reading.slots > 1) figure.column_weights.push_back(0.5);
  figure.panels.push_back(std::move(text));
  const NetworkView& first = *reading.readers.front().view;
  const Classes classes =
      classes_of(first.trace.require_integer(role_column(first, "outer")).labels, reading.style);
  for (std::size_t n = 0; n < reading.readers.size(); ++n) {
    std::vector<render::Panel> row{map_of(reading, n, classes)};
    for (int slot = 0; slot < reading.slots; ++slot) row.push_back(bars_panel(reading, n, slot));
    row.push_back(strip_panel(reading, n));
    for (std::size_t column = 0; column < row.size(); ++column) {
      row[column].row = static_cast<int>(n) + 1;
      row[column].column = static_cast<int>(column);
      figure.panels.push_back(std::move(row[column]));
    }
  }
  figure.row_aspects.assign(reading.readers.size() + 1, reading.readers.size() == 1 ? 0.9 : 0.5);
  figure.row_aspects.front() = 0.05;
  render::Legend legend = class_legend("", classes, none_of(first), reading.style);
  legend.panels = {1 + reading.columns() * (reading.readers.size() - 1)};
  figure.legends.push_back(std::move(legend));
  const bool faint = std::any_of(reading.readers.begin(), reading.readers.end(),
                                 [](const Reader& reader) { return !reader.view->trained_at_every_word; });
  if (faint) {
    const std::string note = "faint bars: outputs before " + first.task->wording().last +
                             ", which were never taught" +
                             (has_thresholds(*first.task) ? "; dashed: no claim below" : "");
    figure.slots = {{"note", note, note, render::Side::bottom, 0, false}};
  }
}

render::Caption reading_caption(const Reading& reading) {
  render::Caption caption;
  caption.title = "Reading \"" + reading.readers.front().path.text + "\"";
  const NetworkView& first = *reading.readers.front().view;
  const models::Wording wording = first.task->wording();
  caption.text =
      "One " + wording.sequence + ", " + wording.step + " by " + wording.step +
      ". Left: the state after each " + wording.step + " on the map of all recorded states (colour: " +
      said_of_column(*first.task, role_column(first, "outer")) +
      "), with the way that it took; between two " + wording.steps +
      " the dot is hollow, since a network has no state there. Middle: the softmax of each group of outputs "
      "at that state" +
      about_slots(*first.task) + (has_thresholds(*first.task) ? "; dashed: below it no claim is made" : "") +
      ". Right: the units that change most from " + wording.step + " to " + wording.step +
      " over the sample, in the order of the " + wording.steps +
      " at which they peak; red above zero, blue below, each unit on a scale of its own, so that colours of "
      "two "
      "units can't be compared. ";
  for (const Reader& reader : reading.readers) {
    if (!reader.view->trained_at_every_word && !is_imported(*reader.view))
      caption.text += "The " + reader.view->name + " was trained on its output after " + wording.last +
                      " only: the faint bars before were never taught. ";
    caption.text += reader.view->name + ": " + map_caption(*reader.view) + " ";
  }
  caption.text += "One " + wording.sequence + "; it need not be typical.";
  return caption;
}

}  // namespace rssviz::cli
