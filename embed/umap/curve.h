// The curve 1 / (1 + a d^(2b)) that turns a distance on the map into a membership, fitted by least squares to
// an exponential that starts at min_dist (umap-learn's find_ab_params: 300 points on [0, 3 spread]). Pure
// functions.
#pragma once

namespace rssviz::embed {

struct Curve {
  double a{1.577};
  double b{.895};
};

// Levenberg-Marquardt from (1, 1). Error{numeric} if it doesn't converge.
Curve fit_curve(double spread, double min_dist);

}  // namespace rssviz::embed
