// What figures of bare states share: sequences as paths, units as heat maps. Pure but for reading.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/file_states.h"
#include "core/matrix.h"

namespace rssviz::cli {

// The points of the map that a figure is drawn of, as its file says; what was understood is told.
struct BareMap {
  std::vector<render::Point> at{};  // NaN: no place
  PointPlaces places{};
  // Of one of several stages: the rows of the file's columns that its points have, and where all stand.
  std::vector<std::size_t> rows{};  // empty: all of them, in order
  PointPlaces places_in_file{};
  Limits limits{};
  embed::Packing packing{};         // what was moved together of a map that says so
  std::string sentences{};          // for captions: how it was made, what was left out
  std::vector<std::string> axes{};  // their names, of principal components
};
BareMap read_bare_map(const FigureRequest& request);
// Moves the parts of a map of `rssviz embed` together, unless --no-pack; of other coordinates it isn't known
// what joins them.
embed::Packing pack_coordinates(const FigureRequest& request, const std::filesystem::path& file,
                                std::vector<render::Point>& at);
// The options and those of the look of a column.
std::vector<Option> with_column_look(std::vector<Option> options);
// --stage: which of the maps of several stages is drawn.
Option stage_option();
// The panel of such a map, with names at its axes where they have some; and what captions say of the axes.
render::Panel panel_of_map(const BareMap& map);
std::string axes_sentence(const BareMap& map);
// The column `name` of its points, as chosen_column finds it.
ScatterColumn column_of_map(const FigureRequest& request, const BareMap& map, const std::string& name);
// The same for --sequences COLUMN=VALUE; for as long as both live.
ColumnOf columns_of_map(const FigureRequest& request, const BareMap& map);

// Of a column of classes, how many of the nearest neighbours on the map agree, and by chance; of numbers
// nothing. Of points that coincide the first, of more than 4,000 an evenly spaced part.
void add_agreement_on_map(const BareMap& map, const ScatterColumn& column, const Execution& execution,
                          std::vector<Finding>& findings);

// --title, or what the caption is called.
void set_title(const FigureRequest& request, const std::string& caption_title, render::Figure& figure);
std::string file_name(const FigureRequest& request);

// Of the chosen sequences those that a figure with a map coloured by `column` follows: where each sequence
// is of one class, the first of each of up to `count` classes, in the colour of its class; else the first
// `count`, in colours that no class has. --sequences goes before.
struct FollowedSequences {
  std::vector<SequenceRows> sequences{};
  std::vector<render::Color> colors{};
  bool alike{false};  // more sequences than there are colours: all in one, without a legend
};
// None where sequences aren't known.
FollowedSequences followed_sequences(const FigureRequest& request, const ScatterColumn& column,
                                     const PointPlaces& places, std::size_t count, const render::Style& style,
                                     const ColumnOf& column_of);

// One line a sequence with dots at its ends, over the marks of a panel of a map. `symbols`: none, or one a
// point: what the legend calls short sequences by.
void add_paths(const std::vector<render::Point>& at, const FollowedSequences& followed,
               const render::Style& style, std::size_t place, render::Figure& figure,
               const std::vector<std::string>& symbols = {});

}  // namespace rssviz::cli
