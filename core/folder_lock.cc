#include "core/folder_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <map>
#include <span>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/sha256.h"

namespace rssviz {
namespace fs = std::filesystem;
namespace {

constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

std::string description_of_us() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return "process " + std::to_string(::getpid()) + " on " + host.data() + " since " + time.data();
}

std::string first_line_of(int file) {
  std::array<char, 400> text{};
  const ::ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
  const std::string line = size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "";
  return line.substr(0, line.find('\n'));
}

// Whether the file still stands under this name: its last holder may have removed it while we waited.
bool stands_at(int file, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(file, &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
         open.st_dev == named.st_dev;
}

// Of the open file, not of the process (OFD): others in this process are kept out too, and asking doesn't
// take it. Negative, with errno, as fcntl.
int whole_file_lock(int file, int command, struct flock& lock) {
  lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return ::fcntl(file, command, &lock);
}

std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  std::error_code ignored;
  for (fs::path each = folder; !each.empty() && !fs::exists(each, ignored); each = each.parent_path())
    if (each.has_filename()) missing.push_back(each);
  return missing;
}

std::string holder_at(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return "";
  struct flock lock {};
  const bool held = whole_file_lock(file, F_OFD_GETLK, lock) == 0 && lock.l_type != F_UNLCK;
  std::string holder = held ? first_line_of(file) : "";
  ::close(file);
  return held && holder.empty() ? "a process that just began" : holder;
}

void remove_empty(const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) ::rmdir(folder.c_str());  // not where something is in it
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder, double wait_s, Progress& progress)
    : FolderLock(folder, kLockName, folder.string(), wait_s, progress) {}

FolderLock::FolderLock(const fs::path& folder, const std::string& name, std::string subject, double wait_s,
                       Progress& progress)
    : folder_(folder), subject_(std::move(subject)), path_(folder / name) {
  using Clock = std::chrono::steady_clock;
  std::error_code code;
  made_ = missing_folders(folder);
  fs::create_directories(folder, code);
  if (code) {
    remove_empty(made_);
    fail(ErrorKind::cannot_create, folder.string() + ": cannot make this folder (" + code.message() + ")");
  }
  const Clock::time_point begin = Clock::now();
  bool said = false;
  while (!take()) {
    const std::string holder = holder_at(path_);
    const double waited_s = std::chrono::duration<double>(Clock::now() - begin).count();
    if (waited_s >= wait_s)
      fail(ErrorKind::retry, subject_ + ": another rssviz writes there (" +
                                 (holder.empty() ? "it just began" : holder) +
                                 "); try again when it has ended, or name another with -o");
    if (!said) progress.warn(subject_ + ": waiting for " + holder);
    said = true;
    progress.check_stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

// False where another holds it.
bool FolderLock::take() {
  file_ = ::open(path_.c_str(), kFlags | O_CREAT, 0666);
  if (file_ < 0 && errno == ENOENT) {  // the writer before us made the folder, left it empty and removed it
    std::error_code ignored;
    made_ = missing_folders(folder_);
    fs::create_directories(folder_, ignored);
    file_ = ::open(path_.c_str(), kFlags | O_CREAT, 0666);
  }
  if (file_ < 0)
    fail(errno == ENOSPC || errno == EDQUOT ? ErrorKind::io : ErrorKind::cannot_create,
         folder_.string() + ": cannot be written (" + std::strerror(errno) + ")");
  struct flock lock {};
  if (whole_file_lock(file_, F_OFD_SETLK, lock) != 0 && (errno == EAGAIN || errno == EACCES)) {
    ::close(std::exchange(file_, -1));
    return false;
  }
  if (!stands_at(file_, path_)) {
    ::close(std::exchange(file_, -1));
    return take();
  }
  const std::string text = description_of_us() + "\n";
  // Where it can't be said (the disk is full), the lock holds all the same.
  const bool said =
      ::ftruncate(file_, 0) == 0 && ::pwrite(file_, text.data(), text.size(), 0) == std::ssize(text);
  static_cast<void>(said);
  return true;
}

FolderLock::~FolderLock() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());  // while it is ours: who waits finds that it has gone, and makes its own
  remove_empty(made_);
  ::close(file_);
}

void remove_stale_lock(const fs::path& folder) {
  // Who takes it just now finds that it has gone, and makes its own (take).
  if (holder_of(folder).empty()) ::unlink((folder / kLockName).c_str());
}

std::string holder_of(const fs::path& folder) { return holder_at(folder / kLockName); }

namespace {

std::string lock_name_of(const fs::path& target) {
  constexpr std::size_t kLongest = 200;  // bytes of a stem; a name may have 255
  const std::string stem = target.stem().string();
  return "." + (stem.size() <= kLongest ? stem : sha256(std::as_bytes(std::span(stem)))) + ".rssviz-lock";
}

fs::path place_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

}  // namespace

std::unique_ptr<FolderLock> lock_of_target(const fs::path& target, double wait_s, Progress& progress) {
  std::error_code ignored;
  const fs::file_status status = fs::status(target, ignored);
  if (!target.has_filename() || (fs::exists(status) && !fs::is_regular_file(status))) return nullptr;
  return std::unique_ptr<FolderLock>(
      new FolderLock(place_of(target), lock_name_of(target), target.string(), wait_s, progress));
}

std::vector<std::unique_ptr<FolderLock>> locks_of_targets(const std::vector<fs::path>& targets, double wait_s,
                                                          Progress& progress) {
  std::map<std::pair<fs::path, std::string>, fs::path> each;
  for (const fs::path& target : targets)
    each.try_emplace({fs::absolute(target).lexically_normal().parent_path(), lock_name_of(target)}, target);
  std::vector<std::unique_ptr<FolderLock>> locks;
  for (const auto& [lock, target] : each)
    if (std::unique_ptr<FolderLock> one = lock_of_target(target, wait_s, progress))
      locks.push_back(std::move(one));
  return locks;
}

}  // namespace rssviz
