// Outputs that appear whole or not at all. They are written without a name where the system can do that, so
// that not even a killed program leaves a part; else as NAME.PID-RANDOM.part beside the target, which two
// writers never share. They get their name when they are complete. A value for one thread.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/input_file.h"

namespace rssviz {

class OutputFile {
 public:
  // Makes missing parent folders. Throws Error{cannot_create} naming the path where it can't be made or is
  // there already as something else than a file: a folder, a device, a pipe, a socket.
  explicit OutputFile(std::filesystem::path target);
  // Removes the part file unless finish() was called.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Where to write until finish(); for libraries that open files by name, in this process.
  const std::filesystem::path& part_path() const { return part_; }
  // Gives the part file its name; what stands there is replaced, a link itself and not what it points to.
  // Throws Error{io}, or {cannot_create} where something else than a file stands there by now; the old target
  // stays as it was then.
  void finish();

 private:
  bool begin_without_name();
  void begin_beside();
  void put_in_place();

  std::filesystem::path target_;
  std::filesystem::path part_;
  int file_{-1};
  bool has_name_{false};
  bool finished_{false};
};

// A folder that appears whole or not at all: made beside its target, and renamed when complete. What a killed
// program began for the same target is removed. A value for one thread.
class OutputFolder {
 public:
  // Throws Error{cannot_create} where the target is there and isn't an empty folder, or can't be made.
  explicit OutputFolder(std::filesystem::path target);
  // Removes the part and all in it unless finish() was called.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& part_path() const { return part_; }
  // Throws Error{io}.
  void finish();

 private:
  std::filesystem::path target_;
  std::filesystem::path part_;
  int lock_{-1};  // held while the part is being filled: what isn't locked was left behind
  bool finished_{false};
};

// Writes `content` as the whole of `target`, by an OutputFile. Throws Error{cannot_create} or {io}.
void write_file(const std::filesystem::path& target, std::string_view content);
void write_file(const std::filesystem::path& target, std::span<const std::byte> content);

}  // namespace rssviz
