// reservoirs: untrained reservoirs: small multiples on the basis of one map, and which of them can't be told
// from another seed at equal settings. A grid over spectral radius and leak rate, or one row a parameter; on
// request with the numbers that mean something before any training.
#include <algorithm>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/compose/reservoirs/kinds.h"
#include "cli/options/option_table.h"
#include "cli/studies/reservoir_study.h"
#include "cli/studies/reservoir_text.h"
#include "core/error.h"
#include "core/number_text.h"
#include "embed/align/procrustes.h"
#include "embed/quality/overlap.h"
#include "embed/quality/quality.h"
#include "embed/quality/sampling_margin.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr int kNeighbors = 15;
constexpr int kMeasuredStates = 500;  // of each map, for its trustworthiness: two digits of it are shown

embed::EmbedOptions map_options(const Settings& settings) {
  embed::EmbedOptions options;
  options.umap.n_neighbors = static_cast<int>(settings.integer("neighbors"));
  if (settings.has("map-epochs")) options.umap.epochs = static_cast<int>(settings.integer("map-epochs"));
  options.umap.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.quality = embed::Measure::none;  // measure_map
  return options;
}

void measure_map(const embed::EmbedOptions& options, const Execution& execution, embed::Embedding& map) {
  map.quality = embed::map_quality(
      map.map.reference, map.map.coords,
      {.metric = options.umap.metric, .sample = kMeasuredStates, .seed = options.umap.seed}, execution);
}

// As captions of maps say it: how sure the number is, where it's of a sample.
std::string trust_text(const embed::Embedding& map) {
  const embed::MapQuality& quality = map.quality;
  const auto states = static_cast<std::size_t>(map.map.reference.rows());
  const double trust = quality.trustworthiness;
  if (quality.rows.size() >= states) return decimals(trust, 3);
  const double margin = embed::sampling_margin(quality.point_trust, states);
  return decimals(trust, 3) + " (95 % interval " + decimals(trust - margin, 3) + " to " +
         decimals(std::min(1., trust + margin), 3) + ", on " + std::to_string(quality.rows.size()) +
         " of the states)";
}

// States, maps, numbers; then what needs the reference.
void compute(const ReservoirBench& bench, const embed::EmbedOptions& options, bool numbers, int delays,
             ReservoirGrid& grid) {
  const Execution& execution = bench.execution();
  const std::size_t all = grid.cells.size() + grid.band.size();
  const auto cell_at = [&](std::size_t i) -> ReservoirCell& {
    return i < grid.cells.size() ? grid.cells[i] : grid.band[i - grid.cells.size()];
  };
  execution.workers.for_each(all, [&](std::size_t i) {
    execution.progress.check_stop();
    ReservoirCell& cell = cell_at(i);
    const models::StateTrace trace = bench.trace(cell.setting);
    cell.states = models::distinct_states(trace);
    if (i < grid.cells.size() || numbers) {
      cell.map = embed::embed(cell.states, options, execution);
      measure_map(options, execution, cell.map);
    }
    if (numbers) cell.numbers = bench.numbers(cell.setting, trace, delays);
  });
  const ReservoirCell& reference = grid.reference_cell();
  const embed::Neighbors near = embed::nearest_neighbors(
      reference.states, kNeighbors, embed::Metric::euclidean, embed::Self::exclude, execution);
  execution.workers.for_each(all, [&](std::size_t i) {
    ReservoirCell& cell = cell_at(i);
    cell.overlap = embed::mean_neighbor_overlap(near, cell.states, execution);
    if (i >= grid.cells.size() || grid.is_reference(cell)) return;
    const embed::Similarity onto = embed::procrustes(cell.map.coords, reference.map.coords, {true, false});
    cell.map.coords = onto.apply(cell.map.coords);
  });
}

// A square around a map: each fills its panel, since the sizes of maps carry no meaning. `below` keeps so
// much of its side free for numbers.
Limits square_around(const std::vector<render::Point>& at, double below) {
  const Limits limits = limits_of(at, 0.05);
  const render::Point middle{(limits.first.x + limits.second.x) / 2, (limits.first.y + limits.second.y) / 2};
  const double half = std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y) / 2;
  return {{middle.x - half, middle.y - half * (1 + 2 * below)}, {middle.x + half, middle.y + half}};
}

std::string signed_number(double value, int places) {
  return value < 0 ? "\u2212" + decimals(-value, places) : decimals(value, places);
}

constexpr double kBelow = 0.36;

