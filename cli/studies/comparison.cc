#include "cli/studies/comparison.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "cli/studies/cell_trainer.h"
#include "cli/studies/paired_differences.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json_fields.h"
#include "models/tasks/csl/csl_task.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::vector<int> whole_numbers(const Settings& settings, const char* option) {
  std::vector<int> numbers;
  for (const std::string& text : settings.texts(option)) {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
      fail(ErrorKind::usage, "--" + std::string(option) + ": '" + text + "' is not a whole number");
    numbers.push_back(value);
  }
  return numbers;
}

std::vector<Cell> cells_of(const Settings& settings) {
  std::vector<int> objects = whole_numbers(settings, "objects");
  if (objects.empty()) objects = {3, 4, 6, 10, 15, 20, 30, 40, 50};
  std::vector<std::string> networks = settings.texts("networks");
  if (networks.empty()) networks = compared_networks();
  for (const std::string& network : networks)
    if (std::find(compared_networks().begin(), compared_networks().end(), network) ==
        compared_networks().end()) {
      const std::string near = nearest_name(network, compared_networks());
      fail(ErrorKind::usage, "--networks: there is no '" + network + "'" +
                                 (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  const long long seeds = settings.integer("seeds");
  if (seeds < 1) fail(ErrorKind::usage, "--seeds: " + std::to_string(seeds) + " is below 1");
  const auto first = static_cast<std::uint64_t>(settings.integer("seed"));
  std::vector<Cell> cells;
  for (const int n : objects)
    for (const std::string& network : networks)
      for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(seeds); ++k)
        cells.push_back({network, n, first + k});
  return cells;
}

// What a measure found of a cell, as it is kept: fields one after another.
std::vector<std::string> kept_fields(const MeasuredRows& rows) {
  std::vector<std::string> fields;
  for (const std::vector<std::string>& row : rows) fields.insert(fields.end(), row.begin(), row.end());
  return fields;
}

formats::Json json_of(const Cell& cell, const CellResult& result, const std::string& recipe) {
  const auto number = [](double value) {
    return std::isnan(value) ? formats::Json(nullptr) : formats::Json(value);
  };
  formats::Json json;
  json["network"] = cell.network;
  json["objects"] = cell.objects;
  json["seed"] = cell.seed;
  json["valid_error"] = number(result.valid_error);
  json["exact_error"] = number(result.exact_error);
  json["rmse"] = number(result.rmse);
  json["rmse_floor"] = number(result.rmse_floor);
  json["train_exact_error"] = number(result.train_exact_error);
  json["parameters"] = result.parameters;
  json["epochs"] = result.epochs;
  for (const auto& [name, rows] : result.measures) json["measures"][name] = kept_fields(rows);
  json["recipe"] = recipe;
  return json;
}

// The settings that decide a cell: all but the lists of cells.
std::string cell_recipe(const Settings& settings, const Cell& cell) {
  formats::Json recipe;
  recipe["rssviz"] = program_version();
  recipe["format_version"] = 2;
  recipe["cell"] = cell.name();
  for (const char* name : {"esn-units", "lstm-units", "epochs", "patience", "most-epochs"})
    recipe[toml_key(name)] = settings.has(name) ? settings.text(name) : "";
  const std::vector<std::string> measures = asked_measures(settings);
  if (!measures.empty()) {
    recipe["measures"] = measures;
    for (const char* name : {"sample", "maps", "ablation-draws"})
      recipe[toml_key(name)] = settings.text(name);
  }
  return formats::ascii_line(recipe);
}

bool is_done(const fs::path& file, const std::string& recipe) {
  try {
    if (!fs::exists(file)) return false;
    return formats::field_or<std::string>(formats::read_json(file), "recipe", "", file.string()) == recipe;
  } catch (const Error&) {
    return false;  // a damaged cell is trained again
  }
}

std::string field(const formats::Json& json, const std::string& name, const std::string& file) {
  const formats::Json& value = formats::member(json, name, file);
  if (value.is_null()) return "";
  return value.is_string()         ? value.get<std::string>()
         : value.is_number_float() ? formats::format_number(value.get<double>())
                                   : value.dump();
}

// A table a measure: network, objects, seed, and what the measure found of each cell.
void write_measure(const fs::path& folder, const std::vector<Cell>& cells, const NetworkMeasure& measure) {
  formats::Table table;
  table.header = {"network", "objects", "seed"};
  table.header.insert(table.header.end(), measure.columns.begin(), measure.columns.end());
  for (const Cell& cell : cells) {
    const std::string file = (folder / "cells" / (cell.name() + ".json")).string();
    const formats::Json json = formats::read_json(file);
    if (!formats::has_field(json, "measures")) continue;  // a bag of words has no states
    const auto fields =
        formats::field<std::vector<std::string>>(formats::member(json, "measures", file), measure.name, file);
    for (std::size_t i = 0; i + measure.columns.size() <= fields.size(); i += measure.columns.size()) {
      std::vector<std::string>& row = table.rows.emplace_back();
      row = {cell.network, std::to_string(cell.objects), std::to_string(cell.seed)};
      const auto from = fields.begin() + static_cast<std::ptrdiff_t>(i);
      row.insert(row.end(), from, from + static_cast<std::ptrdiff_t>(measure.columns.size()));
    }
  }
  formats::write_csv(folder / (std::string(measure.name) + ".csv"), table);
}

bool asks_time(const Settings& settings) {
  const std::vector<std::string> measures = settings.texts("measures");
  return std::find(measures.begin(), measures.end(), "time") != measures.end();
}

// One cell at a time, once all are trained, so that nothing else takes the processor from it.
void time_alone(const Settings& settings, const fs::path& folder, const std::vector<Cell>& cells,
                const Execution& execution, formats::Json& timings) {
  if (!timings.contains("alone")) timings["alone"] = formats::Json::object();
  formats::Table table;
  table.header = {"network", "objects", "seed", "seconds"};
  InnerProgress inner(execution.progress);
  execution.progress.begin("timing networks alone", cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    execution.progress.check_stop();
    if (cell.network == "bag-of-words") continue;
    formats::Json& known = timings["alone"];
    if (!formats::has_field(known, cell.name())) {
      known[cell.name()] = seconds_alone(settings, cell, inner);
      formats::write_json(folder / "timings.json", timings);
    }
    const auto seconds = formats::field<double>(known, cell.name(), (folder / "timings.json").string());
    table.rows.push_back({cell.network, std::to_string(cell.objects), std::to_string(cell.seed),
                          formats::format_number(seconds)});
    execution.progress.advance(i + 1);
  }
  formats::write_csv(folder / "timings.csv", table);
}

void write_table(const fs::path& folder, const std::vector<Cell>& cells) {
  formats::Table table;
  table.header = {"network",    "objects",           "seed",       "valid_error", "exact_error", "rmse",
                  "rmse_floor", "train_exact_error", "parameters", "epochs"};
  for (const Cell& cell : cells) {
    const fs::path file = folder / "cells" / (cell.name() + ".json");
    const formats::Json json = formats::read_json(file);
    std::vector<std::string> row;
    for (const std::string& name : table.header) row.push_back(field(json, name, file.string()));
    table.rows.push_back(std::move(row));
  }
  formats::write_csv(folder / "objects.csv", table);
  formats::write_csv(folder / "differences.csv", paired_differences(table));
}

// Epochs of training that --epochs doesn't set.
void say_plateau(const Settings& settings, const std::vector<Cell>& cells, Progress& progress) {
  const bool plateau = std::any_of(cells.begin(), cells.end(),
                                   [](const Cell& cell) { return cell.network == "lstm-plateau"; });
  if (plateau && settings.given("epochs") && !settings.given("most-epochs") && !settings.given("patience"))
    progress.warn("--epochs doesn't shorten lstm-plateau, which learns to its plateau, " +
                  settings.text("most-epochs") + " epochs at most: --most-epochs and --patience do");
}

}  // namespace

std::size_t compare_networks(const Settings& settings, const fs::path& folder, const Execution& execution) {
  const std::vector<Cell> cells = cells_of(settings);
  say_plateau(settings, cells, execution.progress);
  for (const Cell& cell : cells)
    (void)models::CrossSituationalTask(models::CslSpec{.n_objects = cell.objects});
  const FolderLock writer(folder, kLockPatience_s, execution.progress);
  formats::Json timings = formats::Json::object();
  if (fs::exists(folder / "timings.json")) timings = formats::read_json(folder / "timings.json");
  if (!timings.is_object())
    fail(ErrorKind::data, (folder / "timings.json").string() + ": must be an object; remove it");
  std::vector<const Cell*> missing;
  for (const Cell& cell : cells)
    if (!is_done(folder / "cells" / (cell.name() + ".json"), cell_recipe(settings, cell)))
      missing.push_back(&cell);
  std::mutex mutex;
  std::size_t done = 0;
  InnerProgress inner(execution.progress);
  execution.progress.begin("comparing networks", missing.size());
  // Cells with many objects and epochs take longest; they go first, so that no thread is left with one at the
  // end.
  execution.workers.for_each(missing.size(), [&](std::size_t i) {
    const Cell& cell = *missing[missing.size() - 1 - i];
    execution.progress.check_stop();
    const Execution cell_execution{execution.workers, inner};
    const CellResult result =
        with_context(cell.name(), [&] { return train_cell(settings, cell, cell_execution); });
    formats::write_json(folder / "cells" / (cell.name() + ".json"),
                        json_of(cell, result, cell_recipe(settings, cell)));
    const std::lock_guard lock(mutex);
    timings[cell.name()] = result.training_seconds;
    formats::write_json(folder / "timings.json", timings);
    execution.progress.advance(++done);
  });
  write_table(folder, cells);
  for (const std::string& name : asked_measures(settings)) write_measure(folder, cells, measure_named(name));
  if (asks_time(settings)) time_alone(settings, folder, cells, execution, timings);
  return missing.size();
}

}  // namespace rssviz::cli
