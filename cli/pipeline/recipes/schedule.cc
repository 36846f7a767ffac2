#include "cli/pipeline/recipes/schedule.h"

#include <condition_variable>
#include <mutex>

#include "core/error.h"

namespace rssviz::cli {

void run_schedule(const std::vector<ScheduledStep>& steps, const Workers& workers) {
  std::mutex mutex;
  std::condition_variable ended;
  std::vector<bool> done(steps.size(), false);
  bool failed = false;
  workers.for_each(steps.size(), [&](std::size_t i) {
    const ScheduledStep& step = steps[i];
    {
      std::unique_lock lock(mutex);
      // What it waits for stands earlier in the list, was taken by a thread before this one, and so does end.
      ended.wait(lock, [&] {
        bool ready = true;
        for (const std::size_t before : step.after) ready = ready && done[before];
        return ready || failed;
      });
      if (failed) return;
    }
    try {
      with_context(step.name, step.work);
    } catch (...) {
      const std::lock_guard lock(mutex);
      failed = true;
      ended.notify_all();
      throw;
    }
    const std::lock_guard lock(mutex);
    done[i] = true;
    ended.notify_all();
  });
}

}  // namespace rssviz::cli
