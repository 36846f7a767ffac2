#include "cli/pipeline/recipes/remake.h"

#include <stdlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/kind_tables.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "core/output_file.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

struct Recipe {
  fs::path file{};
  std::string line{};
  formats::Json json{};
};

Recipe recipe_of(const fs::path& file) {
  if (!fs::exists(file)) fail(ErrorKind::no_input, file.string() + ": there is no such file");
  const std::optional<std::string> line = recipe_of_output(file);
  if (!line) fail(ErrorKind::data, file.string() + ": carries no recipe of rssviz");
  Recipe recipe{file, *line, formats::parse_json(*line, file.string() + ": recipe")};
  for (const char* part : {"rssviz", "command", "settings", "inputs"})
    if (!recipe.json.contains(part))
      fail(ErrorKind::data, file.string() + ": its recipe says nothing of '" + part + "'");
  return recipe;
}

// The folder from which all inputs are there.
fs::path folder_of_inputs(const Recipe& recipe, const RemakeOptions& options) {
  std::vector<fs::path> folders;
  if (options.inputs)
    folders = {*options.inputs};
  else
    folders = {recipe.file.parent_path(), fs::path()};
  std::string missing;
  for (const fs::path& folder : folders) {
    missing.clear();
    for (const auto& [name, digest] : recipe.json.at("inputs").items())
      if (missing.empty() && !fs::exists(folder / name)) missing = (folder / name).string();
    if (missing.empty()) return folder;
  }
  fail(ErrorKind::no_input,
       recipe.file.string() + ": its input " + missing + " isn't there; --inputs names another folder");
}

void check_inputs(const Recipe& recipe, const fs::path& folder) {
  std::string different;
  for (const auto& [name, digest] : recipe.json.at("inputs").items())
    if (sha256_of_file(folder / name) != digest.get<std::string>())
      different += (different.empty() ? "" : ", ") + (folder / name).string();
  if (!different.empty())
    fail(ErrorKind::data,
         recipe.file.string() + ": no longer the inputs that it was made from: " + different);
}

const CommandTable& table_of(const Recipe& recipe) {
  const std::string command = recipe.json.at("command");
  for (const CommandTable* table : {&figure_table(), &animate_table(), &record_table(), &embed_table()})
    if (table->name == command) return *table;
  fail(ErrorKind::data, recipe.file.string() + ": was made by rssviz " + command +
                            ", which --remake doesn't repeat; figures, films, states and maps can be");
}

// Recipes of 0.1.0 spell out the options of all kinds.
bool says_default(const formats::Json& value, const Option& option) {
  if (value.is_array()) return value.empty();
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return text == option.default_text || (option.type == OptionType::flag && text == "false");
}

Settings settings_of(const Recipe& recipe, const fs::path& folder) {
  const CommandTable& table = table_of(recipe);
  Settings settings(table);
  for (const auto& [key, value] : recipe.json.at("settings").items()) {
    const Option* const option = table.find(key);
    if (option == nullptr)
      fail(ErrorKind::data, recipe.file.string() + ": its recipe (of rssviz " +
                                recipe.json.at("rssviz").get<std::string>() +
                                ") has a setting that this version lacks: " + key);
    if (value.is_null() || says_default(value, *option)) continue;
    if (value.is_array() && option->type == OptionType::files) {
      std::vector<std::string> files;
      for (const auto& name : value) files.push_back((folder / name.get<std::string>()).string());
      settings.set(key, files);
    } else if (value.is_array())
      settings.set(key, value.get<std::vector<std::string>>());
    else if (option->type == OptionType::file)
      settings.set(key, (folder / value.get<std::string>()).string());
    else
      settings.set(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return settings;
}

void make(const Recipe& recipe, const fs::path& folder, const fs::path& output, const Execution& execution) {
  const Settings settings = settings_of(recipe, folder);
  std::vector<fs::path> of;
  if (recipe.json.contains("of"))
    for (const auto& name : recipe.json.at("of")) of.push_back(folder / name.get<std::string>());
  const std::string& command = settings.table().name;
  if (command == "record" || command == "embed") {
    if (of.empty()) fail(ErrorKind::data, recipe.file.string() + ": its recipe names no input");
    if (command == "record")
      record_step(of.front(), output, settings, execution, recipe.line);
    else
      embed_step({of.begin(), of.end()}, output, settings, execution, recipe.line);
    return;
  }
  const std::string name = recipe.json.at("kind");
  if (command == "figure") {
    const FigureKind& kind = figure_kind_named(name);
    const Subjects subjects = load_subjects(of, kind.of, kind.reads);
    figure_step(kind, subjects.networks, of, {output}, settings, execution, recipe.line);
  } else {
    const FilmKind& kind = film_kind_named(name);
    const Subjects subjects = load_subjects(of, kind.of, kind.reads);
    film_step(kind, subjects.networks, of, output, settings, execution, recipe.line);
  }
}

class ScratchFolder {
 public:
  ScratchFolder() : path_((fs::temp_directory_path() / "rssviz-remake-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
      fail(ErrorKind::cannot_create, path_ + ": the folder for what is made again can't be created");
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  fs::path operator/(const fs::path& name) const { return fs::path(path_) / name; }

 private:
  std::string path_;
};

}  // namespace

void remake(const fs::path& file, const RemakeOptions& options, const Execution& execution) {
  const Recipe recipe = recipe_of(file);
  if (options.output && options.output->extension() != file.extension())
    fail(ErrorKind::usage, "--output: " + options.output->string() + " must end in " +
                               file.extension().string() + ", as what is made again");
  const fs::path folder = folder_of_inputs(recipe, options);
  check_inputs(recipe, folder);
  if (options.output) {
    make(recipe, folder, *options.output, execution);
    return;
  }
  const ScratchFolder scratch;
  const fs::path made = scratch / file.filename();
  make(recipe, folder, made, execution);
  if (read_file(made) == read_file(file)) return;
  const std::string version = recipe.json.at("rssviz");
  fail(ErrorKind::data, file.string() + ": made again from the same inputs it has other bytes" +
                            (version == program_version()
                                 ? "; it was changed since, or other versions of the libraries made it"
                                 : " (made by rssviz " + version + ", this is " + program_version() + ")"));
}

}  // namespace rssviz::cli
