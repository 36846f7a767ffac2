// atlas: which units can be read, by effect and null instead of by eye. A row a property: the best unit on
// text that it wasn't chosen on, what all units together tell, and the same for networks before training, for
// other directions of the same states and for the last symbols alone.
#include <algorithm>
#include <cmath>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/units/atlas_pages.h"
#include "cli/compose/units/kinds.h"
#include "cli/options/option_table.h"
#include "cli/studies/atlas_study.h"
#include "cli/subjects/bare_file.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/text_states.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/tested_values.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kFound{204, 82, 8, 1.0};
constexpr render::Color kTurned{0, 72, 130, 1.0};
constexpr render::Color kLastSymbols{0, 162, 118, 1.0};
constexpr double kRowHeight = 0.047;  // of a panel, over its width

// Who is drawn: a run, or a file of states.
struct AtlasSubject {
  const NetworkView* view{nullptr};  // null of a file
  std::string name{};                // "LSTM"
  std::string description{};
  models::Wording wording{};
};

render::Points dots(std::vector<render::Point> at, render::Color color, render::MarkerShape shape,
                    double radius_pt) {
  render::Points points;
  points.at = std::move(at);
  points.colors = {color};
  points.shape = shape;
  points.radius_pt = radius_pt;
  points.keep_order = true;
  points.rasterizable = false;
  return points;
}

// Draws of a null, a little off the row's line.
void add_draws(const std::vector<double>& draws, double y, render::Color color, render::Panel& panel) {
  std::vector<render::Point> at;
  for (const double value : draws)
    if (!std::isnan(value)) at.push_back({value, y});
  panel.marks.emplace_back(
      dots(std::move(at), render::with_alpha(color, 0.6), render::MarkerShape::circle, 1.3));
}

// Rows of one kind of effect. y grows upwards: the first row is the highest.
render::Panel panel_of(const std::vector<const AtlasRow*>& rows, const render::Style& style) {
  render::Panel panel;
  const bool number = rows.front()->number;
  const double readable = number ? models::kReadableR2 : models::kReadableAuroc;
  panel.marks.emplace_back(render::Rule{false, readable, style.muted, 0.5, render::Dash::dashed, ""});
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const AtlasRow& row = *rows[k];
    const double y = static_cast<double>(rows.size() - 1 - k);
    add_draws(row.untrained, y - 0.22, style.ink, panel);
    add_draws(row.rotated, y + 0.22, render::seen_on(kTurned, style), panel);
    if (!std::isnan(row.trace))
      panel.marks.emplace_back(
          dots({{row.trace, y}}, render::seen_on(kLastSymbols, style), render::MarkerShape::diamond, 2.0));
    if (!std::isnan(row.ceiling))
      panel.marks.emplace_back(dots({{row.ceiling, y}}, style.ink, render::MarkerShape::ring, 2.6));
    if (!std::isnan(row.effect))
      panel.marks.emplace_back(
          dots({{row.effect, y}}, row.found() ? render::seen_on(kFound, style) : style.muted,
               row.found() ? render::MarkerShape::circle : render::MarkerShape::square, 1.9));
    panel.y.ticks.push_back({y, row.property + "  (" + row.unit + ")"});
  }
  panel.y.low = -0.6;
  panel.y.high = static_cast<double>(rows.size()) - 0.4;
  panel.x.low = number ? -0.02 : 0.48;
  panel.x.high = 1.02;
  panel.x.ticks = number ? std::vector<render::Tick>{{0, "0"},    {0.2, ".2"}, {0.4, ".4"},
                                                     {0.6, ".6"}, {0.8, ".8"}, {1, "1"}}
                         : std::vector<render::Tick>{{0.5, ".5"}, {0.6, ".6"}, {0.7, ".7"},
                                                     {0.8, ".8"}, {0.9, ".9"}, {1, "1"}};
  panel.title = number ? "Amounts" : "What is so or not so";
  panel.x.label = number ? "R² on other text" : "AUROC on other text";
  return panel;
}

void add_panels(const Atlas& atlas, render::Figure& figure) {
  for (const bool number : {true, false}) {
    std::vector<const AtlasRow*> rows;
    for (const AtlasRow& row : atlas.rows)
      if (row.number == number) rows.push_back(&row);
    if (rows.empty()) continue;
    render::Panel panel = panel_of(rows, figure.style);
    panel.row = static_cast<int>(figure.panels.size());
    figure.panels.push_back(std::move(panel));
    figure.row_aspects.push_back(kRowHeight * (static_cast<double>(rows.size()) + 0.6));
  }
}

