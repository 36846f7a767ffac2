#include "cli/compose/conditions/belief_places.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "cli/compose/parts/map_panels.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

namespace {

constexpr double kRoom = 0.18;   // around a triangle, for the names of its corners
constexpr double kSpread = 0.2;  // of beliefs in two states, above and below the line that they lie on

MatrixD principal_axes(const MatrixD& truth, const Eigen::RowVectorXd& mean) {
  const MatrixD centred = truth.rowwise() - mean;
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(truth.cols(), truth.cols());
  for (Eigen::Index i = 0; i < centred.rows(); ++i) gram += centred.row(i).transpose() * centred.row(i);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  MatrixD axes = solver.eigenvectors().rightCols(2).rowwise().reverse();
  for (Eigen::Index k = 0; k < 2; ++k) {
    Eigen::Index at = 0;
    axes.col(k).cwiseAbs().maxCoeff(&at);
    if (axes(at, k) < 0) axes.col(k) *= -1;
  }
  return axes;
}

constexpr double kAway = 0.13;     // from a corner to its name, where dots leave that free ...
constexpr double kMostAway = 0.4;  // ... and at most
constexpr double kName = 0.07;     // half of a name's size

// Heights that fill a band evenly: multiples of the golden ratio's fraction, the same for a row in all
// panels.
double spread_of(Eigen::Index row) {
  constexpr double kGolden = 0.6180339887498949;
  const double share = std::fmod(kGolden * static_cast<double>(row), 1.0);
  return kSpread * (2 * share - 1);
}

// Outside of a triangle's corner, where beliefs read from states don't reach as easily.
render::Point beyond_corner(const MatrixD& corners, Eigen::Index corner, double away) {
  const Eigen::RowVector2d out = corners.row(corner) - corners.colwise().mean();
  const Eigen::RowVector2d at = corners.row(corner) + away * out.normalized();
  return {at[0], at[1]};
}

}  // namespace

BeliefPlaces::BeliefPlaces(const MatrixD& truth, std::vector<std::string> names, const render::Style& style)
    : names_(std::move(names)),
      corners_(render::class_colors(style, names_.size())),
      away_(names_.size(), kAway),
      style_(style),
      axes_(static_cast<Eigen::Index>(names_.size()), 2),
      mean_(Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(names_.size()))) {
  const double height = std::sqrt(3.) / 2;
  if (names_.size() == 2) {
    axes_ << 0, 0, 1, 0;
    limits_ = {{-kRoom, -kSpread - kRoom}, {1 + kRoom, kSpread + 0.05}};
  } else if (names_.size() == 3) {
    axes_ << 0, 0, 1, 0, 0.5, height;
    limits_ = {{-kRoom, -kRoom}, {1 + kRoom, height + kRoom}};
  } else {
    mean_ = truth.colwise().mean();
    axes_ = principal_axes(truth, mean_);
    limits_ = limits_of(places(truth), 0.2);
  }
}

std::vector<render::Point> BeliefPlaces::places(const MatrixD& beliefs) const {
  std::vector<render::Point> at;
  for (Eigen::Index i = 0; i < beliefs.rows(); ++i) {
    const Eigen::RowVector2d place = (beliefs.row(i) - mean_) * axes_;
    at.push_back({place[0], is_line() ? spread_of(i) : place[1]});
  }
  return at;
}

std::vector<render::Color> BeliefPlaces::colors(const MatrixD& beliefs) const {
  std::vector<render::Color> colors;
  for (Eigen::Index i = 0; i < beliefs.rows(); ++i) {
    double red = 0, green = 0, blue = 0, all = 0;
    for (std::size_t k = 0; k < names_.size(); ++k) {  // there may be more colours than states
      const double share = std::max(0., beliefs(i, static_cast<Eigen::Index>(k)));
      red += share * corners_[k].red;
      green += share * corners_[k].green;
      blue += share * corners_[k].blue;
      all += share;
    }
    const double by = all > 0 ? 1 / all : 0;
    const auto part = [&](double sum) {
      return static_cast<decltype(render::Color::red)>(std::lround(sum * by));
    };
    colors.push_back({part(red), part(green), part(blue), 1.0});
  }
  return colors;
}

void BeliefPlaces::keep_clear(const std::vector<render::Point>& dots) {
  if (names_.size() != 3) return;
  for (std::size_t k = 0; k < names_.size(); ++k) {
    const auto place = [&] { return beyond_corner(axes_, static_cast<Eigen::Index>(k), away_[k]); };
    const auto covers = [&](render::Point dot) {
      return std::abs(dot.x - place().x) < kName && std::abs(dot.y - place().y) < kName;
    };
    while (away_[k] < kMostAway && std::any_of(dots.begin(), dots.end(), covers)) away_[k] += 0.01;
    limits_.first.x = std::min(limits_.first.x, place().x - kName);
    limits_.first.y = std::min(limits_.first.y, place().y - kName);
    limits_.second.x = std::max(limits_.second.x, place().x + kName);
    limits_.second.y = std::max(limits_.second.y, place().y + kName);
  }
}

std::pair<render::Point, render::Point> BeliefPlaces::limits() const { return limits_; }

void BeliefPlaces::add_frame(render::Panel& panel) const {
  if (names_.size() > 3) return;
  render::Line outline;
  outline.color = style_.frame;
  outline.width_pt = 0.6;
  for (std::size_t k = 0; k <= names_.size(); ++k) {
    const auto row = static_cast<Eigen::Index>(k % names_.size());
    outline.at.push_back({axes_(row, 0), axes_(row, 1)});
  }
  panel.marks.emplace_back(std::move(outline));
  for (std::size_t k = 0; k < names_.size(); ++k) {
    const auto row = static_cast<Eigen::Index>(k);
    render::Label name;
    name.at = is_line() ? render::Point{axes_(row, 0), axes_(row, 1) - kSpread - 0.08}
                        : beyond_corner(axes_, row, away_[k]);
    name.text = names_[k].substr(names_[k].rfind(' ') + 1);  // "belief in A": A
    name.color = style_.ink;
    name.centred = true;
    panel.labels.push_back(std::move(name));
  }
}

std::string BeliefPlaces::sentence() const {
  if (is_line())
    return "Colour: the two states' colours mixed by the true belief. In films the ends, by name, are "
           "certainty "
           "of a hidden state, and heights only keep dots apart. ";
  if (names_.size() == 3)
    return "Corners, by name: certainty of a hidden state; colour: the three corners' colours mixed by the "
           "true "
           "belief. ";
  return "Axes: the first two principal components of the true beliefs; colour: the states' colours mixed by "
         "the true belief. ";
}

}  // namespace rssviz::cli
