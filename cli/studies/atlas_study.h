// What the figure `atlas` is made of: which units of a network can be read, for properties that its task
// gives as columns, with the nulls that a reading by eye lacks. Units are chosen on text that was trained on
// and judged on text to test on; of a file of states on its first half and its second. The same bytes at any
// number of threads: draws have streams of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/studies/atlas_strips.h"
#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"
#include "models/analysis/units/atlas_properties.h"

namespace rssviz::cli {

struct AtlasOptions {
  std::vector<std::string> columns{};  // empty: those of the task's role `properties`
  int stage{-1};                       // -1: the last
  models::PropertyOptions scored{};
  long long steps{20'000};  // of either stretch of text, at most
  int untrained{20};        // networks
  int rotations{20};
  int shifts{1000};
  int pages{6};           // passages of the units found, the best first, at most
  double penalty{0.001};  // of the linear reader, as a share (linear_probe.h)
  std::uint64_t seed{1};

  // Throws Error{usage} naming the option, its value and the range.
  void check() const;
};

struct AtlasRow {
  std::string property{};
  bool number{false};  // R^2; else AUROC
  models::PropertyFacts facts{};
  std::string unit{};  // "cell 17", "forget_gate_1 3"
  double effect{};
  double ceiling{};
  std::vector<double> untrained{};     // the best unit of each network; none where there are no such networks
  std::vector<double> rotated{};       // the best direction of each rotation
  double trace{};                      // the best feature of the last symbols
  double p{};                          // of shifts; NaN where the text is too short for them
  double p_corrected{};                // by Holm over the properties
  std::string rival{};                 // the property that goes along most; "" none
  double partial{};                    // squared correlation of unit and property without the rival
  int column{-1};                      // the unit among all; -1: none varies
  std::vector<float> rotated_state{};  // of the best direction of the first rotation, along the judged text

  // Readable, beyond shifts of the text, and above every untrained network's best unit.
  bool found() const;
};

// What an atlas is made of: two stretches of text, with what is known of their steps and the states of all
// units. Where states come from a file, those are all there is.
struct AtlasText {
  std::string id{};                        // what errors call it
  std::vector<std::string> traces{};       // what units there are, each of as many: "cell", "hidden"
  std::vector<std::string> columns{};      // to read units for
  models::StateTrace choose{}, judge{};    // tokens and columns; states are left out
  Matrix choose_states{}, judge_states{};  // points x units of all traces
  std::vector<std::string> vocabulary{};   // what tokens name, as pages of text write it
};

struct Atlas {
  std::vector<AtlasRow> rows{};         // numbers first, each kind by its effect
  std::vector<std::string> left_out{};  // properties with too few episodes
  int units{0};
  std::vector<std::string> traces{};  // what units there are: "cell", "hidden", "input_gate"
  long long steps_choose{0}, steps_judge{0};
  std::vector<std::string> vocabulary{};  // of the strips
  std::size_t shifts{0};
  double readable_share{0};
  double readable_share_rotated{0};    // mean over rotations
  double readable_share_untrained{0};  // mean over networks
  std::vector<AtlasStrip> strips{};    // of the rows found, the best first
};

// Throws Error{data} naming what is missing: columns, units, properties with enough episodes.
Atlas study_atlas(const NetworkView& view, const AtlasOptions& options, const Execution& execution);
// The same of states that are given: without networks before training.
Atlas study_atlas(const AtlasText& text, const AtlasOptions& options, const Execution& execution);
// The first half of the steps to choose on and the rest to judge on, cut where a sequence ends if there are
// several; `options.steps` of each at most. Error{data} for fewer than 200 steps.
AtlasText halves_of(const std::string& id, models::StateTrace trace, std::vector<std::string> columns,
                    std::vector<std::string> vocabulary, const AtlasOptions& options);

// property,unit,effect,ceiling,null_untrained,null_rotated,null_trace,p_corrected; of 20 draws the highest.
formats::Table table_of(const Atlas& atlas);

}  // namespace rssviz::cli
