// Bytes that stand in a file or in memory, handed out piece by piece: of a file no more is in memory than the
// piece that was asked for. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/input_file.h"

namespace rssviz::formats {

class ByteSource {
 public:
  // `bytes` must outlive this; `name` is what errors call it.
  ByteSource(std::string_view bytes, std::string name) : name_(std::move(name)), bytes_(bytes) {}
  // Throws Error{no_input}.
  explicit ByteSource(const std::filesystem::path& path)
      : name_(path.string()), file_(std::make_unique<const InputFile>(path)) {}

  const std::string& name() const { return name_; }
  std::size_t size() const { return file_ ? file_->size() : bytes_.size(); }
  // `count` bytes from `offset`, which must lie inside; read into `room` where they aren't in memory. Throws
  // Error{io}.
  std::string_view piece(std::size_t offset, std::size_t count, std::string& room) const {
    if (!file_) return bytes_.substr(offset, count);
    room.resize(count);
    file_->read(offset, count, room.data());
    return room;
  }

 private:
  std::string name_;
  std::string_view bytes_{};
  std::unique_ptr<const InputFile> file_{};
};

}  // namespace rssviz::formats
