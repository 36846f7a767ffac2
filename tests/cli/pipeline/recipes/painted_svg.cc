#include "tests/cli/pipeline/recipes/painted_svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <span>
#include <sstream>
#include <string_view>

#include "core/rng.h"

namespace rssviz::cli {
namespace {

constexpr double kLargestDot = 8;  // points across: what is larger is a hull, a bar or a frame

// A closed piece of a path: its box, and its first point.
struct Piece {
  double left{1e9}, top{1e9}, right{-1e9}, bottom{-1e9};
  double first_x{0}, first_y{0};
  bool lines{false}, curves{false};

  void add(double x, double y) {
    if (right < left) {
      first_x = x;
      first_y = y;
    }
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
};

std::vector<Piece> pieces_of(const std::string& path) {
  std::vector<Piece> pieces;
  std::istringstream parts(path);
  std::string word;
  Piece piece;
  while (parts >> word) {
    if (word == "Z") {
      if (piece.right > piece.left && piece.bottom > piece.top) pieces.push_back(piece);
      piece = {};
    } else if (word == "M") {
      if (piece.right == piece.left && piece.bottom == piece.top) pieces.push_back(piece);
      piece = {};
    } else if (word == "L" || word == "C") {
      (word == "L" ? piece.lines : piece.curves) = true;
    } else {
      double y = 0;
      parts >> y;
      piece.add(std::stod(word), y);
    }
  }
  if (piece.right == piece.left && piece.bottom == piece.top) pieces.push_back(piece);
  return pieces;
}

std::string_view value_of(std::string_view tag, std::string_view key, char end) {
  const std::size_t at = tag.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return tag.substr(begin, tag.find(end, begin) - begin);
}

// box.
PaintedDot dot_of(const Piece& piece, const std::string& color, double stroke) {
  PaintedDot dot{(piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2,
                 (piece.right - piece.left + stroke) / 2, color, !piece.lines || stroke > 0};
  if (piece.lines && piece.curves) {  // a wedge, which begins in the middle
    dot.x = piece.first_x;
    dot.y = piece.first_y;
    dot.color = "pie";
  }
  return dot;
}

// Dots of a path: small pieces that are filled, or segments of no length with round ends.
void add_dots(std::string_view tag, std::vector<PaintedDot>& dots) {
  const std::string fill(value_of(tag, "fill:", ';')), stroke(value_of(tag, "stroke:", ';'));
  const bool filled = fill.starts_with("rgb"), round = tag.find("stroke-linecap:round") != tag.npos;
  if (!filled && !round) return;
  const double width = filled ? 0 : std::stod(std::string(value_of(tag, "stroke-width:", ';')));
  for (const Piece& piece : pieces_of(std::string(value_of(tag, " d=\"", '"')))) {
    const double size = std::max(piece.right - piece.left, piece.bottom - piece.top);
    if (size > kLargestDot || (filled ? size <= 0 : size > 0)) continue;
    const PaintedDot dot = dot_of(piece, filled ? fill : stroke, width);
    const bool same_pie = dot.color == "pie" && !dots.empty() &&
                          std::hypot(dots.back().x - dot.x, dots.back().y - dot.y) < 0.02;
    if (same_pie)
      dots.back().color = "pie";
    else
      dots.push_back(dot);
  }
}

// Colours of a scale are too many to be classes: dark, middle and light ones are.
void join_scale(std::vector<PaintedDot>& dots) {
  constexpr std::size_t kMostClasses = 24;
  std::set<std::string> colors;
  for (const PaintedDot& dot : dots) colors.insert(dot.color);
  if (colors.size() <= kMostClasses) return;
  for (PaintedDot& dot : dots) {
    if (dot.color == "pie") continue;
    std::istringstream parts(dot.color.substr(4));
    double sum = 0, part = 0;
    for (const double weight : {0.2126, 0.7152, 0.0722}) {
      parts >> part;
      parts.ignore(2);
      sum += weight * part;
    }
    dot.color = sum < 33 ? "dark" : sum < 67 ? "middle" : "light";
  }
}

}  // namespace

std::vector<PaintedDot> painted_dots(const std::string& svg) {
  std::vector<PaintedDot> dots;
  std::size_t at = svg.rfind("</defs>");
  if (at == std::string::npos) at = 0;
  while ((at = svg.find("<path ", at)) != std::string::npos) {
    const std::size_t end = svg.find("/>", at);
    add_dots(std::string_view(svg).substr(at, end - at), dots);
    at = end;
  }
  join_scale(dots);
  return dots;
}

double HiddenShare::deviations() const {
  return deviation > 0 ? (share - expected) / deviation : share == expected ? 0 : 1e9;
}

namespace {

// The dots that cover each dot's centre, itself among them.
std::vector<std::vector<std::size_t>> covers_of(const std::vector<PaintedDot>& dots) {
  std::vector<std::size_t> by_x(dots.size());
  std::iota(by_x.begin(), by_x.end(), std::size_t{0});
  std::sort(by_x.begin(), by_x.end(), [&](std::size_t a, std::size_t b) { return dots[a].x < dots[b].x; });
  std::vector<std::vector<std::size_t>> covers(dots.size());
  std::size_t from = 0;
  for (const std::size_t i : by_x) {
    while (dots[by_x[from]].x < dots[i].x - kLargestDot) ++from;
    for (std::size_t k = from; k < by_x.size() && dots[by_x[k]].x <= dots[i].x + kLargestDot; ++k) {
      const PaintedDot& other = dots[by_x[k]];
      if (std::hypot(other.x - dots[i].x, other.y - dots[i].y) < other.radius || by_x[k] == i)
        covers[i].push_back(by_x[k]);
    }
  }
  return covers;
}

std::map<std::string, double> shares_of(const std::vector<PaintedDot>& dots,
                                        const std::vector<std::vector<std::size_t>>& covers,
                                        const std::vector<std::size_t>& rank) {
  std::map<std::string, std::array<double, 2>> counts;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    const std::size_t seen = *std::max_element(
        covers[i].begin(), covers[i].end(), [&](std::size_t a, std::size_t b) { return rank[a] < rank[b]; });
    std::array<double, 2>& count = counts[dots[i].color];
    count[0] += 1;
    count[1] += dots[seen].color != dots[i].color ? 1 : 0;
  }
  std::map<std::string, double> shares;
  for (const auto& [color, count] : counts) shares[color] = count[1] / count[0];
  return shares;
}

}  // namespace

std::map<std::string, HiddenShare> hidden_shares(std::vector<PaintedDot> dots,
                                                 const std::vector<std::string>& apart) {
  constexpr int kOrders = 200;
  std::erase_if(dots, [&](const PaintedDot& dot) {
    return std::find(apart.begin(), apart.end(), dot.color) != apart.end();
  });
  const auto covers = covers_of(dots);
  std::vector<std::size_t> rank(dots.size());
  std::iota(rank.begin(), rank.end(), std::size_t{0});
  std::map<std::string, HiddenShare> found;
  for (const auto& [color, share] : shares_of(dots, covers, rank)) found[color].share = share;
  Rng rng(9, "random orders of dots");
  for (int k = 0; k < kOrders; ++k) {
    rng.shuffle(std::span(rank));
    for (const auto& [color, share] : shares_of(dots, covers, rank)) {
      found[color].expected += share / kOrders;
      found[color].deviation += share * share / kOrders;
    }
  }
  for (auto& [color, one] : found)
    one.deviation = std::sqrt(std::max(0.0, one.deviation - one.expected * one.expected));
  for (const PaintedDot& dot : dots) ++found[dot.color].dots;
  found.erase("pie");  // shows its classes
  return found;
}

}  // namespace rssviz::cli
