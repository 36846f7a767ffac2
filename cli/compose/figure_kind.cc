#include "cli/compose/figure_kind.h"

#include "core/error.h"

namespace rssviz::cli {
namespace {

template <class Kind>
const Kind& named(const std::vector<Kind>& kinds, const std::string& name, const char* what) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  const std::string near = nearest_name(name, names);
  fail(ErrorKind::usage, std::string("there is no kind of ") + what + " called '" + name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?") + " (--list names them)");
}

bool has_column(const NetworkView& view, const std::string& name) {
  const models::StateTrace& trace = view.trace.points() > 0 ? view.trace : view.stage_trace;
  if (trace.points() == 0) return !view.task->every_step();  // nothing was read: a task of words has its own
  return trace.integer(name) != nullptr || trace.number(name) != nullptr;
}

std::string columns_of(const NetworkView& view) {
  const models::StateTrace& trace = view.trace.points() > 0 ? view.trace : view.stage_trace;
  std::string names;
  for (const models::IntColumn& column : trace.integers) names += (names.empty() ? "" : ", ") + column.name;
  for (const models::FloatColumn& column : trace.floats) names += (names.empty() ? "" : ", ") + column.name;
  return names.empty() ? "none" : names;
}

template <class Kind>
bool has_all(const Kind& kind, const NetworkView& view) {
  for (const std::string& name : kind.columns)
    if (!has_column(view, name)) return false;
  return true;
}

template <class Kind>
std::string drawable(const std::vector<Kind>& kinds, const NetworkView& view) {
  std::string names;
  for (const Kind& kind : kinds) {
    const bool of_a_run = kind.networks == Networks::one || kind.networks == Networks::several;
    if (of_a_run && has_all(kind, view)) names += (names.empty() ? "" : ", ") + kind.name;
  }
  return names;
}

template <class Kind>
void require_columns_of(const Kind& kind, const std::vector<Kind>& kinds,
                        const std::vector<const NetworkView*>& networks) {
  for (const NetworkView* view : networks)
    for (const std::string& name : kind.columns)
      if (!has_column(*view, name))
        fail(ErrorKind::data, kind.name + " shows the column " + name + ", which the states of " + view->id +
                                  " don't have (columns: " + columns_of(*view) +
                                  "); what can be drawn of them: " + drawable(kinds, *view));
}

}  // namespace

void require_columns(const FigureKind& kind, const std::vector<const NetworkView*>& networks) {
  require_columns_of(kind, figure_kinds(), networks);
}
void require_columns(const FilmKind& kind, const std::vector<const NetworkView*>& networks) {
  require_columns_of(kind, film_kinds(), networks);
}

const std::vector<FigureKind>& figure_kinds() {
  static const std::vector<FigureKind> kinds{
      {"trajectories", "some sentences as paths through the map of all states", Networks::one,
       kReadsMap | kReadsNetwork, make_trajectories},
      {"clauses",
       "which part of its sentence each state belongs to",
       Networks::one,
       kReadsMap,
       make_clauses,
       {"clause"}},
      {"errors",
       "where claims are right, claim too much, or are wrong",
       Networks::one,
       kReadsMap | kReadsNetwork,
       make_errors,
       {"heard_error"}},
      {"heard",
       "what has been named so far, for either object",
       Networks::one,
       kReadsMap,
       make_heard,
       {"heard_object_1"}},
      {"output-map", "activation of outputs over the map", Networks::one, kReadsMap, make_output_map},
      {"outputs", "outputs along a sentence", Networks::one, kReadsMap | kReadsNetwork, make_outputs},
      {"final-states",
       "where sentences end on the map, with their words",
       Networks::one,
       kReadsMap,
       make_final_states,
       {"is_final"}},
      {"output-histogram",
       "distribution of outputs over all states and those after END",
       Networks::one,
       kReadsMap,
       make_output_histogram,
       {"is_final"}},
      {"final-outputs",
       "what is claimed after the last word of a sentence",
       Networks::one,
       kReadsMap | kReadsNetwork,
       make_final_outputs,
       {"is_final"}},
      {"activity", "units along a sentence: activity, change, or the sum of changes", Networks::one,
       kReadsMap | kReadsNetwork, make_activity},
      {"winglets", "sorted readout weights of each output", Networks::one, kReadsMap | kReadsNetwork,
       make_winglets},
      {"polyvalent",
       "units that matter to many outputs, against permuted weights",
       Networks::one,
       kReadsMap | kReadsNetwork,
       make_polyvalent,
       {"is_final"}},
      {"tied-units", "what words do to the units most tied to an output, against random units", Networks::one,
       kReadsMap | kReadsNetwork, make_tied_units},
      {"learning-strip", "stills of the map while the network learns", Networks::one,
       kReadsMap | kReadsMetrics | kReadsLearning, make_learning_strip},
      {"learning-curves", "loss and errors while the network learned", Networks::one, kReadsMetrics,
       make_learning_curves},
      {"side-by-side",
       "two networks, the same sentences and colours",
       Networks::several,
       kReadsMap | kReadsNetwork,
       make_side_by_side,
       {"heard_object_1"}},
      {"null", "the maps beside those of words alone, no training, shuffled words, another seed",
       Networks::several, kReadsMap | kReadsNetwork, make_null},
      {"objects", "error against the number of objects, from the table of rssviz compare",
       Networks::comparison, 0, make_objects},
      {"objects-time", "training time against the number of objects, from the same folder",
       Networks::comparison, 0, make_objects_time},
      {"error-by-time",
       "test errors against seconds of training",
       Networks::several,
       kReadsMetrics,
       make_error_by_time,
       {"sentence_error"}},
      {"reservoirs", "untrained reservoirs over spectral radius and leak rate, or one row a parameter",
       Networks::none, 0, make_reservoirs},
      {"reservoirs-check", "the errors that those reservoirs reach once trained", Networks::none, 0,
       make_reservoirs_check},
      {"predictors", "whether numbers before training predict the error after it", Networks::none, 0,
       make_predictors},
      {"difficult",
       "sentences by readout margin, and what tells errors in advance",
       Networks::one,
       kReadsMap | kReadsNetwork,
       make_difficult,
       {"sentence_error"}},
      {"ablation",
       "errors by clause when units are silenced: ranked, random, of the same wiring",
       Networks::several,
       kReadsMap | kReadsNetwork,
       make_ablation,
       {"clause"}},
      {"nesting",
       "whether states are nested and a pattern repeats in each group, by epoch",
       Networks::several,
       kReadsMap | kReadsNetwork | kReadsStages,
       make_nesting,
       {"heard_object_1"}},
      {"scatter", "points from a file of coordinates, coloured by a column", Networks::coordinates, 0,
       make_scatter},
      {"paths", "trajectories by sequence through a file of coordinates", Networks::coordinates, 0,
       make_paths},
      {"columns", "a file of coordinates once for each column", Networks::coordinates, 0, make_columns},
      {"heat-map", "bare states along a sequence, unit by unit", Networks::states, 0, make_heat_map},
      {"overview", "one page of bare states: their maps, trajectories, a sequence", Networks::maps, 0,
       make_overview},
  };
  return kinds;
}

const std::vector<FilmKind>& film_kinds() {
  static const std::vector<FilmKind> kinds{
      {"learning-esn", "a fixed map while the readout learns", kReadsMap | kReadsMetrics | kReadsStages,
       make_learning_esn},
      {"learning-lstm", "the map itself while the network learns, aligned from stage to stage",
       kReadsMap | kReadsMetrics | kReadsAligned, make_learning_lstm},
      {"reading",
       "one sentence word by word: text, map, outputs and units, of one network or two",
       kReadsMap | kReadsNetwork,
       make_reading,
       Networks::several,
       {"heard_object_1"}},
      {"reservoirs", "the map of untrained reservoirs while one parameter changes", 0, make_reservoirs_film,
       Networks::none},
      {"stages", "a file of maps, one a stage (rssviz embed --align), from each to the next", 0,
       make_stages_film, Networks::coordinates},
      {"layout", "a map while its layout forms (rssviz embed --snapshots)", 0, make_layout_film,
       Networks::coordinates},
  };
  return kinds;
}

const FigureKind& figure_kind_named(const std::string& name) { return named(figure_kinds(), name, "figure"); }
const FilmKind& film_kind_named(const std::string& name) { return named(film_kinds(), name, "film"); }

}  // namespace rssviz::cli
