#include "cli/compose/maps/nested_groups.h"

#include <algorithm>
#include <numeric>

#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/roles.h"
#include "cli/subjects/states_file.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMany = 50;    // states, from which on the outermost are cut
constexpr double kOutermost = 0.02;  // of them, on each side
constexpr double kLargest = 0.55;    // of the map's longer side: so that a group comes out larger than there

bool given(const std::vector<std::string>& texts) { return !texts.empty() && !texts.front().empty(); }

// The outer class, the last other question about the same slot, the inner class.
std::vector<std::string> own_levels(const NetworkView& view) {
  const std::vector<std::string> outer = view.task->role("outer"), inner = view.task->role("inner");
  if (outer.empty() || inner.empty())
    fail(ErrorKind::usage,
         "--levels is needed: the task " + view.task->name() + " of " + view.id +
             " doesn't say which of its classes are nested (columns: " + names_of_columns(view) + ")");
  std::vector<std::string> levels{outer.front()};
  for (const OutputGroup& about : view.task->groups()) {
    if (about.heard != outer.front()) continue;
    std::string other;
    for (const OutputGroup& group : view.task->groups())
      if (group.slot == about.slot && !group.heard.empty() && group.heard != outer.front())
        other = group.heard;
    if (!other.empty()) levels.push_back(other);
  }
  levels.push_back(inner.front());
  return levels;
}

void require_levels(const std::vector<std::string>& levels) {
  if (levels.size() < 2)
    fail(ErrorKind::usage,
         "--levels: two columns of classes or more, the outermost first, separated by commas");
}

NestedOptions study_options(const FigureRequest& request) {
  NestedOptions options;
  options.levels = request.settings.texts("levels");
  options.seeds = static_cast<int>(request.settings.integer("seeds"));
  options.neighbors = static_cast<int>(request.settings.integer("neighbors"));
  check_range("seeds", options.seeds, options.seeds >= 1 && options.seeds <= 100, "1 to 100");
  check_range("neighbors", options.neighbors, options.neighbors >= 1 && options.neighbors <= 1000,
              "1 to 1000");
  return options;
}

// The places and parts of the distinct states, each from the first row that is it.
void take_places(const ShownMap& map, const std::vector<std::int32_t>& rows, NestedSubject& subject) {
  subject.packing = map.packing;
  for (const std::int32_t row : rows) {
    subject.at.push_back({static_cast<double>(map.coords(row, 0)), static_cast<double>(map.coords(row, 1))});
    if (!map.part.empty()) subject.part.push_back(map.part[static_cast<std::size_t>(row)]);
  }
}

NestedSubject subject_of_runs(const FigureRequest& request, NestedOptions options, bool measure) {
  const NetworkView& view = *request.networks.front();
  if (!given(options.levels)) options.levels = own_levels(view);
  require_levels(options.levels);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  NestedSubject subject;
  subject.name = view.name;
  subject.levels = levels_of(view, options.levels);
  subject.inputs = view.task->wording().steps + " alone";
  subject.made = map_caption(view, map);
  subject.neighbors = options.neighbors;
  take_places(map, models::distinct_rows(view.trace), subject);
  if (measure) subject.measured = study_nested(request.networks, options, request.execution);
  return subject;
}

std::vector<std::int32_t> first_rows(const std::vector<std::int32_t>& index) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < index.size(); ++i)
    if (index[i] == static_cast<std::int32_t>(rows.size())) rows.push_back(static_cast<std::int32_t>(i));
  return rows;
}

// Of the file or of --labels.
ScatterColumn level_column(const FigureRequest& request, const StatesFile& file, const std::string& name) {
  const Settings& settings = request.settings;
  if (settings.has("labels"))
    if (const auto found = file.columns.find(name); found != file.columns.end()) {
      const auto labels = file.columns.find(name + "_labels");
      return column_of(name, found->second, labels == file.columns.end() ? nullptr : &labels->second,
                       ColumnReading::classes);
    }
  return read_column(settings.has("labels") ? fs::path(settings.text("labels")) : request.folders.front(),
                     name, file.places, ColumnReading::classes);
}

