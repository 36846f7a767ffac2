#include "cli/subjects/states_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/subjects/beside_states.h"
#include "cli/subjects/named_axes.h"
#include "cli/subjects/padding.h"
#include "core/error.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {
namespace {

using formats::Archive;
using formats::Array;

constexpr const char* kSequences = "sequences,steps,units";
constexpr const char* kStepsFirst = "steps,sequences,units";
constexpr const char* kStages = "stages,points,units";

// Ends with the commands that read in each of these ways.
[[noreturn]] void fail_with_readings(const StatesRequest& request, const std::string& what,
                                     const std::vector<std::string>& readings) {
  std::string commands;
  const std::string lengths = request.lengths.empty() ? "" : " --lengths " + request.lengths;
  for (const std::string& axes : readings) {
    const std::string options = "--axes " + axes + (axes.starts_with("stages,points") ? "" : lengths);
    commands += (commands.empty() ? "" : " or ") + (request.command ? request.command(options) : options);
  }
  fail(ErrorKind::data, what + "; say what the dimensions count: " + commands);
}

bool gives_stages(const Archive& archive) {
  const auto stage = archive.find("stage");
  return stage != archive.end() && archive.at("states").shape.size() > 2 &&
         stage->second.size() == archive.at("states").shape[0];
}

// The names of the dimensions where --axes doesn't give them.
std::vector<std::string> axes_by_shape(const Archive& archive, const StatesRequest& request,
                                       const std::string& source) {
  const std::vector<std::size_t>& shape = archive.at("states").shape;
  const bool stages = gives_stages(archive) || (request.align && request.sources.size() == 1);
  if (shape.size() == 2) return {"point", "unit"};
  if (shape.size() == 3 && stages) return {"stage", "point", "unit"};
  if (shape.size() == 3) return {"sequence", "step", "unit"};
  if (shape.size() == 4 && stages) return {"stage", "sequence", "step", "unit"};
  const std::string more = shape.size() == 5 ? "conditions," : "";
  fail_with_readings(
      request,
      source + ": states have " + std::to_string(shape.size()) + " dimensions (" + text_of_shape(shape) + ")",
      shape.size() == 4
          ? std::vector<std::string>{"stages,sequences,steps,units", "layers,sequences,steps,units",
                                     "conditions,trials,steps,units"}
          : std::vector<std::string>{"stages," + more + "sequences,steps,units",
                                     "layers," + more + "sequences,steps,units"});
}

struct Source {
  Archive archive{};
  ArrangedStates arranged{};
  Archive tables{};
  bool guessed{false};  // three dimensions without a name or an array `stage`: read as sequences
};

// Tables beside the states, in their order: of the same dimensions, or points x columns.
void take_tables(const StatesRequest& request, const std::vector<std::size_t>& shape,
                 const std::vector<std::string>& axes, const std::string& source, Source& read) {
  for (const std::string& name : request.tables) {
    const auto found = read.archive.find(name);
    if (found == read.archive.end()) continue;
    Array table = std::move(found->second);
    read.archive.erase(found);
    if (table.shape.size() == 1) {  // names of columns
      read.tables[name] = std::move(table);
      continue;
    }
    const bool alike =
        table.shape.size() == shape.size() && std::equal(shape.begin(), shape.end() - 1, table.shape.begin());
    if (alike) table = std::move(arrange(std::move(table), axes, source + ": " + name).states);
    const std::size_t rows = table.shape.size() < 2 ? 0 : table.shape[table.shape.size() - 2];
    if (rows != read.arranged.points())
      fail(ErrorKind::data, source + ": " + name + " has shape " + text_of_shape(table.shape) +
                                ", states have " + text_of_shape(shape) + ": all but the last must be alike");
    read.tables[name] = std::move(table);
  }
}

Source read_source(const std::string& source, const StatesRequest& request) {
  Source read{formats::read_states_of(source, {.unit_columns = request.unit_columns}), {}, {}, false};
  const std::vector<std::size_t> shape = read.archive.at("states").shape;
  const std::vector<std::string> axes =
      request.axes.empty() ? axes_by_shape(read.archive, request, source) : parse_axes(request.axes);
  read.guessed = request.axes.empty() && shape.size() == 3 && axes.front() == "sequence";
  read.arranged = arrange(std::move(read.archive.at("states")), axes, source);
  take_tables(request, shape, axes, source, read);
  read.archive.erase("states");
  return read;
}

// One file a stage, all arranged alike.
Source read_sources(const StatesRequest& request) {
  Source all = read_source(request.sources.front(), request);
  if (request.sources.size() == 1) return all;
  std::vector<std::int32_t> stages;
  Array stacked;
  for (const std::string& source : request.sources) {
    Source one = stages.empty() ? std::move(all) : read_source(source, request);
    Array& states = one.arranged.states;
    if (states.shape.size() != 2)
      fail(ErrorKind::data, source + ": holds stages itself; one of each of several files is needed");
    if (!stages.empty() && !std::equal(states.shape.begin(), states.shape.end(), stacked.shape.begin() + 1))
      fail(ErrorKind::data, source + ": states have shape " + text_of_shape(states.shape) + ", those of " +
                                request.sources.front() + " " +
                                text_of_shape({stacked.shape.begin() + 1, stacked.shape.end()}));
    const Array numbers = formats::from_matrix(formats::to_matrix(states, source));
    stacked.data.insert(stacked.data.end(), numbers.data.begin(), numbers.data.end());
    stacked.shape = {stages.size() + 1, numbers.shape[0], numbers.shape[1]};
    stages.push_back(static_cast<std::int32_t>(stages.size()));
    all = std::move(one);
  }
  all.arranged.states = std::move(stacked);
  all.arranged.stages = stages.size();
  all.archive["stage"] = formats::from_vector(stages);
  return all;
}

// Lengths or a mask that the file itself holds.
std::optional<Padding> own_padding(Archive& archive, const ArrangedStates& arranged) {
  constexpr std::array<const char*, 11> kNames{
      "lengths", "length", "seq_lengths", "sequence_lengths", "seq_lens", "seq_len",
      "lens",    "mask",   "masks",       "attention_mask",   "valid"};
  for (const char* name : kNames) {
    const auto found = archive.find(name);
    if (found == archive.end()) continue;
    std::optional<Padding> padding =
        padding_of_lengths(found->second, arranged, "'" + std::string(name) + "'");
    if (!padding) continue;
    archive.erase(found);
    return padding;
  }
  return std::nullopt;
}

Padding padding_of(Source& read, const StatesRequest& request) {
  if (read.arranged.steps == 0) return {};
  if (!request.lengths.empty()) {
    const Array lengths = read_lengths_or_mask(request.lengths);
    if (std::optional<Padding> padding = padding_of_lengths(lengths, read.arranged, request.lengths))
      return *padding;
    const std::string what = request.lengths + ": has " + text_of_shape(lengths.shape) +
                             " values, which are neither a length for each of " +
                             counted(read.arranged.sequences(), "sequence") + " nor a mask of " +
                             text_of(read.arranged, false);
    if (read.guessed) fail_with_readings(request, what, {kSequences, kStepsFirst});
    fail(ErrorKind::data, what);
  }
  std::optional<Padding> own = own_padding(read.archive, read.arranged);
  if (request.keep_padding) return {};
  return own ? *own : trailing_padding(read.arranged);
}

// Sequences of one after another in the rows of two dimensions, by --lengths.
void cut_by_lengths(const StatesRequest& request, StatesFile& file) {
  const std::vector<std::int32_t> lengths =
      formats::to_integers(read_lengths_or_mask(request.lengths), request.lengths);
  std::size_t row = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] < 1)
      fail(ErrorKind::data,
           request.lengths + ": sequence " + std::to_string(i) + " has length " + std::to_string(lengths[i]));
    for (std::int32_t t = 0; t < lengths[i] && row <= file.places.points; ++t, ++row) {
      file.places.sequence.push_back(static_cast<std::int32_t>(i));
      file.places.step.push_back(t);
    }
  }
  if (row != file.places.points)
    fail(ErrorKind::data, request.lengths + ": its lengths don't add up to the " +
                              counted(file.places.points, "row") + " of " + request.sources.front());
  file.places.outer = {{"sequence", lengths.size()}};
  file.reading = counted(lengths.size(), "sequence") + " one after another by " + request.lengths;
}

