// film text-learning: the same passage through the stages of learning, each symbol on the value of one unit;
// beside it the loss, and what the network writes at that stage. Stages are shown as they are, nothing
// between.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/text_setting.h"
#include "cli/compose/parts/text/unit_values.h"
#include "cli/studies/text_samples.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using render::TextGrid;

constexpr int kColumns = 62, kRows = 20;             // of the passage, at 28 points
constexpr int kSampleColumns = 44, kSampleRows = 9;  // of what is written

struct Scene {
  const NetworkView* view{nullptr};
  render::Style style{};
  std::vector<TextGrid> passage{};  // by stage
  std::vector<TextGrid> sample{};   // by stage; empty where the network writes none
  std::vector<std::string> names{};
  HeldStages held{};
  GrowingCurves loss{};  // the chart
  bool by_epoch{true};
};

std::vector<std::string> alphabet_of(const NetworkView& view) {
  std::vector<std::string> alphabet;
  for (const std::string& label : view.corpus->vocabulary) alphabet.push_back(unescaped(label));
  return alphabet;
}

SetText set_tokens(const std::vector<std::string>& alphabet, const models::Tokens& tokens, int columns) {
  TextRules rules;
  rules.columns = columns - 1;  // and the sign of lines that go on
  return set_text({kind_of_alphabet(alphabet), alphabet, tokens, {}}, rules);
}

// As many of the first symbols of the sample as the rows hold.
models::Tokens first_that_fit(const std::vector<std::string>& alphabet, models::Tokens tokens, int columns,
                              int rows) {
  const SetText set = set_tokens(alphabet, tokens, columns);
  const auto beyond =
      std::find_if(set.at.begin(), set.at.end(), [&](const SetSymbol& s) { return s.row >= rows; });
  tokens.resize(static_cast<std::size_t>(beyond - set.at.begin()));
  return tokens;
}

// The passage: the beginning of the sequences to test on.
models::Tokens passage_of(const FigureRequest& request, const std::vector<std::string>& alphabet) {
  const NetworkView& view = *request.networks.front();
  constexpr std::size_t kEnough = static_cast<std::size_t>(kColumns) * kRows;
  models::Tokens tokens;
  for (const models::Tokens& sequence :
       view.task->sequences({"test", request.settings.integer("sample"), 1})) {
    tokens.insert(tokens.end(), sequence.begin(), sequence.end());
    if (tokens.size() >= kEnough) break;
  }
  if (tokens.size() > kEnough) tokens.resize(kEnough);
  return first_that_fit(alphabet, std::move(tokens), kColumns, kRows);
}

// "": the network's default.
std::string what_of(const Settings& settings) { return settings.has("what") ? settings.text("what") : ""; }

ShownUnit unit_at(const NetworkView& view, int stage, int unit, const models::Tokens& tokens,
                  const std::string& what, const Execution& execution, bool& cell) {
  const models::StateTrace trace = view.record(*view.network_at(stage), {tokens}, what, execution);
  if (unit < 0 || unit >= trace.states.cols())
    fail(ErrorKind::usage, "--unit: there is no unit " + std::to_string(unit) + "; they are 0 to " +
                               std::to_string(trace.states.cols() - 1));
  cell = trace.what.rfind("cell", 0) == 0;
  ShownUnit shown{unit, {}, {}};
  for (Eigen::Index row = 0; row < trace.states.rows(); ++row) {
    const auto value = static_cast<double>(trace.states(row, unit));
    shown.values.push_back(cell ? std::tanh(value) : value);
  }
  return shown;
}

// What is written at each stage, where the network predicts its own symbols.
void add_samples(const FigureRequest& request, const std::vector<std::string>& alphabet, Scene& scene) {
  const NetworkView& view = *scene.view;
  if (!writes_text(*view.network_at(-1))) return;
  std::vector<int> stages;
  for (int stage = 0; stage < view.stages; ++stage) stages.push_back(stage);
  models::SampleTextOptions options;
  options.length = std::int64_t{kSampleColumns} * kSampleRows;
  options.temperature = request.settings.number("temperature");
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  for (const StageSample& sample : text_samples(view, stages, {}, options, request.execution)) {
    const models::Tokens shown = first_that_fit(alphabet, sample.drawn, kSampleColumns, kSampleRows);
    const SetText set = set_tokens(alphabet, shown, kSampleColumns);
    scene.sample.push_back(
        grid_of(set, std::vector<render::Color>(shown.size(), scene.style.paper), scene.style));
    scene.sample.back().cells.clear();
  }
}

render::Panel text_panel(int row, int column, int columns, int rows) {
  render::Panel panel;
  panel.kind = render::PanelKind::blank;
  panel.row = row;
  panel.column = column;
  panel.limits =
      std::pair{render::Point{0, -static_cast<double>(rows)}, render::Point{static_cast<double>(columns), 0}};
  return panel;
}

std::string stage_text(const Scene& scene, int stage) {
  const auto loss = validation_loss(*scene.view, stage);
  return scene.names[static_cast<std::size_t>(stage)] +
         (loss ? ": " + decimals(*loss, 2) + " nats a " + scene.view->task->wording().step : "");
}

