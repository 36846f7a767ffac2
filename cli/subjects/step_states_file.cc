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

// sequences x steps x units becomes points x units with the places of the points; of stages the last is
// taken.
struct Places {
  std::vector<std::int32_t> sequence{};
  std::vector<std::int32_t> step{};
  std::size_t sequences{0}, steps{0};  // of three dimensions; else 0
  std::string note{};
};

void require_three_dimensions(const Array& states, const std::string& source) {
  if (states.shape.size() <= 3) return;
  std::string shape;
  for (const std::size_t side : states.shape) shape += (shape.empty() ? "" : " x ") + std::to_string(side);
  fail(ErrorKind::data, source + ": states have " + std::to_string(states.shape.size()) + " dimensions (" +
                            shape + "); sequences x steps x units are needed. rssviz look " + source +
                            " --axes conditions,trials,steps,units -o look/ writes look/states.npz, of "
                            "which --class condition "
                            "is drawn");
}

Places places_of(Archive& archive, const std::string& source) {
  Array& states = archive.at("states");
  Places places;
  const bool stages = archive.contains("stage") || (archive.contains("sequence") && archive.contains("step"));
  require_three_dimensions(states, source);
  if (states.shape.size() == 3 && stages) {
    const std::size_t bytes = states.data.size() / std::max<std::size_t>(1, states.shape[0]);
    states.data.erase(states.data.begin(), states.data.end() - static_cast<std::ptrdiff_t>(bytes));
    places.note = "states of " + std::to_string(states.shape[0]) + " stages: the last is taken";
    states.shape.erase(states.shape.begin());
  }
  if (states.shape.size() == 3) {
    places.sequences = states.shape[0];
    places.steps = states.shape[1];
    places.note = "states are read as " + std::to_string(places.sequences) + " sequences x " +
                  std::to_string(places.steps) + " steps x " + std::to_string(states.shape[2]) + " units";
    states.shape = {places.sequences * places.steps, states.shape[2]};
    for (std::size_t i = 0; i < states.shape[0]; ++i) {
      places.sequence.push_back(static_cast<std::int32_t>(i / places.steps));
      places.step.push_back(static_cast<std::int32_t>(i % places.steps));
    }
    return places;
  }
  for (const char* name : {"sequence", "step"})
    if (!archive.contains(name))
      fail(ErrorKind::data,
           source + ": has no array '" + name +
               "', which states of points x units need here (sequence and step of each point);"
               " or give sequences x steps x units (it has: " +
               names_in(archive) + ")");
  places.sequence = formats::to_integers(archive.at("sequence"), source + ": sequence");
  places.step = formats::to_integers(archive.at("step"), source + ": step");
  return places;
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

// One value a point, of one a point or one a sequence.
void spread_over_points(const Places& places, const std::string& source, models::IntColumn& column) {
  const std::size_t points = places.sequence.size();
  if (column.values.size() == points) return;
  if (places.sequences == 0 || column.values.size() != places.sequences)
    fail(ErrorKind::data,
         source + ": " + column.name + " has " + std::to_string(column.values.size()) +
             " classes, needed are " + std::to_string(points) + " (one a point)" +
             (places.sequences > 0 ? " or " + std::to_string(places.sequences) + " (one a sequence)"
                                   : std::string()));
  std::vector<std::int32_t> of_points;
  for (const std::int32_t sequence : places.sequence)
    of_points.push_back(column.values[static_cast<std::size_t>(sequence)]);
  column.values = std::move(of_points);
}

// Numbers beside the states, a row a point; no columns where the file has none.
Matrix beside(Archive& archive, const char* name, Eigen::Index points, const std::string& source) {
  const auto found = archive.find(name);
  if (found == archive.end()) return Matrix(points, 0);
  Array& array = found->second;
  if (array.shape.size() == 3) array.shape = {array.shape[0] * array.shape[1], array.shape[2]};
  Matrix matrix = formats::to_matrix(array, source + ": " + name);
  if (matrix.rows() != points)
    fail(ErrorKind::data, source + ": " + name + " has " + std::to_string(matrix.rows()) +
                              " rows, states has " + std::to_string(points));
  return matrix;
}

}  // namespace

std::string columns_beside_states(const std::string& source) {
  return names_in(formats::read_states({source}));
}

StepStatesFile read_step_states(const std::string& source, const std::string& column) {
  Archive archive = formats::read_states({source});
  const Places places = places_of(archive, source);
  const Matrix states = formats::to_matrix(archive.at("states"), source + ": states");
  const auto points = static_cast<std::size_t>(states.rows());
  if (places.sequence.size() != points || places.step.size() != points)
    fail(ErrorKind::data, source + ": sequence and step have " + std::to_string(places.sequence.size()) +
                              " and " + std::to_string(places.step.size()) + " values, states has " +
                              std::to_string(points) + " rows");
  models::IntColumn classes = column_of(archive, column, source,
                                        "those of a table: rssviz look " + source +
                                            " --labels LABELS.csv -o look/ writes look/states.npz with them");
  spread_over_points(places, source, classes);
  const Matrix outputs = beside(archive, "outputs", states.rows(), source);
  const Matrix inputs = beside(archive, "inputs", states.rows(), source);
  std::vector<std::string> names;
  if (outputs.cols() > 0 && archive.contains("output_names"))
    names = formats::to_strings(archive.at("output_names"), source + ": output_names");
  StepStatesFile read;
  read.states = models::step_states({states, places.sequence, places.step, classes, outputs, names}, source);
  if (inputs.cols() > 0)
    read.inputs =
        models::step_states({inputs, places.sequence, places.step, classes, Matrix(inputs.rows(), 0), {}},
                            source + ": inputs")
            .states;
  if (!places.note.empty()) read.states.notes.insert(read.states.notes.begin(), places.note);
  return read;
}

models::StepStates read_condition_states(const StatesRequest& request, const std::string& column) {
  StatesFile file = read_states(request);
  keep_last_stage(file);
  const std::string& source = request.sources.front();
  if (file.places.sequence.empty() || file.places.step.empty())
    fail(ErrorKind::data,
         source +
             ": doesn't say of which sequence and step each state is; give sequences x steps x "
             "units, or arrays 'sequence' and 'step' beside the states (it has: " +
             names_in(file.columns) + ")");
  const Matrix states = formats::to_matrix(file.states, source + ": states");
  models::IntColumn classes =
      column_of(file.columns, column, source, "those of a table: --labels LABELS.csv");
  const Places places{file.places.sequence, file.places.step, 0, 0, ""};
  spread_over_points(places, source, classes);
  models::StepStates made = models::states_of_conditions(
      {states, file.places.sequence, file.places.step, classes, Matrix(states.rows(), 0), {}}, source);
  made.notes.insert(made.notes.begin(), file.notes.begin(), file.notes.end());
  if (!file.reading.empty()) made.notes.insert(made.notes.begin(), "states are read as " + file.reading);
  return made;
}

}  // namespace rssviz::cli
