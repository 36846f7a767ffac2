#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "core/error.h"

namespace rssviz {
namespace {

// One call of for_each: the next piece to take, how many are done, and the first exception by piece.
struct Job {
  Job(std::size_t n, const std::function<void(std::size_t)>& f) : count(n), work(f) {}
  const std::size_t count;
  const std::function<void(std::size_t)>& work;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failed_piece = 0;
  std::exception_ptr error;
  std::atomic<int> active{0};  // threads of the pool inside this job; changed under the pool's mutex

  void run() {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      // After a failure only pieces before it still matter; they were all taken already.
      if (failed.load()) continue;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!error || i < failed_piece) {
          error = std::current_exception();
          failed_piece = i;
        }
        failed.store(true);
      }
    }
  }
};

// Rounds of a layout take some tenths of a millisecond: a thread that sleeps in between costs as much to
// wake. So threads first look again for a while, where each has a processor of its own.
constexpr int kLooks = 2000;  // some 20 to 80 microseconds

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

template <class Done>
void look_for_a_while(int looks, const Done& done) {
  for (int i = 0; i < looks && !done(); ++i) relax();
}

// Set while this thread runs a piece: a for_each from within must not wait for the pool it occupies.
thread_local bool inside_piece = false;

struct InsideGuard {
  InsideGuard() { inside_piece = true; }
  ~InsideGuard() { inside_piece = false; }
};

}  // namespace

struct Workers::Pool {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable done;
  Job* job = nullptr;
  std::atomic<std::size_t> generation{0};  // changed under the mutex
  std::atomic<bool> closing{false};        // so is this
  int looks = 0;                           // before a thread sleeps

  void loop() {
    std::size_t seen = 0;
    std::unique_lock lock(mutex, std::defer_lock);
    while (true) {
      look_for_a_while(looks, [&] { return closing.load() || generation.load() != seen; });
      lock.lock();
      wake.wait(lock, [&] { return closing || (job != nullptr && generation != seen); });
      if (closing) return;
      seen = generation;
      Job* const mine = job;
      ++mine->active;
      lock.unlock();
      {
        const InsideGuard guard;
        mine->run();
      }
      lock.lock();
      if (--mine->active == 0) done.notify_all();
      lock.unlock();
    }
  }
};

void require_a_thread() {
  try {
    std::thread([] {}).join();
  } catch (const std::system_error&) {
    fail(ErrorKind::retry,
         "no thread can be started, which fonts need; is memory or the number of processes "
         "limited (ulimit -v, -u)?");
  }
}

Workers::Workers(int threads) : pool_(std::make_unique<Pool>()) {
  if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  pool_->threads.reserve(static_cast<std::size_t>(threads - 1));
  if (threads <= static_cast<int>(std::thread::hardware_concurrency())) pool_->looks = kLooks;
  try {
    for (int i = 1; i < threads; ++i) pool_->threads.emplace_back([pool = pool_.get()] { pool->loop(); });
  } catch (const std::system_error&) {
    // The system gives no more of them: those that there are do the work.
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(pool_->mutex);
    pool_->closing = true;
  }
  pool_->wake.notify_all();
  for (std::thread& thread : pool_->threads) thread.join();
}

int Workers::threads() const { return static_cast<int>(pool_->threads.size()) + 1; }

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& work) const {
  if (count == 0) return;
  Job job(count, work);
  if (pool_->threads.empty() || inside_piece || count == 1) {
    job.run();
  } else {
    {
      const std::lock_guard lock(pool_->mutex);
      pool_->job = &job;
      ++pool_->generation;
    }
    pool_->wake.notify_all();
    {
      const InsideGuard guard;
      job.run();
    }
    // All pieces are taken; those inside will soon be done.
    look_for_a_while(pool_->looks, [&] { return job.active.load() == 0; });
    std::unique_lock lock(pool_->mutex);
    pool_->job = nullptr;  // late wakers must not touch a job that is about to go
    pool_->done.wait(lock, [&] { return job.active == 0; });
  }
  if (job.error) std::rethrow_exception(job.error);
}

}  // namespace rssviz