void add_numbers(const ReservoirCell& cell, render::Panel& panel) {
  const ReservoirNumbers& n = cell.numbers;
  panel.notes.push_back({render::Corner::bottom_left,
                         "dim " + decimals(n.participation, 1) + "  mem " + decimals(n.memory, 1)});
  panel.notes.push_back({render::Corner::bottom_left, "\u03bb " + signed_number(n.lyapunov, 3) + "  T " +
                                                          decimals(cell.map.quality.trustworthiness, 2)});
}

std::string range_text(const std::pair<double, double>& range, int places) {
  return signed_number(range.first, places) + " to " + signed_number(range.second, places);
}

std::string numbers_text(const ReservoirGrid& grid, bool over_arrays, int delays) {
  const std::string sum =
      "the sum over d = 1 to " + std::to_string(delays) + " of how much better than from the ";
  using Cell = const ReservoirCell&;
  std::string text =
      " Below each map, all before any training: dim, the participation ratio of its states (how many "
      "directions they use); " +
      std::string(over_arrays ? "mem, input memory: " + sum +
                                    "present "
                                    "input a linear reader tells the input d steps back, on the second half "
                                    "of the steps, less the "
                                    "same of shuffled inputs; "
                                    "\u03bb, the conditional Lyapunov exponent on these inputs, a step"
                              : "mem, word memory: " + sum +
                                    "present word a linear reader tells the word d words back, on held-out "
                                    "prefixes, less the same "
                                    "of words shuffled among prefixes of one length (in words); \u03bb, the "
                                    "conditional Lyapunov exponent on these sentences, a word") +
      " (below 0: the reservoir forgets its start); T, trustworthiness of the map, on " +
      std::to_string(kMeasuredStates) + " of its states at most.";
  if (grid.band.empty()) return text;
  return text + " Other seeds at the reference's settings give dim " +
         range_text(grid.range([](Cell c) { return c.numbers.participation; }), 1) + ", mem " +
         range_text(grid.range([](Cell c) { return c.numbers.memory; }), 1) + ", \u03bb " +
         range_text(grid.range([](Cell c) { return c.numbers.lyapunov; }), 3) + ", T " +
         range_text(grid.range([](Cell c) { return c.map.quality.trustworthiness; }), 2) + ".";
}

formats::Table table_of(const ReservoirGrid& grid, double low, bool numbers, bool over_arrays) {
  formats::Table table;
  table.header = {"spectral_radius", "leak_rate", "density",         "input_scaling", "seed",
                  "overlap",         "verdict",   "trustworthiness", "neighbors_kept"};
  if (numbers)
    for (const char* const name :
         {"participation_ratio", over_arrays ? "input_memory" : "word_memory", "memory_length", "lyapunov"})
      table.header.emplace_back(name);
  const auto add = [&](const ReservoirCell& cell, const std::string& verdict) {
    std::vector<std::string> row;
    for (const Parameter parameter : kParameters)
      row.push_back(formats::format_number(cell.setting.value(parameter)));
    row.push_back(std::to_string(cell.setting.seed));
    row.push_back(formats::format_number(cell.overlap));
    row.push_back(verdict);
    const bool mapped = cell.map.coords.rows() > 0;
    row.push_back(mapped ? formats::format_number(cell.map.quality.trustworthiness) : "");
    row.push_back(mapped ? formats::format_number(cell.map.quality.neighbors_kept) : "");
    if (numbers) {
      row.push_back(formats::format_number(cell.numbers.participation));
      row.push_back(formats::format_number(cell.numbers.memory));
      row.push_back(std::to_string(cell.numbers.memory_length));
      row.push_back(formats::format_number(cell.numbers.lyapunov));
    }
    table.rows.push_back(std::move(row));
  };
  for (const ReservoirCell& cell : grid.cells)
    add(cell, grid.is_reference(cell)                     ? "reference"
              : !grid.band.empty() && cell.overlap >= low ? "like another seed"
                                                          : "different");
  for (const ReservoirCell& cell : grid.band) add(cell, "another seed");
  return table;
}

void add_headings(const ReservoirGrid& grid, render::Figure& figure) {
  if (!grid.varied.empty()) {
    for (std::size_t r = 0; r < grid.varied.size(); ++r)
      figure.headings.push_back(
          {true, static_cast<int>(r), static_cast<int>(r), words_of(grid.varied[r]), false});
    return;
  }
  for (std::size_t r = 0; r < grid.row_values.size(); ++r)
    figure.headings.push_back(
        {true, static_cast<int>(r), static_cast<int>(r), short_number(grid.row_values[r])});
  for (std::size_t c = 0; c < grid.column_values.size(); ++c)
    figure.headings.push_back(
        {false, static_cast<int>(c), static_cast<int>(c), short_number(grid.column_values[c])});
  figure.row_axis = "spectral radius";
  figure.column_axis = "leak rate";
}

