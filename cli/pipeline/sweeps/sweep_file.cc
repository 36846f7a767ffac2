// The plan of a sweep: from TOML, and as the files of its folder.
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/pipeline/sweeps/sweep.h"
#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/formats/toml_keys.h"
#include "core/output_file.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

bool is_of_arrays(std::string_view key) {
  return key == "inputs" || key == "targets" || key == "lengths" || key == "washout" || key == "loss";
}

constexpr std::size_t kMostCells = 1'000'000;

class SweepReader {
 public:
  explicit SweepReader(std::string file) : file_(std::move(file)) {}

  SweepPlan read(const toml::table& root) {
    check_keys(root, {"sweep", "vary"}, "the sweep");
    SweepPlan plan;
    ReservoirSetting shared;
    if (const toml::table* sweep = root["sweep"].as_table()) {
      shared = shared_setting(*sweep);
      const bool arrays = text(*sweep, "task", {"csl", "arrays"}, "csl") == "arrays";
      if (arrays) {
        check_keys(*sweep,
                   with_settings({"task", "inputs", "targets", "lengths", "washout", "loss", "test_share",
                                  "state_between_sequences", "units", "seed", "trained"}),
                   "[sweep] of arrays");
        plan.arrays = read_arrays(*sweep);
      } else {
        check_keys(*sweep, with_settings({"task", "objects", "units", "sample", "seed", "trained"}),
                   "[sweep]");
        read_whole(*sweep, "objects", 3, 50, plan.objects);
        read_whole(*sweep, "sample", 0, 1000000, plan.sample);
      }
      read_whole(*sweep, "units", 1, 100000, plan.units);
      int seed = 1;
      read_whole(*sweep, "seed", 0, 2147483647, seed);
      plan.seed = static_cast<std::uint64_t>(seed);
      if (const toml::node* trained = sweep->get("trained")) {
        if (!trained->is_boolean()) reject(*trained, "trained must be true or false");
        plan.trained = trained->as_boolean()->get();
        if (plan.trained && arrays && !plan.arrays->targets) reject(*trained, "trained needs targets");
      }
    }
    const toml::table* const vary = root["vary"].as_table();
    if (vary == nullptr)
      fail(ErrorKind::recipe, file_ + ": needs a table [vary] of what differs between cells");
    fill_cells(*vary, shared, plan);
    return plan;
  }

 private:
  [[noreturn]] void reject(const toml::node& node, const std::string& fault) const {
    fail(ErrorKind::recipe, file_ + ":" + std::to_string(node.source().begin.line) + ": " + fault);
  }

