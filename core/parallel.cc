#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/helping.h"

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
  std::atomic<int> active{0};  // threads that came to help; changed under the pool's mutex
  bool nested = false;         // begun within a piece

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

class ThreadPool {
 public:
  // The pool of whose pieces this thread runs one.
  inline static thread_local ThreadPool* of_piece = nullptr;

  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable done;
  std::vector<Job*> open;                  // in the order of their beginning; changed under the mutex
  std::atomic<std::size_t> generation{0};  // of jobs begun; changed under the mutex
  std::atomic<bool> closing{false};        // so is this
  std::size_t asleep = 0;                  // threads that wait for `wake`
  int looks = 0;                           // before a thread sleeps

  // The first job that has pieces to give away, of those begun within pieces alone where `nested`.
  Job* open_job(bool nested = false) const {
    const auto found = std::find_if(open.begin(), open.end(), [&](const Job* job) {
      return job->next.load() < job->count && !job->failed.load() && (job->nested || !nested);
    });
    return found == open.end() ? nullptr : *found;
  }

  // With the mutex held, which is let go meanwhile.
  void help(Job& job, std::unique_lock<std::mutex>& lock);
  void loop();
  void run(Job& job);
};

void ThreadPool::help(Job& job, std::unique_lock<std::mutex>& lock) {
  ++job.active;
  lock.unlock();
  ThreadPool* const before = std::exchange(of_piece, this);
  job.run();
  of_piece = before;
  lock.lock();
  if (--job.active == 0) done.notify_all();
}

void ThreadPool::loop() {
  std::unique_lock lock(mutex);
  while (true) {
    Job* job = open_job();
    if (job == nullptr && !closing) {
      const std::size_t seen = generation;
      lock.unlock();
      look_for_a_while(looks, [&] { return closing.load() || generation.load() != seen; });
      lock.lock();
      ++asleep;
      wake.wait(lock, [&] { return closing || (job = open_job()) != nullptr; });
      --asleep;
    }
    if (closing) return;
    help(*job, lock);
  }
}

// All threads that have nothing else to do join in.
void ThreadPool::run(Job& job) {
  {
    const std::lock_guard lock(mutex);
    open.push_back(&job);
    ++generation;
    for (std::size_t i = 0; i + 1 < job.count && i < asleep; ++i) wake.notify_one();
  }
  ThreadPool* const before = std::exchange(of_piece, this);
  job.run();
  of_piece = before;
  // All pieces are taken; those inside will soon be done.
  look_for_a_while(looks, [&] { return job.active.load() == 0; });
  std::unique_lock lock(mutex);
  open.erase(std::find(open.begin(), open.end(), &job));  // late wakers must not touch it
  done.wait(lock, [&] { return job.active == 0; });
}

}  // namespace

struct Workers::Pool : ThreadPool {};

bool help_another_loop() {
  ThreadPool* const pool = ThreadPool::of_piece;
  if (pool == nullptr) return false;
  std::unique_lock lock(pool->mutex);
  Job* const job = pool->open_job(true);
  if (job == nullptr) return false;
  pool->help(*job, lock);
  return true;
}

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
  job.nested = ThreadPool::of_piece != nullptr;
  const bool of_another_pool = job.nested && ThreadPool::of_piece != pool_.get();
  if (pool_->threads.empty() || of_another_pool || count == 1)
    job.run();
  else
    pool_->run(job);
  if (job.error) std::rethrow_exception(job.error);
}

}  // namespace rssviz
