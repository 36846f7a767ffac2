// What the figure `ablation` is made of: errors of a network when some of its units are held at 0, the units
// of the largest importance, those that tell most about the part of the sequence, random ones, and random
// ones that the inputs drive as strongly. Errors are the share of test sequences that get the worst verdict
// after their last step, by slot of the task. The same bytes at any number of threads: draws have streams of
// their own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

struct AblationOptions {
  long long sample{0};           // test sequences, drawn by `seed`; 0: all
  int draws{20};                 // of random units
  std::uint64_t seed{1};         // of sample and draws
  std::vector<double> shares{};  // of units to silence; empty: 0 to a half in steps that grow
  bool random_units{true};       // silence units at random too; else only those of the same wiring

  // Throws Error{usage} naming the option, its value and the range.
  void check() const;
};

// What is silenced: two rankings, then draws.
inline constexpr std::array<const char*, 5> kSilenced{"most important", "most structural", "random units",
                                                      "wiring of the important", "wiring of the structural"};
inline constexpr std::size_t kRankings = 2;
// The place of a ranking's draws of the same wiring, and that of random units.
constexpr std::size_t wiring_of(std::size_t ranking) { return kRankings + 1 + ranking; }
inline constexpr std::size_t kRandomUnits = kRankings;

// The errors of one network with some units silenced: one a slot. NaN where no sequence has the slot.
using SlotErrors = std::vector<double>;

// A network, and the columns of its states that are looked at.
struct AblationSubject {
  const NetworkView* view{nullptr};
  std::string part{};                 // part of its sequence that a step belongs to
  std::string ends{};                 // 1 at the last step of a sequence
  std::vector<std::string> judged{};  // verdict against the whole sequence: one a slot, the last label worst
};

struct AblatedNetwork {
  const NetworkView* view{nullptr};
  std::string part{};                // the column of parts, by which slots are told apart
  std::vector<std::string> parts{};  // its labels
  std::string worst{};               // the verdict that counts as an error
  std::size_t slots{0};
  std::size_t sequences{0};
  std::array<std::vector<double>, kRankings> scores{};  // by unit
  std::vector<double> drive{};                          // by unit: how strongly single inputs drive it
  std::vector<int> counts{};                            // units silenced; the first is 0
  // counts x what is silenced x draws (one where there is nothing to draw)
  std::vector<std::array<std::vector<SlotErrors>, kSilenced.size()>> errors{};

  int units() const { return static_cast<int>(drive.size()); }
  double share(std::size_t count) const { return static_cast<double>(counts[count]) / units(); }
};

// Median and 5 to 95 % of draws.
struct DrawnErrors {
  double median{0}, low{0}, high{0};
};
DrawnErrors drawn_errors(const std::vector<SlotErrors>& draws, std::size_t slot);

// Numbers of units to silence: 0 to half of them in steps that grow, or 0 and these shares; each once.
std::vector<int> silenced_counts(int units, std::vector<double> shares = {});

// The share of sequences with the worst verdict after their last step, by judged column; of those after the
// first over compound sequences alone. `trace`: annotated, with outputs. Throws Error{data} for a column that
// it hasn't, or a verdict without labels.
SlotErrors slot_errors(const AblationSubject& subject, const models::StateTrace& trace);

// Throws Error{data} for a network without readout.
std::vector<AblatedNetwork> study_ablation(const std::vector<AblationSubject>& subjects,
                                           const AblationOptions& options, const Execution& execution);

// A row a network, what is silenced, number of units and slot.
formats::Table table_of(const std::vector<AblatedNetwork>& networks);

}  // namespace rssviz::cli
