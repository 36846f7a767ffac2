#include "cli/pipeline/steps/look_recipe.h"

#include <nlohmann/json.hpp>

#include "core/formats/json.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// A text as TOML writes it: JSON's escapes are TOML's.
std::string quoted(const std::string& text) { return formats::Json(text).dump(); }

std::string from_folder(const std::string& file, const fs::path& folder) {
  const fs::path near =
      fs::absolute(file).lexically_normal().lexically_proximate(fs::absolute(folder).lexically_normal());
  return near.generic_string();
}

std::string head_of(const std::string& title, const fs::path& folder) {
  return "# What `rssviz look` made, as a recipe: change it, and make it again by\n#   rssviz run " +
         (folder / "look.toml").generic_string() + " -o " + (folder / "again").generic_string() +
         "\n# Keys are the options of the commands (rssviz embed --help, rssviz figure KIND --help), _ for "
         "-.\n"
         "title = " +
         quoted(title) + "\n";
}

std::string lines_of(const std::vector<std::pair<std::string, std::string>>& options) {
  std::string text;
  for (const auto& [key, value] : options) text += key + " = " + quoted(value) + "\n";
  return text;
}

}  // namespace

void write_look_recipe(const LookRecipe& look, const fs::path& folder) {
  const std::string states = quoted(from_folder(look.states, folder));
  const std::string labels =
      look.labels.empty() ? "" : "labels = " + quoted(from_folder(look.labels, folder)) + "\n";
  const std::string color = look.color.empty() ? "" : "color_by = " + quoted(look.color) + "\n";
  const std::string beside = "states = " + states + "\n" + labels;
  std::string text = head_of("States of " + look.name, folder);
  if (look.seed != "1") text += "seed = " + look.seed + "\n";
  text +=
      "\n[embed.pca]\nstates = " + states + "\nmethod = \"pca\"\n\n[embed.umap]\nstates = " + states + "\n";
  if (!look.neighbors.empty()) text += "neighbors = " + look.neighbors + "\n";
  const auto figure = [&](const std::string& kind, const std::string& of, const std::string& more) {
    text += "\n[[figure]]\nkind = \"" + kind + "\"\nof = [" + of + "]\n" + more + lines_of(look.options);
  };
  figure("overview", "\"pca\", \"umap\"", beside + color);
  figure("scatter", "\"umap\"", color.empty() ? "" : beside + color);
  if (look.sequences) figure("paths", "\"umap\"", beside + (look.color == "step" ? "" : color));
  figure("heat-map", states, labels);
  write_file(folder / "look.toml", text);
}

void write_look_recipe(const LookedWeights& look, const fs::path& folder) {
  std::string weights, inputs;
  for (const std::string& file : look.files)
    weights += (weights.empty() ? "" : ", ") + quoted(from_folder(file, folder));
  for (const auto& [key, file] : look.inputs)
    inputs += key + " = " + quoted(from_folder(file, folder)) + "\n";
  std::string text = head_of("Weights of " + fs::path(look.files.front()).filename().string(), folder);
  text += "\n[import.run]\nweights = [" + weights + "]\ncell = " + quoted(look.cell) + "\n";
  const auto figure = [&](const std::string& kind, const std::string& more) {
    text +=
        "\n[[figure]]\nkind = \"" + kind + "\"\nof = [\"run\"]\n" + inputs + more + lines_of(look.options);
  };
  for (int layer = 1; layer <= look.layers; ++layer)
    figure("inside",
           "name = \"layer-" + std::to_string(layer) + "\"\nlayer = " + std::to_string(layer) + "\n");
  figure("fixed-points", "");
  write_file(folder / "look.toml", text);
}

}  // namespace rssviz::cli
