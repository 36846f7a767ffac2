// One writer at a time in a folder. Who holds it stands in the file kLockName of the folder while it is held;
// the lock itself is the system's (fcntl), so it ends with its process however that ends, and what a killed
// one left is taken over. Where the file system has no locks, nothing is locked. A value for one thread; two
// in one process exclude each other too.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/progress.h"

namespace rssviz {

inline constexpr const char* kLockName = ".rssviz-lock";
// Seconds that commands wait for another writer to end before they give up.
inline constexpr double kLockPatience_s = 60;

class FolderLock {
 public:
  // Makes the folder where it is missing. Waits up to `wait_s` seconds for another writer to end, and says
  // for whom by Progress::warn. Throws Error{retry} naming folder and holder after that, {interrupted} where
  // the user stops waiting, {cannot_create} where the folder can't be written.
  FolderLock(const std::filesystem::path& folder, double wait_s, Progress& progress);
  // Removes the file and lets the next one in; folders that it made and nothing was written to go too.
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  friend std::unique_ptr<FolderLock> lock_of_target(const std::filesystem::path&, double, Progress&);
  FolderLock(const std::filesystem::path& folder, const std::string& name, std::string subject, double wait_s,
             Progress& progress);
  bool take();

  std::filesystem::path folder_;
  std::string subject_;  // what errors name
  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_{};  // folders, the innermost first
  int file_{-1};
};

// One writer at a time of a file and of what is written beside it under the same name (caption, table,
// posters): the lock is the file .STEM.rssviz-lock beside it, of names near the longest a digest of the stem.
// Waits and throws as a FolderLock does. Null where the target is there and isn't a file: what refuses or
// fills it says so.
std::unique_ptr<FolderLock> lock_of_target(const std::filesystem::path& target, double wait_s,
                                           Progress& progress);
// Of each of several targets once, in an order in which two writers never wait for each other.
std::vector<std::unique_ptr<FolderLock>> locks_of_targets(const std::vector<std::filesystem::path>& targets,
                                                          double wait_s, Progress& progress);

// Removes what a killed writer left of its lock; nothing where somebody holds the folder.
void remove_stale_lock(const std::filesystem::path& folder);

// "process 4711 on HOST since 2026-01-31 12:00:00 UTC" where somebody holds the folder; "" where nobody does.
std::string holder_of(const std::filesystem::path& folder);

}  // namespace rssviz
