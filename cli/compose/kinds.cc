#include <algorithm>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/figure_kind.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/learning/kinds.h"
#include "cli/compose/maps/kinds.h"
#include "cli/compose/matching/kinds.h"
#include "cli/compose/outputs/kinds.h"
#include "cli/compose/reservoirs/kinds.h"
#include "cli/compose/states/kinds.h"
#include "cli/compose/text/kinds.h"
#include "cli/compose/units/kinds.h"
#include "cli/options/synonyms.h"
#include "cli/subjects/bare_file.h"
#include "cli/subjects/role_words.h"
#include "cli/subjects/roles.h"
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
  const std::string meant = figure_meant_by(name);
  const bool known = std::find(names.begin(), names.end(), meant) != names.end();
  const std::string near = known ? meant : nearest_name(name, names);
  fail(ErrorKind::usage, std::string("there is no kind of ") + what + " called '" + name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?") + " (--list names them)");
}

const models::StateTrace& trace_of(const NetworkView& view) {
  return view.trace.points() > 0 ? view.trace : view.stage_trace;
}

bool has_all(const std::vector<std::string>& roles, const NetworkView& view) {
  return std::all_of(roles.begin(), roles.end(),
                     [&](const std::string& role) { return !columns_for_role(view, nullptr, role).empty(); });
}

template <class Kind>
std::string drawable(const std::vector<Kind>& kinds, const NetworkView& view) {
  std::string names;
  for (const Kind& kind : kinds) {
    const bool of_a_run = kind.of == Networks::one || kind.of == Networks::several;
    if (of_a_run && has_all(kind.needs, view) && has_all(kind.of_task, view))
      names += (names.empty() ? "" : ", ") + kind.name;
  }
  return names;
}

template <class Kind>
void require_task(const Kind& kind, const std::vector<Kind>& kinds, const NetworkView& view) {
  for (const std::string& role : kind.of_task)
    if (columns_for_role(view, nullptr, role).empty())
      fail(ErrorKind::data, kind.name + " shows " + words_of_role(role) + ", which the task " +
                                view.task->name() + " of " + view.id +
                                " doesn't know; what can be drawn: " + drawable(kinds, view));
}

template <class Kind>
void require_roles_of(const Kind& kind, const std::vector<Kind>& kinds,
                      const std::vector<const NetworkView*>& networks, const Settings& settings) {
  if (takes_states_file(kind.of, kind.reads) && !networks.empty())
    refuse_options_of_files(settings, networks.front()->id);
  for (const NetworkView* view : networks) {
    require_task(kind, kinds, *view);
    for (const std::string& role : kind.needs) {
      const std::vector<std::string> columns = columns_for_role(*view, &settings, role);
      if (columns.empty())
        fail(ErrorKind::data, kind.name + " shows " + words_of_role(role) + ", which the task " +
                                  view->task->name() + " of " + view->id + " doesn't know; --" +
                                  option_name(role) +
                                  " names a column that says it (columns: " + names_of_columns(*view) +
                                  "); what can be drawn without: " + drawable(kinds, *view));
      const models::StateTrace& trace = trace_of(*view);
      if (trace.points() == 0) continue;
      for (const std::string& name : columns)
        if (trace.integer(name) == nullptr)
          fail(ErrorKind::data, kind.name + ": --" + option_name(role) + ": the states of " + view->id +
                                    " have no column of classes " + name +
                                    " (columns: " + names_of_columns(*view) + ")");
    }
  }
}

template <class Kind>
std::vector<Kind> of_all(std::vector<Kind> Family::*kinds) {
  std::vector<Kind> all;
  for (const Family& family : families())
    all.insert(all.end(), (family.*kinds).begin(), (family.*kinds).end());
  return all;
}

}  // namespace

void require_roles(const FigureKind& kind, const std::vector<const NetworkView*>& networks,
                   const Settings& settings) {
  require_roles_of(kind, figure_kinds(), networks, settings);
}
void require_roles(const FilmKind& kind, const std::vector<const NetworkView*>& networks,
                   const Settings& settings) {
  require_roles_of(kind, film_kinds(), networks, settings);
}

const std::vector<Family>& families() {
  static const std::vector<Family> all{maps_family(),        outputs_family(),    units_family(),
                                       learning_family(),    text_family(),       cells_family(),
                                       matching_family(),    geometry_family(),   dynamics_family(),
                                       comparisons_family(), conditions_family(), reservoirs_family(),
                                       states_family(),      films_family(),      class_learning_family()};
  return all;
}

const std::vector<FigureKind>& figure_kinds() {
  static const std::vector<FigureKind> kinds = of_all(&Family::figures);
  return kinds;
}

const std::vector<FilmKind>& film_kinds() {
  static const std::vector<FilmKind> kinds = of_all(&Family::films);
  return kinds;
}

const FigureKind& figure_kind_named(const std::string& name) { return named(figure_kinds(), name, "figure"); }
const FilmKind& film_kind_named(const std::string& name) { return named(film_kinds(), name, "film"); }

}  // namespace rssviz::cli
