// The kinds of this family, one file each.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

FigureKind readout_gap_kind();
FigureKind temporal_generalisation_kind();
FigureKind step_contributions_kind();
FigureKind class_distances_kind();
FigureKind class_dimension_kind();
FigureKind speed_kind();
FigureKind drift_kind();
FigureKind length_kind();
FigureKind class_projection_kind();
FigureKind attractors_kind();
FilmKind projection_film_kind();

Family geometry_family();

}  // namespace rssviz::cli
