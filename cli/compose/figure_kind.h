// The kinds of figure and film that there are, as one table: what they are called, what they read and who
// makes them.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/subject.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "render/figure/animation.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// What a maker is given. `settings` are those of `rssviz figure` or `rssviz animate`.
struct FigureRequest {
  std::vector<const NetworkView*> networks{};
  const Settings& settings;
  const Execution& execution;
  std::vector<std::filesystem::path>
      folders{};  // the runs' folders, that of a comparison, or the file of coordinates
};

// What a figure comes to: one number, with its interval where it has one (NaN: none).
struct Finding {
  std::string name{};  // "AUROC of readout margin"
  double value{0};
  double low{std::numeric_limits<double>::quiet_NaN()};
  double high{std::numeric_limits<double>::quiet_NaN()};
};

// A figure, and the numbers behind it where it shows some: written beside it as KIND.csv, and as LaTeX with
// --latex; what they come to as KIND.findings.csv.
struct Drawn {
  Drawn(render::Figure made) : figure(std::move(made)) {}
  Drawn(render::Figure made, formats::Table numbers) : figure(std::move(made)), table(std::move(numbers)) {}
  render::Figure figure;
  std::optional<formats::Table> table{};
  std::vector<Finding> findings{};
};

struct FigureKind {
  std::string name{};
  std::string summary{};
  Networks networks{Networks::one};
  unsigned reads{kReadsMap};
  std::function<Drawn(const FigureRequest&)> make{};
  std::vector<std::string> columns{};  // of the states, without which there is nothing to draw
};

struct FilmKind {
  std::string name{};
  std::string summary{};
  unsigned reads{kReadsMap};
  std::function<render::Animation(const FigureRequest&)> make{};
  Networks networks{Networks::one};
  std::vector<std::string> columns{};
};

// Refuses networks that lack a column of the kind, or their states: Error{data} naming it, the columns there
// are and the kinds that can be drawn.
void require_columns(const FigureKind& kind, const std::vector<const NetworkView*>& networks);
void require_columns(const FilmKind& kind, const std::vector<const NetworkView*>& networks);

const std::vector<FigureKind>& figure_kinds();
const std::vector<FilmKind>& film_kinds();
// Throw Error{usage} naming the nearest kind.
const FigureKind& figure_kind_named(const std::string& name);
const FilmKind& film_kind_named(const std::string& name);

// Makers, one file a kind.
render::Figure make_trajectories(const FigureRequest& request);
render::Figure make_clauses(const FigureRequest& request);
render::Figure make_errors(const FigureRequest& request);
render::Figure make_heard(const FigureRequest& request);
render::Figure make_output_map(const FigureRequest& request);
render::Figure make_outputs(const FigureRequest& request);
render::Figure make_final_states(const FigureRequest& request);
Drawn make_output_histogram(const FigureRequest& request);
Drawn make_final_outputs(const FigureRequest& request);
Drawn make_activity(const FigureRequest& request);
Drawn make_winglets(const FigureRequest& request);
Drawn make_polyvalent(const FigureRequest& request);
Drawn make_tied_units(const FigureRequest& request);
Drawn make_learning_strip(const FigureRequest& request);
render::Figure make_learning_curves(const FigureRequest& request);
render::Figure make_side_by_side(const FigureRequest& request);
render::Figure make_null(const FigureRequest& request);
Drawn make_objects(const FigureRequest& request);
Drawn make_objects_time(const FigureRequest& request);
Drawn make_error_by_time(const FigureRequest& request);
Drawn make_reservoirs(const FigureRequest& request);
Drawn make_reservoirs_check(const FigureRequest& request);
Drawn make_predictors(const FigureRequest& request);
Drawn make_difficult(const FigureRequest& request);
Drawn make_ablation(const FigureRequest& request);
Drawn make_nesting(const FigureRequest& request);
render::Figure make_scatter(const FigureRequest& request);
render::Figure make_paths(const FigureRequest& request);
render::Figure make_columns(const FigureRequest& request);
render::Figure make_heat_map(const FigureRequest& request);
render::Figure make_overview(const FigureRequest& request);
render::Animation make_learning_esn(const FigureRequest& request);
render::Animation make_learning_lstm(const FigureRequest& request);
render::Animation make_reading(const FigureRequest& request);
render::Animation make_reservoirs_film(const FigureRequest& request);
render::Animation make_stages_film(const FigureRequest& request);
render::Animation make_layout_film(const FigureRequest& request);

}  // namespace rssviz::cli
