#include "core/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace rssviz {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void cannot_open(const std::string& name, int fault) {
  fail(ErrorKind::no_input, name + ": cannot be opened (" + std::strerror(fault) + ")");
}

void require_regular(const struct stat& status, const std::string& name) {
  if (S_ISREG(status.st_mode)) return;
  if (S_ISDIR(status.st_mode)) fail(ErrorKind::no_input, name + ": is a folder, a file is needed");
  const char* const kind = S_ISFIFO(status.st_mode)   ? "a pipe"
                           : S_ISSOCK(status.st_mode) ? "a socket"
                                                      : "a device";
  fail(ErrorKind::no_input,
       name + ": is " + kind + ", a file is needed; save what comes from it to a file first");
}

}  // namespace

void require_input_file(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) cannot_open(path.string(), errno);
  require_regular(status, path.string());
}

InputFile::InputFile(const fs::path& path) : name_(path.string()) {
  require_input_file(path);  // opening a device can do something to it
  // What took the file's place since then must not make us wait.
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file_ < 0) cannot_open(name_, errno);
  measure();
}

InputFile::InputFile(std::string name, int descriptor) : name_(std::move(name)), file_(descriptor) {
  measure();
}

void InputFile::measure() {
  try {
    struct stat status {};
    if (::fstat(file_, &status) != 0) cannot_open(name_, errno);
    require_regular(status, name_);
    size_ = static_cast<std::size_t>(status.st_size);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

InputFile::~InputFile() { ::close(file_); }

void InputFile::read(std::size_t offset, std::size_t count, char* into) const {
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // the system takes at most some 2 GB
  while (count > 0) {
    const ::ssize_t got = ::pread(file_, into, std::min(count, kMostAtOnce), static_cast<::off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(ErrorKind::io, name_ + ": reading failed (" + std::strerror(errno) + ")");
    if (got == 0) fail(ErrorKind::io, name_ + ": became shorter while it was read; is it still written?");
    offset += static_cast<std::size_t>(got);
    into += got;
    count -= static_cast<std::size_t>(got);
  }
}

std::string InputFile::read(std::size_t offset, std::size_t count) const {
  std::string bytes(count, '\0');
  read(offset, count, bytes.data());
  return bytes;
}

std::string read_file(const fs::path& path) {
  const InputFile file(path);
  return file.read(0, file.size());
}

}  // namespace rssviz
