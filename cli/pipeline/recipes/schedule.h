// Steps that wait for one another, run by a pool of threads. Their results don't depend on the order: each
// writes its own files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/parallel.h"

namespace rssviz::cli {

struct ScheduledStep {
  std::string name{};
  std::vector<std::size_t> after{};  // steps (all before this one in the list) that must have ended
  std::function<void()> work{};
};

// Runs each step once. A step is started in the order of the list, as soon as a thread is free, and waits
// there for those it comes after. When one fails, steps not yet begun are left out and its error is thrown,
// with the step's name in front.
void run_schedule(const std::vector<ScheduledStep>& steps, const Workers& workers);

}  // namespace rssviz::cli
