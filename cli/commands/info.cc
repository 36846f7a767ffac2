#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands/commands.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/recipes/remake.h"
#include "cli/pipeline/runs/run_card.h"
#include "cli/pipeline/runs/run_summary.h"
#include "cli/studies/grammar_errors.h"
#include "cli/subjects/describe_columns.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/run_training_folder.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/formats/foreign_table.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"
#include "core/formats/table_columns.h"
#include "core/text.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

void add_card(const LoadedRun& run, formats::Json& info) {
  for (const models::Fact& row : card_of(run))
    info["card"].push_back({{"what", row.what}, {"value", row.value}});
}

// Weights alone: imported, without a task of this program's.
formats::Json info_of_weights(const LoadedRun& run) {
  formats::Json info;
  info["kind"] = "run";
  info["cell"] = run.run->cell();
  info["inputs"] = run.run->inputs();
  info["stages"] = run.stages();
  if (!run.imported_from.empty()) info["imported_from"] = run.imported_from;
  add_card(run, info);
  return info;
}

formats::Json info_of_run(const fs::path& folder) {
  if (const LoadedRun run = load_run(folder); !run.task) return info_of_weights(run);
  const NetworkView view = load_view(folder, kReadsMetrics);
  formats::Json info;
  info["kind"] = "run";
  info["network"] = view.description;
  info["training"] = view.training;
  info["task"] = view.task->description();
  info["stages"] = view.stages;
  info["last_stage"] = errors_record(view);
  if (const fs::path all = grammar_file(folder); fs::exists(all)) {
    const formats::Table table = formats::read_csv(all);
    for (const std::vector<std::string>& row : table.rows) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (!row[i].empty()) line += (line.empty() ? "" : ", ") + table.header[i] + " " + row[i];
      info["every_sentence"].push_back(line);
    }
  }
  const fs::path file = folder / "run.json";
  const formats::Json record = formats::read_json(file);
  info["settings"] = formats::member(record, "network", file.string());
  if (formats::has_field(record, "measured")) info["measured"] = record.at("measured");
  for (const std::string& note : view.corpus->notes) info["notes"].push_back(note);
  add_card(load_run(folder), info);
  return info;
}

// The one number of a small array of an .npz; its elements are read only where it has any such array.
void add_numbers(const fs::path& file, const formats::Archive& headers, formats::Json& info) {
  std::optional<formats::Archive> archive;
  for (const char* number : {"trustworthiness", "neighbors_kept"})
    if (const auto found = headers.find(number); found != headers.end() && found->second.size() == 1) {
      if (!archive) archive = formats::read_npz(file);
      info[number] = formats::to_number(archive->at(number), number);
    }
}

formats::Json info_of_archive(const fs::path& file, const formats::Archive& archive) {
  formats::Json info;
  info["kind"] = archive.contains("coords") ? "map" : archive.contains("states") ? "states" : "arrays";
  if (suffix_of(file) == ".npz") add_numbers(file, archive, info);
  for (const auto& [name, array] : archive) {
    if (name == "recipe" || name.starts_with('@')) continue;
    const auto labels = archive.find(name + "_labels");
    info["arrays"][name] = describe_array(array, labels == archive.end() ? nullptr : &labels->second);
    if (name == "states" && !archive.contains("stage")) info["read_as"] = usual_reading(array.shape);
  }
  for (const std::string& note : formats::reading_notes(archive)) info["notes"].push_back(note);
  return info;
}

formats::Json info_of_table(const fs::path& file) {
  const formats::ForeignTable table = formats::read_table(file);
  formats::Json info{{"kind", "table"}, {"rows", table.table.rows.size()}, {"columns", table.table.header}};
  if (!table.is_plain()) info["notes"].push_back(table.understood());
  for (std::size_t c = 0; c < table.table.header.size(); ++c) {
    const formats::Array column = formats::array_of(formats::table_column(table, c));
    info["arrays"][table.table.header[c]] = describe_array(column, nullptr);
  }
  try {
    const formats::TableUnits units = formats::table_units(table, "", file.string());
    info["units"] = units.units.size();
    for (const std::string& note : units.notes) info["notes"].push_back(note);
  } catch (const Error&) {  // no states: a table of labels
  }
  return info;
}

// Elements are read where that doesn't take long.
formats::Json info_of_npz(const fs::path& path) {
  constexpr std::uintmax_t kMost = std::uintmax_t{1} << 28;  // bytes
  return info_of_archive(path,
                         fs::file_size(path) > kMost ? formats::describe_npz(path) : formats::read_npz(path));
}

