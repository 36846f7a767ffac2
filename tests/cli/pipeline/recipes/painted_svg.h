// The dots of a figure as its SVG file paints them, and how much of each colour lies under other colours.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace rssviz::cli {

// One dot of a scatter, in the order of painting. Wedges of a pie are one dot of the colour "pie".
struct PaintedDot {
  double x{0}, y{0};    // points
  double radius{0};     // of the largest disc in its box
  std::string color{};  // as cairo writes it
  bool round{false};    // a disc, and no other shape
};

std::vector<PaintedDot> painted_dots(const std::string& svg);

// Of the dots of a colour those on whose centre another colour is seen, beside the same dots painted in
// random orders.
struct HiddenShare {
  std::size_t dots{0};
  double share{0};
  double expected{0};
  double deviation{0};        // of the share over random orders
  double deviations() const;  // from what is expected; 0 where nothing can be hidden
};

// `apart`: colours that are painted below or above all others on purpose; their dots are left out.
std::map<std::string, HiddenShare> hidden_shares(std::vector<PaintedDot> dots,
                                                 const std::vector<std::string>& apart);

}  // namespace rssviz::cli
