// Whether files are still those that were read: recipes name the hashes of what a result was made from, not
// of what somebody wrote there meanwhile. Outputs get their names when they are whole, so a file that is
// written again is another file, of another number (inode) and time. Values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"

namespace rssviz::cli {

class InputStamps {
 public:
  InputStamps() = default;
  // Taken before the files are read. Folders stand for all files in them; what is missing has a stamp too.
  explicit InputStamps(std::vector<std::filesystem::path> inputs);

  void add(const InputStamps& others);
  // The first that has been written, removed or added since; empty where none was.
  std::filesystem::path changed() const;
  // Throws Error{retry} naming it.
  void require_unchanged() const;

 private:
  struct Stamp {
    std::filesystem::path file{};
    std::uint64_t device{0}, number{0}, bytes{0};
    std::int64_t seconds{0}, nanoseconds{0};
    bool operator==(const Stamp&) const = default;
  };
  static std::vector<Stamp> stamps_of(const std::vector<std::filesystem::path>& inputs);

  std::vector<std::filesystem::path> inputs_{};
  std::vector<Stamp> stamps_{};
};

// The result of `work`, which reads all that `inputs()` names, from one state of it: where files were written
// meanwhile, it is done again, a few times. `stamps`: of that state. Throws what `work` throws, Error{retry}
// where the files don't come to rest.
template <class Work>
auto read_unchanged(const std::function<std::vector<std::filesystem::path>()>& inputs, InputStamps& stamps,
                    Work&& work) {
  constexpr int kTries = 5;
  for (int left = kTries - 1;; --left) {
    stamps = InputStamps(inputs());
    try {
      auto result = work();
      if (left == 0) stamps.require_unchanged();
      if (stamps.changed().empty()) return result;
    } catch (const Error&) {
      if (stamps.changed().empty()) throw;
      if (left == 0) stamps.require_unchanged();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace rssviz::cli
