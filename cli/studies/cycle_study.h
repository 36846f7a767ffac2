// Whether what a network knows of the class ends in clusters or in cycles once input is over: how many
// directions class means take up while the network drifts without input, and how far class means turn
// together in one plane (jPCA), stage by stage of learning. After Horoi, Lajoie and Wolf 2020 (Canadian AI,
// LNCS 12109, chapter 27); the measures are this program's. What the figure `cycles` shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

struct CycleOptions {
  int sequences{1000};  // at most
  int after{300};       // steps without input over which directions are counted, every tenth
  int turning{100};     // of them the first so many, each step, in which class means may turn
  int components{6};    // principal components kept for planes
  int surrogates{39};   // draws of the null, a stage
  int stages{10};       // at most, spread over learning
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// At a step after the last with input: participation ratios of the class means, and of as many points of one
// class (mean and middle 95 % of draws).
struct DriftDimension {
  int after{0};
  double means{0}, within{0}, low{0}, high{0};
};

// The plane that holds most of the variance in which class means turn together, the common mean taken away.
struct Turning {
  double share{0};  // of the kept components' variance
  double r2{0};     // of slopes that turning explains
  double steps{0};  // a turn takes; 0 where nothing turns
};
struct StageTurning {
  int stage{0};
  Turning of{};
  Turning median{}, low{}, high{};  // of the surrogates: median, and the middle 95 %
};

struct CyclesOfOne {
  std::string id{};
  std::vector<DriftDimension> trained{}, untrained{};
  std::vector<StageTurning> stages{};
  Turning at_radius{};  // of the untrained network at the trained spectral radius
  double radius{0};     // 0: as it was drawn
};

// Throws Error{data} for a task without steps without input, sequences of several lengths, or fewer than
// three classes (two means always lie on a line).
CyclesOfOne study_cycles(const NetworkView& view, const std::string& column, const CycleOptions& options,
                         const Execution& execution);

}  // namespace rssviz::cli