// "0.05: .43 \u2248 seed" in a row of its own parameter, ".43 \u2248 seed" in the grid.
std::string title_of(const ReservoirGrid& grid, const ReservoirCell& cell, bool same) {
  const bool first = &cell == &grid.cells.front();
  const std::string overlap = grid.is_reference(cell) ? "reference"
                                                      : decimals(cell.overlap, 2) +
                                                            (first && grid.varied.empty() ? " shared" : "") +
                                                            (!same                 ? ""
                                                             : grid.varied.empty() ? " \u2248 seed"
                                                                                   : " \u2248");
  if (grid.varied.empty()) return overlap;
  const std::string value = short_number(cell.setting.value(grid.varied[static_cast<std::size_t>(cell.row)]));
  return value + ": " + (grid.is_reference(cell) ? "ref." : overlap);
}

std::string what_varies(const ReservoirGrid& grid) {
  if (grid.varied.empty()) return "spectral radius and leak rate";
  std::string text;
  for (std::size_t i = 0; i < grid.varied.size(); ++i)
    text += (i == 0                        ? ""
             : i + 1 == grid.varied.size() ? " and "
                                           : ", ") +
            std::string(words_of(grid.varied[i]));
  return text;
}

// What the figure is about, and how its panels are coloured.
struct Shown {
  const ReservoirBench& bench;
  const ReservoirGrid& grid;
  PointColors colors{};
  std::pair<double, double> seeds{};  // lowest and highest overlap of other seeds
  bool numbers{false};
  bool by_part{false};  // coloured by the part of a sequence that a state belongs to
  int neighbors{15};
  std::uint64_t map_seed{1};
  int delays{12};
  bool packed{false};  // parts of some map were moved together

  // Whether a cell can't be told from another seed.
  bool like_seed(const ReservoirCell& cell) const {
    return !grid.is_reference(cell) && !grid.band.empty() && cell.overlap >= seeds.first;
  }
};

render::Panel cell_panel(Shown& shown, const ReservoirCell& cell, const FigureRequest& request,
                         const Look& look) {
  const ShownMap map = shown_map(cell.map, request.settings, request.execution);
  std::vector<render::Point> at;
  for (Eigen::Index r = 0; r < map.coords.rows(); ++r) at.push_back({map.coords(r, 0), map.coords(r, 1)});
  render::Panel panel = map_panel("", square_around(with_hulls(map, at), shown.numbers ? kBelow : 0));
  panel.row = cell.row;
  panel.column = cell.column;
  const double width = look.width_pt / std::max(1, shown.grid.columns());
  panel.marks = shown.colors.marks(at, look.style, dot_radius_pt(at.size(), width));
  if (map.packing.moves()) shown.packed = true;
  add_hulls(map.packing, look.style, panel);
  const bool same = shown.like_seed(cell);
  panel.title = title_of(shown.grid, cell, same);
  panel.highlighted = shown.grid.is_reference(cell);
  panel.faint = same;
  if (shown.numbers) add_numbers(cell, panel);
  return panel;
}

std::string seeds_text(const Shown& shown) {
  if (shown.grid.band.empty()) return "";
  const auto alike = std::count_if(shown.grid.cells.begin(), shown.grid.cells.end(),
                                   [&](const ReservoirCell& cell) { return shown.like_seed(cell); });
  return std::to_string(shown.grid.band.size()) +
         " reservoirs at the reference's settings from other seeds reach " + decimals(shown.seeds.first, 2) +
         " to " + decimals(shown.seeds.second, 2) + ": " + std::to_string(alike) +
         " panels at or above that band are faint and marked \u2248, not distinguishable from another seed. ";
}

std::vector<Finding> findings_of(const Shown& shown) {
  double alike = 0, least = 1;
  for (const ReservoirCell& cell : shown.grid.cells) {
    alike += shown.like_seed(cell) ? 1 : 0;
    if (!shown.grid.is_reference(cell)) least = std::min(least, cell.overlap);
  }
  std::vector<Finding> findings;
  if (!shown.grid.band.empty()) findings.push_back({"settings like another seed of the reference", alike});
  findings.push_back({"neighbours shared with the reference, least", least});
  return findings;
}

