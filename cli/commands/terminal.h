// How the program speaks while it works, and how it hears that it shall stop.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "core/progress.h"

namespace rssviz::cli {

// From now on SIGINT and SIGTERM ask the work to stop instead of ending the process (a second one ends it).
void catch_interrupts();
bool interrupt_requested();

// Messages on standard error: on a terminal a bar with an estimate of the time left, elsewhere a line each 10
// %.
class TerminalProgress final : public Progress {
 public:
  enum class Speech { quiet, normal, verbose };
  explicit TerminalProgress(Speech speech);
  ~TerminalProgress() override;
  void begin(std::string_view label, std::size_t total) override;
  void advance(std::size_t done) override;
  void note(std::string_view message) override;  // shown when verbose
  void warn(std::string_view message) override { say(message); }
  bool stop_requested() const override { return interrupt_requested(); }
  // A line of its own, unless quiet.
  void say(std::string_view line);

 private:
  void draw_bar(std::size_t done);
  void clear_bar();
  Speech speech_;
  bool is_terminal_;
  std::mutex mutex_;
  std::string label_;
  std::size_t total_ = 0;
  std::size_t shown_tenth_ = 0;
  bool bar_visible_ = false;
  std::string last_said_{};
  std::chrono::steady_clock::time_point start_{};
  std::chrono::steady_clock::time_point last_drawn_{};
};

}  // namespace rssviz::cli