  void check_keys(const toml::table& table, const std::vector<std::string>& known,
                  const std::string& place) const {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      const std::string near = nearest_name(key.str(), known);
      reject(node, "unknown key '" + std::string(key.str()) + "' in " + place +
                       (near.empty() ? "" : "; did you mean '" + near + "'?") + " (keys: " + joined(known) +
                       ")" + (is_of_arrays(key.str()) ? "; inputs of one's own need task = \"arrays\"" : ""));
    }
  }

  // The keys, and those of the reservoirs' settings.
  static std::vector<std::string> with_settings(std::vector<std::string> keys) {
    for (const Parameter parameter : kSweptParameters)
      if (parameter != Parameter::units) keys.push_back(toml_key(name_of(parameter)));
    keys.emplace_back("rescale_radius");
    return keys;
  }

  std::string text(const toml::table& table, const char* key, const std::vector<std::string>& known,
                   const std::string& otherwise) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value<std::string>();
    if (!value) reject(*node, std::string(key) + " must be a text");
    if (!known.empty() && std::find(known.begin(), known.end(), *value) == known.end())
      reject(*node, std::string(key) + " = " + *value + " is none of " + joined(known));
    return *value;
  }

  static std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
  }

  std::optional<SweepArrays::File> file(const toml::table& table, const char* key) const {
    if (table.get(key) == nullptr) return std::nullopt;
    // Named from the sweep's file, as in recipes.
    const fs::path path = (fs::path(file_).parent_path() / text(table, key, {}, "")).lexically_normal();
    if (!fs::is_regular_file(path))
      reject(*table.get(key), std::string(key) + ": there is no file " + path.string());
    return SweepArrays::File{path, sha256_of_file(path)};
  }

  SweepArrays read_arrays(const toml::table& table) const {
    SweepArrays arrays;
    const std::optional<SweepArrays::File> inputs = file(table, "inputs");
    if (!inputs) reject(table, "[sweep] of arrays needs inputs");
    arrays.inputs = *inputs;
    arrays.targets = file(table, "targets");
    arrays.lengths = file(table, "lengths");
    read_whole(table, "washout", 0, 1'000'000'000, arrays.options.washout);
    arrays.options.loss = models::array_loss_named(text(table, "loss", {"rmse", "nrmse", "class"}, "rmse"));
    arrays.options.carry = text(table, "state_between_sequences", {"zero", "carry"}, "zero") == "carry";
    if (const toml::node* share = table.get("test_share")) {
      const auto value = share->value<double>();
      if (!value || !(*value > 0 && *value < 1)) reject(*share, "test_share must be above 0, below 1");
      arrays.options.test_share = *value;
    }
    return arrays;
  }

  void read_whole(const toml::table& table, const char* key, std::int64_t low, std::int64_t high,
                  int& value) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return;
    if (!node->is_integer() || node->as_integer()->get() < low || node->as_integer()->get() > high)
      reject(*node, std::string(key) + " must be a whole number from " + std::to_string(low) + " to " +
                        std::to_string(high));
    value = static_cast<int>(node->as_integer()->get());
  }

  std::vector<double> numbers(const toml::node& node, const std::string& key) const {
    std::vector<double> values;
    const toml::array* const array = node.as_array();
    if (array == nullptr) reject(node, key + " must be a list of numbers");
    for (const toml::node& item : *array) {
      const auto value = item.value<double>();
      if (!value || item.is_boolean()) reject(item, key + " must be a list of numbers");
      values.push_back(*value);
    }
    if (values.empty()) reject(node, key + " is an empty list");
    return values;
  }

  // Each setting so far once for each value.
  void multiply(const toml::node& node, std::vector<ReservoirSetting>& settings,
                const std::vector<double>& values, const auto& set) const {
    if (settings.size() * values.size() > kMostCells) reject(node, "more than 1,000,000 cells");
    std::vector<ReservoirSetting> all;
    for (const ReservoirSetting& setting : settings)
      for (const double value : values) {
        set(all.emplace_back(setting), value);
        check(node, all.back());
      }
    settings = std::move(all);
  }

  void check(const toml::node& node, const ReservoirSetting& setting) const {
    const double units = setting.value(Parameter::units), alpha = setting.value(Parameter::regularization);
    if (units != kDerived && (!(units >= 1 && units <= 100'000) || units != std::floor(units)))
      reject(node, "units must be whole numbers from 1 to 100000");
    if (!(alpha > 0 && std::isfinite(alpha))) reject(node, "regularization must be above 0");
    try {
      static_cast<void>(esn_options_of(setting, 1));
    } catch (const Error& error) {
      reject(node, error.what());
    }
  }

  // What [sweep] says of the reservoirs of all cells.
  ReservoirSetting shared_setting(const toml::table& sweep) const {
    ReservoirSetting setting;
    for (const Parameter parameter : kSweptParameters) {
      const toml::node* const node = sweep.get(toml_key(name_of(parameter)));
      if (node == nullptr || parameter == Parameter::units) continue;
      const auto value = node->value<double>();
      if (!value || node->is_boolean()) reject(*node, toml_key(name_of(parameter)) + " must be a number");
      setting.set(parameter, *value);
      check(*node, setting);
    }
    if (const toml::node* const node = sweep.get("rescale_radius")) {
      if (!node->is_boolean()) reject(*node, "rescale_radius must be true or false");
      setting.rescale_radius = node->as_boolean()->get();
    }
    return setting;
  }

  void fill_cells(const toml::table& vary, const ReservoirSetting& shared, SweepPlan& plan) const {
    std::vector<std::string> known{"seed"};
    for (const Parameter parameter : kSweptParameters) known.push_back(toml_key(name_of(parameter)));
    check_keys(vary, known, "[vary]");
    std::vector<ReservoirSetting> settings{shared};
    for (const Parameter parameter : kSweptParameters) {
      const std::string key = toml_key(name_of(parameter));
      const toml::node* const node = vary.get(key);
      if (node == nullptr) continue;
      if (parameter == Parameter::regularization && !plan.trained)
        reject(*node, "regularization is the readout's; it needs trained = true in [sweep]");
      plan.varied.push_back(parameter);
      multiply(*node, settings, numbers(*node, key),
               [&](ReservoirSetting& setting, double value) { setting.set(parameter, value); });
    }
    if (const toml::node* const node = vary.get("seed"))
      multiply(*node, settings, numbers(*node, "seed"), [&](ReservoirSetting& setting, double value) {
        if (!(value >= 0 && value < 9e15) || value != std::floor(value))
          reject(*node, "seed must be whole numbers, 0 or more");
        setting.seed = static_cast<std::uint64_t>(value);
      });
    for (const ReservoirSetting& setting : settings) plan.cells.push_back({"", setting});
  }

  std::string file_;
};

bool is_always_told(Parameter parameter) {
  return std::find(kParameters.begin(), kParameters.end(), parameter) != kParameters.end();
}

formats::Json arrays_record(const SweepArrays& arrays) {
  formats::Json record;
  record["inputs"]["sha256"] = arrays.inputs.sha256;
  if (arrays.targets) record["targets"]["sha256"] = arrays.targets->sha256;
  if (arrays.lengths) record["lengths"]["sha256"] = arrays.lengths->sha256;
  record["washout"] = arrays.options.washout;
  record["loss"] = models::name_of(arrays.options.loss);
  record["test_share"] = arrays.options.test_share;
  record["state_between_sequences"] = arrays.options.carry ? "carry" : "zero";
  return record;
}

// Without the places of files, which differ from machine to machine.
formats::Json shared_record(const SweepPlan& plan) {
  formats::Json record;
  record["format_version"] = 1;
  if (plan.arrays)
    record["arrays"] = arrays_record(*plan.arrays);
  else
    record["objects"] = plan.objects;
  record["units"] = plan.units;
  if (!plan.arrays) record["sample"] = plan.sample;
  record["seed"] = plan.seed;
  record["trained"] = plan.trained;
  record["varied"] = formats::Json::array();
  for (const Parameter parameter : plan.varied) record["varied"].push_back(name_of(parameter));
  return record;
}

// The first four always, what else there is where it isn't as usual: so ids of cells stay.
formats::Json cell_record(const ReservoirSetting& setting) {
  formats::Json record;
  const ReservoirSetting usual;
  for (const Parameter parameter : kSweptParameters)
    if (is_always_told(parameter) || setting.value(parameter) != usual.value(parameter))
      record[toml_key(name_of(parameter))] = setting.value(parameter);
  if (setting.rescale_radius) record["rescale_radius"] = true;
  record["seed"] = setting.seed;
  return record;
}

// A name that this program doesn't know is the file's fault, not the command line's.
template <class Work>
void blamed_on_data(const std::string& where, Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    fail(ErrorKind::data, where + ": " + error.what());
  }
}

SweepArrays arrays_of_record(const formats::Json& record, const fs::path& folder, const std::string& where) {
  SweepArrays arrays;
  const auto file = [&](const char* key) {
    const formats::Json& entry = formats::member(record, key, where);
    return SweepArrays::File{(folder / formats::field<std::string>(entry, "file", where)).lexically_normal(),
                             formats::field<std::string>(entry, "sha256", where)};
  };
  arrays.inputs = file("inputs");
  if (formats::has_field(record, "targets")) arrays.targets = file("targets");
  if (formats::has_field(record, "lengths")) arrays.lengths = file("lengths");
  arrays.options.washout = formats::field<int>(record, "washout", where);
  blamed_on_data(where, [&] {
    arrays.options.loss = models::array_loss_named(formats::field<std::string>(record, "loss", where));
  });
  arrays.options.test_share = formats::field<double>(record, "test_share", where);
  arrays.options.carry = formats::field<std::string>(record, "state_between_sequences", where) == "carry";
  return arrays;
}

std::string id_of(const SweepPlan& plan, const ReservoirSetting& setting) {
  const std::string text =
      formats::ascii_line(shared_record(plan)) + formats::ascii_line(cell_record(setting));
  return sha256(std::as_bytes(std::span(text))).substr(0, 16);
}

}  // namespace

