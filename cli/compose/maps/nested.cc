// nested: groups inside groups. The map by the outermost class, how far neighbours in state space agree level
// by level, and each group larger, side by side, by the further levels. Nothing is laid out again: groups are
// magnified, no more.
#include <algorithm>
#include <cmath>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/maps/nested_groups.h"
#include "cli/compose/maps/nested_panels.h"
#include "cli/compose/parts/class_shapes.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/cairo/text_engine.h"
#include "render/figure/palette.h"
#include "render/layout/layout.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostGroups = 6;

// What the panels share.
struct Page {
  const NestedSubject& subject;
  const Look& look;
  std::vector<NestedGroup> groups{};
  std::vector<Classes> classes{};  // of each level
  int columns{4};                  // of the page, two a group
  double radius{1};

  // The overview is narrow, so that groups are larger than on it.
  int overview_columns() const { return std::max(1, 3 * columns / 8); }
};

render::Panel overview_panel(const Page& page) {
  const NestedSubject& subject = page.subject;
  const std::vector<std::size_t> rows = all_states(subject);
  std::vector<render::Point> at = with_hulls(subject.packing, subject.at);
  const Limits limits = limits_of(at, 0.02);
  render::Panel panel = map_panel("All: " + subject.levels.front().name, limits);
  panel.marks = level_marks(subject, 0, page.classes.front(), rows, page.look.style, page.radius);
  add_hulls(subject.packing, page.look.style, panel);
  panel.column_span = page.overview_columns();
  return panel;
}

render::Panel group_panel(const Page& page, std::size_t g, std::size_t level) {
  const NestedGroup& group = page.groups[g];
  const auto k = static_cast<std::size_t>(group.value);
  render::Panel panel = map_panel(page.subject.levels.front().labels[k], group.box);
  panel.row = static_cast<int>(level);
  panel.column = 2 * static_cast<int>(g);
  panel.column_span = 2;
  panel.marks =
      level_marks(page.subject, level, page.classes[level], group.inside, page.look.style, page.radius);
  render::Line bar;
  const double top = group.box.second.y;
  bar.at = {{group.box.first.x, top}, {group.box.second.x, top}};
  bar.color = page.classes.front().colors[k];
  bar.width_pt = 2;
  panel.marks.emplace_back(std::move(bar));
  return panel;
}

bool has_none(const NestedSubject& subject, std::size_t level, const std::vector<std::size_t>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](std::size_t i) { return subject.levels[level].values[i] < 0; });
}

void add_legends(const Page& page, render::Figure& figure) {
  for (std::size_t level = 0; level < page.subject.levels.size(); ++level) {
    std::vector<std::size_t> panels, rows = all_states(page.subject);
    if (level > 0) rows.clear();
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
      const bool is_group = level > 0 && figure.panels[i].row == static_cast<int>(level);
      if (is_group || (level == 0 && i == 0)) panels.push_back(i);
    }
    for (const NestedGroup& group : page.groups)
      if (level > 0) rows.insert(rows.end(), group.inside.begin(), group.inside.end());
    render::Legend legend =
        class_legend(level == 0 ? "" : page.subject.levels[level].name, page.classes[level],
                     has_none(page.subject, level, rows) ? "not yet" : "", page.look.style);
    legend.panels = std::move(panels);
    figure.legends.push_back(std::move(legend));
  }
  render::Legend measured = agreement_legend(page.subject, page.look.style);
  measured.panels = {1};
  figure.legends.push_back(std::move(measured));
}

std::string times_text(double magnification) {
  return "\u00d7" + decimals(magnification, magnification < 10 ? 1 : 0);
}

// How much larger each group is than on the overview, once both have their places.
void write_magnifications(render::Figure& figure) {
  for (std::size_t i = 2; i < figure.panels.size(); ++i)
    figure.panels[i].notes = {{render::Corner::bottom_left, times_text(8.8), false}};
  const render::TextEngine engine(figure.style.font);
  const render::PlacedFigure placed = render::lay_out(figure, engine);
  for (std::size_t i = 2; i < figure.panels.size(); ++i)
    figure.panels[i].notes.front().text =
        times_text(std::abs(placed.panels[i].x.scale / placed.panels[0].x.scale));
}

std::string numbers_text(const NestedSubject& subject) {
  std::string text;
  for (std::size_t level = 0; level < subject.levels.size(); ++level) {
    text += (level > 0 ? "; " : " ") + subject.levels[level].name + ": ";
    std::string shares;
    for (const NestedMeasured& one : subject.measured) {
      if (one.variant == "another seed") continue;
      shares +=
          (shares.empty() ? "" : ", ") +
          (one.variant == "inputs alone" ? subject.inputs
                                         : one.name + (one.variant == "untrained" ? " untrained" : "")) +
          " " + decimals(one.levels[level].raw, 2);
      if (&one == &subject.measured.front())
        shares += " (each unit scaled to one deviation: " + decimals(one.levels[level].scaled, 2) + ")";
    }
    text += shares + ", chance " + decimals(subject.measured.front().levels[level].chance, 2);
  }
  return text + ".";
}

