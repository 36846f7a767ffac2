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

}  // namespace

void write_look_recipe(const LookRecipe& look, const fs::path& folder) {
  const std::string states = quoted(from_folder(look.states, folder));
  const std::string labels =
      look.labels.empty() ? "" : "labels = " + quoted(from_folder(look.labels, folder)) + "\n";
  const std::string color = look.color.empty() ? "" : "color_by = " + quoted(look.color) + "\n";
  const std::string beside = "states = " + states + "\n" + labels;
  std::string text =
      "# What `rssviz look` made, as a recipe: change it, and make it again by\n#   rssviz run " +
      (folder / "look.toml").generic_string() + " -o " + (folder / "again").generic_string() +
      "\n# Keys are the options of the commands (rssviz embed --help, rssviz figure KIND --help), _ for -.\n";
  text += "title = " + quoted("States of " + fs::path(look.states).filename().string()) + "\n";
  if (look.seed != "1") text += "seed = " + look.seed + "\n";
  text +=
      "\n[embed.pca]\nstates = " + states + "\nmethod = \"pca\"\n\n[embed.umap]\nstates = " + states + "\n";
  if (!look.neighbors.empty()) text += "neighbors = " + look.neighbors + "\n";
  const auto figure = [&](const std::string& kind, const std::string& of, const std::string& more) {
    text += "\n[[figure]]\nkind = \"" + kind + "\"\nof = [" + of + "]\n" + more;
  };
  figure("overview", "\"pca\", \"umap\"", beside + color);
  figure("scatter", "\"umap\"", color.empty() ? "" : beside + color);
  if (look.sequences) figure("paths", "\"umap\"", beside);
  figure("heat-map", states, labels);
  write_file(folder / "look.toml", text);
}

}  // namespace rssviz::cli