render::Legend legend_of(const Atlas& atlas, const render::Style& style) {
  using render::MarkerShape;
  using render::SwatchKind;
  render::Legend legend;
  legend.entries = {
      {"best unit, found", render::seen_on(kFound, style), SwatchKind::point, MarkerShape::circle, {}},
      {"best unit, not found", style.muted, SwatchKind::point, MarkerShape::square, {}},
      {"all units together", style.ink, SwatchKind::point, MarkerShape::ring, {}},
      {"best of rotated states", render::seen_on(kTurned, style), SwatchKind::point, MarkerShape::circle, {}},
      {"best of the last symbols",
       render::seen_on(kLastSymbols, style),
       SwatchKind::point,
       MarkerShape::diamond,
       {}}};
  if (!atlas.rows.empty() && !atlas.rows.front().untrained.empty())
    legend.entries.push_back(
        {"best unit before training", style.ink, SwatchKind::point, MarkerShape::circle, {}});
  return legend;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string count_of_draws(const Atlas& atlas) {
  const AtlasRow& first = atlas.rows.front();
  return (first.untrained.empty()
              ? std::string("No networks before training were drawn. ")
              : "Black dots: the best unit of each of " + std::to_string(first.untrained.size()) +
                    " networks of the same shape before training. ") +
         "Blue dots: the best direction of each of " + std::to_string(first.rotated.size()) +
         " random rotations of the states (of each kind of unit among themselves). ";
}

// Properties that a reader must know more about.
std::string special_cases(const Atlas& atlas) {
  std::vector<std::string> told, lasting, rivals;
  for (const AtlasRow& row : atlas.rows) {
    if (row.facts.told_by_symbol) told.push_back(row.property);
    if (row.facts.lasting) lasting.push_back(row.property);
    if (!row.rival.empty() && !std::isnan(row.partial) && row.found())
      rivals.push_back(row.property + " without " + row.rival + " " + decimals(row.partial, 2));
  }
  std::string text;
  if (!lasting.empty())
    text += "Scored only behind the first steps of an episode, see --after: " + listed(lasting) + ". ";
  if (!told.empty()) text += "Told by the symbol itself, which is no memory: " + listed(told) + ". ";
  if (!rivals.empty()) text += "Squared partial correlation of what was found: " + listed(rivals) + ". ";
  if (!atlas.left_out.empty()) text += "Left out for too few episodes: " + listed(atlas.left_out) + ". ";
  return text;
}

std::string shares_text(const Atlas& atlas) {
  std::string text = "Readable for any property: " + percent(atlas.readable_share) + " of " +
                     with_commas(atlas.units) + " units (" + listed(atlas.traces) + "); of rotated states " +
                     percent(atlas.readable_share_rotated);
  if (!atlas.rows.front().untrained.empty())
    text += ", before training " + percent(atlas.readable_share_untrained);
  return text + ". ";
}

std::string pages_text(const Atlas& atlas) {
  if (atlas.strips.empty()) return "";
  return "Further pages: for each unit found, the best first, the stretch of the judged text in which the "
         "property "
         "varies most, on the property itself, on the unit's state, and, as a null, on the state of the best "
         "direction "
         "of the first rotation; both in standard deviations, turned so that blue goes with the property. ";
}

// "steps of the training sequences", "steps of the file's first half", of what was chosen on or judged on.
std::string stretch_text(const AtlasSubject& of, long long steps, bool judged) {
  const std::string count = with_commas(steps) + " " + of.wording.steps;
  if (of.view == nullptr) return count + (judged ? " of its second half" : " of the file's first half");
  return count + (judged ? " of the test " : " of the training ") + of.wording.sequences;
}

// What was drawn of, and what can't be known of it.
std::string subject_text(const AtlasSubject& of, const AtlasOptions& options) {
  if (of.view == nullptr)
    return "States: " + of.description +
           ", of a network that isn't known here: whether it had such units before training can't be told.";
  return "Network: " + of.description + ", " + of.view->training +
         (options.stage >= 0 ? ", stage " + std::to_string(options.stage) : std::string()) + "; " +
         of.view->task->description() + ". One network.";
}

std::string caption_text(const Atlas& atlas, const AtlasSubject& of, const AtlasOptions& options) {
  const models::Wording& wording = of.wording;
  std::size_t found = 0;
  for (const AtlasRow& row : atlas.rows) found += row.found() ? 1 : 0;
  return "For each property, the unit that tells it best: unit, sign and line chosen on " +
         stretch_text(of, atlas.steps_choose, false) + ", judged on " +
         stretch_text(of, atlas.steps_judge, true) +
         ". Dashed: from where a unit is called readable (AUROC .95, R² .8). Found: readable, p at most .05" +
         (of.view == nullptr ? "; " : ", and above every network before training; ") + std::to_string(found) +
         " of " + std::to_string(atlas.rows.size()) + " properties are. p: " +
         (atlas.shifts >= 19 ? "share of " + with_commas(static_cast<long long>(atlas.shifts)) +
                                   " circular shifts, longer than the longest episode, in which any unit is "
                                   "as far out, corrected for the number of properties (Holm). "
                             : std::string("none, the text being too short for shifts. ")) +
         count_of_draws(atlas) +
         "Diamonds: the best of as many leaky traces of single symbols over the last " +
         std::to_string(std::max(1, options.scored.after)) +
         ". Rings: a linear reader of all units (ridge, penalty " + decimals(options.penalty, 3) +
         "). Not scored: " + wording.steps + " whose own symbol always goes with one value. " +
         (of.view != nullptr && of.view->task->every_step() && of.view->task->places() == nullptr
              ? "The text is read in pieces of 1,000, each from the zero state 200 " + wording.steps +
                    " before it. "
              : std::string()) +
         special_cases(atlas) + shares_text(atlas) + pages_text(atlas) +
         "What a unit tells need not be what the network uses it for. " + subject_text(of, options);
}

std::vector<Finding> findings_of(const Atlas& atlas, const AtlasSubject& of) {
  std::vector<Finding> findings{{"share of readable units", atlas.readable_share},
                                {"share of readable units of rotated states", atlas.readable_share_rotated}};
  if (!atlas.rows.front().untrained.empty())
    findings.push_back({"share of readable units before training", atlas.readable_share_untrained});
  for (const AtlasRow& row : atlas.rows) {
    findings.push_back({row.property + ": found", row.found() ? 1. : 0.});
    findings.push_back(
        {row.property + ": scored " + of.wording.steps, static_cast<double>(row.facts.scored)});
    findings.push_back({row.property + ": episodes", static_cast<double>(row.facts.episodes)});
    findings.push_back({row.property + ": p of shifts", row.p});
    findings.push_back({row.property + ": best unit, effect", row.effect});
    if (!row.untrained.empty())
      findings.push_back(
          {row.property + ": best unit before training, mean effect", models::mean_of(row.untrained)});
    findings.push_back(
        {row.property + ": best of rotated states, mean effect", models::mean_of(row.rotated)});
    findings.push_back({row.property + ": best of the last symbols, effect", row.trace});
    if (!row.rival.empty())
      findings.push_back({row.property + ": squared partial correlation without " + row.rival, row.partial});
  }
  return findings;
}

AtlasOptions options_of(const Settings& settings) {
  AtlasOptions options;
  for (const std::string& column : settings.texts("properties"))
    if (!column.empty()) options.columns.push_back(column);
  options.scored.after = static_cast<int>(settings.integer("after"));
  options.scored.least_episodes = static_cast<int>(settings.integer("episodes"));
  options.steps = settings.integer("steps");
  options.untrained = static_cast<int>(settings.integer("untrained"));
  options.rotations = static_cast<int>(settings.integer("rotations"));
  options.shifts = static_cast<int>(settings.integer("shifts"));
  options.pages = static_cast<int>(settings.integer("pages"));
  options.penalty = settings.number("penalty");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  return options;
}

// Options that the other kind of subject alone reads.
void refuse_options(const Settings& settings, const std::vector<const char*>& names, const std::string& why) {
  for (const char* const name : names)
    if (settings.given(name) && settings.text(name) != settings.table().find(name)->default_text)
      fail(ErrorKind::usage, "--" + std::string(name) + " " + why);
}

// Which columns of the file units are read for: its own, else what its text tells.
std::vector<std::string> columns_of_file(const TextStates& states, const AtlasOptions& options,
                                         const std::string& file, Progress& progress) {
  if (!options.columns.empty()) return options.columns;
  const std::vector<std::string>& columns = states.own.empty() ? states.of_text : states.own;
  std::string names;
  for (const std::string& name : columns) names += (names.empty() ? "" : ", ") + name;
  if (columns.empty())
    fail(ErrorKind::data, file +
                              ": has no columns beside its symbols, which are words: there is nothing to "
                              "read units for; --labels gives a table of columns");
  progress.warn(file + ": units are read for " + names +
                (states.own.empty() ? ", as its symbols tell them; --labels gives columns of your own"
                                    : ", its columns; --properties names others"));
  return columns;
}

Atlas atlas_of_file(const FigureRequest& request, const AtlasOptions& options, AtlasSubject& of) {
  const Settings& settings = request.settings;
  refuse_options(settings, {"stage", "untrained"},
                 "is of runs: a file of states has one network's states alone");
  const std::string file = request.folders.front().string();
  TextStates states = read_text_states({file, settings.text("tokens"),
                                        settings.has("labels") ? settings.text("labels") : std::string(),
                                        settings.text("tokens-as"), states_request(settings, {file})});
  for (const std::string& note : states.notes)
    if (states.guessed || &note != &states.notes.back())
      request.execution.progress.warn(note);
    else
      request.execution.progress.note(note);
  const std::vector<std::string> columns = columns_of_file(states, options, file, request.execution.progress);
  of.name = "network of " + request.folders.front().filename().string();
  of.description = request.folders.front().filename().string() + ", " +
                   with_commas(static_cast<long long>(states.trace.points())) + " steps x " +
                   with_commas(states.trace.states.cols()) + " units, symbols read as " +
                   name_of(states.kind);
  of.wording = {"sequence", "sequences", "step", "steps"};
  std::vector<std::string> vocabulary = states.trace.vocabulary;
  return study_atlas(halves_of(file, std::move(states.trace), columns, std::move(vocabulary), options),
                     options, request.execution);
}

Atlas atlas_of_run(const FigureRequest& request, AtlasOptions& options, AtlasSubject& of) {
  const Settings& settings = request.settings;
  refuse_options(settings,
                 {"tokens", "tokens-as", "labels", "axes", "lengths", "keep-padding", "unit-columns"},
                 "is of files of states: a run knows its symbols");
  const NetworkView& view = *request.networks.front();
  if (settings.text("stage") != "last") options.stage = stage_number(settings.text("stage"), view.stages);
  of = {&view, view.name, view.description, view.task->wording()};
  return study_atlas(view, options, request.execution);
}

}  // namespace

