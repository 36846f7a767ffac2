#include "cli/subjects/provenance.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/subjects/standard_input.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/sha256.h"
#include "core/text.h"
#include "models/data/text/text_corpus.h"
#include "render/provenance/film_groups.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> files_of(const fs::path& input) {
  if (!fs::is_directory(input)) return {input};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(input))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string relative_name(const fs::path& path, const fs::path& folder) {
  if (is_standard_input(path)) return "-";
  const fs::path base = folder.empty() ? fs::path(".") : folder;
  return fs::absolute(path)
      .lexically_normal()
      .lexically_relative(fs::absolute(base).lexically_normal())
      .generic_string();
}

formats::Json value_of(const Settings& settings, const Option& option, const fs::path& folder) {
  if (option.type == OptionType::texts) return settings.texts(option.name);
  if (option.type == OptionType::files) {
    formats::Json names = formats::Json::array();
    for (const std::string& name : settings.texts(option.name)) names.push_back(relative_name(name, folder));
    return names;
  }
  if (!settings.has(option.name)) return nullptr;
  switch (option.type) {
    case OptionType::flag:
      return settings.flag(option.name);
    case OptionType::integer:
      return settings.integer(option.name);
    case OptionType::number:
      return settings.number(option.name);
    case OptionType::file:
      return relative_name(settings.text(option.name), folder);
    default:
      return settings.text(option.name);
  }
}

}  // namespace

std::string program_version() { return RSSVIZ_VERSION; }

std::string recipe_line(const RecipeLine& line, const Settings& settings) {
  formats::Json recipe;
  recipe["rssviz"] = program_version();
  // Another level than the release's may make other last digits.
  constexpr std::string_view kInstructions = RSSVIZ_MARCH;
  if (!kInstructions.empty() && kInstructions != "x86-64-v3") recipe["instructions"] = kInstructions;
  recipe["command"] = line.command;
  if (!line.words.empty()) recipe["kind"] = line.words.front();
  if (!line.of.empty()) {
    formats::Json& of = recipe["of"] = formats::Json::array();
    for (const fs::path& path : line.of) of.push_back(relative_name(path, line.output_folder));
  }
  std::vector<fs::path> read = line.inputs;
  formats::Json& values = recipe["settings"] = formats::Json::object();
  for (const Option& option : settings.table().options) {
    if (!option.changes_results) continue;
    values[toml_key(option.name)] = value_of(settings, option, line.output_folder);
    if (option.type == OptionType::file && settings.has(option.name))
      read.push_back(formats::parse_source(settings.text(option.name)).file);
    if (option.type == OptionType::files)
      for (const fs::path& path : models::text_files(settings.texts(option.name))) read.push_back(path);
  }
  // Films of other groups are other bytes.
  if (line.command == "animate") recipe["group_s"] = render::kSecondsOfGroup;
  formats::Json& inputs = recipe["inputs"] = formats::Json::object();
  for (const fs::path& input : read)
    for (const fs::path& file : files_of(input))
      inputs[relative_name(file, line.output_folder)] = sha256_of_file(file);
  return formats::ascii_line(recipe);
}

std::optional<std::string> recipe_of_output(const fs::path& output) {
  try {
    if (fs::is_directory(output)) {
      const formats::Json run = formats::read_json(output / "run.json");
      return formats::ascii_line(run.at("recipe"));
    }
    if (!fs::exists(output)) return std::nullopt;
    if (suffix_of(output) == ".npz") {
      const formats::Archive archive = formats::read_npz(output);
      return formats::to_string(formats::require(archive, "recipe", output.string()), "recipe");
    }
    return render::read_recipe(output);
  } catch (const std::exception&) {
    return std::nullopt;  // an output that can't be read is made again
  }
}

void set_recipe(formats::Archive& archive, const std::string& recipe) {
  archive["recipe"] = formats::from_string(recipe);
}

}  // namespace rssviz::cli
