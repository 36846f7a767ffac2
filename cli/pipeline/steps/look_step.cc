#include "cli/pipeline/steps/look_step.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "cli/compose/kind_tables.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/step_tables.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/scatter_table.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
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

// What is looked at: files that the commands can name.
struct Subject {
  std::string states{};
  std::string labels{};  // "": none
  std::size_t points{0};
};

void keep_last_stage(formats::Archive& archive) {
  formats::Array& states = archive.at("states");
  const std::size_t bytes = states.data.size() / states.shape.at(0);
  states.data.erase(states.data.begin(), states.data.end() - static_cast<std::ptrdiff_t>(bytes));
  states.shape.erase(states.shape.begin());
  archive.erase("stage");
}

// The sequence of each row, from the states' file or the labels; none: each row is one of its own.
std::vector<std::int32_t> sequences_of(const formats::Archive& archive, const Subject& subject) {
  if (const auto sequence = archive.find("sequence"); sequence != archive.end())
    return formats::to_integers(sequence->second, "sequence");
  std::vector<std::int32_t> rows(subject.points);
  std::iota(rows.begin(), rows.end(), 0);
  if (subject.labels.empty() || !has_column(subject.labels, "sequence")) return rows;
  const std::vector<double> numbers =
      read_column(subject.labels, "sequence", subject.points, ColumnReading::scale).numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    rows[i] = std::isfinite(numbers[i]) && std::abs(numbers[i]) < 2e9
                  ? static_cast<std::int32_t>(std::lround(numbers[i]))
                  : -1;
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

void keep_rows(formats::Array& array, const std::vector<std::int32_t>& rows) {
  const std::size_t count = array.shape.at(0);
  array.shape[0] = rows.size();
  if (array.dtype == formats::DType::text) {
    std::vector<std::string> kept;
    for (const std::int32_t row : rows) kept.push_back(array.text[static_cast<std::size_t>(row)]);
    array.text = std::move(kept);
    return;
  }
  const std::size_t width = array.data.size() / count;
  std::vector<std::byte> kept(rows.size() * width);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(kept.data() + i * width, array.data.data() + static_cast<std::size_t>(rows[i]) * width,
                width);
  array.data = std::move(kept);
}

void sample(formats::Archive& archive, const std::vector<std::int32_t>& rows, const fs::path& folder,
            Subject& subject) {
  for (auto& [name, array] : archive)
    if (!array.shape.empty() && array.shape[0] == subject.points && !name.ends_with("_labels"))
      keep_rows(array, rows);
  if (!subject.labels.empty()) {
    formats::Table table =
        formats::read_csv(subject.labels, suffix_of(subject.labels) == ".tsv" ? '\t' : ',');
    if (table.rows.size() != subject.points)
      fail(ErrorKind::data, subject.labels + ": has " + std::to_string(table.rows.size()) + " rows for " +
                                std::to_string(subject.points) + " points");
    std::vector<std::vector<std::string>> kept;
    for (const std::int32_t row : rows) kept.push_back(table.rows[static_cast<std::size_t>(row)]);
    table.rows = std::move(kept);
    subject.labels = (folder / "labels.csv").string();
    formats::write_csv(subject.labels, table);
  }
  subject.points = rows.size();
}

// Of a bare matrix with more states than are shown, only those are read: the file may be larger than the
// memory. False for all else.
bool sample_by_blocks(const std::string& source, std::uint64_t seed, const fs::path& folder,
                      Subject& subject) {
  if (suffix_of(source) != ".npy") return false;
  const std::unique_ptr<RowBlocks> states = formats::open_rows(source);
  if (states == nullptr || static_cast<std::size_t>(states->rows()) <= kMostPoints) return false;
  subject.points = static_cast<std::size_t>(states->rows());
  formats::Archive archive;
  const std::vector<std::int32_t> rows = sampled_rows(sequences_of(archive, subject), seed);
  Matrix room;
  const Matrix shown = ChosenRows(*states, rows).read(0, static_cast<Eigen::Index>(rows.size()), room);
  sample(archive, rows, folder, subject);
  subject.states = (folder / "states.npz").string();
  formats::write_npz(subject.states, {{"states", formats::from_matrix(MatrixRef(shown))}});
  return true;
}

void note_sample(std::size_t before, const Subject& subject, LookReport& report) {
  report.notes.push_back(with_commas(static_cast<long long>(subject.points)) + " of " +
                         with_commas(static_cast<long long>(before)) + " states are shown");
}

Subject prepare(const Settings& settings, const fs::path& folder, LookReport& report) {
  const std::vector<std::string> sources = formats::expand_patterns(settings.positionals());
  const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
  Subject subject{sources.front(), settings.has("labels") ? settings.text("labels") : std::string(), 0};
  if (sources.size() == 1 && sample_by_blocks(sources.front(), seed, folder, subject)) {
    note_sample(formats::describe_npy(sources.front()).shape[0], subject, report);
    return subject;
  }
  formats::Archive archive = formats::read_states(sources);
  const std::vector<std::size_t> shape = archive.at("states").shape;
  subject.points = shape[shape.size() - 2];
  const bool stages = shape.size() == 3;
  if (shape[0] == 0 || subject.points == 0) fail(ErrorKind::data, sources.front() + ": holds no states");
  if (!stages && subject.points <= kMostPoints) return subject;
  if (stages) {
    report.notes.push_back("the last of " + std::to_string(shape[0]) + " stages is shown");
    keep_last_stage(archive);
    std::string all;
    for (const std::string& source : settings.positionals()) all += " '" + source + "'";
    const std::string maps = (folder / "stages.npz").string();
    report.commands.emplace_back("one map a stage", "rssviz embed" + all + " --align -o " + maps);
    report.commands.emplace_back("a film over the stages",
                                 "rssviz animate stages " + maps + " -o " + (folder / "stages.mp4").string());
  }
  if (subject.points > kMostPoints) {
    const std::size_t before = subject.points;
    sample(archive, sampled_rows(sequences_of(archive, subject), seed), folder, subject);
    note_sample(before, subject, report);
  }
  subject.states = (folder / "states.npz").string();
  formats::write_npz(subject.states, archive);
  return subject;
}

std::vector<std::string> columns_of(const std::string& table, std::size_t points) {
  if (table.empty()) return {};
  const std::string suffix = suffix_of(table);
  if (suffix == ".csv" || suffix == ".tsv")
    return formats::read_csv(table, suffix == ".tsv" ? '\t' : ',').header;
  std::vector<std::string> names;
  if (suffix == ".npy") return names;
  for (const auto& [name, array] : formats::read_arrays(table))
    if (array.shape.size() == 1 && array.shape[0] == points && !name.ends_with("_labels"))
      names.push_back(name);
  return names;
}

// The first column with a few classes, better one without gaps; else the step within the sequence; else none.
std::string column_to_show(const Subject& subject) {
  std::string otherwise, with_gaps;
  for (const std::string& table : {subject.labels, subject.states})
    for (const std::string& name : columns_of(table, subject.points)) {
      if (name == "step") otherwise = name;
      if (name == "step" || name == "sequence" || name == "index") continue;
      const ScatterColumn column = read_column(table, name, subject.points, ColumnReading::automatic);
      if (column.is_scale || column.labels.size() < 2 || column.labels.size() > kMostClasses) continue;
      if (std::find(column.values.begin(), column.values.end(), -1) == column.values.end()) return name;
      if (with_gaps.empty()) with_gaps = name;
    }
  return with_gaps.empty() ? otherwise : with_gaps;
}

fs::path map_of(const Subject& subject, const char* method, const fs::path& folder, const Settings& settings,
                const Execution& execution, LookReport& report) {
  const fs::path output = folder / (std::string(method) + ".npz");
  Settings embed(embed_table());
  embed.set("method", method);
  embed.set("seed", settings.text("seed"));
  std::string options = " --method " + std::string(method);
  if (std::string(method) == "umap" && subject.points <= 16) {
    embed.set("neighbors", std::to_string(std::max<std::size_t>(2, subject.points / 2)));
    options += " --neighbors " + embed.text("neighbors");
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
  const Subject subject = prepare(settings, folder, report);
  const std::vector<std::pair<std::string, std::string>> of_stages = std::move(report.commands);
  report.commands.clear();
  const std::vector<fs::path> maps{map_of(subject, "pca", folder, settings, execution, report),
                                   map_of(subject, "umap", folder, settings, execution, report)};
  const FigureKind& overview = figure_kind_named("overview");
  Settings figure(table_of(overview));
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
  add("trajectories", "paths " + umap + states + labels, "paths.pdf");
  add("states along a sequence", "heat-map " + subject.states + labels, "heat-map.pdf");
  report.commands.insert(report.commands.end(), of_stages.begin(), of_stages.end());
  return report;
}

}  // namespace rssviz::cli
