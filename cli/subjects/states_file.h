// States as embedding takes them: what core/formats/array_source.h reads, with the places in sequences that
// the file gives.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/formats/array.h"
#include "embed/sequence_places.h"

namespace rssviz::cli {

struct StatesFile {
  formats::Array states{};         // points x units, or stages x points x units
  embed::SequencePlaces places{};  // where the file has `sequence` and `step`
  // Where the file has `stage` and `point`, one of each a row: stages whose points come and go.
  std::vector<std::int32_t> stage{};
  std::vector<std::int32_t> point{};
};

// `sources`: one file, or one a stage. Throws as formats::read_states does.
StatesFile read_states(const std::vector<std::string>& sources);

}  // namespace rssviz::cli
