// The verdict on a claim, out of the intervals of its parts and margins that were stated beforehand.
//   held       the interval of the difference lies on the claimed side
//   refuted    it lies on the other side, or inside the margin: what there may be is too small to matter
//   undecided  neither; that nothing was found is not that nothing is there
// An interval on the claimed side but inside the margin is "held, but smaller than matters". For the claim
// that two things are alike it is the other way round: held inside the margin, refuted outside of it.
// A claim of several parts holds where all do, which needs no correction for their number, and is partly held
// where some do; or it holds where any does, which needs one: Holm's, or p of the maximum statistic.
// Pure functions; safe on any thread.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

enum class Claimed { above, below, alike };
enum class Verdict { held, partly, undecided, refuted };

// One number against its null. The interval comes from differences.h, sign_test.h or bootstrap_intervals.h; a
// number that has no doubt has an interval of no width.
struct ClaimPart {
  std::string name{};
  Claimed claimed{Claimed::above};
  double margin{};      // the smallest difference that matters, above 0; stated before the data
  double estimate{};    // number less null
  Interval interval{};  // NaN where there are too few values: undecided
  double p{};           // alone, both tails; only any-of reads it
  double corrected{std::numeric_limits<double>::quiet_NaN()};  // p of the maximum statistic, if it was taken
  bool at_an_end{};  // number and null crowd at one end of what they can be: undecided, whatever the interval
};

// Whether both lie in the outer twentieth at the same end of low .. high: there no difference can show.
// Throws Error{usage} unless low < high.
bool crowd_at_an_end(double value, double null, const Interval& range);

// The part that a difference makes, with its p. `alike` takes twice the p of equivalence: a 95 % interval
// leaves 2.5 % at each end.
ClaimPart part_of(std::string name, Claimed claimed, double margin, const Difference& difference);

struct PartVerdict {
  Verdict verdict{Verdict::undecided};  // held, undecided or refuted
  bool small{};                         // held, but smaller than matters
};
// Throws Error{usage} unless the margin is above 0, Error{data} where the interval's low is above its high.
PartVerdict judge_part(const ClaimPart& part);

struct Judgement {
  Verdict verdict{Verdict::undecided};
  std::vector<PartVerdict> parts{};
  std::vector<double> corrected{};  // any-of: p of each part, corrected for their number; else empty
};
// Held where all parts are, partly where some are; else refuted where any is, for one is enough to refute
// "all"; else undecided. Error{data} for no parts.
Judgement judge_all(std::span<const ClaimPart> parts);
// Held where the corrected p of any part is at most `level` with its estimate on the claimed side; refuted
// where every part is; else undecided. A part's own verdict is held by the same rule. Corrected by Holm
// unless all parts bring p of the maximum statistic; Error{usage} where only some do. A part without p
// counts as p = 1. `level` is 1 - coverage of the intervals.
Judgement judge_any(std::span<const ClaimPart> parts, double level = 0.05);

// "held", "held, but smaller than matters (A)", "partly held: A held; B refuted; C undecided", "held by A (of
// 6)": the verdict in words with the names of parts where they are needed.
std::string in_words(const Judgement& judgement, std::span<const ClaimPart> parts);
// "held", "partly held", "undecided" or "refuted".
std::string_view in_words(Verdict verdict);

}  // namespace rssviz::models
