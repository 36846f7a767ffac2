#include "cli/pipeline/timed_progress.h"

namespace rssviz::cli {

void TimedProgress::begin(std::string_view label, std::size_t total) {
  {
    const std::lock_guard lock(mutex_);
    start_ = std::chrono::steady_clock::now();
    seconds_ = {0};
  }
  inner_.begin(label, total);
}

void TimedProgress::advance(std::size_t done) {
  {
    const std::lock_guard lock(mutex_);
    const double now = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    while (seconds_.size() <= done) seconds_.push_back(now);
  }
  inner_.advance(done);
}

std::vector<double> TimedProgress::step_seconds() const {
  const std::lock_guard lock(mutex_);
  return seconds_;
}

}  // namespace rssviz::cli
