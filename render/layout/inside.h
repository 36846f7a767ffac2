// What is written inside panels: corner notes, words of rules, and labels placed without overlaps. Pure.
#pragma once

#include <vector>

#include "render/layout/ink_map.h"
#include "render/layout/placed.h"

namespace rssviz::render {

// Adds the notes and rule words of one panel to the figure's texts. A rule's word that finds no free place is
// dropped and counted.
void place_notes(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, const InkMap& ink);

// Adds the labels of one panel: 64 candidates each (16 directions x 4 distances), least ink below, greedy by
// priority, then coordinate descent. Two labels never overlap, nor a label and a note; what finds no room is
// dropped and counted in placed.dropped_labels.
void place_labels(PlacedFigure& placed, std::size_t panel, const TextMetrics& metrics, InkMap& ink);

}  // namespace rssviz::render
