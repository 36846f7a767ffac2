#include "cli/pipeline/steps/look_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "cli/compose/kind_tables.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/look_recipe.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/beside_states.h"
#include "cli/subjects/finite_states.h"
#include "cli/subjects/padding.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/scatter_table.h"
#include "cli/subjects/standard_input.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/array_source.h"
#include "core/formats/npy_rows.h"
#include "core/formats/npz.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostPoints = 10000;  // a map of so many takes seconds
constexpr std::size_t kMostClasses = 12;

// What is looked at: a file that the commands can name, and the table beside it.
struct Subject {
  std::string states{};
  std::string labels{};  // "": none, or its columns stand in `states`
  PointPlaces places{};
  std::vector<std::string> columns{};
};

// The sequence of each row; where they aren't known each row is one of its own.
std::vector<std::int32_t> sequences_of(const PointPlaces& places) {
  if (!places.sequence.empty()) return places.sequence;
  std::vector<std::int32_t> rows(places.points);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

// Rows in order: whole sequences while they fit, in an order drawn by seed.
std::vector<std::int32_t> sampled_rows(const std::vector<std::int32_t>& sequence, std::uint64_t seed) {
  std::vector<std::int32_t> groups = sequence;
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  std::vector<std::size_t> size(groups.size(), 0);
  const auto place = [&](std::int32_t group) {
    return static_cast<std::size_t>(std::lower_bound(groups.begin(), groups.end(), group) - groups.begin());
  };
  for (const std::int32_t group : sequence) ++size[place(group)];
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng(seed, "look", 0);
  rng.shuffle(std::span<std::size_t>(order));
  std::vector<bool> taken(groups.size(), false);
  std::size_t count = 0;
  for (const std::size_t g : order) {
    if (count + size[g] > kMostPoints && count > 0) continue;
    taken[g] = true;
    count += size[g];
  }
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < sequence.size() && rows.size() < kMostPoints; ++i)
    if (taken[place(sequence[i])]) rows.push_back(static_cast<std::int32_t>(i));
  return rows;
}

std::vector<std::size_t> as_sizes(const std::vector<std::int32_t>& rows) {
  return {rows.begin(), rows.end()};
}

void keep_rows(const std::vector<std::int32_t>& rows, StatesFile& file) {
  const std::vector<std::size_t> kept = as_sizes(rows);
  for (auto& [name, array] : file.columns)
    if (!name.ends_with("_labels")) array = rows_of(array, 0, kept);
  PointPlaces& places = file.places;
  const auto of = [&](const std::vector<std::int32_t>& values) {
    std::vector<std::int32_t> out;
    for (const std::size_t row : kept) out.push_back(values.empty() ? 0 : values[row]);
    return values.empty() ? values : out;
  };
  places.sequence = of(places.sequence);
  places.step = of(places.step);
  places.points = rows.size();
}

// Of a bare matrix with more states than are shown, only those are read: the file may be larger than the
// memory. Nothing for all else.
std::optional<StatesFile> sample_by_blocks(const StatesRequest& request, std::uint64_t seed) {
  const std::string& source = request.sources.front();
  if (request.sources.size() > 1 || suffix_of(source) != ".npy" || !request.axes.empty() ||
      !request.lengths.empty() || formats::describe_npy(source).shape.size() != 2)
    return std::nullopt;
  const std::unique_ptr<RowBlocks> states = formats::open_rows(source);
  if (states == nullptr || static_cast<std::size_t>(states->rows()) <= kMostPoints) return std::nullopt;
  StatesFile file;
  file.places.points = static_cast<std::size_t>(states->rows());
  if (!request.labels.empty())
    if (const std::string fault = take_labels(request.labels, file); !fault.empty())
      fail(ErrorKind::data, fault);
  const std::vector<std::int32_t> rows = sampled_rows(sequences_of(file.places), seed);
  Matrix room;
  const Matrix shown = ChosenRows(*states, rows).read(0, static_cast<Eigen::Index>(rows.size()), room);
  file.states = formats::from_matrix(MatrixRef(shown));
  keep_rows(rows, file);
  return file;
}

// --washout: the first steps of each sequence, in which a network still forgets its zero state.
void leave_out_washout(const Settings& settings, StatesFile& file) {
  const long long washout = settings.integer("washout");
  if (washout == 0) return;
  if (washout < 0) fail(ErrorKind::usage, "--washout: " + std::to_string(washout) + " is below 0");
  if (file.places.sequence.empty() || file.places.step.empty())
    fail(ErrorKind::usage,
         "--washout: which states follow each other isn't known (of one series: --axes steps,units; else "
         "columns or arrays sequence and step)");
  std::vector<std::int32_t> rows;
  for (std::size_t row = 0; row < file.places.points; ++row)
    if (file.places.step[row] >= washout) rows.push_back(static_cast<std::int32_t>(row));
  if (rows.empty())
    fail(ErrorKind::usage,
         "--washout: no sequence has more than " + std::to_string(washout) + " steps; give fewer");
  file.states = rows_of(file.states, file.states.shape.size() - 2, as_sizes(rows));
  keep_rows(rows, file);
  file.reading += (file.reading.empty() ? "" : "; ") + std::string("the first ") + std::to_string(washout) +
                  (washout == 1 ? " step" : " steps") + " of each sequence left out";
}

