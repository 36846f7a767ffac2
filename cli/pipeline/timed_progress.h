// Notes when each step of a computation was done, and passes everything on. For timings.json: training itself
// knows no clock, since times must not reach its results.
#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "core/progress.h"

namespace rssviz::cli {

class TimedProgress final : public Progress {
 public:
  explicit TimedProgress(Progress& inner) : inner_(inner) {}
  void begin(std::string_view label, std::size_t total) override;
  void advance(std::size_t done) override;
  void note(std::string_view message) override { inner_.note(message); }
  bool stop_requested() const override { return inner_.stop_requested(); }

  // Seconds from the last begin() until each of its steps was first passed, 0 at the front.
  std::vector<double> step_seconds() const;

 private:
  Progress& inner_;
  mutable std::mutex mutex_;
  std::chrono::steady_clock::time_point start_{std::chrono::steady_clock::now()};
  std::vector<double> seconds_{0};
};

}  // namespace rssviz::cli
