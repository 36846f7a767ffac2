// The tasks that there are: how each is made from settings and opened from a run's folder, and the options
// that it has of its own. A new task is one row here. Values; safe on any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/tasks/arrays/arrays_task.h"
#include "models/tasks/task.h"

namespace rssviz::models {

// An option of a task, for command lines and recipes. `default_text` "": none.
struct TaskOption {
  enum class Type { text, integer, number, file, files };
  std::string name{};
  Type type{Type::text};
  std::string default_text{};
  std::string help{};
  std::vector<std::string> choices{};
};

// What a task is made from. `value`: of an option, "" where it isn't given; `arrays` reads the arrays that
// --inputs, --targets, --lengths and --labels name.
struct TaskSource {
  std::uint64_t seed{1};
  std::function<std::string(const std::string& option)> value{};
  std::function<std::vector<std::string>(const std::string& option)> values{};  // of several files
  std::function<std::shared_ptr<const ArrayData>()> arrays{};

  // Throws Error{usage} for an option that isn't a whole number within these bounds.
  int integer(const std::string& option, int low, int high) const;
};

struct TaskEntry {
  std::string name{};
  std::string summary{};
  std::vector<TaskOption> options{};
  std::function<std::shared_ptr<const Task>(const TaskSource&)> make{};
  // From task.json and what else the folder keeps. Throws Error{no_input} or Error{data} naming file and
  // field.
  std::function<std::shared_ptr<const Task>(const std::filesystem::path& folder, const formats::Json& record)>
      open{};
};

const std::vector<TaskEntry>& task_catalogue();
// Throws Error{usage} naming the tasks there are.
const TaskEntry& task_entry_named(const std::string& name);
// The task of a run's folder; null where it has none ("none": imported weights).
std::shared_ptr<const Task> open_task(const std::filesystem::path& folder);

}  // namespace rssviz::models
