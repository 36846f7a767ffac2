// Where beliefs are drawn and in which colour: two states on a line, three in a triangle, more on the first
// two principal components of the beliefs. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// From beliefs (rows of numbers) to places and colours; made of the true ones, so that those read from states
// lie in the same picture.
class BeliefPlaces {
 public:
  BeliefPlaces(const MatrixD& truth, std::vector<std::string> names, const render::Style& style);

  std::vector<render::Point> places(const MatrixD& beliefs) const;
  // Each state's colour mixed by the belief in it.
  std::vector<render::Color> colors(const MatrixD& beliefs) const;
  // Moves the corners' names outwards to where these places (dots that will be drawn) leave room.
  void keep_clear(const std::vector<render::Point>& dots);
  // Of all that is drawn, with room for the corners' names.
  std::pair<render::Point, render::Point> limits() const;
  // Outline and corners' names of a triangle or line; nothing elsewhere.
  void add_frame(render::Panel& panel) const;
  // How to read it: "Corners: certainty of a hidden state. "
  std::string sentence() const;
  bool is_line() const { return names_.size() == 2; }

 private:
  std::vector<std::string> names_;
  std::vector<render::Color> corners_;
  std::vector<double> away_;  // of each corner's name from the corner
  render::Style style_;
  MatrixD axes_;             // beliefs x 2: of a triangle its corners, else principal axes
  Eigen::RowVectorXd mean_;  // taken away before; 0 of a triangle
  std::pair<render::Point, render::Point> limits_{};
};

}  // namespace rssviz::cli
