// States of several networks over the same points, from files of any program. Pure but for reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace rssviz::cli {

// The states of one network. Points are the same in the same order in all.
struct ComparedSubject {
  std::string name{};
  Matrix states{};                       // points x units
  std::vector<std::int32_t> sequence{};  // points, or none: each point is a sample of its own
  std::vector<std::int32_t> step{};      // points, or none: in the order of the rows
  MatrixD inputs{};                      // points x inputs, the input that led to the state; or no rows
};

// points x units with `sequence` and `step` where the file has them, or sequences x steps x units. Inputs are
// the columns input_1, ..., or one-hot tokens or symbols, up to 64 of them. Names are those of files, or of
// the folders they lie in where files are called alike. Throws Error{data} naming file and array.
std::vector<ComparedSubject> compared_subjects(const std::vector<std::filesystem::path>& files);

// By file, what it was recorded of but for the seed: networks of one text differ by their seed alone. Empty
// where a file isn't a run's, or where no two are alike.
std::vector<std::string> groups_by_seed(const std::vector<std::filesystem::path>& files);

}  // namespace rssviz::cli
