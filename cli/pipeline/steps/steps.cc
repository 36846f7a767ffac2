#include "cli/pipeline/steps/steps.h"

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/compose/figure_kind.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/teachers.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/input_rows.h"
#include "cli/subjects/input_tokens.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/standard_input.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "models/recording/record.h"
#include "models/tasks/text/text_task.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<models::Tokens> sequences_in_file(const fs::path& file, const models::Task& task) {
  std::vector<models::Tokens> sequences;
  const std::vector<std::string> lines = lines_of(read_file(file));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r") == std::string::npos) continue;
    with_context(file.string() + ": line " + std::to_string(i + 1),
                 [&] { sequences.push_back(task.parse(lines[i])); });
  }
  if (sequences.empty())
    fail(ErrorKind::data, file.string() + ": holds no " + task.wording().sequence + "; one a line is needed");
  return sequences;
}

bool is_split(const std::string& which) {
  return which == "test" || which == "train" || which == "validation" || which == "all";
}

std::vector<models::Tokens> chosen_sequences(const models::Task& task, const Settings& settings) {
  const std::string& which = settings.text("sequences");
  if (!is_split(which)) return sequences_in_file(which, task);
  return task.sequences(
      {which, settings.integer("sample"), static_cast<std::uint64_t>(settings.integer("seed"))});
}

// What is recorded: a network at each stage, its trace, and how that becomes the arrays of a file.
struct Recording {
  std::function<std::unique_ptr<models::Network>(int)> network_at{};
  std::function<models::StateTrace(const models::Network&, const models::RecordOptions&, const Execution&)>
      trace_of{};
  std::function<formats::Archive(models::StateTrace&)> archive_of{};
};

Recording recording_of_task(const LoadedRun& run, const Settings& settings) {
  return {[&run](int stage) { return run.task->network(*run.run, stage); },
          [task = run.task, sequences = chosen_sequences(*run.task, settings)](
              const models::Network& network, const models::RecordOptions& options,
              const Execution& execution) { return task->record(network, sequences, options, execution); },
          [](models::StateTrace& trace) { return models::to_archive(trace); }};
}

// The inputs themselves where they are few, and what --labels says, at the step that each point is.
void add_columns(const InputRows& input, const StepColumns& columns, models::StateTrace& trace) {
  constexpr Eigen::Index kMostColumns = 16;
  if (input.rows.cols() <= kMostColumns)
    for (Eigen::Index i = 0; i < input.rows.cols(); ++i) {
      models::FloatColumn column{"input_" + std::to_string(i + 1), {}};
      for (const std::int32_t row : trace.token) column.values.push_back(row < 0 ? 0 : input.rows(row, i));
      trace.set(std::move(column));
    }
  for (const models::IntColumn& given : columns.integers) {
    models::IntColumn column{given.name, {}, given.labels};
    for (const std::int32_t row : trace.token)
      column.values.push_back(row < 0 ? -1 : given.values[static_cast<std::size_t>(row)]);
    trace.set(std::move(column));
  }
  for (const models::FloatColumn& given : columns.floats) {
    models::FloatColumn column{given.name, {}};
    for (const std::int32_t row : trace.token)
      column.values.push_back(row < 0 ? std::nanf("") : given.values[static_cast<std::size_t>(row)]);
    trace.set(std::move(column));
  }
}

// Rows have no names: the inputs themselves are columns where they are few, and what --labels says.
Recording recording_of_rows(const LoadedRun& run, const Settings& settings, Progress& progress) {
  const auto text_of = [&](const char* name) { return settings.has(name) ? settings.text(name) : ""; };
  const auto input = std::make_shared<const InputRows>(
      read_input_rows(settings.text("inputs"), text_of("lengths"), text_of("axes"), {}, run.run->inputs()));
  progress.warn(settings.text("inputs") + ": " + input->reading);
  StepColumns columns;
  if (settings.has("labels")) columns = read_step_columns(settings.text("labels"), *input);
  const bool tokens = are_tokens(*input, run.run->inputs(), settings.text("inputs"));
  Recording recording;
  recording.network_at = [&run, input, tokens](int stage) {
    return tokens ? run.network_at(stage) : run.run->over(stage, input->rows, input->sequences);
  };
  std::vector<std::string> names;
  const int outputs = run.network_at(-1)->outputs();
  for (int i = 0; i < outputs; ++i) names.push_back("output_" + std::to_string(i + 1));
  recording.trace_of = [input, names, tokens](const models::Network& network,
                                              const models::RecordOptions& options,
                                              const Execution& execution) {
    models::StateTrace trace = models::record_states(network, tokens ? tokens_of(*input) : input->sequences,
                                                     {}, names, options, execution);
    if (tokens) number_rows(*input, trace);
    return trace;
  };
  recording.archive_of = [input, columns](models::StateTrace& trace) {
    add_columns(*input, columns, trace);
    formats::Archive archive = models::to_archive(trace);
    for (const char* name : {"token", "token_labels", "index"}) archive.erase(name);
    return archive;
  };
  return recording;
}

// A stretch of a text, with what the whole text tells about it.
Recording recording_of_text(const LoadedRun& run, const Settings& settings) {
  const auto task = std::dynamic_pointer_cast<const models::TextTask>(run.task);
  if (!task)
    fail(ErrorKind::usage, "--text belongs to runs of --task text; this one is of " + run.task->name());
  const auto text = std::make_shared<const models::TextCorpus>(
      models::read_text(models::text_files({settings.text("text")}), task->text_corpus().alphabet));
  const long long begin = settings.integer("from");
  const long long end = settings.has("to") ? settings.integer("to") : text->symbols();
  return {[&run](int stage) { return run.task->network(*run.run, stage); },
          [task, text, begin, end](const models::Network& network, const models::RecordOptions& options,
                                   const Execution& execution) {
            return task->record_text(network, *text, begin, end, options, execution);
          },
          [](models::StateTrace& trace) { return models::to_archive(trace); }};
}

