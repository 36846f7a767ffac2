// Parts of a map drawn larger beside it, joined by lines, so that nothing is covered: places are magnified
// and dots aren't, so that what lay over one another comes apart. Any figure of maps may have them.
#pragma once

#include <string>

#include "render/figure/figure.h"

namespace rssviz::cli {

// `parts`: "none"; "auto", or "auto:3" for so many, the groups of dots that nothing but empty room surrounds,
// the largest of those of at most half of the map (else the square of a quarter of its width that holds most
// points); or parts "X0,Y0,X1,Y1" in the units of the map as it is shown, several separated by semicolons. A
// figure of one map has one part at its right, several in a row below; in others each map has its own below
// it: the same places where all panels show one map, each map's own groups where maps differ. Charts stay as
// they are. Throws Error{usage} where it is neither, where the figure has no map, where a part holds no
// point, or where parts are named for maps that differ.
void add_zoom(const std::string& parts, render::Figure& figure);

}  // namespace rssviz::cli
