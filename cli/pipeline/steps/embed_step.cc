// `rssviz embed`: states of a file to a map in a file.
#include <cstdlib>
#include <string>
#include <utility>

#include "cli/pipeline/steps/aligned_file.h"
#include "cli/pipeline/steps/map_file.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/finite_states.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/states_file.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npy_rows.h"
#include "core/formats/npz.h"
#include "core/formats/table_columns.h"
#include "core/freed_memory.h"
#include "core/text.h"
#include "embed/large_maps.h"
#include "embed/memory_plan.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kLarge = std::uintmax_t{1}
                                  << 30;  // bytes of a file of which the states alone are read
constexpr double kReread = 3e8;           // bytes of states
constexpr double kWorthTelling = 5e8;     // bytes: larger plans are told before the memory is taken
constexpr double kLargePlan = 2e8;        // of larger ones freed memory isn't kept

embed::EmbedOptions embed_options(const Settings& settings) {
  embed::EmbedOptions options;
  const auto whole = [&](const char* name) { return static_cast<int>(settings.integer(name)); };
  options.method = embed::method_named(settings.text("method"));
  options.umap.dims = whole("dims");
  options.umap.n_neighbors = whole("neighbors");
  options.umap.min_dist = settings.number("min-dist");
  options.umap.spread = settings.number("spread");
  options.umap.metric = embed::metric_named(settings.text("metric"));
  if (settings.has("epochs")) options.umap.epochs = whole("epochs");
  options.umap.negative_samples = whole("negative-samples");
  options.umap.learning_rate = settings.number("learning-rate");
  options.umap.repulsion = settings.number("repulsion");
  options.umap.set_op_mix = settings.number("set-op-mix");
  options.umap.local_connectivity = settings.number("local-connectivity");
  options.umap.init = embed::start_named(settings.text("init"));
  options.umap.neighbors_method = embed::neighbors_method_named(settings.text("neighbors-method"));
  options.umap.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.scale = embed::scale_named(settings.text("scale"));
  options.theiler = whole("theiler");
  options.count_multiples = settings.flag("count-multiples");
  options.seeds = whole("seeds");
  options.snapshots = whole("snapshots");
  options.quality = embed::measure_named(settings.text("quality"));
  options.check();
  return options;
}

// Whether an option was given another value than it has by itself.
bool is_changed(const Settings& settings, const char* name) {
  const Option& option = *settings.table().find(name);
  if (!settings.given(name)) return false;
  if (option.type == OptionType::number)  // a recipe writes 1 where the table says 1.0
    return settings.number(name) != formats::read_number(option.default_text);
  return option.type == OptionType::flag ? settings.flag(name) : settings.text(name) != option.default_text;
}

// Principal components have no neighbours, no layout and no seed; quality is measured as of any map.
void check_pca(const Settings& settings) {
  for (const char* name : {"neighbors", "min-dist", "spread", "metric", "epochs", "negative-samples",
                           "learning-rate", "repulsion", "set-op-mix", "local-connectivity", "init",
                           "neighbors-method", "theiler", "count-multiples", "seeds", "snapshots"})
    if (is_changed(settings, name))
      fail(ErrorKind::usage, "--" + std::string(name) +
                                 " has no effect on --method pca: it belongs to the layout of --method umap; "
                                 "leave one of them out");
}

// What belongs to the other alignment, or to none.
void check_alignment(const Settings& settings) {
  const bool joint = settings.text("alignment") == "joint";
  if (!settings.flag("align")) {
    for (const char* name :
         {"alignment", "stage-epochs", "joint-epochs", "alignment-regularisation", "alignment-window-size"})
      if (is_changed(settings, name))
        fail(ErrorKind::usage, "--" + std::string(name) +
                                   (joint && std::string(name) == "alignment" ? " joint" : "") +
                                   " needs --align");
    return;
  }
  for (const char* name : {"joint-epochs", "alignment-regularisation", "alignment-window-size"})
    if (!joint && is_changed(settings, name))
      fail(ErrorKind::usage, "--" + std::string(name) + " belongs to --alignment joint");
  if (joint && is_changed(settings, "stage-epochs"))
    fail(ErrorKind::usage,
         "--stage-epochs belongs to --alignment sequential; of --alignment joint: --joint-epochs");
}

// What is asked for of one map only must not be passed over in silence.
void check_aligned(const embed::EmbedOptions& options) {
  const embed::EmbedOptions none;
  if (options.method == embed::Method::pca)
    fail(
        ErrorKind::usage,
        "--method pca and --align don't go together: principal components need no alignment, one plane holds "
        "all stages. Give the rows of all stages as one array of points x units, without --align; of "
        "sequences a film along their steps is rssviz animate paths MAP");
  const std::pair<bool, const char*> asked[] = {{options.scale != none.scale, "--scale"},
                                                {options.theiler != none.theiler, "--theiler"},
                                                {options.count_multiples, "--count-multiples"},
                                                {options.seeds != none.seeds, "--seeds"},
                                                {options.snapshots != none.snapshots, "--snapshots"}};
  for (const auto& [is_asked, name] : asked)
    if (is_asked) fail(ErrorKind::usage, std::string(name) + " and --align don't go together");
}

