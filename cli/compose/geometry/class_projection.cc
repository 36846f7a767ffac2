// class-projection: states by class at some steps, in one plane of principal components.
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "cli/compose/class_parts/class_column.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/geometry/class_places.h"
#include "cli/compose/geometry/class_projection.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/class_shapes.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_panels.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {

Plane plane_of(const models::StepStates& states) {
  const Eigen::Index units = states.units();
  Plane plane;
  plane.mean = VectorD::Zero(units);
  double points = 0;
  for (const Matrix& at : states.states) {
    for (Eigen::Index i = 0; i < at.rows(); ++i) plane.mean += at.row(i).cast<double>().transpose();
    points += static_cast<double>(at.rows());
  }
  plane.mean /= points;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(units, units);
  for (const Matrix& at : states.states) {
    MatrixD centred = at.cast<double>();
    centred.rowwise() -= plane.mean.transpose();
    covariance += centred.transpose() * centred;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  if (solver.info() != Eigen::Success) fail(ErrorKind::numeric, "principal components can't be found");
  plane.directions = MatrixD::Zero(units, 2);
  const double all = std::max(1e-300, solver.eigenvalues().sum());
  for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, units); ++k) {
    VectorD direction = solver.eigenvectors().col(units - 1 - k);
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0)
      direction = -direction;  // a direction's sign means nothing: always the same one
    plane.directions.col(k) = direction;
    plane.share[k] = solver.eigenvalues()(units - 1 - k) / all;
  }
  return plane;
}

std::vector<render::Point> places_on(const Plane& plane, MatrixRef states) {
  MatrixD centred = states.cast<double>();
  centred.rowwise() -= plane.mean.transpose();
  const MatrixD at = centred * plane.directions;
  std::vector<render::Point> points;
  for (Eigen::Index i = 0; i < at.rows(); ++i) points.push_back({at(i, 0), at(i, 1)});
  return points;
}

static Drawn make_class_projection(const FigureRequest& request) {
  constexpr int kShown = 8, kAcross = 4;
  const Look look = look_of(request.settings, true);
  const ClassPlaces places = class_places(request, kShown);
  const models::StepStates& states = places.states;
  const Limits limits = limits_of_all(places.at);
  const Classes classes =
      with_shapes(classes_named(states.class_names, "class", request.settings, look.style));
  render::Figure figure = figure_with(look);
  const double radius = dot_radius_pt(states.classes.size(), look.width_pt / kAcross);
  for (std::size_t k = 0; k < places.shown.size(); ++k) {
    render::Panel panel = map_panel(step_name(places, k, request.settings), limits);
    panel.row = static_cast<int>(k) / kAcross;
    panel.column = static_cast<int>(k) % kAcross;
    panel.marks = class_marks(places.at[k], states.classes_at(places.shown[k]), classes, look.style, radius);
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign((places.shown.size() + kAcross - 1) / kAcross, aspect_of(limits, 0.6, 1));
  render::Legend legend = class_legend("", classes, "", look.style);
  legend.side = render::Side::bottom;
  figure.legends.push_back(std::move(legend));
  figure.caption = {"States by class, step by step", sample_sentence(states, 1) + places.sentence +
                                                         "Points at one place of several classes are pies. " +
                                                         note_sentences(states.notes) +
                                                         network_sentence(request)};
  Drawn drawn{std::move(figure)};
  drawn.findings = {{places.kept_name, places.kept}};
  return drawn;
}

FigureKind class_projection_kind() {
  std::vector<Option> options = class_places_options();
  options.push_back(most_sequences_option());
  for (Option& option : class_look_options()) options.push_back(std::move(option));
  return {.name = "class-projection",
          .summary = "states by class at some steps, in one plane or on one UMAP",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = options,
          .make = make_class_projection};
}

}  // namespace rssviz::cli
