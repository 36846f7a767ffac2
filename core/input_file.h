// The one place that opens what is read. Inputs are read from any place and more than once, so they are
// files: a pipe, a device or a socket, which could wait or go on for ever, is refused before it is opened.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace rssviz {

// A file open for reading. Nothing is mapped: a file that becomes shorter meanwhile is an error, not a
// signal. Pieces may be read from several threads at once.
class InputFile {
 public:
  // Throws Error{no_input} naming the path: missing, not allowed, or no file.
  explicit InputFile(const std::filesystem::path& path);
  // Takes over a descriptor of a file, which it closes; `name` is what errors call it.
  InputFile(std::string name, int descriptor);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& name() const { return name_; }
  // Bytes, when it was opened.
  std::size_t size() const { return size_; }
  // `count` bytes from `offset`. Throws Error{io} where they can't be read, or are there no more.
  void read(std::size_t offset, std::size_t count, char* into) const;
  std::string read(std::size_t offset, std::size_t count) const;

 private:
  void measure();

  std::string name_;
  int file_{-1};
  std::size_t size_{0};
};

// Throws Error{no_input} as InputFile does, for libraries that open files by name.
void require_input_file(const std::filesystem::path& path);

// The whole content of a file. Throws as InputFile does.
std::string read_file(const std::filesystem::path& path);

}  // namespace rssviz
