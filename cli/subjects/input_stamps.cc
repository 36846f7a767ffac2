#include "cli/subjects/input_stamps.h"

#include <sys/stat.h>

#include <algorithm>

namespace rssviz::cli {
namespace fs = std::filesystem;

InputStamps::InputStamps(std::vector<fs::path> inputs)
    : inputs_(std::move(inputs)), stamps_(stamps_of(inputs_)) {}

std::vector<InputStamps::Stamp> InputStamps::stamps_of(const std::vector<fs::path>& inputs) {
  std::vector<Stamp> stamps;
  const auto add = [&](const fs::path& file) {
    struct stat status {};
    Stamp& stamp = stamps.emplace_back();
    stamp.file = file;
    if (::stat(file.c_str(), &status) != 0) return;
    stamp.device = status.st_dev;
    stamp.number = status.st_ino;
    stamp.bytes = static_cast<std::uint64_t>(status.st_size);
    stamp.seconds = status.st_mtim.tv_sec;
    stamp.nanoseconds = status.st_mtim.tv_nsec;
  };
  std::error_code code;
  for (const fs::path& input : inputs) {
    if (!fs::is_directory(input, code)) {
      add(input);
      continue;
    }
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(input, code), end; !code && entry != end; entry.increment(code))
      files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) add(file);
  }
  return stamps;
}

void InputStamps::add(const InputStamps& others) {
  inputs_.insert(inputs_.end(), others.inputs_.begin(), others.inputs_.end());
  stamps_.insert(stamps_.end(), others.stamps_.begin(), others.stamps_.end());
}

fs::path InputStamps::changed() const {
  const std::vector<Stamp> now = stamps_of(inputs_);
  for (std::size_t i = 0; i < std::max(now.size(), stamps_.size()); ++i)
    if (i >= now.size() || i >= stamps_.size() || !(now[i] == stamps_[i]))
      return i < now.size() ? now[i].file : stamps_[i].file;
  return {};
}

void InputStamps::require_unchanged() const {
  const fs::path file = changed();
  if (!file.empty())
    fail(ErrorKind::retry,
         file.string() + ": was written while it was read; try again when its writer has ended");
}

}  // namespace rssviz::cli
