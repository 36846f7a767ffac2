#include "cli/pipeline/recipes/remake.h"

#include <stdlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/kind_tables.h"
#include "cli/pipeline/recipes/names.h"
#include "cli/pipeline/steps/match_step.h"
#include "cli/pipeline/steps/match_table.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json_fields.h"
#include "core/output_file.h"
#include "core/sha256.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// What a file says of how it was made. It may come from a stranger: nothing is taken for granted.
struct Recipe {
  fs::path file{};
  std::string line{};
  std::string version{};
  std::string command{};
  std::string kind{};
  std::vector<std::string> of{};
  std::vector<std::pair<std::string, std::string>> inputs{};  // name, SHA-256
  formats::Json settings{};
};

Recipe recipe_of(const fs::path& file) {
  if (!fs::exists(file)) fail(ErrorKind::no_input, file.string() + ": there is no such file");
  const std::optional<std::string> line = recipe_of_output(file);
  if (!line) fail(ErrorKind::data, file.string() + ": carries no recipe of rssviz");
  const std::string where = file.string() + ": recipe";
  const formats::Json json = formats::parse_json(*line, where);
  Recipe recipe{file, *line, {}, {}, {}, {}, {}, {}};
  recipe.version = formats::field<std::string>(json, "rssviz", where);
  recipe.command = formats::field<std::string>(json, "command", where);
  recipe.kind = formats::field_or<std::string>(json, "kind", "", where);
  recipe.of = formats::field_or<std::vector<std::string>>(json, "of", {}, where);
  recipe.settings = formats::member(json, "settings", where);
  const formats::Json& inputs = formats::member(json, "inputs", where);
  const auto require_object = [&](const formats::Json& value, const char* name) {
    if (!value.is_object()) fail(ErrorKind::data, where + ": the field " + name + " must be an object");
  };
  require_object(recipe.settings, "settings");
  require_object(inputs, "inputs");
  for (const auto& [name, digest] : inputs.items())
    recipe.inputs.emplace_back(name, formats::value_as<std::string>(digest, name, where));
  return recipe;
}

