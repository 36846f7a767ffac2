// Outputs that appear whole or not at all: written beside their target as NAME.part and renamed when
// complete. A value for one thread.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace rssviz {

class OutputFile {
 public:
  // Makes missing parent folders. Throws Error{cannot_create} naming the path where it can't be made or is a
  // folder.
  explicit OutputFile(std::filesystem::path target);
  // Removes the part file unless finish() was called.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Where to write until finish(); for libraries that open files by name.
  const std::filesystem::path& part_path() const { return part_; }
  // Renames the part file to its target. Throws Error{io}; the old target stays as it was then.
  void finish();

 private:
  std::filesystem::path target_;
  std::filesystem::path part_;
  bool finished_ = false;
};

// Writes `content` as the whole of `target`, by an OutputFile. Throws Error{cannot_create} or {io}.
void write_file(const std::filesystem::path& target, std::string_view content);
void write_file(const std::filesystem::path& target, std::span<const std::byte> content);
// The whole content of a file. Throws Error{no_input} naming the path, or {io}.
std::string read_file(const std::filesystem::path& path);

}  // namespace rssviz
