#include "cli/pipeline/recipes/recipe_file.h"

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

#include "cli/compose/kind_tables.h"
#include "cli/pipeline/recipes/names.h"
#include "cli/pipeline/recipes/recipe_changes.h"
#include "cli/pipeline/runs/import_table.h"
#include "cli/pipeline/runs/training_table.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/studies/study_tables.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/toml_keys.h"
#include "core/output_file.h"
#include "core/text.h"

namespace rssviz::cli {
namespace {

class RecipeReader {
 public:
  RecipeReader(std::string file, bool quick) : file_(std::move(file)), quick_(quick) {}

  Recipe read(const toml::table& root) {
    check_keys(root,
               {"title", "about", "seed", "train", "import", "record", "embed", "compare", "figure", "film",
                "claim", "quick"},
               "the recipe");
    Recipe recipe;
    recipe.title = text_or(root, "title", "");
    recipe.about = text_or(root, "about", "");
    if (const toml::node* seed = root.get("seed")) seed_ = value_text(*seed, "seed");
    if (const toml::node* quick = root.get("quick")) {
      check_keys(table_of(*quick, "[quick]"),
                 {"train", "import", "record", "embed", "compare", "figure", "film"}, "[quick]");
      if (quick_) overlay_ = quick->as_table();
    }
    read_steps(root, "train", train_table(), "", recipe.trains);
    read_steps(root, "import", import_table(), "weights", recipe.imports);
    refuse_twins(recipe);
    read_steps(root, "record", record_table(), "run", recipe.records);
    read_steps(root, "embed", embed_table(), "states", recipe.embeds);
    read_steps(root, "compare", compare_table(), "", recipe.compares);
    read_outputs(root, "figure", figure_table(), recipe.figures);
    read_outputs(root, "film", animate_table(), recipe.films);
    read_claims(root, recipe.claims);
    return recipe;
  }

 private:
  std::string where(const toml::node& node) const {
    const auto line = node.source().begin.line;
    return file_ + ":" + (line > 0 ? std::to_string(line) : " --set");
  }
  [[noreturn]] void reject(const toml::node& node, const std::string& fault) const {
    fail(ErrorKind::recipe, where(node) + ": " + fault);
  }

  const toml::table& table_of(const toml::node& node, const std::string& name) const {
    if (!node.is_table()) reject(node, name + " must be a table");
    return *node.as_table();
  }

