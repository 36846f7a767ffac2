#include "cli/commands/terminal.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <utility>

#include "cli/subjects/standard_input.h"

namespace rssviz::cli {
namespace {

// The state that the signal handler keeps; nothing else in the program is global and mutable.
// Atomic and without locks: other threads than the one that hears the signal ask for it.
std::atomic<bool> stop_flag = false;
std::atomic<long long> first_signal_ns = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<long long>::is_always_lock_free);

// Work that doesn't hear within this time (it waits for a file system, or for a library) is ended: files get
// their names when they are whole, so none is torn by that.
constexpr unsigned kMostWait_s = 5;

void on_alarm(int) {
  constexpr std::string_view kLine = "rssviz: interrupted\n";
  pollfd room{STDERR_FILENO, POLLOUT, 0};  // nobody may read it
  if (poll(&room, 1, 0) == 1) static_cast<void>(!write(STDERR_FILENO, kLine.data(), kLine.size()));
  _exit(130);
}

// The first signal asks the work to stop and to clear away what it began, which takes some tenths of a
// second. More of them in that time say the same (timeout and schedulers send several); after two seconds the
// user no longer wants to wait.
void on_signal(int signal) {
  const int errno_of_work = errno;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const long long now_ns = 1'000'000'000LL * now.tv_sec + now.tv_nsec;
  if (!stop_flag) {
    first_signal_ns = now_ns;
    alarm(kMostWait_s);
  } else if (now_ns - first_signal_ns > 2'000'000'000LL) {
    _exit(128 + signal);
  }
  stop_flag = true;
  errno = errno_of_work;
}

std::string duration_text(double seconds) {
  std::array<char, 32> text{};
  if (seconds < 60)
    std::snprintf(text.data(), text.size(), "%.0f s", seconds);
  else
    std::snprintf(text.data(), text.size(), "%.0f min %02.0f s", std::floor(seconds / 60),
                  seconds - 60 * std::floor(seconds / 60));
  return text.data();
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, nullptr);
}

bool interrupt_requested() { return stop_flag; }

TerminalProgress::TerminalProgress(Speech speech)
    : speech_(speech), is_terminal_(isatty(STDERR_FILENO) == 1) {}

TerminalProgress::~TerminalProgress() {
  const std::lock_guard lock(mutex_);
  clear_bar();
}

void TerminalProgress::begin(std::string_view label, std::size_t total) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  label_ = label;
  total_ = total;
  shown_tenth_ = 0;
  start_ = std::chrono::steady_clock::now();
  last_drawn_ = start_;
}

void TerminalProgress::advance(std::size_t done) {
  const std::lock_guard lock(mutex_);
  if (speech_ == Speech::quiet || total_ == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (is_terminal_) {
    if (done >= total_) {
      clear_bar();
    } else if (now - last_drawn_ > std::chrono::milliseconds(100)) {
      draw_bar(done);
      last_drawn_ = now;
    }
    return;
  }
  const std::size_t tenth = 10 * done / total_;
  // Short work says nothing: its result has a line of its own.
  if (tenth <= shown_tenth_ || now - start_ < std::chrono::seconds(2)) return;
  shown_tenth_ = tenth;
  std::fprintf(stderr, "%s: %zu %%\n", label_.c_str(), 10 * tenth);
}

void TerminalProgress::note(std::string_view message) {
  if (speech_ != Speech::verbose) return;
  say(message);
}

void TerminalProgress::say(std::string_view line) {
  if (speech_ == Speech::quiet) return;
  const std::lock_guard lock(mutex_);
  clear_bar();
  std::string said = with_standard_input(std::string(line));
  if (said == last_said_) return;  // of a file that is read for its places and for its columns
  std::fprintf(stderr, "%s\n", said.c_str());
  last_said_ = std::move(said);
}

void TerminalProgress::draw_bar(std::size_t done) {
  constexpr std::size_t kWidth = 28;
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const auto filled = static_cast<std::size_t>(share * kWidth);
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const std::string left = share > 0.02 ? ", " + duration_text(elapsed * (1 - share) / share) + " left" : "";
  std::fprintf(stderr, "\r\033[K%s [%s%s] %.0f %%%s", label_.c_str(), std::string(filled, '=').c_str(),
               std::string(kWidth - filled, ' ').c_str(), 100 * share, left.c_str());
  std::fflush(stderr);
  bar_visible_ = true;
}

void TerminalProgress::clear_bar() {
  if (bar_visible_) std::fprintf(stderr, "\r\033[K");
  bar_visible_ = false;
}

}  // namespace rssviz::cli
