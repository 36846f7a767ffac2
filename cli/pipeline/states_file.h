// States as files hold them: an .npz of `record` or any other, a bare .npy, a .csv of numbers.
#pragma once

#include <cstdint>
#include <filesystem>
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

// An .npz without `states` is read where it holds a single array of two or three dimensions. Throws
// Error{no_input}, or Error{data} naming file and fault.
StatesFile read_states(const std::filesystem::path& file);

}  // namespace rssviz::cli