void add_still(const ValueScale& scale, const std::string& unit, const Settings& settings, Scene& scene,
               render::Figure& figure) {
  figure.title = settings.has("title") ? settings.text("title") : unit + " while it learns";
  figure.column_weights = {1.4, 1};
  figure.panels = {text_panel(0, 0, kColumns, kRows)};
  figure.panels.front().row_span = 2;
  render::Panel curve = film_learning_curve(*scene.view, scene.by_epoch, scene.style);
  curve.column = 1;
  curve.y.low.reset();
  curve.y.high.reset();
  curve.y.ticks.clear();
  scene.loss = growing_curves(curve);
  figure.panels.push_back(std::move(curve));
  figure.legends.push_back(film_learning_legend(*scene.view, 1, scene.style));
  if (!scene.sample.empty()) {
    figure.panels.push_back(text_panel(1, 1, kSampleColumns, kSampleRows));
    figure.panels.back().title = "what it writes";
  }
  figure.color_bars.push_back(bar_of(scale, scene.style));
  figure.color_bars.back().panels = {};
  std::string widest;
  for (int stage = 0; stage < scene.view->stages; ++stage)
    if (stage_text(scene, stage).size() > widest.size()) widest = stage_text(scene, stage);
  figure.slots = above_players_bar({{"stage", stage_text(scene, 0), widest, render::Side::top, 36, true}});
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const int stage = scene.held.stage_at[number];
  const auto k = static_cast<std::size_t>(stage);
  render::Frame frame;
  frame.panels.push_back({0, {scene.passage[k]}, {}});
  frame.panels.push_back({1, errors_at(*scene.view, scene.by_epoch, k, scene.loss, scene.style), {}});
  if (!scene.sample.empty()) frame.panels.push_back({2, {scene.sample[k]}, {}});
  frame.texts = {{"stage", stage_text(scene, stage)}};
  return frame;
}

render::Caption caption_of(const Scene& scene, const std::string& unit, const ValueScale& scale,
                           std::size_t symbols, const Settings& settings) {
  const NetworkView& view = *scene.view;
  render::Caption caption;
  caption.title = unit + " of the " + view.name + " on the same passage while it learns";
  caption.text =
      "The first " + with_commas(static_cast<long long>(symbols)) + " " + view.task->wording().steps +
      " to test on, from the zero state, at " + std::to_string(view.stages) + " stages (" +
      scene.names.front() + " to " + scene.names.back() +
      "). Background: " + scale_words(scale, SymbolKind::characters, scene.style) +
      ". Stages are shown as they were recorded, nothing between them; the first is the null, the network "
      "before learning. " +
      (scene.sample.empty()
           ? ""
           : "What it writes: drawn from the zero state with the same random numbers at each "
             "stage (temperature " +
                 settings.text("temperature") + ", seed " + settings.text("seed") + "). ") +
      "One unit and one passage, chosen by whoever made the film. Network: " + view.description + ", " +
      view.training + "; " + view.task->description() + ".";
  return caption;
}

}  // namespace

static render::Animation make_text_film(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const NetworkView& view = *request.networks.front();
  if (view.stages < 2) fail(ErrorKind::data, view.id + ": has a single stage; a film of learning needs two");
  if (!settings.has("unit")) fail(ErrorKind::usage, "--unit is needed: the number of the unit to show");
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = film_style(settings);
  scene->by_epoch = view.counted_by_epochs;
  scene->names = view.stage_names;
  const std::vector<std::string> alphabet = alphabet_of(view);
  const models::Tokens tokens = passage_of(request, alphabet);
  const SetText text = set_tokens(alphabet, tokens, kColumns);
  const int unit = static_cast<int>(settings.integer("unit"));
  ValueScale scale;
  for (int stage = 0; stage < view.stages; ++stage) {
    const ShownUnit shown =
        unit_at(view, stage, unit, tokens, what_of(settings), request.execution, scale.tanh);
    scene->passage.push_back(grid_of(text, colors_of(shown, scale, scene->style), scene->style));
  }
  if (scale.tanh) scale.name = "tanh(c)";
  add_samples(request, alphabet, *scene);
  const auto [frames, fps] = film_time(settings, 480);
  scene->held = held_stages(view.stages, frames, fps, passage_shares(view, settings.text("pace")));
  const std::string what = settings.has("what") ? what_of(settings) + " " : scale.tanh ? "cell " : "";
  const std::string name = what + "unit " + std::to_string(unit);
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still = film_still(settings);
  add_still(scale, name, settings, *scene, film.still);
  film.still.caption = caption_of(*scene, name, scale, tokens.size(), settings);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (const std::size_t frame : chapter_frames(scene->held))
    film.chapters.push_back({frame, scene->names[static_cast<std::size_t>(scene->held.stage_at[frame])]});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind text_learning_film_kind() {
  return {.name = "text-learning",
          .summary = "a unit on the same passage while the network learns, its loss, and what it writes",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStages | kReadsMetrics,
          .needs = {},
          .options = {no_palette(),
                      {"unit", OptionType::integer, "", "number of the unit to show, from 0", true, {}},
                      {"what",
                       OptionType::text,
                       "",
                       "which trace: cell, hidden, a gate (default: the network's)",
                       true,
                       {}},
                      {"sample",
                       OptionType::integer,
                       "50",
                       "how many test sequences to take the passage from (of a text: windows)",
                       true,
                       {}},
                      {"temperature", OptionType::number, "1", "of what it writes", true, {}},
                      pace_option(),
                      title_option()},
          .make = make_text_film};
}

}  // namespace rssviz::cli
