#include "cli/pipeline/sweeps/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/compose/kind_tables.h"
#include "cli/subjects/array_files.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// Numbers of a result, in the order of the merged table.
struct Number {
  const char* name;
  const char* before;  // what cells of 0.1.0 call it; their memory took no chance off and is another number
  bool trained;
  bool of_sentences;
  bool of_arrays;
};
constexpr Number kNumbers[] = {{"participation_ratio", "participation", false, true, true},
                               {"word_memory", "word_memory", false, true, false},
                               {"input_memory", "input_memory", false, false, true},
                               {"memory_length", "memory_length", false, true, true},
                               {"lyapunov", "lyapunov", false, true, true},
                               {"not_valid", "not_valid", true, true, false},
                               {"not_exact", "not_exact", true, true, false},
                               {"error", "error", true, false, true}};

bool belongs(const Number& number, const SweepPlan& plan) {
  return (!number.trained || plan.trained) && (plan.arrays ? number.of_arrays : number.of_sentences);
}

formats::Json result_of(const ReservoirBench& bench, const SweepPlan& plan, const SweepCell& cell) {
  const ReservoirNumbers numbers = bench.numbers(cell.setting, bench.trace(cell.setting));
  formats::Json result;
  result["id"] = cell.id;
  result["participation_ratio"] = numbers.participation;
  result[plan.arrays ? "input_memory" : "word_memory"] = numbers.memory;
  result["memory_length"] = numbers.memory_length;
  result["lyapunov"] = numbers.lyapunov;
  if (plan.trained) {
    const ReservoirErrors errors = bench.trained_errors(cell.setting);
    if (plan.arrays) {
      result["error"] = errors.loss;
    } else {
      result["not_valid"] = errors.not_valid;
      result["not_exact"] = errors.not_exact;
    }
  }
  return result;
}

// The bench reads the options of a figure of reservoirs.
Settings bench_settings(const SweepPlan& plan) {
  Settings settings(table_of(figure_kind_named("reservoirs")));
  settings.set("objects", std::to_string(plan.objects));
  settings.set("units", std::to_string(plan.units));
  settings.set("sample", std::to_string(plan.sample));
  settings.set("seed", std::to_string(plan.seed));
  return settings;
}

std::size_t whole(const std::string& text, const std::string& what) {
  std::size_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::usage, what + ": '" + text + "' is not a whole number");
  return value;
}

std::vector<std::size_t> every(std::size_t first, std::size_t step, std::size_t cells) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = first; i < cells; i += step) numbers.push_back(i);
  return numbers;
}

}  // namespace

fs::path result_path(const fs::path& folder, const SweepCell& cell) {
  return folder / "cells" / (cell.id + ".json");
}

bool is_done(const fs::path& folder, const SweepCell& cell) {
  return fs::is_regular_file(result_path(folder, cell));
}

std::shared_ptr<const models::ArrayData> arrays_of(const SweepPlan& plan) {
  const SweepArrays& planned = *plan.arrays;
  const auto same = [](const SweepArrays::File& file) {
    if (sha256_of_file(file.path) != file.sha256)
      fail(ErrorKind::data,
           file.path.string() + ": isn't the file that the sweep was planned with; plan it again");
    return file.path.string();
  };
  const std::string lengths = planned.lengths ? same(*planned.lengths) : std::string();
  return std::make_shared<const models::ArrayData>(read_arrays(
      {same(planned.inputs), planned.targets ? same(*planned.targets) : "", lengths, ""}, planned.options));
}

SweepProgress run_cells(const SweepPlan& plan, const std::vector<std::size_t>& numbers,
                        const fs::path& folder, const Execution& execution) {
  SweepProgress progress;
  std::optional<ReservoirBench> bench;
  const Settings settings = bench_settings(plan);
  execution.progress.begin("sweep", numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const SweepCell& cell = plan.cells.at(numbers[i]);
    execution.progress.advance(i);
    execution.progress.check_stop();
    if (is_done(folder, cell)) {
      ++progress.skipped;
      continue;
    }
    try {
      if (!bench && plan.arrays)
        bench.emplace(arrays_of(plan), plan.units, plan.seed, execution);
      else if (!bench)
        bench.emplace(settings, plan.units, execution);
      formats::write_json(result_path(folder, cell), result_of(*bench, plan, cell));
      ++progress.done;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      progress.failed.push_back("cell " + std::to_string(numbers[i]) + " (" + cell.id + "): " + error.what());
    }
  }
  execution.progress.advance(numbers.size());
  return progress;
}

// The four of every reservoir, and what else varies.
static std::vector<Parameter> told_parameters(const SweepPlan& plan) {
  std::vector<Parameter> told(kParameters.begin(), kParameters.end());
  for (const Parameter parameter : plan.varied)
    if (std::find(told.begin(), told.end(), parameter) == told.end()) told.push_back(parameter);
  return told;
}

formats::Table merged_table(const SweepPlan& plan, const fs::path& folder) {
  formats::Table table;
  table.header = {"cell", "id"};
  const std::vector<Parameter> told = told_parameters(plan);
  for (const Parameter parameter : told) table.header.push_back(toml_key(name_of(parameter)));
  table.header.push_back("seed");
  for (const Number& number : kNumbers)
    if (belongs(number, plan)) table.header.emplace_back(number.name);
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const SweepCell& cell = plan.cells[i];
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {std::to_string(i), cell.id};
    for (const Parameter parameter : told)
      row.push_back(formats::format_number(cell.setting.value(parameter)));
    row.push_back(std::to_string(cell.setting.seed));
    const bool done = is_done(folder, cell);
    const formats::Json result = done ? formats::read_json(result_path(folder, cell)) : formats::Json();
    for (const Number& number : kNumbers) {
      if (!belongs(number, plan)) continue;
      const char* const key = done && result.contains(number.before) ? number.before : number.name;
      if (done && !result.contains(key))
        fail(ErrorKind::data, result_path(folder, cell).string() + ": lacks " + number.name +
                                  "; remove it and run the cell again");
      const bool known = done && result[key].is_number();
      row.push_back(known ? formats::format_number(result[key].get<double>()) : "");
    }
  }
  return table;
}

std::vector<std::size_t> shard_of(const std::string& text, std::size_t cells) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos)
    fail(ErrorKind::usage, "--shard: '" + text + "' is not of the form 1/4 (the first of four)");
  const std::size_t part = whole(text.substr(0, slash), "--shard");
  const std::size_t parts = whole(text.substr(slash + 1), "--shard");
  if (part < 1 || part > parts)
    fail(ErrorKind::usage, "--shard: '" + text + "' is not of the form 1/4 (the first of four)");
  return every(part - 1, parts, cells);
}

std::vector<std::size_t> shard_of_environment(std::size_t cells) {
  const auto value = [](const char* name, const char* otherwise) {
    const char* const text = std::getenv(name);
    if (text == nullptr && otherwise == nullptr)
      fail(ErrorKind::usage,
           std::string("--from-env: ") + name + " is not set; this is not a task of an array");
    return whole(text == nullptr ? otherwise : text, name);
  };
  const std::size_t task = value("SLURM_ARRAY_TASK_ID", nullptr);
  const std::size_t count = value("SLURM_ARRAY_TASK_COUNT", nullptr);
  const std::size_t least = value("SLURM_ARRAY_TASK_MIN", "0");
  if (task < least || task - least >= count)
    fail(ErrorKind::usage, "--from-env: task " + std::to_string(task) + " is outside an array of " +
                               std::to_string(count) + " from " + std::to_string(least));
  return every(task - least, count, cells);
}

}  // namespace rssviz::cli
