#include "cli/subjects/step_states_file.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "cli/subjects/class_order.h"
#include "cli/subjects/columns_beside.h"
#include "cli/subjects/condition_states.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "models/data/condition_states.h"

namespace rssviz::cli {
namespace {

using formats::Archive;
using formats::Array;

std::string names_in(const Archive& archive) {
  std::string names;
  for (const auto& [name, array] : archive)
    if (!name.starts_with('@') && name != "states") names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "nothing else" : names;
}

// Classes as places in their names.
models::IntColumn classes_of_text(const std::vector<std::string>& words) {
  models::IntColumn column;
  column.labels = classes_in_order({words.begin(), words.end()});
  std::map<std::string, std::int32_t> places;
  for (const std::string& name : column.labels) {
    const auto next = static_cast<std::int32_t>(places.size());
    places[name] = next;
  }
  for (const std::string& word : words) column.values.push_back(places.at(word));
  return column;
}

models::IntColumn classes_of_numbers(const std::vector<double>& numbers, const std::string& what) {
  models::IntColumn column;
  std::set<std::int32_t> seen;
  for (const double number : numbers) {
    if (std::isfinite(number) && number != std::floor(number))
      fail(ErrorKind::data, what + ": " + std::to_string(number) +
                                " is not a class; classes are whole numbers or words (-1: none)");
    const bool some = std::isfinite(number) && number >= 0 && number < 1e9;
    column.values.push_back(some ? static_cast<std::int32_t>(number) : -1);
    if (some) seen.insert(column.values.back());
  }
  std::map<std::int32_t, std::int32_t> place;
  for (const std::int32_t one : seen) {
    place[one] = static_cast<std::int32_t>(column.labels.size());
    column.labels.push_back(std::to_string(one));
  }
  for (std::int32_t& value : column.values)
    if (value >= 0) value = place[value];
  return column;
}

// `tables`: how classes of a table come in.
models::IntColumn column_of(const Archive& archive, const std::string& name, const std::string& source,
                            const std::string& tables) {
  if (name.empty())
    fail(ErrorKind::usage, "--class is needed: the column that says which class each sequence is of (" +
                               source + " has: " + names_in(archive) + ")");
  const auto found = archive.find(name);
  if (found == archive.end() || name == "states")
    fail(ErrorKind::data,
         source + ": has no array '" + name + "' of classes (it has: " + names_in(archive) + "); " + tables);
  models::IntColumn column;
  const std::string what = source + ": " + name;
  const auto labels = archive.find(name + "_labels");
  if (found->second.dtype == formats::DType::text) {
    column = classes_of_text(formats::to_strings(found->second, what));
  } else if (labels != archive.end()) {
    column.values = formats::to_integers(found->second, what);
    column.labels = formats::to_strings(labels->second, what + "_labels");
    for (const std::int32_t value : column.values)
      if (value >= static_cast<std::int32_t>(column.labels.size()))
        fail(ErrorKind::data, what + " has class " + std::to_string(value) + ", " + name + "_labels names " +
                                  std::to_string(column.labels.size()));
  } else {
    column = classes_of_numbers(formats::to_doubles(found->second, what), what);
  }
  column.name = name;
  return column;
}

// A column of the file that fits neither points nor sequences isn't among those that were read.
void refuse_rows(const StatesRequest& request, const StatesFile& file, const std::string& column) {
  if (column.empty() || file.columns.contains(column)) return;
  const std::string& source = request.sources.front();
  const Archive archive = formats::read_states_of(source, {.unit_columns = request.unit_columns});
  const auto found = archive.find(column);
  if (found == archive.end() || column == "states") return;
  fail(ErrorKind::data, source + ": " + column + " has " + std::to_string(found->second.size()) +
                            " classes; what fits: " + rows_that_fit(file.places));
}

void require_places(const StatesFile& file, const std::string& source) {
  if (!file.places.sequence.empty() && !file.places.step.empty()) return;
  fail(ErrorKind::data,
       source +
           ": doesn't say of which sequence and step each state is; give sequences x steps x "
           "units, --lengths, or arrays 'sequence' and 'step' beside the states (it has: " +
           names_in(file.columns) + ")");
}

models::IntColumn classes_in(const StatesRequest& request, const StatesFile& file,
                             const std::string& column) {
  const std::string& source = request.sources.front();
  require_places(file, source);
  refuse_rows(request, file, column);
  return column_of(file.columns, column, source, "those of a table: --labels LABELS.csv");
}

// Numbers beside the states, a row a point; no columns where the file has none.
Matrix table_of(const StatesFile& file, const char* name, Eigen::Index points, const std::string& source) {
  const auto found = file.tables.find(name);
  return found == file.tables.end() ? Matrix(points, 0)
                                    : formats::to_matrix(found->second, source + ": " + name);
}

// What was understood, for captions and stderr, which name the source themselves.
std::vector<std::string> notes_on(const StatesFile& file, std::size_t stages, const std::string& source) {
  std::vector<std::string> notes;
  if (!file.reading.empty()) notes.push_back("states are read as " + file.reading);
  if (stages > 0) notes.push_back("states of " + counted(stages, "stage") + ": the last is taken");
  for (const std::string& note : file.notes)
    notes.push_back(note.starts_with(source + ": ") ? note.substr(source.size() + 2) : note);
  return notes;
}

}  // namespace

std::string columns_beside_states(const std::string& source) {
  return names_in(formats::read_states_of(source));
}

StepStatesFile read_step_states(StatesRequest request, const std::string& column) {
  const std::string& source = request.sources.front();
  request.tables = {"outputs", "inputs", "output_names"};
  StatesFile file = read_states(request);
  const std::size_t stages = file.states.shape.size() == 3 ? file.states.shape[0] : 0;
  keep_last_stage(file);
  const models::IntColumn classes = classes_in(request, file, column);
  const Matrix states = formats::to_matrix(file.states, source + ": states");
  const Matrix outputs = table_of(file, "outputs", states.rows(), source);
  const Matrix inputs = table_of(file, "inputs", states.rows(), source);
  std::vector<std::string> names;
  if (const auto found = file.tables.find("output_names"); outputs.cols() > 0 && found != file.tables.end())
    names = formats::to_strings(found->second, source + ": output_names");
  const std::vector<std::int32_t>&sequence = file.places.sequence, &step = file.places.step;
  StepStatesFile read;
  read.states = models::step_states({states, sequence, step, classes, outputs, names}, source);
  if (inputs.cols() > 0)
    read.inputs = models::step_states({inputs, sequence, step, classes, Matrix(inputs.rows(), 0), {}},
                                      source + ": inputs")
                      .states;
  const std::vector<std::string> notes = notes_on(file, stages, source);
  read.states.notes.insert(read.states.notes.begin(), notes.begin(), notes.end());
  return read;
}

models::StepStates read_condition_states(const StatesRequest& request, const std::string& column) {
  StatesFile file = read_states(request);
  keep_last_stage(file);
  const std::string& source = request.sources.front();
  const models::IntColumn classes = classes_in(request, file, column);
  const Matrix states = formats::to_matrix(file.states, source + ": states");
  models::StepStates made = models::states_of_conditions(
      {states, file.places.sequence, file.places.step, classes, Matrix(states.rows(), 0), {}}, source);
  made.notes.insert(made.notes.begin(), file.notes.begin(), file.notes.end());
  if (!file.reading.empty()) made.notes.insert(made.notes.begin(), "states are read as " + file.reading);
  return made;
}

}  // namespace rssviz::cli
