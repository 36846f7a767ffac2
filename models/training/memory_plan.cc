#include "models/training/memory_plan.h"

#include <algorithm>

#include "core/error.h"
#include "core/memory.h"

namespace rssviz::models {

std::string TrainingMemory::text() const {
  return megabytes(most()) + " (weights " + megabytes(weights) + ", states " + megabytes(states) +
         ", learning " + megabytes(learning) + ")";
}

TrainingMemory plan_memory(const EsnTrainingOptions& options, std::size_t inputs, std::size_t outputs,
                           std::size_t rows, std::size_t trained) {
  const auto n = static_cast<double>(options.reservoir.units);
  const auto r = static_cast<double>(rows), t = static_cast<double>(trained);
  const double stages = static_cast<double>(std::max<std::size_t>(
      options.stages.size() + 2, static_cast<std::size_t>(std::max(options.n_stages, 2))));
  TrainingMemory plan;
  // W once more: in panels for the states, and after them as the copy of which the effective radius is
  // measured.
  plan.weights = 4. * n * n * 2. + 4. * n * (1. + static_cast<double>(inputs)) +
                 8. * stages * (n + 1.) * static_cast<double>(outputs);
  plan.states = 8. * n * (r + t);
  // The system and its factor; of the dual form as large as there are rows (least_squares.h).
  const double side = options.solver == Solver::ridge && t <= 2. * n ? t : n + 1.;
  plan.learning = 16. * side * side;
  return plan;
}

TrainingMemory plan_memory(const RecurrentShape& shape, const RecurrentOptions& options) {
  const double weights = 4. * static_cast<double>(shape.size());
  TrainingMemory plan;
  plan.weights = weights * (2. + static_cast<double>(options.epochs));
  plan.learning = weights * 4.;  // gradient, both moments, and those on their way into the checkpoint
  return plan;
}

void check_memory(const TrainingMemory& plan, double available) {
  if (available <= 0. || plan.most() <= available) return;
  fail(ErrorKind::retry,
       "training needs " + plan.text() + ", but only " + megabytes(available) +
           " of memory are free; fewer units, stages or epochs, or a larger machine would do");
}

}  // namespace rssviz::models
