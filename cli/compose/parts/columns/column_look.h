// How a column of one's own colours points: the order of its classes and their colours, the same in several
// figures; the ends of its scale, and whether it is logarithmic. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/colors.h"
#include "cli/options/option_table.h"
#include "cli/subjects/scatter_table.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// --order, --class-colors, --color-range, --color-scale.
std::vector<Option> column_look_options();

// Refuses what would change nothing: any of these, --color-as, --highlight, --name-classes and a palette of
// scales where no column colours, what is of classes where all columns are scales, what is of scales where
// all have classes. The one place for kinds whose columns the user chooses. Throws Error{usage}.
void refuse_unread_looks(const Settings& settings, const std::vector<const ScatterColumn*>& columns);

// Puts the classes that --order names first, in that order; one that the column lacks keeps its place, so
// that the others keep their colours. Throws Error{usage} where it names none that the column has.
void order_classes(const Settings& settings, ScatterColumn& column);
// The column's classes in the style's colours, those of --class-colors ('low=#0072B2', 'low=blue') in their
// own. Throws Error{usage} naming a class that there isn't, or what is no colour.
Classes classes_of_column(const ScatterColumn& column, const Settings& settings, const render::Style& style);
// The classes that have points, of a legend made of all.
void keep_entries(const ScatterColumn& column, render::Legend& legend);

// From values to the colours of a palette.
struct ValueScale {
  std::string palette{};
  double low{0}, high{1};  // of a logarithmic scale their decimal logarithms
  bool logarithmic{false};
  bool below{false}, above{false};  // values lie beyond the ends, and have the ends' colours

  bool has(double value) const;  // finite and, of a logarithmic scale, above 0
  render::Color color(double value) const;
  render::ColorBar bar(const std::string& title) const;
  std::string sentence() const;  // for captions: "Logarithmic; values above 12 have its colour. " or ""
};
// --color-range LO,HI or P%,Q% (percentiles), else the least and the largest; of a palette that parts at zero
// the same on both sides. Throws Error{usage} for a range that isn't one, Error{data} for a logarithmic scale
// without a value above 0.
ValueScale value_scale(const std::vector<double>& values, const std::string& palette,
                       const Settings& settings);

}  // namespace rssviz::cli
