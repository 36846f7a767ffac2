#include "core/formats/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "core/memory.h"

namespace rssviz::formats {
namespace {

std::string folder() {
  std::error_code none;
  const std::filesystem::path path = std::filesystem::temp_directory_path(none);
  return none ? "/tmp" : path.string();
}

}  // namespace

Spool::Spool() {
  std::string name = folder() + "/rssviz-XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0)
    fail(ErrorKind::cannot_create,
         folder() + ": no temporary file can be made there; set TMPDIR to a folder that has room");
  ::unlink(name.c_str());
}

Spool::~Spool() { ::close(file_); }

void Spool::require_room(std::uint64_t bytes, const std::string& what) const {
  std::error_code unknown;
  const std::uintmax_t free = std::filesystem::space(folder(), unknown).available;
  if (!unknown && bytes > free)
    fail(ErrorKind::retry, what + ": needs " + megabytes(static_cast<double>(bytes)) + " in " + folder() +
                               ", " + megabytes(static_cast<double>(free)) +
                               " are free; set TMPDIR to a folder that has room");
}

void Spool::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ::ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      fail(ErrorKind::io, folder() + ": the disk is full; set TMPDIR to a folder that has room");
    size_ += static_cast<std::size_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

int Spool::duplicate() const {
  const int copy = ::fcntl(file_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) fail(ErrorKind::retry, "too many files are open");
  return copy;
}

}  // namespace rssviz::formats
