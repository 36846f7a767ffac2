// Runs the real binary as a user would and looks at what it leaves.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace rssviz::cli {

struct Outcome {
  int exit_code{0};
  std::string out{};
  std::string err{};
};

// Runs a command line in a shell, with $RSSVIZ the program.
Outcome shell(const std::string& command);
// Runs the program with these words.
Outcome rssviz(const std::string& words);

// A fresh folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// The SHA-256 of every file below a folder by its relative name, timings.json left out.
std::map<std::string, std::string> digests(const std::filesystem::path& folder);
// Names of files that were begun and not ended.
std::vector<std::string> part_files(const std::filesystem::path& folder);

}  // namespace rssviz::cli