  void reject_key(const toml::node& node, std::string_view key, const std::vector<std::string>& known,
                  const std::string& place) const {
    const std::string near = nearest_name(key, known);
    reject(node, "unknown key '" + std::string(key) + "' in " + place +
                     (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }

  void check_keys(const toml::table& table, const std::vector<std::string>& known,
                  const std::string& place) const {
    for (const auto& [key, node] : table)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        reject_key(node, key.str(), known, place);
  }

  // Names become files and folders: they must stay in the folder of the run.
  void check_name(const toml::node& node, std::string_view what, const std::string& name) const {
    if (const std::string fault = fault_of_name(name); !fault.empty())
      reject(node, std::string(what) + " '" + escaped(name) + "' " + fault);
  }

  // `output` of a step lies in the run's folder or below that of the recipe.
  void check_output(const toml::node& node, const Settings& settings) const {
    if (!settings.has("output") || stays_below(settings.text("output"))) return;
    reject(node, "output '" + escaped(settings.text("output")) +
                     "' is not below the folder of the run; leave out '..' and name no absolute path");
  }

  std::string value_text(const toml::node& node, std::string_view key) const {
    if (const auto text = node.as_string()) return text->get();
    if (const auto number = node.as_integer()) return std::to_string(number->get());
    if (const auto number = node.as_floating_point()) return formats::format_number(number->get());
    if (const auto flag = node.as_boolean()) return flag->get() ? "true" : "false";
    reject(node, std::string(key) + " must be a text, a number or true or false");
  }

  std::vector<std::string> value_texts(const toml::node& node, std::string_view key) const {
    std::vector<std::string> texts;
    if (const toml::array* array = node.as_array())
      for (const toml::node& item : *array) texts.push_back(value_text(item, key));
    else
      texts.push_back(value_text(node, key));
    return texts;
  }

  std::string text_or(const toml::table& table, const char* key, const std::string& otherwise) const {
    const toml::node* const node = table.get(key);
    return node == nullptr ? otherwise : value_text(*node, key);
  }

  // Files are named from the folder of the recipe.
  std::string beside_recipe(const std::string& value) const {
    const std::filesystem::path path(value);
    return path.is_absolute()
               ? value
               : (std::filesystem::path(file_).parent_path() / path).lexically_normal().string();
  }

  // Sets options from a table; keys in `special` are left to the caller.
  void apply(const toml::table& table, const std::vector<std::string>& special, const std::string& place,
             Settings& settings) const {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (std::find(special.begin(), special.end(), name) != special.end()) continue;
      const Option* const option = settings.table().find(name);
      if (option == nullptr || name.find('-') != std::string::npos) {
        std::vector<std::string> known = special;
        for (const Option& each : settings.table().options) known.push_back(toml_key(each.name));
        reject_key(node, name, known, place);
      }
      std::vector<std::string> values = value_texts(node, name);
      if (option->type == OptionType::file || option->type == OptionType::files)
        for (std::string& value : values) value = beside_recipe(value);
      try {
        settings.set(name, values);
      } catch (const Error& error) {
        reject(node, error.what());
      }
    }
  }

  // The table that --quick lays over [command.id] or [[command]].
  const toml::table* overlay(const std::string& command, const std::string& id) const {
    if (overlay_ == nullptr) return nullptr;
    const toml::node* const part = overlay_->get(command);
    if (part == nullptr || id.empty())
      return part == nullptr ? nullptr : &table_of(*part, "[quick." + command + "]");
    const toml::node* const inner = table_of(*part, "[quick." + command + "]").get(id);
    return inner == nullptr ? nullptr : &table_of(*inner, "[quick." + command + "." + id + "]");
  }

  void read_steps(const toml::table& root, const std::string& command, const CommandTable& options,
                  const std::string& subject, std::vector<RecipeStep>& steps) const {
    const toml::node* const group = root.get(command);
    if (group == nullptr) return;
    for (const auto& [key, node] : table_of(*group, "[" + command + "]")) {
      const std::string id(key.str());
      const std::string place = "[" + command + "." + id + "]";
      check_name(node, place + ":", id);
      RecipeStep step{id, Settings(options), "", where(node)};
      if (!seed_.empty()) step.settings.set("seed", seed_);
      const std::vector<std::string> special =
          subject.empty() ? std::vector<std::string>{} : std::vector{subject};
      apply(table_of(node, place), special, place, step.settings);
      if (!subject.empty()) read_subject(*node.as_table(), subject, step);
      if (const toml::table* quick = overlay(command, id))
        apply(*quick, {}, "[quick." + command + "." + id + "]", step.settings);
      check_output(node, step.settings);
      steps.push_back(std::move(step));
    }
    // toml++ sorts keys by name; steps run in the order in which they stand in the file.
    std::stable_sort(steps.begin(), steps.end(),
                     [](const RecipeStep& a, const RecipeStep& b) { return line(a) < line(b); });
  }

  void read_subject(const toml::table& table, const std::string& key, RecipeStep& step) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return;
    const std::vector<std::string> names = value_texts(*node, key);
    if (names.empty() || (key == "run" && names.size() > 1)) reject(*node, key + " names one " + key);
    step.subject = names.front();
    for (const std::string& name : names) step.subject_files.push_back(beside_recipe(name));
  }

  static void refuse_twins(const Recipe& recipe) {
    for (const RecipeStep& step : recipe.imports)
      for (const RecipeStep& trained : recipe.trains)
        if (trained.id == step.id)
          fail(ErrorKind::recipe, step.where + ": [import." + step.id + "] and [train." + step.id +
                                      "] would be one run; rename one");
  }

  static int line(const RecipeStep& step) { return std::stoi(step.where.substr(step.where.rfind(':') + 1)); }

  // From the options of all kinds to those of the output's own.
  void own_settings(const toml::node& node, bool figure, RecipeOutput& output) const {
    try {
      output.settings = figure ? settings_of(figure_kind_named(output.kind), output.settings)
                               : settings_of(film_kind_named(output.kind), output.settings);
    } catch (const Error& error) {
      reject(node, error.what());
    }
  }

