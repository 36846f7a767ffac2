#include "models/data/class_sequences.h"

#include <cmath>

#include "core/error.h"

namespace rssviz::models {

float ClassSequences::value(std::int32_t sequence, int row, int input) const {
  const std::size_t at =
      (static_cast<std::size_t>(sequence) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row)) *
          static_cast<std::size_t>(inputs) +
      static_cast<std::size_t>(input);
  return bytes.empty() ? numbers[at] : static_cast<float>(bytes[at]) / 255.0F;
}

void ClassSequences::copy_row(std::int32_t sequence, int row, float* into) const {
  for (int k = 0; k < inputs; ++k) into[k] = value(sequence, row, k);
}

void ClassSequences::fill(int step, std::span<const std::int32_t> ids, Eigen::Ref<Matrix> into) const {
  const int row = schedule[static_cast<std::size_t>(step)];
  if (row < 0) {
    into.setZero();
    return;
  }
  for (std::size_t i = 0; i < ids.size(); ++i)
    copy_row(ids[i], row, into.row(static_cast<Eigen::Index>(i)).data());
}

void ClassSequences::check() const {
  const std::size_t size = sequences() * static_cast<std::size_t>(rows) * static_cast<std::size_t>(inputs);
  if (rows < 1 || inputs < 1 || schedule.empty())
    fail(ErrorKind::data, "sequences of classes need at least one row of one number");
  if ((bytes.empty() ? numbers.size() : bytes.size()) != size)
    fail(ErrorKind::data, "there are other numbers than sequences x rows x inputs");
  for (const std::int32_t one : classes)
    if (one < 0 || one >= outputs())
      fail(ErrorKind::data, "class " + std::to_string(one) + " has no name; there are " +
                                std::to_string(outputs()) + " classes");
  if (!lacking.empty()) fail(ErrorKind::no_input, lacking);
  if (train.empty() || test.empty())
    fail(ErrorKind::data, std::to_string(train.size()) + " sequences are left to train on and " +
                              std::to_string(test.size()) + " to test on");
}

void ClassOptions::check() const { check_range("gain", gain, gain > 0 && std::isfinite(gain), "above 0"); }

std::vector<int> blank_schedule(int rows, int before, int middle, int after) {
  std::vector<int> schedule(static_cast<std::size_t>(before), -1);
  for (int row = 0; row < rows; ++row) {
    if (row == (rows + 1) / 2) schedule.insert(schedule.end(), static_cast<std::size_t>(middle), -1);
    schedule.push_back(row);
  }
  schedule.insert(schedule.end(), static_cast<std::size_t>(after), -1);
  return schedule;
}

}  // namespace rssviz::models
