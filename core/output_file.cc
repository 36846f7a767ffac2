#include "core/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <random>
#include <utility>

#include "core/error.h"
#include "core/written_file.h"

namespace rssviz {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPart = ".part";
constexpr std::size_t kLongestName = 255;  // bytes; of all common file systems

[[noreturn]] void cannot_create(const fs::path& target, const std::string& why) {
  fail(ErrorKind::cannot_create, target.string() + ": " + why + "; choose another with -o");
}

// What NAME.PID-RANDOM.part begins with: as much of the name as leaves room for the rest.
std::string part_prefix(const fs::path& target) {
  constexpr std::size_t kRoom = 40;
  std::string name = target.filename().string();
  if (name.size() <= kLongestName - kRoom) return name + ".";
  std::size_t end = kLongestName - kRoom;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80) --end;  // not within a character
  return name.substr(0, end) + ".";
}

// A name beside the target that nobody else has.
fs::path part_beside(const fs::path& target) {
  std::random_device random;
  std::array<char, 32> end{};
  std::snprintf(end.data(), end.size(), "%ld-%08x", static_cast<long>(::getpid()), random());
  return target.parent_path() / (part_prefix(target) + end.data() + std::string(kPart));
}

// A file may be replaced; what isn't one is the system's or somebody's, and stays.
void check_replaceable(const fs::path& target) {
  struct stat status {};
  if (::stat(target.c_str(), &status) != 0) {
    if (errno == ENOENT) return;
    if (errno == ELOOP && fs::is_symlink(target)) return;  // the link is replaced
    cannot_create(target, std::string("cannot be written (") + std::strerror(errno) + ")");
  }
  if (S_ISDIR(status.st_mode))
    fail(ErrorKind::cannot_create, target.string() + ": is a folder; name a file in it");
  if (!S_ISREG(status.st_mode)) cannot_create(target, "is a device, a pipe or a socket, not a file");
}

void make_parent(const fs::path& target) {
  std::error_code code;
  if (!target.has_parent_path()) return;
  fs::create_directories(target.parent_path(), code);
  if (code) cannot_create(target.parent_path(), "cannot make this folder (" + code.message() + ")");
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

}  // namespace

OutputFile::OutputFile(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename())
    fail(ErrorKind::cannot_create, target_.string() + ": is a folder; name a file in it");
  make_parent(target_);
  check_replaceable(target_);
  if (!begin_without_name()) begin_beside();
}

// Not all file systems can do it.
bool OutputFile::begin_without_name() {
  file_ = ::open(folder_of(target_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (file_ < 0) return false;
  part_ = "/proc/self/fd/" + std::to_string(file_);
  if (::access(part_.c_str(), W_OK) == 0) return true;
  ::close(std::exchange(file_, -1));
  return false;
}

void OutputFile::begin_beside() {
  part_ = part_beside(target_);
  file_ = ::open(part_.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_create(target_, std::string("cannot be written (") + std::strerror(errno) + ")");
  has_name_ = true;
}

OutputFile::~OutputFile() {
  std::error_code ignored;  // nothing can be done about a part file that can't be removed
  if (!finished_ && has_name_) fs::remove(part_, ignored);
  ::close(file_);
}

void OutputFile::put_in_place() {
  const auto check = [&](int code) {
    if (code != 0)
      fail(ErrorKind::io, target_.string() + ": cannot be put in place (" + std::strerror(errno) + ")");
  };
  if (!has_name_) {
    if (::linkat(AT_FDCWD, part_.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) == 0) return;
    if (errno != EEXIST) check(-1);
    const fs::path named = part_beside(target_);
    check(::linkat(AT_FDCWD, part_.c_str(), AT_FDCWD, named.c_str(), AT_SYMLINK_FOLLOW));
    part_ = named;
    has_name_ = true;
  }
  check(::rename(part_.c_str(), target_.c_str()));
}

void OutputFile::finish() {
  check_replaceable(target_);
  put_in_place();
  finished_ = true;
}

namespace {

// Parts of the same target that nobody fills any more.
void remove_left_parts(const fs::path& target) {
  const std::string prefix = part_prefix(target);
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_of(target), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(kPart)) continue;
    const int folder = ::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) continue;
    if (::flock(folder, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), ignored);
    ::close(folder);
  }
}

}  // namespace

OutputFolder::OutputFolder(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "frames/"
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(target_, ignored);
  if (fs::exists(status) && (!fs::is_directory(status) || !fs::is_empty(target_, ignored)))
    fail(ErrorKind::cannot_create, target_.string() + ": is there already; give a new or an empty folder");
  make_parent(target_);
  remove_left_parts(target_);
  part_ = part_beside(target_);
  if (::mkdir(part_.c_str(), 0777) != 0)
    cannot_create(target_, std::string("the folder can't be made (") + std::strerror(errno) + ")");
  lock_ = ::open(part_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ >= 0) ::flock(lock_, LOCK_EX | LOCK_NB);
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!finished_) fs::remove_all(part_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

void OutputFolder::finish() {
  // Replaces an empty folder, and no other.
  if (::rename(part_.c_str(), target_.c_str()) != 0)
    fail(ErrorKind::io, target_.string() + ": cannot be put in place (" + std::strerror(errno) + ")");
  finished_ = true;
}

void write_file_by(const fs::path& target, const std::function<void(std::ostream&)>& write) {
  OutputFile file(target);
  {
    std::ofstream stream(file.part_path(), std::ios::binary | std::ios::trunc);
    write(stream);
    stream.close();
    if (!stream)
      fail(ErrorKind::io,
           target.string() + ": writing failed (" + std::strerror(errno) + "); is the disk full?");
  }
  file.finish();
}

void write_file(const fs::path& target, std::string_view content) {
  write_file_by(target, [content](std::ostream& stream) {
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  });
}

void write_file(const fs::path& target, std::span<const std::byte> content) {
  write_file(target, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
}

}  // namespace rssviz
