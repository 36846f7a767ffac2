// Figures of the kinds that the program makes, with invented data, for the tests of layout and drawing.
#pragma once

#include "render/figure/figure.h"

namespace rssviz::render::synthetic {

Figure map_grid();         // 2 x 3 maps, a legend below each column
Figure sweep();            // 5 x 5 maps with headings, axis titles and a colour bar
Figure outputs_page();     // 3 x 2 charts over fifteen words
Figure trajectories();     // one map of 2,000 points, forty labels
Figure crowded_labels();   // 120 labels among 5,000 points
Figure learning_curves();  // two charts, logarithmic axis, bands, rules
Figure film_frame();       // 1920 x 1080, talk-dark, slots
Figure yellow_points();    // every colour of Okabe-Ito on white

}  // namespace rssviz::render::synthetic
