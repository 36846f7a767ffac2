// Who a figure or film is drawn of, and what it reads of them.
#pragma once

namespace rssviz::cli {

// How many networks a kind shows; or the folder of a comparison, or a file of coordinates, or several such
// files, or a file of states (or the run that has one), either one file of states or one run or
// more, or several files of states (or runs that have one).
enum class Networks { none, one, several, comparison, coordinates, maps, states, recorded, state_sets };
// Whether what is shown are bare files instead of runs.
inline bool are_files(Networks networks) {
  return networks == Networks::coordinates || networks == Networks::maps ||
         networks == Networks::states || networks == Networks::state_sets;
}
inline bool are_several(Networks networks) {
  return networks == Networks::several || networks == Networks::maps || networks == Networks::recorded ||
         networks == Networks::state_sets;
}

// Which files of a run a kind reads; they are the inputs that its recipe names.
enum Reads : unsigned {
  kReadsMap = 1,
  kReadsMetrics = 2,
  kReadsNetwork = 4,
  kReadsStages = 8,
  kReadsAligned = 16,
  kReadsTimings = 64,
  kReadsLearning = 32  // what moves while the network learns: aligned maps, or the readouts of a reservoir
};

}  // namespace rssviz::cli
