// Networks that several figures of a recipe show. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "cli/subjects/bare_run.h"
#include "cli/subjects/input_stamps.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/view_reading.h"

namespace rssviz::cli {

// Networks as figures see them, loaded once for all figures of the same needs.
class ViewCache {
 public:
  explicit ViewCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // `inputs`: the stamps of the files that it was read from are added.
  const NetworkView* get(const std::string& run, unsigned reads, InputStamps& inputs) {
    const std::lock_guard lock(mutex_);
    const unsigned needs = reads & (kReadsMap | kReadsMetrics | kReadsAligned | kReadsLearning |
                                    kReadsTimings | kReadsWithoutTask);
    Read& read = views_[{run, needs}];
    if (!read.view) read.view = std::make_unique<NetworkView>(load_view(folder_ / run, reads, read.inputs));
    inputs.add(read.inputs);
    return read.view.get();
  }

 private:
  struct Read {
    std::unique_ptr<NetworkView> view{};
    InputStamps inputs{};
  };
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::pair<std::string, unsigned>, Read> views_;
};

}  // namespace rssviz::cli
