// How long work tells that it goes on, and learns that it shall stop. The one interface by which libraries
// speak: they never write to stdout or stderr themselves.
#pragma once

#include <cstddef>
#include <string_view>

namespace rssviz {

class Progress {
 public:
  virtual ~Progress() = default;
  // A piece of work of `total` steps begins; `label` says what ("training lstm"). Called from one thread.
  virtual void begin(std::string_view label, std::size_t total) = 0;
  // `done` of the steps are behind us. May be called from any thread.
  virtual void advance(std::size_t done) = 0;
  // One line for the user (a dropped label, a fallback taken). May be called from any thread.
  virtual void note(std::string_view message) = 0;
  // One line that the user should see unless all is quiet (dots that became a picture). Any thread.
  virtual void warn(std::string_view message) = 0;
  // True once the user asked to stop (an interrupt). May be called from any thread.
  virtual bool stop_requested() const = 0;
  // Throws Error{interrupted} once the user asked to stop; called between pieces of work.
  void check_stop() const;
};

// What a piece of a larger piece of work is given, where several run at once: it passes on notes and the wish
// to stop, and shows nothing of its own.
class InnerProgress final : public Progress {
 public:
  explicit InnerProgress(Progress& outer) : outer_(outer) {}
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void note(std::string_view message) override { outer_.note(message); }
  void warn(std::string_view message) override { outer_.warn(message); }
  bool stop_requested() const override { return outer_.stop_requested(); }

 private:
  Progress& outer_;
};

// Says nothing and never stops: for tests and for callers who want silence.
class SilentProgress final : public Progress {
 public:
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void note(std::string_view) override {}
  void warn(std::string_view) override {}
  bool stop_requested() const override { return false; }
};

}  // namespace rssviz