std::string caption_of(const Shown& shown) {
  const ReservoirBench& bench = shown.bench;
  const ReservoirGrid& grid = shown.grid;
  const ReservoirCell& reference = grid.reference_cell();
  return "Maps of the states of " + with_commas(bench.units()) +
         "-unit reservoirs before any training, on the same " + bench.sample() +
         (bench.over_arrays()
              ? " of " + bench.description()
              : " (" + with_commas(static_cast<long long>(reference.states.rows())) + " distinct states)") +
         "; colour: " + (shown.by_part ? "part of the " + bench.wording().sequence : shown.colors.title) +
         ". " + shared_caption(shown.colors) + "Each map is a UMAP of its own (" +
         std::to_string(shown.neighbors) + " neighbours, min_dist 0.1, seed " +
         std::to_string(shown.map_seed) + "), turned onto the reference and drawn to fill its panel (" +
         reference_text(grid) + "; trustworthiness " + trust_text(reference.map) + "). Number" +
         (grid.varied.empty() ? "" : " after the value") + ": share of each state's " +
         std::to_string(kNeighbors) +
         " nearest neighbours in state space that are its neighbours in the reference. " + seeds_text(shown) +
         "One seed a panel; sizes of and distances between clusters carry no meaning." +
         (shown.packed ? " Pale hulls: parts of a map with empty room around them, moved together each as a "
                         "whole (--no-pack leaves them)."
                       : "") +
         (shown.numbers ? numbers_text(grid, bench.over_arrays(), shown.delays) + " " + how_measured(bench)
                        : "");
}

}  // namespace

static Drawn make_reservoirs(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const ReservoirBench bench(request.settings, 1000, request.execution);
  const embed::EmbedOptions options = map_options(request.settings);
  ReservoirGrid grid = make_grid(request.settings);
  const bool numbers = request.settings.flag("numbers");
  const long long delays = request.settings.integer("delays");
  if (delays < 1 || delays > 1000)
    fail(ErrorKind::usage, "--delays: " + std::to_string(delays) + " is out of range (1 to 1000)");
  if (request.settings.given("delays") && !numbers)
    fail(ErrorKind::usage, "--delays: only --numbers measures memory");
  compute(bench, options, numbers, static_cast<int>(delays), grid);
  Shown shown{bench, grid};
  shown.delays = static_cast<int>(delays);
  shown.colors = point_colors(bench.color(), bench.words(), request.settings, look.style);
  shown.seeds = grid.range([](const ReservoirCell& cell) { return cell.overlap; });
  shown.numbers = numbers;
  shown.by_part = !bench.over_arrays() && !request.settings.has("color-by");
  shown.neighbors = options.umap.n_neighbors;
  shown.map_seed = options.umap.seed;
  if (shown.by_part) shown.colors.title.clear();
  for (const ReservoirCell& cell : grid.cells)
    figure.panels.push_back(cell_panel(shown, cell, request, look));
  add_headings(grid, figure);
  figure.row_aspects.assign(static_cast<std::size_t>(grid.rows()), numbers ? 1.0 + kBelow : 1.0);
  add_key(shown.colors, look.style, figure);
  figure.caption.title = "Untrained reservoirs over " + what_varies(grid);
  figure.caption.text = caption_of(shown);
  Drawn drawn{std::move(figure), table_of(grid, shown.seeds.first, numbers, bench.over_arrays())};
  drawn.findings = findings_of(shown);
  return drawn;
}

static std::vector<Option> reservoirs_options() {
  return {palette_of_either(),
          labels_option(),
          color_by_option(),
          objects_option(),
          inputs_option(),
          lengths_option(),
          washout_option(),
          sample_option(),
          units_option(),
          {"vary",
           OptionType::texts,
           "",
           "one row a parameter: spectral-radius, leak-rate, density, input-scaling (default: a grid of "
           "the first two)",
           true,
           {}},
          spectral_radii_option(),
          leak_rates_option(),
          densities_option(),
          input_scalings_option(),
          {"numbers", OptionType::flag, "", "numbers of the untrained states below each map", true, {}},
          {"delays",
           OptionType::integer,
           "12",
           "with --numbers: words or steps back that memory is looked for",
           true,
           {}},
          band_seeds_option(),
          neighbors_option(),
          map_epochs_option(),
          zoom_option(),
          no_pack_option(),
          latex_option()};
}

FigureKind reservoirs_kind() {
  return {.name = "reservoirs",
          .summary = "untrained reservoirs over spectral radius and leak rate, or one row a parameter",
          .of = Networks::none,
          .reads = 0,
          .needs = {},
          .options = reservoirs_options(),
          .make = make_reservoirs};
}

}  // namespace rssviz::cli