NestedSubject subject_of_file(const FigureRequest& request, const NestedOptions& options, bool measure) {
  if (!given(options.levels))
    fail(ErrorKind::usage,
         "--levels is needed with a file of states: two columns of classes or more, the outermost first");
  require_levels(options.levels);
  const std::filesystem::path& source = request.folders.front();
  StatesFile file = read_states(states_request(request.settings, {source.string()}));
  tell(file, source.string(), request.execution.progress);
  keep_last_stage(file);
  embed::EmbedOptions map_options;
  map_options.umap.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const embed::Embedding map = embed::embed(formats::to_matrix(file.states, source.string()), map_options,
                                            request.execution, file.sequence_places());
  const ShownMap shown = shown_map(map, request.settings, request.execution);
  const std::vector<std::int32_t> rows = first_rows(map.index);
  NestedSubject subject;
  subject.name = source.filename().string();
  subject.neighbors = options.neighbors;
  for (const std::string& name : options.levels) {
    const ScatterColumn column = level_column(request, file, name);
    NestedLevel level{name, name, column.labels, {}};
    for (const std::int32_t row : rows) level.values.push_back(column.values[static_cast<std::size_t>(row)]);
    subject.levels.push_back(std::move(level));
  }
  take_places(shown, rows, subject);
  if (measure)
    subject.measured.push_back(
        {subject.name, subject.name, "states", 0,
         level_agreement(map.map.reference, subject.levels, options.neighbors, request.execution)});
  subject.made = "Map: UMAP of the " + with_commas(static_cast<long long>(rows.size())) +
                 " distinct states (15 neighbours, min_dist 0.1, seed " + request.settings.text("seed") +
                 "; one run). Trustworthiness " + decimals(map.quality.trustworthiness, 3) +
                 ". The axes have no units; distances between clusters and their sizes carry no meaning." +
                 packing_caption(shown.packing);
  return subject;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The middle of the values without the outermost ones.
std::pair<double, double> most_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto cut = values.size() < kMany
                       ? std::size_t{0}
                       : static_cast<std::size_t>(kOutermost * static_cast<double>(values.size()));
  return {values[cut], values[values.size() - 1 - cut]};
}

}  // namespace

std::vector<Option> nested_options() {
  return {{"levels",
           OptionType::texts,
           "",
           "columns of classes, the outermost first (default: the task's; needed with a file of states)",
           true,
           {}},
          {"seeds",
           OptionType::integer,
           "3",
           "networks in all, the further ones trained again (of the first run; a reservoir is drawn again)",
           true,
           {}},
          {"neighbors", OptionType::integer, "15", "nearest states whose classes are compared", true, {}},
          no_pack_option()};
}

NestedSubject nested_subject(const FigureRequest& request, bool measure) {
  const NestedOptions options = study_options(request);
  return request.networks.empty() ? subject_of_file(request, options, measure)
                                  : subject_of_runs(request, options, measure);
}

NestedGroup group_around(const NestedSubject& subject, const std::vector<std::size_t>& rows) {
  NestedGroup group;
  group.all = rows.size();
  std::vector<std::size_t> sizes(subject.packing.parts() + 1);
  const auto part = [&](std::size_t i) {
    return subject.part.empty() ? std::size_t{0} : static_cast<std::size_t>(subject.part[i]);
  };
  for (const std::size_t i : rows) ++sizes[part(i)];
  const auto fullest = static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  std::vector<double> x, y;
  for (const std::size_t i : rows)
    if (part(i) == fullest) {
      x.push_back(subject.at[i].x);
      y.push_back(subject.at[i].y);
    }
  const auto [left, right] = most_of(x);
  const auto [low, high] = most_of(y);
  const Limits all = limits_of(subject.at, 0);
  const double most = kLargest * std::max(all.second.x - all.first.x, all.second.y - all.first.y) / 2;
  const double wanted = std::max({right - left, high - low, 1e-6}) * 0.54;
  const bool cut = wanted > most;  // around where most of it is
  const double half = cut ? most : wanted;
  const render::Point middle =
      cut ? render::Point{median(x), median(y)} : render::Point{(left + right) / 2, (low + high) / 2};
  group.box = {{middle.x - half, middle.y - half}, {middle.x + half, middle.y + half}};
  for (const std::size_t i : rows) {
    const render::Point& at = subject.at[i];
    if (part(i) == fullest && std::abs(at.x - middle.x) <= half && std::abs(at.y - middle.y) <= half)
      group.inside.push_back(i);
  }
  return group;
}

std::vector<NestedGroup> groups_among(const NestedSubject& subject, std::size_t level,
                                      const std::vector<std::size_t>& rows, std::size_t most) {
  std::vector<NestedGroup> groups;
  const NestedLevel& of = subject.levels[level];
  for (std::size_t k = 0; k < of.labels.size(); ++k) {
    std::vector<std::size_t> own;
    for (const std::size_t i : rows)
      if (of.values[i] == static_cast<std::int32_t>(k)) own.push_back(i);
    if (own.empty()) continue;
    groups.push_back(group_around(subject, own));
    groups.back().value = static_cast<std::int32_t>(k);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.all > b.all; });
  groups.resize(std::min(groups.size(), most));
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  return groups;
}

std::vector<std::size_t> all_states(const NestedSubject& subject) {
  std::vector<std::size_t> rows(subject.at.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<render::Mark> level_marks(const NestedSubject& subject, std::size_t level, const Classes& classes,
                                      const std::vector<std::size_t>& rows, const render::Style& style,
                                      double radius_pt) {
  std::vector<render::Point> at;
  std::vector<std::int32_t> values;
  for (const std::size_t i : rows) {
    at.push_back(subject.at[i]);
    values.push_back(subject.levels[level].values[i]);
  }
  return class_marks(at, values, classes, style, radius_pt, {});
}

}  // namespace rssviz::cli