fs::path absolute_of(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

bool lies_below(const fs::path& path, const fs::path& root) {
  const fs::path way = absolute_of(path).lexically_relative(absolute_of(root / "").parent_path());
  return !way.empty() && *way.begin() != "..";
}

// What may be read: the folder of the file, or of the run that it belongs to (of figures/ and films/ below
// it), or what --inputs names.
fs::path root_of(const Recipe& recipe, const RemakeOptions& options) {
  if (options.inputs) return *options.inputs;
  const fs::path folder = absolute_of(recipe.file).parent_path();
  const bool of_run = folder.filename() == "figures" || folder.filename() == "films";
  return of_run && fs::exists(folder.parent_path() / "manifests") ? folder.parent_path() : folder;
}

// All files and folders that the recipe names.
std::vector<std::string> names_of(const Recipe& recipe) {
  std::vector<std::string> names = recipe.of;
  for (const auto& [name, digest] : recipe.inputs) names.push_back(name);
  return names;
}

// The folder from which all inputs are there: that of the file, or that of --inputs.
fs::path folder_of_inputs(const Recipe& recipe, const RemakeOptions& options) {
  const fs::path root = root_of(recipe, options);
  std::vector<fs::path> folders{recipe.file.parent_path()};
  if (options.inputs) folders.push_back(*options.inputs);
  std::string outside, missing;
  for (const fs::path& folder : folders) {
    bool all = true;
    for (const std::string& name : names_of(recipe))
      if (!lies_below(folder / name, root)) {
        all = false;
        if (outside.empty()) outside = name;
      }
    for (const auto& [name, digest] : recipe.inputs)
      if (all && !fs::exists(folder / name)) {
        all = false;
        missing = (folder / name).string();
      }
    if (all) return folder;
  }
  if (missing.empty() && !outside.empty())
    fail(ErrorKind::data, recipe.file.string() + ": its recipe reads '" + escaped(outside) +
                              "', which isn't below " + (root.empty() ? "." : root.string()) +
                              "; if you trust the file, name a folder that it may read with --inputs");
  fail(ErrorKind::no_input,
       recipe.file.string() + ": its input " + missing + " isn't there; --inputs names another folder");
}

void check_inputs(const Recipe& recipe, const fs::path& folder) {
  std::string different;
  for (const auto& [name, digest] : recipe.inputs)
    if (sha256_of_file(folder / name) != digest)
      different += (different.empty() ? "" : ", ") + (folder / name).string();
  if (!different.empty())
    fail(ErrorKind::data,
         recipe.file.string() + ": no longer the inputs that it was made from: " + different);
}

const CommandTable& table_of(const Recipe& recipe) {
  for (const CommandTable* table :
       {&figure_table(), &animate_table(), &record_table(), &embed_table(), &match_table()})
    if (table->name == recipe.command) return *table;
  fail(ErrorKind::data, recipe.file.string() + ": was made by rssviz " + escaped(recipe.command) +
                            ", which --remake doesn't repeat; figures, films, states and maps can be");
}

// Recipes of 0.1.0 spell out the options of all kinds.
bool says_default(const formats::Json& value, const Option& option) {
  if (value.is_array()) return value.empty();
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return text == option.default_text || (option.type == OptionType::flag && text == "false");
}

// Files that settings name are inputs too: "heard.npz:states" as folder/heard.npz:states.
std::string file_setting(const Recipe& recipe, const std::string& key, const std::string& value,
                         const fs::path& folder) {
  const std::string file = formats::parse_source(value).file;
  // A folder stands for the inputs in it.
  const bool known = std::any_of(recipe.inputs.begin(), recipe.inputs.end(), [&](const auto& input) {
    return input.first == file || (stays_below(file) && input.first.starts_with(file + "/"));
  });
  if (!known)
    fail(ErrorKind::data, recipe.file.string() + ": recipe: the setting " + escaped(key) + " names '" +
                              escaped(file) + "', which is none of its inputs");
  return (folder / value).string();
}

Settings settings_of(const Recipe& recipe, const fs::path& folder) {
  const CommandTable& table = table_of(recipe);
  Settings settings(table);
  const std::string where = recipe.file.string() + ": recipe";
  for (const auto& [key, value] : recipe.settings.items()) {
    const Option* const option = table.find(key);
    if (option == nullptr)
      fail(ErrorKind::data, recipe.file.string() + ": its recipe (of rssviz " + escaped(recipe.version) +
                                ") has a setting that this build of " + program_version() +
                                " lacks: " + escaped(key));
    if (value.is_null() || says_default(value, *option)) continue;
    if (value.is_array() && option->type == OptionType::files) {
      std::vector<std::string> files;
      for (const std::string& name : formats::value_as<std::vector<std::string>>(value, key, where))
        files.push_back(file_setting(recipe, key, name, folder));
      settings.set(key, files);
    } else if (value.is_array())
      settings.set(key, formats::value_as<std::vector<std::string>>(value, key, where));
    else if (option->type == OptionType::file)
      settings.set(key, file_setting(recipe, key, formats::value_as<std::string>(value, key, where), folder));
    else
      settings.set(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return settings;
}

void make_drawing(const Recipe& recipe, const std::vector<fs::path>& of, const fs::path& output,
                  const Settings& settings, const Execution& execution) {
  const bool figure = recipe.command == "figure";
  const Networks networks = figure ? figure_kind_named(recipe.kind).of : film_kind_named(recipe.kind).of;
  if (of.empty() && networks != Networks::none)
    fail(ErrorKind::data, recipe.file.string() + ": its recipe doesn't say of what it is drawn");
  if (figure) {
    const FigureKind& kind = figure_kind_named(recipe.kind);
    const Subjects subjects = load_subjects(of, kind.of, kind.reads);
    figure_step(kind, subjects.networks, of, {output}, settings, execution, recipe.line, subjects.inputs);
  } else {
    const FilmKind& kind = film_kind_named(recipe.kind);
    const Subjects subjects = load_subjects(of, kind.of, kind.reads);
    film_step(kind, subjects.networks, of, output, settings, execution, recipe.line, subjects.inputs);
  }
}

void make_sheet(const Recipe& recipe, const std::vector<fs::path>& of, const fs::path& output,
                Settings settings, const Execution& execution) {
  if (settings.has("batch"))
    fail(ErrorKind::data,
         recipe.file.string() + ": is one sheet of a batch; make all again with rssviz match --batch");
  std::vector<std::string> inputs;
  for (const fs::path& input : of) inputs.push_back(input.string());
  settings.set_positionals(inputs);
  settings.set("output", output.string());
  match_step(settings, execution, recipe.line);
}

void make(const Recipe& recipe, const fs::path& folder, const fs::path& output, const Execution& execution) {
  const Settings settings = settings_of(recipe, folder);
  std::vector<fs::path> of;
  for (const std::string& name : recipe.of) of.push_back(folder / name);
  if (recipe.command == "match") return make_sheet(recipe, of, output, settings, execution);
  const bool records = recipe.command == "record", embeds = recipe.command == "embed";
  if (!records && !embeds) return make_drawing(recipe, of, output, settings, execution);
  if (of.empty()) fail(ErrorKind::data, recipe.file.string() + ": its recipe names no input");
  if (records)
    record_step(of.front(), output, settings, execution, recipe.line);
  else
    embed_step({of.begin(), of.end()}, output, settings, execution, recipe.line);
}

// Errors of usage are the recipe's.
void make_by_recipe(const Recipe& recipe, const fs::path& folder, const fs::path& output,
                    const Execution& execution) {
  try {
    make(recipe, folder, output, execution);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    fail(ErrorKind::data, recipe.file.string() + ": its recipe (of rssviz " + escaped(recipe.version) +
                              ") can't be followed by this build of " + program_version() + ": " +
                              error.what());
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

namespace {

// Why the same inputs gave other bytes.
std::string reason_of(const Recipe& recipe) {
  if (recipe.version != program_version())
    return " (made by rssviz " + escaped(recipe.version) + ", this is " + program_version() + ")";
  return "; it was changed since, or another build of rssviz " + escaped(recipe.version) +
         " or of its libraries made it";
}

}  // namespace

void remake(const fs::path& file, const RemakeOptions& options, const Execution& execution) {
  const Recipe recipe = recipe_of(file);
  if (options.output && suffix_of(*options.output) != suffix_of(file))
    fail(ErrorKind::usage, "--output: " + options.output->string() + " must end in " +
                               file.extension().string() + ", as what is made again");
  const fs::path folder = folder_of_inputs(recipe, options);
  check_inputs(recipe, folder);
  if (options.output) {
    make_by_recipe(recipe, folder, *options.output, execution);
    return;
  }
  const ScratchFolder scratch;
  const fs::path made = scratch / file.filename();
  make_by_recipe(recipe, folder, made, execution);
  if (read_file(made) == read_file(file)) return;
  fail(ErrorKind::data,
       file.string() + ": made again from the same inputs it has other bytes" + reason_of(recipe));
}

}  // namespace rssviz::cli