formats::Archive aligned_archive(const StatesFile& file, const std::vector<std::string>& sources,
                                 const embed::EmbedOptions& options, const Settings& settings,
                                 EmbedReport& report, const Execution& execution) {
  check_aligned(options);
  embed::StagesOptions stages;
  stages.umap = options.umap;
  stages.alignment = embed::alignment_named(settings.text("alignment"));
  stages.stage_epochs = static_cast<int>(settings.integer("stage-epochs"));
  stages.joint_epochs = static_cast<int>(settings.integer("joint-epochs"));
  stages.alignment_regularisation = settings.number("alignment-regularisation");
  stages.alignment_window_size = static_cast<int>(settings.integer("alignment-window-size"));
  stages.quality = options.quality != embed::Measure::none;
  stages.sample = options.quality == embed::Measure::sample;
  AlignedFile aligned = align_states(file, stages, execution);
  report.alignment = stages.alignment;
  report.drift = std::move(aligned.maps.drift);
  if (stages.quality) report.stage_trust = std::move(aligned.maps.trustworthiness);
  formats::Archive archive = std::move(aligned.archive);
  if (sources.size() > 1) {
    std::vector<std::string> names;
    for (const std::string& source : sources)
      names.push_back(formats::parse_source(source).file.stem().string());
    archive["stage_names"] = formats::from_strings(names);
  } else if (!file.stages.empty() && !file.recorded) {
    archive["stage_names"] = formats::from_strings(file.stages);
  }
  return archive;
}

Matrix only_states(StatesFile& file, const Settings& settings) {
  if (file.states.shape.size() == 3)
    fail(ErrorKind::data,
         "the states have " + std::to_string(file.states.shape[0]) + " stages; one map each, aligned: " +
             command_again(settings,
                           (settings.has("axes") ? "--axes " + settings.text("axes") + " " : std::string()) +
                               "--align"));
  Matrix states = formats::to_matrix(file.states, "states");
  file.states = {};
  return states;
}

// What a map's file will hold.
struct MapFile {
  formats::Archive archive{};
  Matrix reference{};  // the array of this name in an archive that has it empty
};

MapFile file_of(embed::Embedding map, EmbedReport& report) {
  report.quality = map.quality;
  if (map.options.method == embed::Method::umap) report.search = map.map.search;
  for (const double variance : map.pca.variances)
    report.shares.push_back(map.pca.total_variance > 0. ? variance / map.pca.total_variance : 0.);
  formats::Archive archive = embed::to_archive_without_reference(map);
  return {std::move(archive), std::move(map.map.reference)};
}

// Large states of a bare matrix are let go while they are laid out, and read once more.
bool rereads(Eigen::Index points, Eigen::Index units) {
  return static_cast<double>(points) * static_cast<double>(units) * 4. > kReread;
}

MapFile map_file(Matrix states, const embed::SequencePlaces& places, const embed::EmbedOptions& options,
                 const embed::ReadAgain& read, EmbedReport& report, const Execution& execution) {
  const embed::MemoryPlan plan =
      embed::plan_memory(static_cast<std::size_t>(states.rows()), static_cast<std::size_t>(states.cols()),
                         options, static_cast<bool>(read));
  if (plan.most() > kWorthTelling) execution.progress.warn("memory: " + plan.text());
  if (plan.most() > kLargePlan) return_freed_memory();
  embed::check_memory({0., plan.neighbors, plan.layout, plan.file}, embed::available_memory());
  return file_of(embed::embed(std::move(states), options, execution, places, read), report);
}

// Before a bare matrix is read, or even hashed: whether map and states have room together.
void check_room(const std::vector<std::string>& sources, const Settings& settings) {
  const std::string& file = sources.front();
  const bool bare = sources.size() == 1 && suffix_of(file) == ".npy" && !settings.flag("align");
  if (!bare || settings.text("method") == "pca") return;
  const formats::Array described = formats::describe_npy(file);
  const std::vector<std::size_t>& shape = described.shape;
  if (shape.size() != 2 || shape[1] == 0) return;  // nothing to plan; its reader says what is wrong
  // A byte an element at the least: of a file that is cut off its reader says so.
  if (shape[0] > fs::file_size(file) / shape[1]) return;
  with_context("embedding " + file, [&] {
    embed::check_memory(
        embed::plan_memory(shape[0], shape[1], embed_options(settings),
                           rereads(static_cast<Eigen::Index>(shape[0]), static_cast<Eigen::Index>(shape[1]))),
        embed::available_memory());
  });
}

