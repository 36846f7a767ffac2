// The comparison of networks over numbers of objects and seeds: each cell trained, judged on the test
// sentences and kept in a file of its own, so that an interrupted comparison goes on where it stopped.
//   DIR/cells/NETWORK-nN-sSEED.json  one a cell      DIR/objects.csv  all of them
//   DIR/differences.csv  paired differences between networks
//   DIR/MEASURE.csv  what --measures asks of each network beside its errors (network_measures.h)
//   DIR/timings.json  wall seconds of training, bag of words: with judging; `alone`, of --measures time,
//                     processor seconds of one network at a time      DIR/timings.csv  the latter as a table
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/formats/csv.h"
#include "core/parallel.h"

namespace rssviz::cli {

// The networks that --networks may name: esn, esn-continuous, lstm, lstm-plateau (trained until the loss on
// validation sentences stops falling), lstm-large (as many trained parameters as the ESN), bag-of-words.
const std::vector<std::string>& compared_networks();

// Trains the cells that aren't there yet and writes objects.csv. Returns how many were trained.
// Throws Error{usage} for settings, and what training throws with the cell's name in front.
std::size_t compare_networks(const Settings& settings, const std::filesystem::path& folder,
                             const Execution& execution);

}  // namespace rssviz::cli
