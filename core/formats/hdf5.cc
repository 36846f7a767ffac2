// The calling process: a child, its limits, what it hands back. What the child does is in hdf5_reader.cc.
#include "core/formats/hdf5.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <functional>

#include "core/error.h"
#include "core/formats/child_reader.h"
#include "core/formats/hdf5_reader.h"
#include "core/formats/npz.h"
#include "core/input_file.h"

namespace rssviz::formats {
namespace fs = std::filesystem;
namespace {

constexpr char kArrays = 'A';
constexpr char kRows = 'R';
constexpr char kFault = 'E';

// The address sanitizer maps terabytes for itself: no limit of address space can be set below it.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kHasShadowMemory = true;
#elif defined(__has_feature)
constexpr bool kHasShadowMemory = __has_feature(address_sanitizer);
#else
constexpr bool kHasShadowMemory = false;
#endif

// Bytes of address space that the process has now: a limit counts them too.
std::uint64_t address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit(decltype(RLIMIT_AS) resource, std::uint64_t most) {
  const rlimit value{most, most};
  ::setrlimit(resource, &value);
}

void write_all(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(pipe, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

using Take = std::function<void(std::string_view)>;
using Work = std::function<void(const Take& take)>;

[[noreturn]] void run_child(int pipe, const fs::path& path, const Work& work, const Hdf5Limits& limits) {
  const Take take = [pipe](std::string_view bytes) { write_all(pipe, bytes); };
  try {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.seconds));
    if (!kHasShadowMemory) limit(RLIMIT_AS, address_space() + limits.memory_bytes);
    work(take);
  } catch (const Error& error) {
    take(kFault + std::string(error.what()));
  } catch (const std::exception&) {
    take(kFault + path.string() + ": needs more memory than its size explains; is it damaged?");
  }
  ::_exit(0);
}

struct Ending {
  bool in_time{true};
  bool is_small{true};
};

// Hands on what the child writes until it ends, takes longer than it may, or writes more than it may.
Ending take_answer(int pipe, const Hdf5Limits& limits, const Take& take) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + std::chrono::seconds(limits.seconds);
  std::uint64_t taken = 0;
  std::array<char, 65536> buffer{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    const int found = left <= 0 ? 0 : ::poll(&ready, 1, static_cast<int>(left));
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) return {.in_time = false};
    const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    taken += static_cast<std::uint64_t>(count);
    if (taken > limits.memory_bytes) return {.is_small = false};
    take({buffer.data(), static_cast<std::size_t>(count)});
  }
}

std::uint64_t memory_for(const fs::path& path, std::uint64_t most) {
  // Deflate shrinks at most some 1,032 times; arrays stand in memory twice while they are handed over.
  constexpr std::uint64_t kBase = std::uint64_t{256} << 20;
  std::error_code error;
  const std::uint64_t size = fs::file_size(path, error);
  if (error || size > (most / 3000)) return most;
  return std::min(most, kBase + 3000 * size);
}

// What the child's end says about the file.
void judge(const Ending& ending, int status, const fs::path& path, const Hdf5Limits& limits,
           const std::string& library) {
  if (!ending.in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
    fail(ErrorKind::data, path.string() + ": reading it took longer than " + std::to_string(limits.seconds) +
                              " s; is it damaged?");
  if (!ending.is_small)
    fail(ErrorKind::data, path.string() + ": holds more than its size explains; is it damaged?");
  if (WIFSIGNALED(status))
    fail(ErrorKind::data, path.string() + ": " + library + " crashed while reading it (signal " +
                              std::to_string(WTERMSIG(status)) + "); is it damaged?");
}

// Runs `work` in a child with limits and hands what it writes to `take`. Throws Error{data} naming the file
// where it crashed or broke a limit. `library`: what reads there.
void in_child(const fs::path& path, const Hdf5Limits& limits, const std::string& library, const Work& work,
              const Take& take) {
  require_input_file(path);
  Hdf5Limits allowed = limits;
  allowed.memory_bytes = memory_for(path, limits.memory_bytes);
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail(ErrorKind::retry, path.string() + ": no pipe to a child process");
  const pid_t child = ::fork();
  if (child < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    fail(ErrorKind::retry, path.string() + ": no child process could be started");
  }
  if (child == 0) {
    ::close(ends[0]);
    run_child(ends[1], path, work, allowed);
  }
  ::close(ends[1]);
  int status = 0;
  const auto finish = [&](bool kill) {
    ::close(ends[0]);
    if (kill) ::kill(child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  };
  Ending ending;
  try {
    ending = take_answer(ends[0], allowed, take);
  } catch (...) {
    finish(true);
    throw;
  }
  finish(!ending.in_time || !ending.is_small);
  judge(ending, status, path, limits, library);
}

}  // namespace

Archive read_in_child(const fs::path& path, const std::string& library, const std::function<Archive()>& read,
                      const Hdf5Limits& limits) {
  std::string answer;
  in_child(
      path, limits, library, [&](const Take& take) { take(kArrays + serialize_npz(read())); },
      [&](std::string_view bytes) { answer += bytes; });
  return parse_hdf5_answer(answer, path.string());
}

Archive read_hdf5(const fs::path& path, const std::string& inside, const Hdf5Limits& limits) {
  return read_in_child(
      path, "libhdf5", [&] { return read_hdf5_here(path, inside); }, limits);
}

bool spool_hdf5(const fs::path& path, const std::string& inside, Spool& spool) {
  std::string kind;  // the first byte; of a fault all
  const auto work = [&](const Take& take) {
    bool begun = false;
    stream_hdf5_here(path, inside, [&](std::string_view bytes) {
      if (!begun) take({&kRows, 1});
      begun = true;
      take(bytes);
    });
  };
  in_child(path, {}, "libhdf5", work, [&](std::string_view bytes) {
    if (kind.empty()) {
      kind = bytes.front();
      bytes.remove_prefix(1);
    }
    if (kind.front() == kRows)
      spool.append(bytes);
    else
      kind += bytes;
  });
  if (kind.empty()) return false;
  if (kind.front() != kRows) parse_hdf5_answer(kind, path.string());
  return true;
}

Archive parse_hdf5_answer(std::string_view answer, const std::string& file) {
  if (answer.starts_with(kArrays)) return parse_npz(answer.substr(1), file);
  constexpr std::size_t kLongestLine = 8192;  // a path and a sentence
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (!answer.starts_with(kFault) || answer.size() < 2 || answer.size() > kLongestLine ||
      std::any_of(answer.begin(), answer.end(), is_control))
    fail(ErrorKind::data, file + ": could not be read; is it damaged?");
  fail(ErrorKind::data, std::string(answer.substr(1)));
}

}  // namespace rssviz::formats
