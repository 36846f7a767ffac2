#include "cli/pipeline/steps.h"

#include <nlohmann/json.hpp>

#include "cli/compose/map_panels.h"
#include "cli/pipeline/provenance.h"
#include "cli/pipeline/run_folder.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "models/recording/record.h"

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

std::vector<models::Tokens> sentences_in_file(const fs::path& file, const TaskView& task) {
  std::vector<models::Tokens> sentences;
  const std::vector<std::string> lines = lines_of(read_file(file));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r") == std::string::npos) continue;
    with_context(file.string() + ": line " + std::to_string(i + 1),
                 [&] { sentences.push_back(task.parse(lines[i])); });
  }
  if (sentences.empty()) fail(ErrorKind::data, file.string() + ": holds no sentence; one a line is needed");
  return sentences;
}

std::vector<models::Tokens> chosen_sentences(const LoadedRun& run, const TaskView& task,
                                             const Settings& settings) {
  const std::string& which = settings.text("sequences");
  const models::Corpus& corpus = *run.data.corpus;
  for (const models::Split split : models::kSplits)
    if (which == models::name_of(split))
      return sampled_sequences(corpus, split, settings.integer("sample"),
                               static_cast<std::uint64_t>(settings.integer("seed")));
  return sentences_in_file(which, task);
}

// The states of every stage in one array (stages x points x units), with the columns of the last.
formats::Archive record_all_stages(const LoadedRun& run, const TaskView& task,
                                   const std::vector<models::Tokens>& sentences,
                                   const models::RecordOptions& options, const Execution& execution) {
  const models::Corpus& corpus = *run.data.corpus;
  formats::Array states;
  formats::Archive archive;
  std::vector<std::int32_t> stage_numbers;
  for (int stage = 0; stage < run.stages(); ++stage) {
    execution.progress.check_stop();
    models::StateTrace trace = models::record_states(*run.network_at(stage), sentences, corpus.vocabulary,
                                                     corpus.output_names, options, execution);
    const auto* const bytes = reinterpret_cast<const std::byte*>(trace.states.data());
    states.data.insert(states.data.end(), bytes,
                       bytes + trace.states.size() * static_cast<Eigen::Index>(sizeof(float)));
    stage_numbers.push_back(stage);
    if (stage + 1 < run.stages()) continue;
    task.annotate(trace);
    archive = models::to_archive(trace);
    states.shape = {static_cast<std::size_t>(run.stages()), trace.points(),
                    static_cast<std::size_t>(trace.states.cols())};
  }
  archive["states"] = std::move(states);
  archive["stage"] = formats::from_vector(stage_numbers);
  return archive;
}

}  // namespace

fs::path states_path(const fs::path& run, const Settings& settings) {
  return settings.has("output") ? fs::path(settings.text("output")) : run / "states.npz";
}

fs::path map_path(const std::vector<std::string>& sources, const Settings& settings) {
  if (settings.has("output")) return settings.text("output");
  return folder_of(formats::parse_source(sources.front()).file) / "embedding.npz";
}

std::string train_recipe(const Settings& settings) {
  return recipe_line({"train", {}, {}, {}, {}}, settings);
}

std::string record_recipe(const fs::path& run, const fs::path& output, const Settings& settings) {
  std::vector<fs::path> inputs = inputs_of(run, kReadsNetwork);
  const std::string& which = settings.text("sequences");
  if (which != "test" && which != "train" && which != "validation") inputs.emplace_back(which);
  return recipe_line({"record", {}, {run}, std::move(inputs), folder_of(output)}, settings);
}

std::string embed_recipe(const std::vector<std::string>& sources, const fs::path& output,
                         const Settings& settings) {
  std::vector<fs::path> inputs;
  for (const std::string& source : sources) inputs.push_back(formats::parse_source(source).file);
  return recipe_line(
      {"embed", {}, {sources.begin(), sources.end()}, std::move(inputs), folder_of(output)}, settings);
}

void record_step(const fs::path& run_folder, const fs::path& output, const Settings& settings,
                 const Execution& execution, const std::optional<std::string>& recipe) {
  const LoadedRun run = load_run(run_folder);
  const TaskView task = task_view(run.data);
  const std::vector<models::Tokens> sentences = chosen_sentences(run, task, settings);
  const models::RecordOptions options{settings.has("what") ? settings.text("what") : "",
                                      settings.flag("zero-state")};
  formats::Archive archive;
  if (settings.text("stage") == "all") {
    archive = record_all_stages(run, task, sentences, options, execution);
  } else {
    const models::Corpus& corpus = *run.data.corpus;
    models::StateTrace trace =
        models::record_states(*run.network_at(stage_number(settings.text("stage"), run.stages())), sentences,
                              corpus.vocabulary, corpus.output_names, options, execution);
    task.annotate(trace);
    archive = models::to_archive(trace);
  }
  set_recipe(archive, recipe ? *recipe : record_recipe(run_folder, output, settings));
  formats::write_npz(output, archive);
}

}  // namespace rssviz::cli