  // What [quick] says of all figures is for the kinds that have it.
  static std::vector<std::string> foreign_keys(const toml::table& quick, const CommandTable& all,
                                               const CommandTable& own) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : quick)
      if (all.find(key.str()) != nullptr && own.find(key.str()) == nullptr) keys.emplace_back(key.str());
    return keys;
  }

  void read_outputs(const toml::table& root, const std::string& command, const CommandTable& options,
                    std::vector<RecipeOutput>& outputs) const {
    const toml::node* const group = root.get(command);
    if (group == nullptr) return;
    if (!group->is_array()) reject(*group, "write [[" + command + "]], one for each");
    for (const toml::node& node : *group->as_array()) {
      const std::string place = "[[" + command + "]]";
      const toml::table& table = table_of(node, place);
      RecipeOutput output{"", text_or(table, "name", ""), {}, Settings(options), where(node)};
      if (const toml::node* name = table.get("name")) check_name(*name, "name", output.name);
      if (!seed_.empty()) output.settings.set("seed", seed_);
      output.kind = text_or(table, "kind", "");
      if (output.kind.empty())
        reject(node, place + " needs a kind; rssviz " + options.name + " --list names them");
      if (const toml::node* of = table.get("of")) output.of = value_texts(*of, "of");
      for (const std::string& subject : output.of) output.of_files.push_back(beside_recipe(subject));
      apply(table, {"kind", "name", "of"}, place, output.settings);
      own_settings(node, command == "figure", output);
      if (const toml::table* quick = overlay(command, ""))
        apply(*quick, foreign_keys(*quick, options, output.settings.table()), "[quick." + command + "]",
              output.settings);
      outputs.push_back(std::move(output));
    }
  }

  const toml::node& required(const toml::table& table, const char* key, const std::string& place) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) reject(table, place + " needs " + key);
    return *node;
  }

  // An array of tables below a table, as [[name]] writes it.
  const toml::array& tables_of(const toml::node& node, const std::string& name) const {
    if (!node.is_array_of_tables()) reject(node, "write [[" + name + "]], one for each");
    return *node.as_array();
  }

  Evidence evidence(const toml::node& node, const std::string& place) const {
    Evidence found;
    if (const auto number = node.value<double>()) {
      found.constant = *number;
      return found;
    }
    const toml::table& table = table_of(node, place);
    check_keys(table, {"table", "column", "where", "low", "high"}, place);
    found.low = text_or(table, "low", "");
    found.high = text_or(table, "high", "");
    if (found.low.empty() != found.high.empty()) reject(table, place + ": low and high belong together");
    found.table = value_text(required(table, "table", place), "table");
    if (!stays_below(found.table))
      reject(table, place + ": table '" + escaped(found.table) + "' is not below the folder of the run");
    found.column = value_text(required(table, "column", place), "column");
    if (const toml::node* const rows = table.get("where"))
      for (const auto& [key, value] : table_of(*rows, place + ": where"))
        found.where.emplace_back(std::string(key.str()), value_text(value, key.str()));
    return found;
  }

  void read_claims(const toml::table& root, std::vector<Claim>& claims) const {
    const toml::node* const group = root.get("claim");
    if (group == nullptr) return;
    for (const toml::node& node : tables_of(*group, "claim")) {
      const toml::table& table = *node.as_table();
      check_keys(table, {"says", "note", "figures", "test", "any"}, "[[claim]]");
      Claim claim{value_text(required(table, "says", "[[claim]]"), "says"),
                  text_or(table, "note", ""),
                  {},
                  {},
                  false};
      if (const toml::node* any = table.get("any")) claim.any = value_text(*any, "any") == "true";
      if (const toml::node* figures = table.get("figures")) claim.figures = value_texts(*figures, "figures");
      for (const toml::node& test : tables_of(required(table, "test", "[[claim]]"), "claim.test"))
        claim.tests.push_back(claim_test(*test.as_table()));
      claims.push_back(std::move(claim));
    }
  }

  double number_of(const toml::table& table, const char* key, const std::string& place) const {
    const toml::node& node = *table.get(key);
    if (const auto number = node.value<double>()) return *number;
    reject(node, place + ": " + key + " must be a number");
  }

  // Where the number is claimed to lie: the one key of the three that stands there.
  std::pair<std::string, models::Claimed> claimed_in(const toml::table& table,
                                                     const std::string& place) const {
    std::pair<std::string, models::Claimed> found;
    for (const auto& [key, claimed] :
         {std::pair{"below", models::Claimed::below}, std::pair{"above", models::Claimed::above},
          std::pair{"alike", models::Claimed::alike}}) {
      if (!table.contains(key)) continue;
      if (!found.first.empty()) reject(table, place + " needs one of below, above and alike");
      found = {key, claimed};
    }
    if (found.first.empty()) reject(table, place + " needs one of below, above and alike");
    return found;
  }

  void read_judgement(const toml::table& table, const std::string& place, ClaimTest& test) const {
    if (table.contains("margin")) {
      test.margin = number_of(table, "margin", place);
      if (!(test.margin > 0))
        reject(table, place + ": margin must be above 0: the smallest difference that matters");
    }
    if (test.claimed == models::Claimed::alike && !(test.margin > 0))
      reject(table, place + ": alike needs a margin");
    test.pair = text_or(table, "pair", "");
    if (const toml::node* const range = table.get("range")) {
      const toml::array* const ends = range->as_array();
      if (ends == nullptr || ends->size() != 2 || !(*ends)[0].is_number() || !(*ends)[1].is_number())
        reject(*range, place + ": range must be two numbers, [low, high]");
      test.range = {*(*ends)[0].value<double>(), *(*ends)[1].value<double>()};
      if (!(test.range->low < test.range->high)) reject(*range, place + ": range must rise");
    }
    if (const toml::node* const p = table.get("p")) test.p = evidence(*p, place + ": p");
  }

  ClaimTest claim_test(const toml::table& table) const {
    const std::string place = "[[claim.test]]";
    check_keys(table,
               {"says", "number", "below", "above", "alike", "null_says", "margin", "pair", "range", "p"},
               place);
    const auto [key, claimed] = claimed_in(table, place);
    ClaimTest test;
    test.claimed = claimed;
    test.says = value_text(required(table, "says", place), "says");
    test.null_says = text_or(table, "null_says", "");
    test.number = evidence(required(table, "number", place), place + ": number");
    test.null = evidence(required(table, key.c_str(), place), place + ": null");
    read_judgement(table, place, test);
    return test;
  }

  std::string file_;
  bool quick_;
  std::string seed_;
  const toml::table* overlay_ = nullptr;
};

}  // namespace

