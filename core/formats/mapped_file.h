// A file's bytes without a copy of them: mapped where the system can, read where it can't (pipes). A value
// for one thread at a time; its bytes may be read from any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace rssviz::formats {

class MappedFile {
 public:
  // Throws Error{no_input} naming the path.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  void* mapping_ = nullptr;
  std::size_t mapped_size_ = 0;
  std::string copy_{};
  std::string_view bytes_{};
};

}  // namespace rssviz::formats