std::string cut_text(const Page& page) {
  std::string text;
  for (const NestedGroup& group : page.groups)
    text += (text.empty() ? "" : ", ") +
            page.subject.levels.front().labels[static_cast<std::size_t>(group.value)] + " " +
            with_commas(static_cast<long long>(group.all - group.inside.size())) + " of " +
            with_commas(static_cast<long long>(group.all));
  return text;
}

render::Caption caption_of(const Page& page) {
  const NestedSubject& subject = page.subject;
  const std::string& outer = subject.levels.front().name;
  std::string below;
  for (std::size_t level = 1; level < subject.levels.size(); ++level)
    below += (level > 1 ? ", then by " : "by ") + subject.levels[level].name;
  const auto seeds = std::count_if(subject.measured.begin(), subject.measured.end(),
                                   [](const auto& one) { return one.variant == "another seed"; });
  render::Caption caption;
  caption.title =
      "Groups inside groups: the states of the " + subject.name + " by " + outer + " and inside it";
  caption.text =
      "(a) The map, coloured by " + outer + ". (b) In state space, not on the map: share of a state's " +
      std::to_string(subject.neighbors) + " nearest neighbours that have its class, of " + outer +
      " among all states that have one, of further levels among those of the same " + outer +
      "; line: neighbours drawn at random." +
      (seeds > 0 ? " Small dots: " + std::to_string(seeds) + " further seeds, trained." : "") +
      numbers_text(subject) +
      " What the inputs alone reach too is the input's, not the network's. Below: each "
      "group of (a), the states of its class in the part where most of them lie, coloured " +
      below +
      ", with dots of one size and how much larger it is than in (a); nothing is laid out again. Outside of "
      "their squares: " +
      cut_text(page) + " states. " + subject.made;
  return caption;
}

formats::Table table_of(const NestedSubject& subject) {
  formats::Table table;
  table.header = {"network", "variant", "seed", "level", "column", "scaling", "states", "agree", "chance"};
  for (const NestedMeasured& one : subject.measured)
    for (std::size_t level = 0; level < subject.levels.size(); ++level)
      for (const bool scaled : {false, true}) {
        const LevelAgreement& found = one.levels[level];
        table.rows.push_back({one.network, one.variant, std::to_string(one.seed), std::to_string(level + 1),
                              subject.levels[level].column, scaled ? "unit" : "raw",
                              std::to_string(found.states),
                              formats::format_number(scaled ? found.scaled : found.raw),
                              formats::format_number(found.chance)});
      }
  return table;
}

void add_findings(const NestedSubject& subject, Drawn& drawn) {
  for (std::size_t level = 0; level < subject.levels.size(); ++level)
    for (const NestedMeasured& one : subject.measured) {
      if (one.variant == "another seed") continue;
      const std::string who = one.variant == "inputs alone"
                                  ? subject.inputs
                                  : one.name + (one.variant == "untrained" ? " untrained" : "");
      drawn.findings.push_back(
          {subject.levels[level].name + ": neighbours that agree, " + who, one.levels[level].raw});
    }
}

}  // namespace

static Drawn make_nested(const FigureRequest& request) {
  const NestedSubject subject = nested_subject(request, true);
  const Look look = look_of(request.settings, true);
  Page page{subject, look, groups_among(subject, 0, all_states(subject), kMostGroups)};
  if (page.groups.empty())
    fail(ErrorKind::data, "nested: no state has a class of " + subject.levels.front().column);
  for (const NestedLevel& level : subject.levels)
    page.classes.push_back(with_shapes(classes_of(level.labels, look.style)));
  page.columns = 2 * std::max(2, static_cast<int>(page.groups.size()));
  page.radius = dot_radius_pt(subject.at.size(), 2 * look.width_pt / page.columns);
  render::Figure figure = figure_with(look);
  figure.panels.push_back(overview_panel(page));
  figure.panels.push_back(agreement_panel(subject, look.style, 1));
  figure.panels.back().column = page.overview_columns();
  figure.panels.back().column_span = page.columns - page.overview_columns();
  for (std::size_t level = 1; level < subject.levels.size(); ++level)
    for (std::size_t g = 0; g < page.groups.size(); ++g) figure.panels.push_back(group_panel(page, g, level));
  figure.row_aspects = {aspect_of(*figure.panels.front().limits, 0.6, 1)};
  figure.row_aspects.resize(subject.levels.size(), 1.0);
  add_legends(page, figure);
  // A letter a row: its legend says what its panels show.
  letter_panels(figure, look);
  std::vector<std::string> letters;
  for (const render::Panel& panel : figure.panels) letters.push_back(panel.letter);
  for (std::size_t i = 2; i < figure.panels.size(); ++i)
    figure.panels[i].letter =
        figure.panels[i].column == 0 ? letters[1 + static_cast<std::size_t>(figure.panels[i].row)] : "";
  write_magnifications(figure);
  figure.caption = caption_of(page);
  Drawn drawn{std::move(figure), table_of(subject)};
  add_findings(subject, drawn);
  return drawn;
}

FigureKind nested_kind() {
  std::vector<Option> options = nested_options();
  options.push_back(latex_option());
  return {.name = "nested",
          .summary = "groups inside groups: the map, neighbours that agree by level, each group magnified",
          .of = Networks::recorded,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = std::move(options),
          .make = make_nested};
}

}  // namespace rssviz::cli