// A folder of LSTMVis: what can be matched in it, and what is known of its steps.
formats::Json info_of_lstmvis(const fs::path& folder) {
  const MatchCorpus corpus = load_lstmvis_folder(folder);
  formats::Json info{{"kind", corpus.kind}, {"name", corpus.name}};
  if (!corpus.about.empty()) info["description"] = corpus.about;
  info["steps"] = corpus.sequences.steps;
  info["sequences"] = corpus.sequences.count();
  info["vocabulary"] = corpus.vocabulary.size();
  for (const StateSet& set : corpus.sets) {
    const std::unique_ptr<RowBlocks> rows = open_states(corpus, set);
    info["states"].push_back(set.name + ": " + set.about + ", " + std::to_string(rows->rows()) + " x " +
                             std::to_string(rows->cols()) +
                             (set.transform == models::Transform::tanh ? ", through tanh" : ", as they are"));
  }
  for (const MatchAnnotation& annotation : corpus.annotations) {
    const std::string values = std::to_string(annotation.labels.size());
    info["annotations"].push_back(annotation.name + ": " +
                                  (annotation.kind == MatchAnnotation::Kind::classes ? values + " classes"
                                   : annotation.kind == MatchAnnotation::Kind::numbers
                                       ? std::string("numbers")
                                       : std::to_string(annotation.k) + " words a step, with weights"));
  }
  for (const std::string& note : corpus.notes) info["notes"].push_back(note);
  return info;
}

formats::Json info_of(const std::string& source) {
  const formats::ArraySource from = formats::parse_source(source);
  const fs::path path = from.inside.empty() ? fs::path(source) : from.file;
  if (is_lstmvis_folder(path)) return info_of_lstmvis(path);
  if (fs::is_directory(path)) return info_of_run(path);
  if (!fs::exists(path)) fail(ErrorKind::no_input, path.string() + ": there is no such file or folder");
  if (!from.inside.empty()) return info_of_archive(source, formats::read_arrays(source));
  const std::string suffix = suffix_of(path);
  if (suffix == ".npz") return info_of_npz(path);
  if (suffix == ".npy") {
    const formats::Array array = formats::describe_npy(path);
    return {{"kind", "array"},
            {"array", describe_array(array, nullptr)},
            {"read_as", usual_reading(array.shape)}};
  }
  if (formats::is_table(path)) return info_of_table(path);
  if (formats::is_hdf5(path) || suffix == ".safetensors" || suffix == ".mat" || suffix == ".keras")
    return info_of_archive(path, formats::read_arrays(path.string()));
  if (formats::is_pickled(path)) (void)formats::read_arrays(path.string());  // says what to do
  const std::optional<std::string> recipe = render::read_recipe(path);
  formats::Json info{{"kind", "drawing"}};
  info["recipe"] = recipe ? formats::parse_json(*recipe, path.string()) : formats::Json(nullptr);
  return info;
}

// One line, whatever names and texts a stranger's file holds.
void print_line(const std::string& text) { std::puts(escaped(text).c_str()); }

std::string text_of(const formats::Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_lines(const formats::Json& value, const std::string& indent) {
  for (const auto& [key, item] : value.items()) {
    if (item.is_array() && !item.empty() && item.front().is_object() && item.front().contains("what")) {
      print_line(indent + key);
      for (const formats::Json& row : item)
        print_line(indent + "  " + text_of(formats::has_field(row, "what") ? row.at("what") : row) + ": " +
                   text_of(formats::has_field(row, "value") ? row.at("value") : formats::Json()));
    } else if (item.is_array() && !item.empty() && item.front().is_string()) {
      print_line(indent + key);
      for (const formats::Json& line : item) print_line(indent + "  " + text_of(line));
    } else if (item.is_object() && !(item.contains("shape") && item.contains("type"))) {
      print_line(indent + key);
      print_lines(item, indent + "  ");
    } else if (item.is_object() && item["type"].is_string()) {
      print_line(indent + key + ": " + line_of(item));
    } else {
      print_line(indent + key + ": " + text_of(item));
    }
  }
}

}  // namespace

void info_command(const CommandContext& context) {
  const fs::path path = context.settings.positionals().front();
  if (context.settings.flag("latex")) {
    if (!fs::exists(path / "run.json") && !is_in_training(path))
      fail(ErrorKind::usage,
           "--latex: " + path.string() + " is not a run; only runs have a card of conventions");
    std::fputs(card_tex(card_of(load_run(path))).c_str(), stdout);
    return;
  }
  const formats::Json info = info_of(path.string());
  if (context.settings.flag("json"))
    std::puts(info.dump(2).c_str());
  else
    print_lines(info, "");
}

void recipe_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const fs::path file = settings.positionals().front();
  if (settings.flag("remake")) {
    RemakeOptions options;
    if (settings.has("output")) options.output = settings.text("output");
    if (settings.has("inputs")) options.inputs = settings.text("inputs");
    remake(file, options, {context.workers, context.progress});
    context.progress.say(options.output ? options.output->string() + ": written"
                                        : file.string() + ": made again, the same bytes");
    return;
  }
  if (settings.has("output") || settings.has("inputs"))
    fail(ErrorKind::usage, "--output and --inputs belong to --remake");
  if (!fs::exists(file)) fail(ErrorKind::no_input, file.string() + ": there is no such file");
  const std::optional<std::string> recipe =
      suffix_of(file) == ".npz" ? recipe_of_output(file) : render::read_recipe(file);
  if (!recipe) fail(ErrorKind::data, file.string() + ": carries no recipe of rssviz");
  std::puts(recipe->c_str());
}

}  // namespace rssviz::cli