// The states of every stage in one array (stages x points x units), with the columns of the last.
formats::Archive record_all_stages(const LoadedRun& run, const Recording& recording,
                                   const models::RecordOptions& options, const Execution& execution) {
  formats::Array states;
  formats::Archive archive;
  std::vector<std::int32_t> stage_numbers;
  for (int stage = 0; stage < run.stages(); ++stage) {
    execution.progress.check_stop();
    models::StateTrace trace = recording.trace_of(*recording.network_at(stage), options, execution);
    const auto* const bytes = reinterpret_cast<const std::byte*>(trace.states.data());
    states.data.insert(states.data.end(), bytes,
                       bytes + trace.states.size() * static_cast<Eigen::Index>(sizeof(float)));
    stage_numbers.push_back(stage);
    if (stage + 1 < run.stages()) continue;
    states.shape = {static_cast<std::size_t>(run.stages()), trace.points(),
                    static_cast<std::size_t>(trace.states.cols())};
    archive = recording.archive_of(trace);
  }
  archive["states"] = std::move(states);
  archive["stage"] = formats::from_vector(stage_numbers);
  return archive;
}

}  // namespace

fs::path states_path(const fs::path& run, const Settings& settings) {
  if (settings.has("output")) return settings.text("output");
  // states.npz is what figures of a run are drawn from: states of other stages stand beside it.
  const std::string& stage = settings.text("stage");
  if (stage == "all") return run / "stage_states.npz";
  return run / (stage == "last" ? "states.npz" : "stage_" + stage + "_states.npz");
}

fs::path map_path(const std::vector<std::string>& sources, const Settings& settings) {
  if (settings.has("output")) return settings.text("output");
  if (is_standard_input(sources.front()))
    fail(ErrorKind::usage, "--output is needed where states come from standard input, e.g. -o map.npz");
  const fs::path file = formats::parse_source(sources.front()).file;
  // The map of a run's states stays where those of all its stages are laid out.
  std::string name = file.filename().string();
  if (name == "stage_states.npz") return folder_of(file) / "stage_maps.npz";
  constexpr std::string_view kStates = "_states.npz";
  if (!name.starts_with("stage_") || !name.ends_with(kStates)) return folder_of(file) / "embedding.npz";
  return folder_of(file) / name.replace(name.size() - kStates.size(), kStates.size(), "_map.npz");
}

std::string train_recipe(const Settings& settings, const fs::path& folder) {
  return recipe_line({"train", {}, {}, {}, folder}, settings);
}

std::string record_recipe(const fs::path& run, const fs::path& output, const Settings& settings) {
  std::vector<fs::path> inputs = inputs_of(run, kReadsNetwork);
  const std::string& which = settings.text("sequences");
  if (!settings.has("inputs") && !settings.has("text") && !is_split(which)) inputs.emplace_back(which);
  return recipe_line({"record", {}, {run}, std::move(inputs), folder_of(output)}, settings);
}

std::string embed_recipe(const std::vector<std::string>& sources, const fs::path& output,
                         const Settings& settings) {
  std::vector<fs::path> inputs;
  for (const std::string& source : sources) inputs.push_back(formats::parse_source(source).file);
  return recipe_line({"embed", {}, {sources.begin(), sources.end()}, std::move(inputs), folder_of(output)},
                     settings);
}

void record_step(const fs::path& run_folder, const fs::path& output, const Settings& settings,
                 const Execution& execution, const std::optional<std::string>& recipe) {
  const bool rows = settings.has("inputs");
  for (const char* option : {"lengths", "labels", "axes"})
    if (!rows && settings.has(option))
      fail(ErrorKind::usage, "--" + std::string(option) + " belongs to --inputs");
  const bool text = settings.has("text");
  if (rows && text) fail(ErrorKind::usage, "--text and --inputs are two things to record; give one");
  if (!text && (settings.has("to") || settings.integer("from") != 0))
    fail(ErrorKind::usage, "--from and --to belong to --text");
  if (settings.flag("teachers") && (rows || text))
    fail(ErrorKind::usage, "--teachers belongs to sentences of the run's task");
  InputStamps stamps;
  std::string made_by;
  const LoadedRun run =
      read_unchanged([&] { return inputs_of(run_folder, kReadsNetwork | kReadsMetrics); }, stamps,
                     [&] {
                       LoadedRun read = rows ? load_run(run_folder) : load_run_of_task(run_folder);
                       made_by = recipe ? *recipe : record_recipe(run_folder, output, settings);
                       return read;
                     });
  const Recording recording = rows   ? recording_of_rows(run, settings, execution.progress)
                              : text ? recording_of_text(run, settings)
                                     : recording_of_task(run, settings);
  const models::RecordOptions options{settings.has("what") ? settings.text("what") : "",
                                      settings.flag("zero-state")};
  formats::Archive archive;
  if (settings.text("stage") == "all") {
    archive = record_all_stages(run, recording, options, execution);
  } else {
    models::StateTrace trace = recording.trace_of(
        *recording.network_at(stage_number(settings.text("stage"), run.stages())), options, execution);
    archive = recording.archive_of(trace);
  }
  if (settings.flag("teachers")) add_teachers(run, run_folder, archive, execution);
  set_recipe(archive, made_by);
  formats::write_npz(output, archive);
}

}  // namespace rssviz::cli
