// Threads that cannot change a result. Work is cut into pieces by its own size, never by the number of
// threads; each piece writes only what is its own; whoever sums does it afterwards, in the order of the
// pieces.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "core/progress.h"

namespace rssviz {

// A pool of threads. for_each may be called from within a piece: threads with nothing else to do help there.
class Workers {
 public:
  // `threads` in all, the caller's included; 0 means as many as the machine has. Fewer where the system gives
  // no more.
  explicit Workers(int threads = 1);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int threads() const;
  // Calls work(i) once for each i in 0 .. count-1, from several threads, and waits for all. If pieces throw,
  // the exception of the smallest i that threw is thrown on.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& work) const;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

// Throws Error{retry} where the system gives no thread at all: for libraries that end the program then.
void require_a_thread();

// What every long computation is given: threads to run on and someone to report to.
struct Execution {
  const Workers& workers;
  Progress& progress;
};

}  // namespace rssviz