static Drawn make_atlas(const FigureRequest& request) {
  AtlasOptions options = options_of(request.settings);
  AtlasSubject of;
  const Atlas atlas =
      request.networks.empty() ? atlas_of_file(request, options, of) : atlas_of_run(request, options, of);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  add_panels(atlas, figure);
  figure.legends.push_back(legend_of(atlas, figure.style));
  letter_panels(figure, look);
  figure.caption.title = "Which units of the " + of.name + " can be read";
  figure.caption.text = caption_text(atlas, of, options);
  const render::Caption caption = figure.caption;
  Drawn drawn{std::move(figure), table_of(atlas)};
  drawn.findings = findings_of(atlas, of);
  drawn.further_pages = atlas_pages(atlas, look);
  for (render::Figure& page : drawn.further_pages) page.caption = caption;
  return drawn;
}

static std::vector<Option> atlas_options() {
  using enum OptionType;
  std::vector<Option> options{
      no_palette(),
      {"properties", texts, "", "columns to read units for (default: the task's, or the file's)", true, {}},
      {"stage", text, "last", "stage of learning: last, or its number", true, {}},
      {"steps", integer, "20000", "steps to choose on, and to judge on, at most", true, {}},
      {"after",
       integer,
       "20",
       "classes that last are scored so many steps behind their last change",
       true,
       {}},
      {"episodes", integer, "10", "a property needs so many in either stretch", true, {}},
      {"untrained", integer, "20", "networks before training to hold it against", true, {}},
      {"rotations", integer, "20", "of the states, to hold it against", true, {}},
      {"shifts", integer, "1000", "of the text along the states, for p", true, {}},
      {"pages", integer, "6", "passages of text for the units found, the best first, at most", true, {}},
      {"penalty", number, "0.001", "of the linear reader, as a share", true, {}},
      {"tokens", text, "token", "of a file of states: column with the symbol of each step", true, {}},
      {"tokens-as",
       text,
       "auto",
       "of a file of states: what symbols are",
       true,
       {"auto", "bytes", "characters", "words"}},
      {"labels",
       file,
       "",
       "of a file of states: a table (.csv, .tsv, .npz) of columns, the symbols too",
       true,
       {}},
      latex_option()};
  for (Option& option : reading_options()) options.push_back(std::move(option));
  return options;
}

FigureKind atlas_kind() {
  return {.name = "atlas",
          .summary = "which units can be read: effect on other text, with ceiling and nulls",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStatesFile,
          .needs = {},
          .options = atlas_options(),
          .make = make_atlas};
}

}  // namespace rssviz::cli
