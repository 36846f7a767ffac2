// Scripts that compute a sweep with an engine. Folder and program may be called anything: each is quoted for
// all that reads it, the shell, Python and Snakemake's own braces.
#include <algorithm>

#include "cli/pipeline/sweeps/sweep.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// One word of sh: within single quotes nothing is special but their end.
std::string sh_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// A string of Python, in double quotes.
std::string python_string(const std::string& text) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string string = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      string += std::string("\\") + c;
    else if (byte < 0x20 || byte == 0x7F)
      string += std::string("\\x") + kDigits[byte >> 4U] + kDigits[byte & 15U];
    else
      string += c;
  }
  return string + "\"";
}

// Snakemake fills what stands in braces: one of its own is written twice.
std::string without_wildcards(const std::string& text) {
  std::string out;
  for (const char c : text) out += (c == '{' || c == '}') ? std::string(2, c) : std::string(1, c);
  return out;
}

// What begins with '-' or '+' would be an option.
std::string as_path(const fs::path& path) {
  const std::string text = path.string();
  return text.starts_with("-") || text.starts_with("+") ? "./" + text : text;
}

struct Script {
  std::string cells{};  // how many
  std::string last{};   // the number of the last
  std::string folder{};
  std::string program{};
};

// GNU parallel reads its command once more, by the shell, after it filled braces: names reach it as
// variables.
std::string parallel_script(const Script& of) {
  return "#!/bin/sh\n# " + of.cells +
         " cells by GNU parallel; calling it again runs what is missing or failed.\nset -eu\n"
         "export PARALLEL_SHELL=/bin/sh\nexport RSSVIZ_PROGRAM=" +
         sh_word(of.program) + "\nexport RSSVIZ_SWEEP=" + sh_word(of.folder) + "\nseq 0 " + of.last +
         " | parallel --jobs \"${JOBS:-100%}\" --joblog \"$RSSVIZ_SWEEP/joblog\" --resume-failed "
         "'\"$RSSVIZ_PROGRAM\" sweep run \"$RSSVIZ_SWEEP\" --cell {} --threads 1 --quiet'\n"
         "\"$RSSVIZ_PROGRAM\" sweep merge \"$RSSVIZ_SWEEP\"\n";
}

std::string slurm_script(const Script& of, std::size_t cells, const JobArray& array) {
  const std::size_t tasks = std::min(cells, array.most_tasks);
  const std::size_t each = (cells + tasks - 1) / tasks;
  return "#!/bin/sh\n# " + of.cells + " cells as an array of " + std::to_string(tasks) + " tasks" +
         (each > 1 ? ", up to " + std::to_string(each) + " cells each" : std::string()) +
         ": sbatch this file, then: rssviz sweep merge " + escaped(sh_word(of.folder)) +
         "\n#SBATCH --job-name=rssviz-sweep\n#SBATCH --array=0-" + std::to_string(tasks - 1) +
         "\n#SBATCH --cpus-per-task=1\n" + (array.time.empty() ? "" : "#SBATCH --time=" + array.time + "\n") +
         (array.partition.empty() ? "" : "#SBATCH --partition=" + array.partition + "\n") + "set -eu\n" +
         sh_word(of.program) + " sweep run " + sh_word(of.folder) + " --from-env --threads 1 --quiet\n";
}

std::string snakemake_script(const Script& of, const SweepPlan& plan) {
  std::string ids;
  for (const SweepCell& cell : plan.cells) ids += (ids.empty() ? "" : ", ") + ("\"" + cell.id + "\"");
  const std::string cell = python_string(without_wildcards(of.folder + "/cells/") + "{id}.json");
  const auto command = [&](const std::string& action, const std::string& options) {
    return python_string(
        without_wildcards(sh_word(of.program) + " sweep " + action + " " + sh_word(of.folder)) + options);
  };
  return "# " + of.cells +
         " cells by Snakemake: snakemake --snakefile THIS --cores all --keep-going\nCELLS = [" + ids +
         "]\n\nrule merged:\n    input: expand(" + cell +
         ", id=CELLS)\n    output: " + python_string(without_wildcards(of.folder + "/sweep.csv")) +
         "\n    shell: " + command("merge", " -o {output:q}") + "\n\nrule cell:\n    output: " + cell +
         "\n    params: number=lambda wildcards: CELLS.index(wildcards.id)\n    shell: " +
         command("run", " --cell {params.number} --threads 1 --quiet") + "\n";
}

}  // namespace

std::string engine_script(Engine engine, const SweepPlan& plan, const fs::path& folder,
                          const std::string& program, const JobArray& array) {
  const Script script{std::to_string(plan.cells.size()), std::to_string(plan.cells.size() - 1),
                      as_path(folder), program};
  if (engine == Engine::parallel) return parallel_script(script);
  return engine == Engine::slurm ? slurm_script(script, plan.cells.size(), array)
                                 : snakemake_script(script, plan);
}

}  // namespace rssviz::cli
