#include "cli/compose/states/bare_states.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/options/option_table.h"
#include "cli/studies/class_agreement.h"
#include "cli/subjects/map_stages.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/foreign_table.h"
#include "core/formats/npy_rows.h"
#include "core/number_text.h"
#include "core/text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

// The only class of a sequence's states; -1 where there are several or none.
std::int32_t class_along(const ScatterColumn& column, const SequenceRows& sequence) {
  if (column.values.empty() || sequence.rows.empty()) return -1;
  const std::int32_t first = column.values[sequence.rows.front()];
  const bool all = std::all_of(sequence.rows.begin(), sequence.rows.end(),
                               [&](std::size_t row) { return column.values[row] == first; });
  return all ? first : -1;
}

std::vector<std::int32_t> kept(const std::vector<std::int32_t>& values,
                               const std::vector<std::size_t>& rows) {
  std::vector<std::int32_t> of_rows;
  for (const std::size_t row : rows)
    if (row < values.size()) of_rows.push_back(values[row]);
  return of_rows;
}

void take_facts(const formats::Archive& archive, const std::string& file, const DrawnPlane& plane,
                BareMap& map) {
  map.sentences += sentences_on_map(archive, file);
  const std::vector<std::string> axes = axes_of_map(archive, file);
  if (std::max(plane.x, plane.y) < axes.size()) map.axes = {axes[plane.x], axes[plane.y]};
}

// One of the maps of several stages, where the file holds such: --stage says which.
bool take_stage(const FigureRequest& request, BareMap& map) {
  const std::string file = request.folders.front().string();
  const formats::Archive archive = formats::read_arrays(file);
  if (!has_map_stages(archive)) return false;
  const DrawnPlane plane = plane_of(request.settings);
  if (dims_of_maps(archive) > 3 && !plane.given) return false;  // states, which read_coordinates refuses
  const MapStages stages = read_map_stages(archive, file, plane);
  // All of them at once, told apart by colour.
  if (!request.settings.has("stage") && archive.contains("stage") && request.settings.has("color-by") &&
      request.settings.text("color-by") == "stage")
    return false;
  if (!request.settings.has("stage"))
    fail(ErrorKind::data, file + ": holds maps of " + std::to_string(stages.at.size()) + " stages (" +
                              stages.names.front() + " to " + stages.names.back() +
                              "); one of them: --stage last, or another; all: rssviz animate stages " + file +
                              " -o stages.mp4");
  const std::size_t s = stage_named(stages, request.settings.text("stage"));
  for (std::size_t i = 0; i < stages.points(); ++i) {
    if (!stages.is_there(s, i)) continue;
    map.at.push_back(stages.at[s][i]);
    map.rows.push_back(static_cast<std::size_t>(stages.rows[s][i]));
  }
  if (map.at.empty()) fail(ErrorKind::data, file + ": no point has a place at " + stages.names[s]);
  map.places_in_file = places_of_points(request.settings, request.folders.front(),
                                        {.points = stages.rows_in_file, .point = stages.point_of_row});
  map.places = map.places_in_file;
  map.places.points = map.at.size();
  map.places.point.clear();  // one stage alone
  map.places.sequence = kept(map.places_in_file.sequence, map.rows);
  map.places.step = kept(map.places_in_file.step, map.rows);
  map.limits = limits_of(map.at);
  map.sentences = "Drawn is " + stages.names[s] + " of the maps of " + std::to_string(stages.at.size()) +
                  " stages, laid out to stay comparable" +
                  (stages.come_and_go ? "; points come and go between stages. " : ". ");
  map.sentences += plane_sentence(plane, stages.dims);
  map.sentences += sentences_on_stage(archive, s);
  return true;
}

}  // namespace

embed::Packing pack_coordinates(const FigureRequest& request, const fs::path& file,
                                std::vector<render::Point>& at) {
  if (suffix_of(file) != ".npz" || request.settings.flag("no-pack") || plane_of(request.settings).given)
    return {};
  const formats::Archive archive = formats::read_arrays(file.string());
  for (const char* array : {"format_version", "settings", "reference", "reference_coords"})
    if (!archive.contains(array)) return {};
  const ShownMap shown =
      shown_map(embed::from_archive(archive, file.string()), request.settings, request.execution);
  if (!shown.packing.moves() || shown.coords.rows() != static_cast<Eigen::Index>(at.size())) return {};
  for (std::size_t i = 0; i < at.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    at[i] = {static_cast<double>(shown.coords(row, 0)), static_cast<double>(shown.coords(row, 1))};
  }
  return shown.packing;
}

