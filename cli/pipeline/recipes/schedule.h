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

// Runs each step once: a thread that is free begins the first of the list whose steps before have ended, or
// helps in those that run. When one fails, steps not yet begun are left out and its error is thrown, with the
// step's name in front.
void run_schedule(const std::vector<ScheduledStep>& steps, const Workers& workers);

}  // namespace rssviz::cli