void note_sample(std::size_t before, std::size_t shown, LookReport& report) {
  report.notes.push_back(with_commas(static_cast<long long>(shown)) + " of " +
                         with_commas(static_cast<long long>(before)) + " states are shown");
}

void say_stages(const Settings& settings, const fs::path& folder, StatesFile& file, LookReport& report) {
  const std::string shown = "the last of " + std::to_string(file.states.shape[0]) + " stages is shown";
  report.notes.push_back(shown);
  file.reading += (file.reading.empty() ? "" : "; ") + shown;
  std::string all;
  for (const std::string& source : settings.positionals()) all += " '" + source + "'";
  for (const char* option : {"axes", "lengths"})
    if (settings.has(option)) all += " --" + std::string(option) + " " + settings.text(option);
  const std::string maps = (folder / "stages.npz").string();
  report.commands.emplace_back("one map a stage", "rssviz embed" + all + " --align -o " + maps);
  report.commands.emplace_back("a film over the stages",
                               "rssviz animate stages " + maps + " -o " + (folder / "stages.mp4").string());
}

// The columns that could colour the page: the table's in its order, then the file's.
std::vector<std::string> columns_to_show(const StatesRequest& request, const StatesFile& file) {
  std::vector<std::string> names;
  if (!request.labels.empty())
    for (const std::string& name : names_of_columns(request.labels, file.places))
      if (file.columns.contains(name)) names.push_back(name);
  for (const auto& [name, array] : file.columns)
    if (!name.ends_with("_labels") && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  return names;
}

// What was read in one way of several, or is shown in part, is written as states of one row a point, so that
// every command that is printed reads the same.
Subject write_subject(const StatesRequest& request, const StatesFile& file, const fs::path& folder) {
  Subject subject{(folder / "states.npz").string(), "", file.places, columns_to_show(request, file)};
  formats::Archive archive = file.columns;
  archive["states"] = file.states;
  add_places(file.places, archive);
  if (!file.reading.empty()) archive["reading"] = formats::from_string(file.reading);
  formats::write_npz(subject.states, archive);
  return subject;
}

// What of the states' order isn't known, or isn't drawn.
void say_order(const Settings& settings, const fs::path& folder, const std::string& source,
               const StatesFile& file, LookReport& report) {
  if (file.places.sequence.empty())
    report.notes.push_back(
        settings.has("axes")
            ? "points have no order in time: no trajectories (of stages of sequences: --axes "
              "stages,sequences,steps,units)"
            : "which states follow each other isn't known: no trajectories (of one series: --axes "
              "steps,units; else columns or arrays sequence and step)");
  if (!file.stage.empty())
    report.notes.push_back("rows of several stages lie on one map; a map for each: rssviz embed " + source +
                           " --align -o " + (folder / "stages.npz").string());
}

Subject prepare(const Settings& settings, const fs::path& folder, LookReport& report, Progress& progress) {
  const StatesRequest request = states_request(settings, formats::expand_patterns(settings.positionals()));
  const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
  const std::string& source = request.sources.front();
  const bool by_blocks = settings.integer("washout") == 0;
  if (const std::optional<StatesFile> file = by_blocks ? sample_by_blocks(request, seed) : std::nullopt) {
    tell(*file, source, progress);
    require_finite(*file, source);
    note_sample(formats::describe_npy(source).shape[0], file->places.points, report);
    return write_subject(request, *file, folder);
  }
  StatesFile file = read_states(request);
  leave_out_washout(settings, file);
  tell(file, source, progress);
  require_finite(file, source);
  say_order(settings, folder, source, file, report);
  const bool stages = file.states.shape.size() == 3;
  if (stages) {
    say_stages(settings, folder, file, report);
    keep_last_stage(file);
  }
  const std::size_t before = file.places.points;
  const bool sampled = before > kMostPoints;
  if (sampled) {
    const std::vector<std::int32_t> rows = sampled_rows(sequences_of(file.places), seed);
    file.states = rows_of(file.states, 0, as_sizes(rows));
    keep_rows(rows, file);
    note_sample(before, file.places.points, report);
  }
  const bool plain = !stages && !sampled && file.reading.empty() && file.notes.empty() &&
                     request.sources.size() == 1 && request.unit_columns.empty();
  if (!plain || is_standard_input(source)) return write_subject(request, file, folder);
  return {source, request.labels, file.places, columns_to_show(request, file)};
}

// The first column with a few classes, better one without gaps; else the step within the sequence; else none.
std::string column_to_show(const Subject& subject) {
  std::string with_gaps;
  for (const std::string& name : subject.columns) {
    if (name == "step" || name == "sequence" || name == "index") continue;
    const std::string& table =
        !subject.labels.empty() && has_column(subject.labels, name) ? subject.labels : subject.states;
    const ScatterColumn column = read_column(table, name, subject.places, ColumnReading::automatic);
    if (column.is_scale || column.labels.size() < 2 || column.labels.size() > kMostClasses) continue;
    if (std::find(column.values.begin(), column.values.end(), -1) == column.values.end()) return name;
    if (with_gaps.empty()) with_gaps = name;
  }
  return !with_gaps.empty() ? with_gaps : subject.places.step.empty() ? "" : "step";
}

// How many neighbours so few states have a map by; "": as always.
std::string few_neighbors(const Subject& subject) {
  return subject.places.points > 16 ? ""
                                    : std::to_string(std::max<std::size_t>(2, subject.places.points / 2));
}

// What was asked for beside what is always so.
std::vector<std::pair<std::string, std::string>> given_looks(const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> looks;
  for (const char* const option : {"venue", "theme"})
    if (settings.given(option)) looks.emplace_back(option, settings.text(option));
  return looks;
}

std::string name_of_source(const std::string& source) {
  return is_standard_input(source) ? "standard input" : fs::path(source).filename().string();
}

fs::path map_of(const Subject& subject, const char* method, const fs::path& folder, const Settings& settings,
                const Execution& execution, LookReport& report) {
  const fs::path output = folder / (std::string(method) + ".npz");
  Settings embed(embed_table());
  embed.set("method", method);
  embed.set("seed", settings.text("seed"));
  std::string options = " --method " + std::string(method);
  if (const std::string few = few_neighbors(subject); std::string(method) == "umap" && !few.empty()) {
    embed.set("neighbors", few);
    options += " --neighbors " + few;
  }
  if (settings.text("seed") != "1") options += " --seed " + settings.text("seed");
  embed_step({subject.states}, output, embed, execution);
  report.files.push_back(output);
  report.commands.emplace_back("the map by " + std::string(std::string(method) == "pca" ? "PCA" : "UMAP"),
                               "rssviz embed " + subject.states + options + " -o " + output.string());
  return output;
}

}  // namespace