// Where each kept point stands, and the index along each axis that has a name of its own.
void place_points(const ArrangedStates& arranged, const std::vector<std::size_t>& rows, StatesFile& file) {
  file.places.points = rows.size();
  std::size_t below = std::max<std::size_t>(1, arranged.steps);
  for (std::size_t d = arranged.outer.size(); d-- > 0;) {
    const Axis& axis = arranged.outer[d];
    std::vector<std::int32_t> index;
    for (const std::size_t row : rows) index.push_back(static_cast<std::int32_t>(row / below % axis.size));
    below *= axis.size;
    if (axis.name != "sequence" && axis.name != "point")
      file.columns[axis.name] = formats::from_vector(index);
  }
  if (arranged.steps == 0) return;
  file.places.outer = arranged.outer;
  if (file.places.outer.empty()) file.places.outer = {{"sequence", 1}};
  file.places.steps = arranged.steps;
  for (const std::size_t row : rows) {
    file.places.sequence.push_back(static_cast<std::int32_t>(row / arranged.steps));
    file.places.step.push_back(static_cast<std::int32_t>(row % arranged.steps));
  }
}

// Which of the different numbers, in their order, each is.
std::vector<std::int32_t> ranks_of(const std::vector<std::int32_t>& numbers) {
  std::vector<std::int32_t> sorted = numbers, ranks;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const std::int32_t number : numbers)
    ranks.push_back(
        static_cast<std::int32_t>(std::lower_bound(sorted.begin(), sorted.end(), number) - sorted.begin()));
  return ranks;
}

