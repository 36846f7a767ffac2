#include "core/output_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "core/error.h"

namespace rssviz {
namespace fs = std::filesystem;

OutputFile::OutputFile(fs::path target) : target_(std::move(target)), part_(target_.string() + ".part") {
  std::error_code code;
  if (fs::is_directory(target_, code))
    fail(ErrorKind::cannot_create, target_.string() + ": is a folder; name a file in it");
  if (target_.has_parent_path()) {
    fs::create_directories(target_.parent_path(), code);
    if (code)
      fail(ErrorKind::cannot_create, target_.parent_path().string() + ": cannot make this folder (" +
                                         code.message() + "); choose another with -o");
  }
  const std::ofstream probe(part_, std::ios::binary | std::ios::trunc);
  if (!probe)
    fail(ErrorKind::cannot_create,
         target_.string() + ": cannot be written (" + std::strerror(errno) + "); choose another with -o");
}

OutputFile::~OutputFile() {
  std::error_code ignored;  // nothing can be done about a part file that can't be removed
  if (!finished_) fs::remove(part_, ignored);
}

void OutputFile::finish() {
  std::error_code code;
  fs::rename(part_, target_, code);
  if (code) fail(ErrorKind::io, target_.string() + ": cannot be put in place (" + code.message() + ")");
  finished_ = true;
}

void write_file(const fs::path& target, std::string_view content) {
  OutputFile file(target);
  {
    std::ofstream stream(file.part_path(), std::ios::binary | std::ios::trunc);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    if (!stream)
      fail(ErrorKind::io,
           target.string() + ": writing failed (" + std::strerror(errno) + "); is the disk full?");
  }
  file.finish();
}

void write_file(const fs::path& target, std::span<const std::byte> content) {
  write_file(target, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
}

std::string read_file(const fs::path& path) {
  std::error_code code;
  if (fs::is_directory(path, code))
    fail(ErrorKind::no_input, path.string() + ": is a folder, a file is needed");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail(ErrorKind::no_input, path.string() + ": cannot be opened (" + std::strerror(errno) + ")");
  std::ostringstream content;
  content << stream.rdbuf();
  if (stream.bad()) fail(ErrorKind::io, path.string() + ": reading failed (" + std::strerror(errno) + ")");
  return std::move(content).str();
}

}  // namespace rssviz