LookReport look_step(const Settings& settings, const fs::path& folder, const Execution& execution) {
  LookReport report;
  const FolderLock lock(folder, kLockPatience_s, execution.progress);
  const Subject subject = prepare(settings, folder, report, execution.progress);
  const std::vector<std::pair<std::string, std::string>> of_stages = std::move(report.commands);
  report.commands.clear();
  const std::vector<fs::path> maps{map_of(subject, "pca", folder, settings, execution, report),
                                   map_of(subject, "umap", folder, settings, execution, report)};
  const FigureKind& overview = figure_kind_named("overview");
  Settings figure(table_of(overview));
  if (settings.flag("no-pack")) figure.set("no-pack", "true");
  figure.set("states", subject.states);
  if (!subject.labels.empty()) figure.set("labels", subject.labels);
  const std::string color = settings.has("color-by") ? settings.text("color-by") : column_to_show(subject);
  if (!color.empty()) figure.set("color-by", color);
  for (const char* option : {"venue", "theme"}) figure.set(option, settings.text(option));
  figure.set("seed", settings.text("seed"));
  const std::vector<fs::path> pages{folder / "look.pdf", folder / "look.png"};
  figure_step(overview, {}, maps, pages, figure, execution);
  report.files.insert(report.files.begin(), pages.begin(), pages.end());
  const std::string umap = maps.back().string(), states = " --states " + subject.states;
  const std::string labels = subject.labels.empty() ? "" : " --labels " + subject.labels;
  const auto add = [&](const char* what, const std::string& command, const char* file) {
    report.commands.emplace_back(what, "rssviz figure " + command + " -o " + (folder / file).string());
  };
  const std::string by = color.empty() ? "" : " --color-by " + color;
  add("this page", "overview " + maps.front().string() + " " + umap + states + labels + by, "look.pdf");
  add("the map alone", "scatter " + umap + (color.empty() ? "" : states + labels + by), "map.pdf");
  if (!subject.places.sequence.empty())
    add("trajectories", "paths " + umap + states + labels + (color == "step" ? "" : by), "paths.pdf");
  add(subject.places.sequence.empty() ? "states, unit by unit" : "states along a sequence",
      "heat-map " + subject.states + labels, "heat-map.pdf");
  report.commands.insert(report.commands.end(), of_stages.begin(), of_stages.end());
  write_look_recipe(
      {subject.states, subject.labels, color, !subject.places.sequence.empty(), settings.text("seed"),
       few_neighbors(subject), given_looks(settings), name_of_source(settings.positionals().front())},
      folder);
  return report;
}

}  // namespace rssviz::cli
