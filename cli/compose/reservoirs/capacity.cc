// capacity: what runs hold of random input, by delay and degree; reservoirs-capacity: the same of reservoirs
// before training, over one of their parameters.
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/reservoirs/capacity_panels.h"
#include "cli/compose/reservoirs/kinds.h"
#include "cli/studies/reservoir_study.h"
#include "cli/subjects/bare_run.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/cells/esn.h"
#include "models/cells/state_map.h"

namespace rssviz::cli {
namespace {

constexpr int kMostInputs = 64;
constexpr int kUsualUnits = 100;

models::InputCapacity measured(const models::Network& network, const models::CapacityOptions& options,
                               const Execution& execution) {
  const auto map = models::state_map_of(network);
  const MatrixD inputs = models::capacity_inputs(options, map->inputs());
  return models::input_capacity(models::driven_states(*map, inputs, execution), inputs, options, execution);
}

void refuse_words(const NetworkView& view) {
  if (view.task != nullptr && view.task->lesson().steps == nullptr &&
      view.task->lesson().class_rows == nullptr)
    fail(ErrorKind::data, view.id + ": reads " + view.task->wording().steps +
                              ", one of many at a step; capacity is measured with numbers as input. For a "
                              "reservoir's memory of words: rssviz figure reservoirs --numbers");
  if (view.run->inputs() > kMostInputs)
    fail(ErrorKind::data, view.id + ": takes " + std::to_string(view.run->inputs()) +
                              " inputs a step; capacity is measured for at most " +
                              std::to_string(kMostInputs));
}

Drawn make_capacity(const FigureRequest& request) {
  models::CapacityOptions options = capacity_options_of(request.settings);
  options.amplitude = request.settings.number("amplitude");
  options.check();
  for (const NetworkView* const view : request.networks) refuse_words(*view);
  std::vector<MeasuredCapacity> all(request.networks.size());
  request.execution.workers.for_each(all.size(), [&](std::size_t k) {
    const NetworkView& view = *request.networks[k];
    *view.handed_out |= kReadsNetwork;
    all[k] = {view.id, {measured(*view.run->network_at(-1), options, request.execution)}};
  });
  Drawn drawn = draw_capacities(all, options, false, "", look_of(request.settings, true));
  drawn.figure.caption.title =
      "What " + std::string(all.size() == 1 ? "a network holds" : "networks hold") + " of random input";
  std::string who;
  for (const NetworkView* const view : request.networks)
    who += (who.empty() ? "" : " ") + view->id + ": " + view->description + ".";
  drawn.figure.caption.text = who + " " + drawn.figure.caption.text;
  return drawn;
}

Drawn make_reservoirs_capacity(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const models::CapacityOptions options = capacity_options_of(settings);
  const ReservoirGrid grid = make_grid(settings);
  if (grid.varied.size() != 1)
    fail(ErrorKind::usage,
         "--vary: give one parameter; " + std::to_string(grid.varied.size()) + " are given");
  const Parameter varied = grid.varied.front();
  const long long units = settings.has("units") ? settings.integer("units") : kUsualUnits,
                  draws = settings.integer("seeds");
  if (draws < 1 || draws > 1000)
    fail(ErrorKind::usage, "--seeds: " + std::to_string(draws) + " is out of range (1 to 1000)");
  const auto seeds = static_cast<std::size_t>(draws);
  std::vector<MeasuredCapacity> all(grid.cells.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    all[k].name = short_number(grid.cells[k].setting.value(varied));
    all[k].seeds.resize(seeds);
  }
  request.execution.workers.for_each(all.size() * seeds, [&](std::size_t i) {
    const ReservoirSetting& setting = grid.cells[i / seeds].setting;
    models::EsnOptions esn = esn_options_of(setting, static_cast<int>(units));
    auto made = std::make_shared<const models::Reservoir<float>>(
        models::make_reservoir(esn, 1, setting.seed + i % seeds));
    const auto network = models::make_esn_network(std::move(made), MatrixD(0, 0));
    all[i / seeds].seeds[i % seeds] = measured(*network, options, request.execution);
  });
  Drawn drawn = draw_capacities(all, options, true, words_of(varied), look_of(settings, true));
  drawn.figure.caption.title =
      "What untrained reservoirs hold of random input, by " + std::string(words_of(varied));
  drawn.figure.caption.text = "Reservoirs of " + with_commas(units) + " units (" + reference_text(grid) +
                              ", but for what varies; seeds from " + std::to_string(grid.reference.seed) +
                              " on). " + drawn.figure.caption.text;
  return drawn;
}

}  // namespace

FigureKind capacity_kind() {
  std::vector<Option> options = capacity_options();
  options.push_back(
      {"amplitude", OptionType::number, "1", "the random input is uniform in minus to plus this", true, {}});
  options.push_back(latex_option());
  return {.name = "capacity",
          .summary = "what networks hold of random input: memory by delay, functions by degree",
          .of = Networks::several,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_capacity};
}

FigureKind reservoirs_capacity_kind() {
  std::vector<Option> options = capacity_options();
  for (Option& option :
       std::vector<Option>{units_option(),
                           {"vary",
                            OptionType::texts,
                            "spectral-radius",
                            "the parameter that varies: spectral-radius, leak-rate, density, input-scaling",
                            true,
                            {}},
                           spectral_radii_option(),
                           leak_rates_option(),
                           densities_option(),
                           input_scalings_option(),
                           {"seeds", OptionType::integer, "3", "reservoirs drawn at each setting", true, {}},
                           no_palette(),
                           latex_option()})
    options.push_back(std::move(option));
  return {.name = "reservoirs-capacity",
          .summary = "memory and information processing capacity of untrained reservoirs, by a parameter",
          .of = Networks::none,
          .reads = 0,
          .needs = {},
          .options = std::move(options),
          .make = make_reservoirs_capacity};
}

}  // namespace rssviz::cli
