// A sweep: many reservoirs, each with its own settings, as cells that can be computed on any machine in any
// order and merged into one table. A folder holds sweep.json (what is computed of each cell), cells.jsonl
// (one line a cell: id and settings) and cells/ID.json (a result, written whole or not at all). Results
// depend on nothing but the cell's line and sweep.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/studies/reservoir_study.h"
#include "core/formats/csv.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct SweepCell {
  std::string id{};  // 16 hexadecimal digits of the SHA-256 of its settings
  ReservoirSetting setting{};
};

// Arrays of one's own in place of sentences. A machine that runs cells must have the same files: their hashes
// are part of every cell's id.
struct SweepArrays {
  struct File {
    std::filesystem::path path{};
    std::string sha256{};
  };
  File inputs{};
  std::optional<File> targets{};
  std::optional<File> lengths{};
  models::ArrayOptions options{};
};

// What all cells share.
struct SweepPlan {
  std::optional<SweepArrays> arrays{};
  int objects{4};
  int units{200};
  int sample{200};
  std::uint64_t seed{1};            // of the task and its sentences
  bool trained{false};              // also train each readout, for its errors
  std::vector<Parameter> varied{};  // in the order of the file
  std::vector<SweepCell> cells{};   // in order: the last parameter changes fastest, seeds fastest of all
};

// Reads [sweep] objects, units, sample, seed, trained (with task = "arrays": inputs, targets, lengths,
// washout, loss, test_share, state_between_sequences in place of objects and sample; files are named from the
// folder of this one), there too a number of any setting for all cells, and [vary] spectral_radius,
// leak_rate, density, input_scaling, input_density, bias_scaling, units, regularization, seed = [...]. Throws
// Error{recipe} naming file, line and fault.
SweepPlan read_sweep_file(const std::filesystem::path& file);
SweepPlan parse_sweep(const std::string& text, const std::string& name);
void write_plan(const SweepPlan& plan, const std::filesystem::path& folder);
// Throws Error{no_input} where the folder holds no plan, Error{data} where one is damaged.
SweepPlan read_plan(const std::filesystem::path& folder);

std::filesystem::path result_path(const std::filesystem::path& folder, const SweepCell& cell);
bool is_done(const std::filesystem::path& folder, const SweepCell& cell);

struct SweepProgress {
  std::size_t done{0};                // computed now
  std::size_t skipped{0};             // stood there already
  std::vector<std::string> failed{};  // "cell 3 (ID): why"
};
// The arrays of a plan, with their targets where they are trained. Throws Error{data} naming a file that
// isn't the one that was planned with.
std::shared_ptr<const models::ArrayData> arrays_of(const SweepPlan& plan);

// Computes the cells of these numbers that aren't done yet; one that fails doesn't keep the others from being
// computed. Throws Error{interrupted}.
SweepProgress run_cells(const SweepPlan& plan, const std::vector<std::size_t>& numbers,
                        const std::filesystem::path& folder, const Execution& execution);

// One row a cell, in order of the plan; empty where it isn't done. The same bytes whatever the order of
// computation.
formats::Table merged_table(const SweepPlan& plan, const std::filesystem::path& folder);

// Which cells a part computes: "3/8" is every eighth from the third (counted from 1). Throws Error{usage}.
std::vector<std::size_t> shard_of(const std::string& text, std::size_t cells);
// From SLURM_ARRAY_TASK_ID, _MIN and _COUNT. Throws Error{usage} where they are missing.
std::vector<std::size_t> shard_of_environment(std::size_t cells);

enum class Engine { slurm, parallel, snakemake };
// Of a job array: the most tasks, each of which computes several cells where there are more cells, and what
// the queue asks for ("": its own).
struct JobArray {
  std::size_t most_tasks{1000};
  std::string time{}, partition{};
};
// A script that computes all cells with an engine that is there already. `program`: how it calls rssviz.
std::string engine_script(Engine engine, const SweepPlan& plan, const std::filesystem::path& folder,
                          const std::string& program, const JobArray& array = {});

}  // namespace rssviz::cli