SweepPlan read_sweep_file(const fs::path& file) { return parse_sweep(read_file(file), file.string()); }

SweepPlan parse_sweep(const std::string& text, const std::string& name) {
  SweepPlan plan;
  formats::check_toml_keys(text, name);
  try {
    plan = SweepReader(name).read(toml::parse(text, name));
  } catch (const toml::parse_error& error) {
    fail(ErrorKind::recipe,
         name + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  for (SweepCell& cell : plan.cells) cell.id = id_of(plan, cell.setting);
  return plan;
}

void write_plan(const SweepPlan& plan, const fs::path& folder) {
  std::string lines;
  for (const SweepCell& cell : plan.cells)
    lines += formats::ascii_line({{"id", cell.id}, {"settings", cell_record(cell.setting)}}) + "\n";
  write_file(folder / "cells.jsonl", lines);
  formats::Json record = shared_record(plan);
  // Files are named from the sweep's folder, so that both can be copied together.
  const auto name = [&](const char* key, const SweepArrays::File& file) {
    record["arrays"][key]["file"] = fs::absolute(file.path)
                                        .lexically_normal()
                                        .lexically_relative(fs::absolute(folder).lexically_normal())
                                        .generic_string();
  };
  if (plan.arrays) {
    name("inputs", plan.arrays->inputs);
    if (plan.arrays->targets) name("targets", *plan.arrays->targets);
    if (plan.arrays->lengths) name("lengths", *plan.arrays->lengths);
  }
  formats::write_json(folder / "sweep.json", record);
}

namespace {

// All but the cells.
SweepPlan shared_of_record(const formats::Json& record, const fs::path& folder, const std::string& where) {
  SweepPlan plan;
  if (formats::has_field(record, "arrays")) {
    plan.arrays = arrays_of_record(formats::member(record, "arrays", where), folder, where);
  } else {
    plan.objects = formats::field<int>(record, "objects", where);
    plan.sample = formats::field<int>(record, "sample", where);
  }
  plan.units = formats::field<int>(record, "units", where);
  plan.seed = formats::field<std::uint64_t>(record, "seed", where);
  plan.trained = formats::field<bool>(record, "trained", where);
  for (const std::string& name : formats::field<std::vector<std::string>>(record, "varied", where))
    blamed_on_data(where, [&] { plan.varied.push_back(swept_parameter_named(name)); });
  return plan;
}

}  // namespace

SweepPlan read_plan(const fs::path& folder) {
  const fs::path shared = folder / "sweep.json";
  if (!fs::exists(shared))
    fail(ErrorKind::no_input, folder.string() +
                                  ": holds no sweep; make one with: rssviz sweep plan SWEEP.toml -o " +
                                  folder.string());
  SweepPlan plan = shared_of_record(formats::read_json(shared), folder, shared.string());
  std::istringstream lines(read_file(folder / "cells.jsonl"));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string where = (folder / "cells.jsonl").string() + ": line " + std::to_string(number);
    const formats::Json cell = formats::parse_json(line, where);
    const formats::Json& settings = formats::member(cell, "settings", where);
    SweepCell& made = plan.cells.emplace_back();
    made.id = formats::field<std::string>(cell, "id", where);
    for (const Parameter parameter : kSweptParameters)
      if (is_always_told(parameter) || formats::has_field(settings, toml_key(name_of(parameter)).c_str()))
        made.setting.set(parameter, formats::field<double>(settings, toml_key(name_of(parameter)), where));
    if (formats::has_field(settings, "rescale_radius"))
      made.setting.rescale_radius = formats::field<bool>(settings, "rescale_radius", where);
    made.setting.seed = formats::field<std::uint64_t>(settings, "seed", where);
    // Ids become names of files.
    if (made.id != id_of(plan, made.setting))
      fail(ErrorKind::data,
           where + ": its id isn't that of its settings in " + shared.string() + "; plan the sweep again");
  }
  if (plan.cells.empty())
    fail(ErrorKind::data, (folder / "cells.jsonl").string() + ": names no cells; plan the sweep again");
  return plan;
}

}  // namespace rssviz::cli
