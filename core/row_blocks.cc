#include "core/row_blocks.h"

namespace rssviz {

MatrixRef MatrixRows::read(Eigen::Index first, Eigen::Index count, Matrix&) const {
  return matrix_.middleRows(first, count);
}

MatrixRef ChosenRows::read(Eigen::Index first, Eigen::Index count, Matrix& room) const {
  Matrix found(count, cols());
  Matrix read;
  // Neighbouring rows are read at one go: mostly all rows are chosen but a few.
  for (Eigen::Index i = 0; i < count;) {
    const std::int32_t start = chosen_[static_cast<std::size_t>(first + i)];
    Eigen::Index run = 1;
    while (i + run < count && chosen_[static_cast<std::size_t>(first + i + run)] == start + run) ++run;
    found.middleRows(i, run) = from_.read(start, run, read);
    i += run;
  }
  room = std::move(found);
  return room;
}

}  // namespace rssviz
