#include "cli/pipeline/recipes/schedule.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "core/error.h"
#include "core/helping.h"

namespace rssviz::cli {

namespace {

// Which steps have begun and which have ended; guarded by `mutex`.
class Board {
 public:
  explicit Board(const std::vector<ScheduledStep>& steps)
      : steps_(steps), begun_(steps.size(), false), done_(steps.size(), false) {}

  // The first step that may begin; none where one has failed. Threads that must wait help others meanwhile.
  std::optional<std::size_t> take() {
    std::unique_lock lock(mutex_);
    while (!failed_) {
      if (const std::optional<std::size_t> next = ready()) {
        begun_[*next] = true;
        return next;
      }
      lock.unlock();
      const bool helped = help_another_loop();
      lock.lock();
      // A loop that begins meanwhile tells nobody here: look again soon.
      if (!helped && !failed_ && !ready()) ended_.wait_for(lock, std::chrono::milliseconds(2));
    }
    return {};
  }
  void end(std::size_t step, bool well) {
    const std::lock_guard lock(mutex_);
    done_[step] = well;
    failed_ = failed_ || !well;
    ended_.notify_all();
  }

 private:
  std::optional<std::size_t> ready() const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::vector<std::size_t>& after = steps_[i].after;
      if (!begun_[i] && std::all_of(after.begin(), after.end(), [&](std::size_t k) { return done_[k]; }))
        return i;
    }
    return {};
  }

  const std::vector<ScheduledStep>& steps_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<bool> begun_, done_;
  bool failed_ = false;
};

}  // namespace

void run_schedule(const std::vector<ScheduledStep>& steps, const Workers& workers) {
  Board board(steps);
  // As many pieces as steps, each of which takes one: what a step waits for has begun, and so will end.
  workers.for_each(steps.size(), [&](std::size_t) {
    const std::optional<std::size_t> taken = board.take();
    if (!taken) return;
    try {
      with_context(steps[*taken].name, steps[*taken].work);
    } catch (...) {
      board.end(*taken, false);
      throw;
    }
    board.end(*taken, true);
  });
}

}  // namespace rssviz::cli