void take_stages(Archive& archive, StatesFile& file, const std::string& source) {
  if (archive.contains("stage") && archive.contains("point") && file.states.shape.size() == 2) {
    file.stage = formats::to_integers(archive.at("stage"), source + ": stage");
    file.point = formats::to_integers(archive.at("point"), source + ": point");
    file.places.point = ranks_of(file.point);
  }
  const auto stage = archive.find("stage");
  if (stage == archive.end() || file.states.shape.size() != 3 || stage->second.size() != file.states.shape[0])
    return;
  file.stages = stage->second.text;
  if (stage->second.dtype != formats::DType::text)
    for (const std::int32_t number : formats::to_integers(stage->second, source + ": stage"))
      file.stages.push_back("stage " + std::to_string(number));
  archive.erase(stage);
}

// Labels that fit the points of stages, or sequences of steps first, as well as what was read, or better.
void check_guess(const StatesRequest& request, const StatesFile& file,
                 const std::vector<std::size_t>& shape) {
  const std::size_t rows = rows_of_labels(request.labels, shape), sequences = shape[0], steps = shape[1];
  const bool fits = rows == file.places.points || rows == sequences || rows == sequences * steps;
  if (fits && rows != steps) return;
  const std::string what = request.labels + ": has " + counted(rows, "row") + "; " + text_of_shape(shape) +
                           " as sequences x steps x units are " + rows_that_fit(file.places);
  fail_with_readings(request, what,
                     rows == steps && !fits ? std::vector<std::string>{kStepsFirst, kStages}
                                            : std::vector<std::string>{kSequences, kStages});
}

}  // namespace

embed::SequencePlaces StatesFile::sequence_places() const {
  if (places.sequence.empty() || places.step.empty()) return {};
  return {places.sequence, places.step};
}

StatesFile read_states(const StatesRequest& request) {
  const std::string& source = request.sources.back();
  Source read = read_sources(request);
  StatesFile file;
  file.notes = formats::reading_notes(read.archive);
  file.recorded = read.archive.contains("what") && read.archive.contains("recipe");
  Padding padding = padding_of(read, request);
  const std::vector<std::size_t> shape{read.arranged.sequences(), read.arranged.steps, read.arranged.units()};
  const std::vector<std::size_t> rows = kept_rows(padding, read.arranged.points());
  place_points(read.arranged, rows, file);
  if (read.arranged.steps > 0 || !request.axes.empty())
    file.reading = text_of(read.arranged, rows.size() < read.arranged.points());
  if (!padding.sentence.empty()) file.reading += "; " + padding.sentence;
  file.notes.insert(file.notes.end(), padding.notes.begin(), padding.notes.end());
  file.states = std::move(read.arranged.states);
  if (rows.size() < read.arranged.points())
    file.states = rows_of(file.states, file.states.shape.size() - 2, rows);
  for (auto& [name, table] : read.tables)
    file.tables[name] = table.shape.size() > 1 && rows.size() < read.arranged.points()
                            ? rows_of(table, table.shape.size() - 2, rows)
                            : std::move(table);
  take_stages(read.archive, file, source);
  if (const auto earlier = read.archive.find("reading"); earlier != read.archive.end() &&
                                                         earlier->second.dtype == formats::DType::text &&
                                                         earlier->second.size() == 1)
    file.earlier = formats::to_string(earlier->second, "reading");
  if (read.arranged.steps == 0 && !request.lengths.empty())
    cut_by_lengths(request, file);
  else if (read.arranged.steps == 0)
    take_places(read.archive, file);
  take_columns(read.archive, file);
  for (std::string& note : file.notes) note.insert(0, source + ": ");
  if (request.labels.empty()) return file;
  if (read.guessed) check_guess(request, file, shape);
  if (const std::string fault = take_labels(request.labels, file); !fault.empty())
    fail(ErrorKind::data, fault);
  return file;
}

void tell(const StatesFile& file, const std::string& source, Progress& progress) {
  if (!file.reading.empty())
    progress.warn(source + ": " + file.reading + " (" + counted(file.places.points, "state") + ")");
  for (const std::string& note : file.notes) progress.warn(note);
}

namespace {

void keep_last(Array& stages) {
  if (stages.shape.size() != 3) return;
  const std::size_t bytes = stages.data.size() / stages.shape[0];
  stages.data.erase(stages.data.begin(), stages.data.end() - static_cast<std::ptrdiff_t>(bytes));
  stages.shape.erase(stages.shape.begin());
}

}  // namespace

void keep_last_stage(StatesFile& file) {
  if (file.states.shape.size() == 3) file.stages.clear();
  keep_last(file.states);
  for (auto& [name, table] : file.tables) keep_last(table);
}

}  // namespace rssviz::cli