std::vector<Option> with_column_look(std::vector<Option> options) {
  for (Option& option : column_look_options()) options.push_back(std::move(option));
  return options;
}

Option stage_option() {
  return {"stage", OptionType::text,
          "",      "of maps of several stages the one to draw: its name, its number from 0, first or last",
          true,    {}};
}

BareMap read_bare_map(const FigureRequest& request) {
  const fs::path& file = request.folders.front();
  BareMap map;
  if (!formats::is_table(file) && take_stage(request, map)) return map;
  if (request.settings.has("stage"))
    fail(ErrorKind::usage, "--stage: " + file.string() + " holds one map, not one a stage");
  const DrawnPlane plane = plane_of(request.settings);
  Coordinates read = read_coordinates(file, plane);
  for (const std::string& note : read.notes) request.execution.progress.warn(note);
  map.at = std::move(read.at);
  map.packing = pack_coordinates(request, file, map.at);
  map.places = places_of_points(request.settings, file, {.points = map.at.size()});
  map.limits = limits_of(with_hulls(map.packing, placed(map.at)));
  map.sentences = read.sentence;
  if (suffix_of(file) == ".npz") take_facts(formats::read_arrays(file.string()), file.string(), plane, map);
  if (const std::string packed = packing_caption(map.packing); !packed.empty())
    map.sentences += packed.substr(1) + " ";
  map.places_in_file = map.places;
  return map;
}

render::Panel panel_of_map(const BareMap& map) {
  render::Panel panel = map_panel("", map.limits);
  if (map.axes.size() < 2) return panel;
  panel.x.label = map.axes[0];
  panel.y.label = map.axes[1];
  return panel;
}

std::string axes_sentence(const BareMap& map) {
  return map.axes.empty() ? "The axes have equal scales and no units."
                          : "Axes: principal components with their share of the variance, of equal scale.";
}

ScatterColumn column_of_map(const FigureRequest& request, const BareMap& map, const std::string& name) {
  ScatterColumn column = chosen_column(request.settings, request.folders.front(), name, map.places_in_file,
                                       request.execution.progress);
  if (!map.rows.empty()) keep_rows(map.rows, column);
  return column;
}

ColumnOf columns_of_map(const FigureRequest& request, const BareMap& map) {
  return [&request, &map](const std::string& name) { return column_of_map(request, map, name); };
}

namespace {

// One a place, in their order: points that coincide are neighbours by being the same.
std::vector<std::size_t> first_of_places(const std::vector<render::Point>& at) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!std::isnan(at[i].x)) rows.push_back(i);
  const auto key = [&](std::size_t i) { return std::tuple(at[i].x, at[i].y, i); };
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  const auto same = [&](std::size_t a, std::size_t b) { return at[a].x == at[b].x && at[a].y == at[b].y; };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

void add_agreement_on_map(const BareMap& map, const ScatterColumn& column, const Execution& execution,
                          std::vector<Finding>& findings) {
  constexpr std::size_t kMost = 4000;
  if (column.is_scale || column.values.size() != map.at.size()) return;
  const std::vector<std::size_t> rows = first_of_places(map.at);
  const std::size_t count = std::min(rows.size(), kMost);
  Matrix coords(static_cast<Eigen::Index>(count), 2);
  ClassesOfStates classes;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = rows[k * rows.size() / count];
    coords(static_cast<Eigen::Index>(k), 0) = static_cast<float>(map.at[i].x);
    coords(static_cast<Eigen::Index>(k), 1) = static_cast<float>(map.at[i].y);
    classes.values.push_back(column.values[i]);
  }
  std::string name = column.name;
  std::replace(name.begin(), name.end(), '_', ' ');
  for (const ClassAgreement& found : class_agreement(coords, {classes}, kAgreeing, execution)) {
    findings.push_back({name + ": neighbours on the map that agree", found.share});
    findings.push_back({name + ": by chance", found.chance});
  }
}

