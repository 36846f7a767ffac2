#include "models/analysis/statistics/verdict.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "models/analysis/statistics/equivalence.h"
#include "models/analysis/statistics/multiple_tests.h"

namespace rssviz::models {
namespace {

constexpr const char* kSmall = ", but smaller than matters";

// The interval turned so that the claimed side is above 0.
Interval towards_claim(const ClaimPart& part) {
  if (part.claimed != Claimed::below) return part.interval;
  return {-part.interval.high, -part.interval.low};
}

Verdict alike_verdict(const Interval& interval, double margin) {
  if (interval.low > -margin && interval.high < margin) return Verdict::held;
  return interval.low >= margin || interval.high <= -margin ? Verdict::refuted : Verdict::undecided;
}

bool on_claimed_side(const ClaimPart& part) {
  return part.claimed == Claimed::alike ||
         (part.claimed == Claimed::above ? part.estimate > 0 : part.estimate < 0);
}

// p corrected for the number of parts.
std::vector<double> corrected_p(std::span<const ClaimPart> parts) {
  std::vector<double> alone, together;
  for (const ClaimPart& part : parts) {
    alone.push_back(std::isnan(part.p) ? 1 : part.p);
    if (!std::isnan(part.corrected)) together.push_back(part.corrected);
  }
  if (together.empty()) return holm(alone);
  if (together.size() != parts.size())
    fail(ErrorKind::usage, "corrected: give p of the maximum statistic for all parts or for none");
  return together;
}

// Where p and the interval disagree: the correction took what the interval alone would give, or p of another
// test found what it did not.
PartVerdict by_corrected_p(const ClaimPart& part, bool held) {
  if (!held) return {};
  return {Verdict::held, part.claimed != Claimed::alike && towards_claim(part).high < part.margin};
}

void check_parts(std::span<const ClaimPart> parts) {
  if (parts.empty()) fail(ErrorKind::data, "a claim needs at least one part");
}

bool all_are(const Judgement& judgement, Verdict verdict) {
  return std::all_of(judgement.parts.begin(), judgement.parts.end(),
                     [&](const PartVerdict& part) { return part.verdict == verdict; });
}

bool any_is(const Judgement& judgement, Verdict verdict) {
  return std::any_of(judgement.parts.begin(), judgement.parts.end(),
                     [&](const PartVerdict& part) { return part.verdict == verdict; });
}

template <class Which>
std::string names_of(const Judgement& judgement, std::span<const ClaimPart> parts, Which&& which) {
  std::string names;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (which(judgement.parts[i])) names += (names.empty() ? "" : ", ") + parts[i].name;
  return names;
}

// "A held; B held, but smaller than matters; C refuted; D undecided".
std::string parts_in_words(const Judgement& judgement, std::span<const ClaimPart> parts) {
  std::string text;
  for (const PartVerdict kind : {PartVerdict{Verdict::held, false}, PartVerdict{Verdict::held, true},
                                 PartVerdict{Verdict::refuted}, PartVerdict{Verdict::undecided}}) {
    const std::string names = names_of(judgement, parts, [&](const PartVerdict& part) {
      return part.verdict == kind.verdict && part.small == kind.small;
    });
    if (names.empty()) continue;
    text += (text.empty() ? "" : "; ") + names + " " + std::string(in_words(kind.verdict));
    if (kind.small) text += kSmall;
  }
  return text;
}

}  // namespace

bool crowd_at_an_end(double value, double null, const Interval& range) {
  check_range("range", range.high - range.low, range.high > range.low, "low below high");
  const double outer = 0.05 * (range.high - range.low);
  return std::max(value, null) <= range.low + outer || std::min(value, null) >= range.high - outer;
}

ClaimPart part_of(std::string name, Claimed claimed, double margin, const Difference& difference) {
  ClaimPart part{.name = std::move(name),
                 .claimed = claimed,
                 .margin = margin,
                 .estimate = difference.estimate,
                 .interval = difference.interval,
                 .p = difference.p};
  if (claimed == Claimed::alike) {
    part.p = 2 * equivalence(difference, margin).p;
    if (part.p > 1) part.p = 1;  // NaN stays
  }
  return part;
}

PartVerdict judge_part(const ClaimPart& part) {
  check_range("margin", part.margin, part.margin > 0, "above 0: the smallest difference that matters");
  const Interval interval = towards_claim(part);
  if (part.at_an_end || std::isnan(interval.low) || std::isnan(interval.high)) return {};
  if (interval.low > interval.high) fail(ErrorKind::data, "interval: low is above high");
  if (part.claimed == Claimed::alike) return {alike_verdict(interval, part.margin), false};
  if (interval.low > 0) return {Verdict::held, interval.high < part.margin};
  const bool inside = interval.low > -part.margin && interval.high < part.margin;
  return {interval.high < 0 || inside ? Verdict::refuted : Verdict::undecided, false};
}

Judgement judge_all(std::span<const ClaimPart> parts) {
  check_parts(parts);
  Judgement result;
  for (const ClaimPart& part : parts) result.parts.push_back(judge_part(part));
  result.verdict = all_are(result, Verdict::held)     ? Verdict::held
                   : any_is(result, Verdict::held)    ? Verdict::partly
                   : any_is(result, Verdict::refuted) ? Verdict::refuted
                                                      : Verdict::undecided;
  return result;
}

Judgement judge_any(std::span<const ClaimPart> parts, double level) {
  check_parts(parts);
  check_range("level", level, level > 0 && level < 1, "above 0, below 1");
  Judgement result;
  result.corrected = corrected_p(parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PartVerdict part = judge_part(parts[i]);
    const bool held = !parts[i].at_an_end && result.corrected[i] <= level && on_claimed_side(parts[i]);
    if (held != (part.verdict == Verdict::held)) part = by_corrected_p(parts[i], held);
    result.parts.push_back(part);
  }
  result.verdict = any_is(result, Verdict::held)       ? Verdict::held
                   : all_are(result, Verdict::refuted) ? Verdict::refuted
                                                       : Verdict::undecided;
  return result;
}

std::string_view in_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return "held";
    case Verdict::partly:
      return "partly held";
    case Verdict::refuted:
      return "refuted";
    case Verdict::undecided:
      break;
  }
  return "undecided";
}

std::string in_words(const Judgement& judgement, std::span<const ClaimPart> parts) {
  if (parts.size() != judgement.parts.size())
    fail(ErrorKind::internal, "a judgement needs the parts that it judged");
  std::string text(in_words(judgement.verdict));
  const auto held = [](const PartVerdict& part) { return part.verdict == Verdict::held; };
  const auto small = [](const PartVerdict& part) { return part.small; };
  if (judgement.verdict == Verdict::partly) return text + ": " + parts_in_words(judgement, parts);
  if (judgement.verdict == Verdict::held && !judgement.corrected.empty() && parts.size() > 1)
    text += " by " + names_of(judgement, parts, held) + " (of " + std::to_string(parts.size()) + ")";
  const std::string names = names_of(judgement, parts, small);
  if (!names.empty()) text += kSmall + (parts.size() > 1 ? " (" + names + ")" : std::string());
  return text;
}

}  // namespace rssviz::models
