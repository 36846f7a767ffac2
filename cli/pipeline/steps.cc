#include "cli/pipeline/steps.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/compose/map_panels.h"
#include "cli/pipeline/aligned_file.h"
#include "cli/pipeline/latex.h"
#include "cli/pipeline/provenance.h"
#include "cli/pipeline/run_folder.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "models/recording/record.h"
#include "render/cairo/write_figure.h"
#include "render/film/film.h"
#include "render/provenance/recipe.h"

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

embed::EmbedOptions embed_options(const Settings& settings) {
  embed::EmbedOptions options;
  options.method = embed::method_named(settings.text("method"));
  options.umap.dims = static_cast<int>(settings.integer("dims"));
  options.umap.n_neighbors = static_cast<int>(settings.integer("neighbors"));
  options.umap.min_dist = settings.number("min-dist");
  options.umap.spread = settings.number("spread");
  options.umap.metric = embed::metric_named(settings.text("metric"));
  if (settings.has("epochs")) options.umap.epochs = static_cast<int>(settings.integer("epochs"));
  options.umap.init = embed::start_named(settings.text("init"));
  options.umap.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.quality = embed::measure_named(settings.text("quality"));
  options.check();
  return options;
}

std::string caption_text(const render::Caption& caption) {
  return caption.title + "\n\n" + caption.text + "\n";
}

std::string caption_tex(const render::Caption& caption) {
  return "\\caption{\\textbf{" + escaped_tex(caption.title) + "} " + escaped_tex(caption.text) + "}\n";
}

void write_table(const fs::path& output, const formats::Table& table, bool latex) {
  fs::path beside = output;
  formats::write_csv(beside.replace_extension(".csv"), table);
  if (latex) write_file(beside.replace_extension(".table.tex"), table_tex(table));
}

void write_findings(const fs::path& output, const std::vector<Finding>& findings) {
  formats::Table table;
  table.header = {"finding", "value", "low", "high"};
  const auto text = [](double value) { return std::isnan(value) ? "" : formats::format_number(value); };
  for (const Finding& one : findings)
    table.rows.push_back({one.name, text(one.value), text(one.low), text(one.high)});
  fs::path beside = output;
  formats::write_csv(beside.replace_extension(".findings.csv"), table);
}

void write_captions(const fs::path& output, const render::Caption& caption) {
  fs::path beside = output;
  write_file(beside.replace_extension(".txt"), caption_text(caption));
  write_file(beside.replace_extension(".tex"), caption_tex(caption));
}

std::vector<fs::path> all_inputs(const std::vector<fs::path>& runs, unsigned reads) {
  std::vector<fs::path> inputs;
  for (const fs::path& run : runs)
    for (fs::path& input : inputs_of(run, reads)) inputs.push_back(std::move(input));
  return inputs;
}

std::pair<int, int> film_size(const std::string& text) {
  int width = 0, height = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, width);
  if (first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x') {
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec == std::errc{} && second.ptr == end) return {width, height};
  }
  fail(ErrorKind::usage, "--size: '" + text + "' is not of the form 1920x1080");
}

}  // namespace

fs::path states_path(const fs::path& run, const Settings& settings) {
  return settings.has("output") ? fs::path(settings.text("output")) : run / "states.npz";
}

fs::path map_path(const std::vector<std::string>& sources, const Settings& settings) {
  if (settings.has("output")) return settings.text("output");
  return folder_of(formats::parse_source(sources.front()).file) / "embedding.npz";
}

std::string train_recipe(const Settings& settings) { return recipe_line({"train", {}, {}, {}}, settings); }

std::string record_recipe(const fs::path& run, const fs::path& output, const Settings& settings) {
  std::vector<fs::path> inputs = inputs_of(run, kReadsNetwork);
  const std::string& which = settings.text("sequences");
  if (which != "test" && which != "train" && which != "validation") inputs.emplace_back(which);
  return recipe_line({"record", {}, std::move(inputs), folder_of(output)}, settings);
}

std::string embed_recipe(const std::vector<std::string>& sources, const fs::path& output,
                         const Settings& settings) {
  std::vector<fs::path> inputs;
  std::vector<std::string> inside;  // which data sets of HDF5 files: their names aren't in the files' hashes
  for (const std::string& text : sources) {
    const formats::ArraySource source = formats::parse_source(text);
    inputs.push_back(source.file);
    if (!source.inside.empty()) inside.push_back(source.inside);
  }
  return recipe_line({"embed", std::move(inside), std::move(inputs), folder_of(output)}, settings);
}