// The states that a map is made from are not written over by it.
void check_not_read(const std::vector<fs::path>& files, const fs::path& output) {
  std::error_code code;
  for (const fs::path& file : files)
    if (output != "-" && fs::equivalent(file, output, code))
      fail(ErrorKind::usage, "--output: " + output.string() +
                                 " is the file that the map is made from; give the map another name");
}

std::vector<fs::path> files_of(const std::vector<std::string>& sources) {
  std::vector<fs::path> files;
  for (const std::string& source : sources) files.push_back(formats::parse_source(source).file);
  return files;
}

// Too few points for the neighbours asked for: says how many would do.
template <class Work>
void with_remedy(const std::string& context, const Work& work) {
  try {
    with_context(context, work);
  } catch (const Error& error) {
    const std::string text = error.what();
    const std::size_t got = text.rfind(", got ");
    if (text.find("n_neighbors = ") == std::string::npos || got == std::string::npos) throw;
    const int points = std::atoi(text.c_str() + got + 6);
    fail(error.kind(),
         text + (points > 2 ? "; give --neighbors " + std::to_string(points - 1) + " or less"
                            : "; so few have no map by UMAP (rssviz embed --method pca makes one)"));
  }
}

// States may fill most of the memory, or more: where principal components are asked for, they are read by
// blocks; a bare matrix goes straight into place. Null for all else.
std::unique_ptr<RowBlocks> open_large(const std::vector<std::string>& sources, const Settings& settings) {
  const bool is_pca = settings.text("method") == "pca";
  const bool named = settings.has("axes") || settings.has("lengths");
  const fs::path file = formats::parse_source(sources.front()).file;
  const bool is_large = fs::exists(file) && fs::file_size(file) > kLarge;
  const bool is_npy = suffix_of(sources.front()) == ".npy";
  if (settings.flag("align") || named || sources.size() > 1 || !(is_npy || (is_pca && is_large)))
    return nullptr;
  return formats::open_rows(sources.front());
}

// The map of what the sources hold, read while they are as `stamps` says.
MapFile map_of(const std::vector<std::string>& sources, const Settings& settings, const InputStamps& stamps,
               EmbedReport& report, const Execution& execution) {
  const std::unique_ptr<RowBlocks> rows = open_large(sources, settings);
  const bool is_npy = suffix_of(sources.front()) == ".npy";
  const bool by_blocks = rows != nullptr && settings.text("method") == "pca";
  const bool bare = rows != nullptr && is_npy;
  StatesFile file = by_blocks || bare ? StatesFile{} : read_states(states_request(settings, sources));
  stamps.require_unchanged();
  tell(file, sources.front(), execution.progress);
  require_finite(file, sources.front());
  if (!file.stage.empty() && !settings.flag("align"))
    execution.progress.warn(sources.front() +
                            ": rows of several stages lie on one map; --align makes one for each");
  if (by_blocks && !is_npy)
    execution.progress.warn(
        sources.front() +
        ": the states alone are read of so large a file; --states gives figures its columns");
  MapFile map;
  with_remedy("embedding " + sources.front(), [&] {
    const embed::EmbedOptions options = embed_options(settings);
    if (settings.flag("align")) {
      map.archive = aligned_archive(file, sources, options, settings, report, execution);
      return;
    }
    if (by_blocks) {
      map = file_of(embed::embed_by_pca(*rows, options, execution), report);
      return;
    }
    Matrix states = bare ? formats::read_npy_matrix(sources.front()) : only_states(file, settings);
    embed::ReadAgain read;
    if (bare && rereads(states.rows(), states.cols()))
      read = [&] { return formats::read_npy_matrix(sources.front()); };
    map = map_file(std::move(states), file.sequence_places(), options, read, report, execution);
  });
  if (rows != nullptr) stamps.require_unchanged();
  add_points(file, map.archive);
  return map;
}

}  // namespace

EmbedReport embed_step(const std::vector<std::string>& sources, const fs::path& output,
                       const Settings& settings, const Execution& execution,
                       const std::optional<std::string>& given_recipe) {
  EmbedReport report;
  check_map_name(output);
  if (settings.text("method") == "pca") check_pca(settings);
  check_alignment(settings);
  check_not_read(files_of(sources), output);
  check_room(sources, settings);
  const InputStamps stamps(files_of(sources));
  const std::string recipe = given_recipe ? *given_recipe : embed_recipe(sources, output, settings);
  MapFile map = map_of(sources, settings, stamps, report, execution);
  set_recipe(map.archive, recipe);
  formats::MatrixViews large;
  if (map.reference.size() > 0) large["reference"] = &map.reference;
  write_map(output, map.archive, large);
  return report;
}

}  // namespace rssviz::cli
