#include "cli/pipeline/steps/look_weights.h"

#include <algorithm>

#include "cli/compose/kind_tables.h"
#include "cli/pipeline/runs/import_run.h"
#include "cli/pipeline/runs/import_table.h"
#include "cli/pipeline/steps/look_recipe.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/studies/inside_study.h"
#include "cli/subjects/bare_run.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/text.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

bool may_hold_weights(const std::string& file) {
  const std::string suffix = suffix_of(file);
  return suffix == ".npz" || suffix == ".h5" || suffix == ".hdf5" || suffix == ".keras" ||
         suffix == ".safetensors";
}

// The array by whose name weights are known: "" where there is none.
std::string telling_array(const formats::Archive& arrays) {
  for (const auto& [name, array] : arrays)
    if (name.find("weight_hh") != std::string::npos || name.find("recurrent_kernel") != std::string::npos ||
        name.find("cell/vars") != std::string::npos)
      return name;
  if (arrays.contains("Win") && (arrays.contains("W") || arrays.contains("W_data"))) return "Win";
  return "";
}

// The first kind of network whose arrays these are; the last one's complaint where none is.
std::string cell_of(const std::string& file) {
  const formats::Archive arrays = formats::read_arrays(file);
  if (arrays.contains("Win")) return "esn";
  const char* const cells[] = {"lstm", "gru", "rnn"};
  for (const char* const cell : cells) {
    try {
      models::import_stages({{file, arrays}}, models::cell_named(cell));
      return cell;
    } catch (const Error&) {
      if (cell == cells[2]) throw;
    }
  }
  return "rnn";
}

void import_into(const std::vector<std::string>& sources, const std::string& cell, const fs::path& run,
                 const Execution& execution) {
  Settings import(import_table());
  import.set("cell", cell);
  import.set_positionals(sources);
  import_run(import, run, execution);
}

std::string words_of(const std::vector<std::string>& sources) {
  std::string words;
  for (const std::string& source : sources) words += " " + source;
  return words;
}

void write_recipe(const Settings& settings, const std::vector<std::string>& sources, const std::string& cell,
                  int layers, const fs::path& folder) {
  LookedWeights look{.files = sources, .cell = cell, .layers = layers};
  for (const char* const option : {"inputs", "lengths"})
    if (settings.has(option)) look.inputs.emplace_back(option, settings.text(option));
  for (const char* const option : {"venue", "theme"})
    if (settings.given(option)) look.options.emplace_back(option, settings.text(option));
  write_look_recipe(look, folder);
}

void refuse_of_states(const Settings& settings) {
  for (const char* const option :
       {"labels", "color-by", "axes", "keep-padding", "unit-columns", "no-pack", "washout"})
    if (settings.given(option) && settings.text(option) != settings.table().find(option)->default_text &&
        settings.text(option) != "false")
      fail(ErrorKind::usage, "--" + std::string(option) + " belongs to states; weights have no points");
}

}  // namespace

bool looks_at_weights(const Settings& settings, const std::vector<std::string>& sources, Progress& progress) {
  const std::string& as = settings.text("as");
  if (as != "auto") return as == "weights";
  if (!may_hold_weights(sources.front())) return false;
  const std::string telling = telling_array(formats::read_arrays(sources.front()));
  if (telling.empty()) return false;
  progress.warn(sources.front() + ": read as weights, since it has the array " + telling +
                " (--as states reads it as states)");
  return true;
}

LookReport look_weights(const Settings& settings, const std::vector<std::string>& sources,
                        const fs::path& folder, const Execution& execution) {
  if (!settings.has("inputs"))
    fail(ErrorKind::usage,
         sources.front() +
             ": weights are looked at along inputs; give them with --inputs U.npy (steps x inputs)");
  refuse_of_states(settings);
  const std::string cell = cell_of(sources.front());
  const fs::path run = folder / "run";
  import_into(sources, cell, run, execution);
  LookReport report;
  const FigureKind& kind = figure_kind_named("inside");
  const Subjects subjects = load_subjects({run}, kind.of, kind.reads);
  const int layers = layers_of(*subjects.networks.front()->run->network_at(-1));
  const std::string inputs = " --inputs " + settings.text("inputs") +
                             (settings.has("lengths") ? " --lengths " + settings.text("lengths") : "");
  report.notes.push_back("taken as " + subjects.networks.front()->description);
  for (int layer = 1; layer <= layers; ++layer) {
    Settings figure(table_of(kind));
    for (const char* const option : {"inputs", "lengths", "venue", "theme", "seed"})
      if (settings.has(option)) figure.set(option, settings.text(option));
    figure.set("layer", std::to_string(layer));
    const std::string name = "layer-" + std::to_string(layer);
    const std::vector<fs::path> pages{folder / (name + ".pdf"), folder / (name + ".png")};
    figure_step(kind, subjects.networks, subjects.paths, pages, figure, execution);
    report.files.insert(report.files.end(), pages.begin(), pages.end());
    report.commands.emplace_back("layer " + std::to_string(layer),
                                 "rssviz figure inside " + run.string() + inputs + " --layer " +
                                     std::to_string(layer) + " -o " + pages.front().string());
  }
  report.commands.insert(report.commands.begin(), {"the run", "rssviz import" + words_of(sources) +
                                                                  " --cell " + cell + " -o " + run.string()});
  write_recipe(settings, sources, cell, layers, folder);
  report.commands.emplace_back("its fixed points", "rssviz figure fixed-points " + run.string() + inputs +
                                                       " -o " + (folder / "fixed-points.pdf").string());
  return report;
}

}  // namespace rssviz::cli