std::string figure_recipe(const FigureKind& kind, const std::vector<fs::path>& runs, const fs::path& output,
                          const Settings& settings) {
  std::vector<fs::path> inputs;
  if (kind.networks == Networks::comparison)
    inputs = {runs.front() / "objects.csv"};
  else
    inputs = all_inputs(runs, kind.reads);
  return recipe_line({"figure", {kind.name}, std::move(inputs), folder_of(output)}, settings);
}

std::string film_recipe(const FilmKind& kind, const std::vector<fs::path>& runs, const fs::path& output,
                        const Settings& settings) {
  return recipe_line({"animate", {kind.name}, all_inputs(runs, kind.reads), folder_of(output)}, settings);
}

void record_step(const fs::path& run_folder, const fs::path& output, const Settings& settings,
                 const Execution& execution) {
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
  set_recipe(archive, record_recipe(run_folder, output, settings));
  formats::write_npz(output, archive);
}

void embed_step(const std::vector<std::string>& sources, const fs::path& output, const Settings& settings,
                const Execution& execution) {
  const std::string recipe = embed_recipe(sources, output, settings);
  formats::Archive read = formats::read_states(sources);
  const formats::Array states = std::move(read["states"]);
  formats::Archive archive;
  with_context("embedding " + sources.front(), [&] {
    const embed::EmbedOptions options = embed_options(settings);
    if (settings.flag("align")) {
      embed::StagesOptions stages;
      stages.umap = options.umap;
      stages.stage_epochs = static_cast<int>(settings.integer("stage-epochs"));
      archive = to_archive(align_states(states, stages, execution));
    } else if (states.shape.size() == 3) {
      fail(ErrorKind::data, "the states have " + std::to_string(states.shape[0]) +
                                " stages; give --align for one map each, aligned");
    } else {
      archive = embed::to_archive(embed::embed(formats::to_matrix(states, "states"), options, execution));
    }
  });
  set_recipe(archive, recipe);
  formats::write_npz(output, archive);
}

Shown figure_step(const FigureKind& kind, const std::vector<const NetworkView*>& networks,
                  const std::vector<fs::path>& runs, const std::vector<fs::path>& outputs,
                  const Settings& settings, const Execution& execution) {
  Drawn drawn = kind.make({networks, settings, execution, runs});
  render::Figure& figure = drawn.figure;
  scale_ink(figure);
  render::FileMetadata metadata;
  metadata.title = figure.caption.title;
  metadata.author = "rssviz";
  metadata.subject = figure.caption.text;
  for (const fs::path& output : outputs) {
    execution.progress.check_stop();
    metadata.recipe = figure_recipe(kind, runs, output, settings);
    render::DrawReport report;
    render::write_figure(figure, output, metadata, &report, {settings.number("dpi"), {}});
    render::put_recipe(output, metadata.recipe);
    for (const render::DroppedLabel& label : report.dropped_labels)
      execution.progress.note(output.filename().string() + ": no room for the label '" + label.text + "'");
    for (const std::string& glyph : report.missing_glyphs)
      execution.progress.note(output.filename().string() + ": the font has no glyph for " + glyph);
    write_captions(output, figure.caption);
    if (drawn.table) write_table(output, *drawn.table, settings.flag("latex"));
    if (!drawn.findings.empty()) write_findings(output, drawn.findings);
  }
  return {figure.caption.title, figure.caption.text};
}

Shown film_step(const FilmKind& kind, const std::vector<const NetworkView*>& networks,
                const std::vector<fs::path>& runs, const fs::path& output, const Settings& settings,
                const Execution& execution) {
  const render::Animation animation = kind.make({networks, settings, execution});
  const std::string recipe = film_recipe(kind, runs, output, settings);
  render::FilmOptions options;
  std::tie(options.width, options.height) = film_size(settings.text("size"));
  options.crf = static_cast<int>(settings.integer("crf"));
  render::write_film(animation, output, options, animation.still.caption.title, recipe, execution);
  render::write_posters(animation, output, "pdf", recipe, execution);
  write_captions(output, animation.still.caption);
  return {animation.still.caption.title, animation.still.caption.text};
}

Shown shown_of(const fs::path& output) {
  fs::path beside = output;
  const std::string text = read_file(beside.replace_extension(".txt"));
  const std::size_t end = text.find("\n\n");
  if (end == std::string::npos) return {text, ""};
  std::string body = text.substr(end + 2);
  while (!body.empty() && body.back() == '\n') body.pop_back();
  return {text.substr(0, end), body};
}

}  // namespace rssviz::cli
