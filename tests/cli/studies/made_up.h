// A made-up task, run and network whose states and outputs anyone can count on fingers: what studies are
// tested on. Column names are no other task's, so that a study that spells one fails.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/parallel.h"
#include "core/progress.h"

namespace rssviz::cli::made_up {

// Phrases: BEGIN [um ...] [a | b | c] [um ...] and [um ...] [x | y | z] [um ...] END.
enum Mark : std::int32_t { kBegin, kEnd, kAnd, kUm, kA, kB, kC, kX, kY, kZ };
inline constexpr int kMarks = 10;
inline constexpr int kPairs = 9;    // (a, x), (a, y), ... (c, z)
inline constexpr int kOutputs = 6;  // a claim of a, b or c, and one of x, y or z
inline constexpr double kThreshold = 1.3 / 3;

models::Tokens phrase(int kind, int ums, int shade, int later_ums = 0);  // -1: neither said

// A stage of the network. It counts marks, and pairs of a kind and a shade; its states are the counts, each
// times a weight: points x (kMarks + kPairs). Outputs: those counts times `readout`.
struct Stage {
  double marks{1};  // times 1 + mark / 100 where `uneven`
  double pairs{0};
  bool uneven{false};
  MatrixD readout{MatrixD::Zero(kMarks + kPairs, kOutputs)};

  // The weight of a count in the states.
  double weight(int unit) const;
};
// A readout that finds each kind and shade with strength `heard`, and to which each um says a.
MatrixD readout_of(double heard, double um_says_a);

// What a stage makes of a prefix, counted here and not by the network under test.
std::vector<double> counted(const models::Tokens& prefix);
std::vector<double> state_after(const Stage& stage, const models::Tokens& prefix);
std::vector<double> outputs_after(const Stage& stage, const models::Tokens& prefix);
// 0, 1 or 2: the worse of the verdicts on kind and shade; margin: the smaller of the two decisions'.
struct Judged {
  int worst{0};
  double margin{0};
};
Judged judged_after(const Stage& stage, const models::Tokens& tokens);

struct TargetRule {
  bool classes{false};
  std::function<double(int step, int output)> value{};  // of classes: the class, of output 0
};

struct Setup {
  std::vector<models::Tokens> phrases{};
  std::vector<Stage> stages{};
  bool states_stay{false};
  bool parted{true};  // whether the task has the role `part`
  TargetRule targets{};
};
// A view of the last stage, with a map by principal components that neighbours can be told on.
NetworkView view_of(const Setup& setup);

// One thread or several.
struct Silent {
  explicit Silent(int threads = 1) : workers(threads) {}
  SilentProgress progress{};
  Workers workers;
  Execution execution{workers, progress};
};

}  // namespace rssviz::cli::made_up