bool Recipe::has_run(const std::string& id) const {
  const auto is_it = [&](const RecipeStep& step) { return step.id == id; };
  return std::any_of(trains.begin(), trains.end(), is_it) ||
         std::any_of(imports.begin(), imports.end(), is_it);
}

Recipe read_recipe_file(const std::filesystem::path& path, bool quick,
                        const std::vector<std::string>& changes) {
  return parse_recipe(read_file(path), path, quick, changes);
}

Recipe parse_recipe(const std::string& content, const std::filesystem::path& path, bool quick,
                    const std::vector<std::string>& changes) {
  toml::table root;
  formats::check_toml_keys(content, path.string());
  try {
    root = toml::parse(content, path.string());
  } catch (const toml::parse_error& error) {
    std::ostringstream text;
    text << path.string() << ":" << error.source().begin.line << ": " << error.description();
    fail(ErrorKind::recipe, text.str());
  }
  for (const std::string& change : changes) change_recipe(change, root);
  Recipe recipe = RecipeReader(path.string(), quick).read(root);
  recipe.name = path.stem().string();
  recipe.quick = quick;
  for (const std::string& change : changes)
    if (!change.starts_with("figure.") && !change.starts_with("film.")) recipe.changes.push_back(change);
  if (recipe.trains.empty() && recipe.imports.empty() && recipe.records.empty() && recipe.embeds.empty() &&
      recipe.compares.empty() && recipe.figures.empty() && recipe.films.empty())
    fail(ErrorKind::recipe, path.string() +
                                ": names nothing to make; a [train.NAME], [import.NAME], "
                                "[compare.NAME] or [[figure]] is needed");
  if (recipe.title.empty()) recipe.title = recipe.name;
  return recipe;
}

}  // namespace rssviz::cli
