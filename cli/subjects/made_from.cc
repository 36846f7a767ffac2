#include "cli/subjects/made_from.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const fs::path& output, const std::string& input, const std::string& again) {
  fail(ErrorKind::data, output.string() + ": was made from another " + input +
                            " than the one that is there now; make it again with: " + again);
}

formats::Json parsed(const std::string& recipe) {
  return recipe.empty() ? formats::Json::object() : formats::Json::parse(recipe, nullptr, false);
}

// The hash that the recipe has of an input; empty where it has none.
std::string hash_in(const formats::Json& recipe, const std::string& input) {
  const auto inputs = recipe.is_object() ? recipe.find("inputs") : recipe.end();
  if (!recipe.is_object() || inputs == recipe.end() || !inputs->is_object()) return "";
  const auto hash = inputs->find(input);
  return hash != inputs->end() && hash->is_string() ? hash->get<std::string>() : std::string();
}

std::string name_beside(const fs::path& input, const fs::path& output) {
  return input.lexically_relative(output.parent_path()).generic_string();
}

// The last file of the run's stages, by name; empty where there is none.
fs::path last_stage_in(const fs::path& folder) {
  fs::path last;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder / "stages", code))
    if (entry.path().extension() == ".npz") last = std::max(last, entry.path());
  return last;
}

}  // namespace

void require_made_from(const std::string& recipe, const fs::path& output, const fs::path& input,
                       const std::string& again) {
  const std::string hash = hash_in(parsed(recipe), name_beside(input, output));
  if (!hash.empty() && fs::exists(input) && sha256_of_file(input) != hash)
    refuse(output, input.filename().string(), again);
}

void require_recorded_here(const std::string& recipe, const fs::path& states, const fs::path& folder) {
  const formats::Json json = parsed(recipe);
  if (!json.is_object() || !json.contains("settings") || !json["settings"].is_object()) return;
  const formats::Json& settings = json["settings"];
  const std::string stage = settings.value("stage", formats::Json("last")).is_string()
                                ? settings.value("stage", std::string("last"))
                                : std::string();
  const std::string again = "rssviz record " + folder.string() +
                            (stage == "last" ? "" : " --stage " + stage + " -o " + states.string());
  const fs::path last = last_stage_in(folder);
  if ((stage == "last" || stage == "all") && !last.empty()) {
    // Of a network that was trained further the first stages are the same.
    const std::string name = name_beside(last, states);
    const bool from_stages = hash_in(json, name_beside(folder / "task.json", states)) != "";
    if (from_stages && hash_in(json, name).empty()) refuse(states, "training", again);
    require_made_from(recipe, states, last, again);
  }
  require_made_from(recipe, states, folder / "reservoir.npz", again);
}

}  // namespace rssviz::cli