void set_title(const FigureRequest& request, const std::string& caption_title, render::Figure& figure) {
  const Settings& settings = request.settings;
  figure.title = settings.has("title") ? settings.text("title") : "";
  figure.caption.title = settings.has("title") ? settings.text("title") : caption_title;
}

std::string file_name(const FigureRequest& request) { return request.folders.front().filename().string(); }

FollowedSequences followed_sequences(const FigureRequest& request, const ScatterColumn& column,
                                     const PointPlaces& places, std::size_t count, const render::Style& style,
                                     const ColumnOf& column_of) {
  const std::vector<std::string> named = request.settings.texts("sequences");
  const bool chosen = std::any_of(named.begin(), named.end(), [](const auto& text) { return !text.empty(); });
  const std::vector<render::Color> palette = render::class_colors(style, column.labels.size());
  const auto color = [&](std::size_t i) { return palette[i % palette.size()]; };
  FollowedSequences followed;
  followed.sequences = chosen_sequences(request.settings, places,
                                        chosen || column.values.empty() ? count : places.points, column_of);
  if (followed.sequences.empty()) return followed;
  std::vector<std::int32_t> classes;
  for (const SequenceRows& sequence : followed.sequences) classes.push_back(class_along(column, sequence));
  const bool one_class = std::find(classes.begin(), classes.end(), -1) == classes.end();
  if (one_class && !chosen) {
    std::set<std::int32_t> seen;
    std::vector<SequenceRows> firsts;
    for (std::size_t i = 0; i < classes.size() && seen.size() < count; ++i)
      if (seen.insert(classes[i]).second) {
        firsts.push_back(std::move(followed.sequences[i]));
        followed.colors.push_back(color(static_cast<std::size_t>(classes[i])));
      }
    followed.sequences = std::move(firsts);
    return followed;
  }
  if (!chosen) followed.sequences.resize(std::min(count, followed.sequences.size()));
  followed.alike = !one_class && followed.sequences.size() > palette.size();
  for (std::size_t i = 0; i < followed.sequences.size(); ++i)
    followed.colors.push_back(
        followed.alike ? render::with_alpha(style.ink, 0.5)
                       : color(one_class ? static_cast<std::size_t>(classes[i]) : column.labels.size() + i));
  return followed;
}

namespace {

constexpr std::size_t kInLegend = 25;  // and in a legend

std::string name_of(const SequenceRows& sequence, const std::vector<std::string>& symbols) {
  std::string name = std::to_string(sequence.sequence);
  if (symbols.empty() || sequence.rows.size() > kInLegend) return name;
  for (std::size_t k = 0; k < sequence.rows.size(); ++k)
    name += (k == 0 ? ": " : " ") + symbols[sequence.rows[k]];
  return name;
}

}  // namespace

void add_paths(const std::vector<render::Point>& at, const FollowedSequences& followed,
               const render::Style& style, std::size_t place, render::Figure& figure,
               const std::vector<std::string>& symbols) {
  const std::vector<SequenceRows>& sequences = followed.sequences;
  render::Panel& panel = figure.panels[place];
  render::Legend legend;
  legend.title = "sequence";
  std::vector<render::Mark> stops;  // above all lines
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    render::Line line;
    for (const std::size_t row : sequences[s].rows)
      if (!std::isnan(at[row].x)) line.at.push_back(at[row]);
    if (line.at.empty()) continue;  // none of it has a place
    line.color = followed.colors[s];
    line.width_pt = sequences[s].rows.size() > 100 ? 0.5 : 1.1;
    line.arrows = sequences[s].rows.size() <= 100;
    line.halo_pt = 0.5;
    render::Points dots;
    dots.at = {line.at.front(), line.at.back()};
    dots.colors = {line.color, style.paper};
    dots.radius_pt = 2;
    dots.outline_pt = 0.8;
    dots.outline = line.color;
    dots.keep_order = true;
    stops.emplace_back(std::move(dots));
    legend.entries.push_back({name_of(sequences[s], symbols), line.color, render::SwatchKind::line});
    panel.marks.emplace_back(std::move(line));
  }
  panel.marks.insert(panel.marks.end(), stops.begin(), stops.end());
  if (figure.panels.size() > 1) legend.panels = {place};
  if (!followed.alike) figure.legends.push_back(std::move(legend));
}

}  // namespace rssviz::cli
