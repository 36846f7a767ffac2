#include "tests/cli/program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "core/output_file.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

Outcome shell(const std::string& command) {
  const TemporaryFolder folder;
  const std::string line = "export RSSVIZ='" RSSVIZ_PROGRAM "'; ( " + command + " ) >" + (folder / "out") +
                           " 2>" + (folder / "err");
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(folder / "out"), read_file(folder / "err")};
}

Outcome rssviz(const std::string& words) { return shell("\"$RSSVIZ\" " + words); }

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "rssviz-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw fs::filesystem_error("no folder for a test", name, {});
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::map<std::string, std::string> digests(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "timings.json")
      all[fs::relative(entry.path(), folder).generic_string()] = sha256_of_file(entry.path());
  return all;
}

std::vector<std::string> part_files(const fs::path& folder) {
  std::vector<std::string> parts;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".part") parts.push_back(entry.path().string());
  return parts;
}

}  // namespace rssviz::cli
