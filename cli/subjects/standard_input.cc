#include "cli/subjects/standard_input.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFolder = "rssviz-stdin-";

std::string read_all_of_it() {
  std::string bytes;
  std::vector<char> room(1 << 20);
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(ErrorKind::io, "standard input: " + std::string(std::strerror(errno)));
    if (count == 0) return bytes;
    bytes.append(room.data(), static_cast<std::size_t>(count));
  }
}

const char* suffix_by_content(std::string_view bytes) {
  if (bytes.starts_with("\x93NUMPY")) return ".npy";
  if (bytes.starts_with("PK\x03\x04")) return ".npz";
  if (bytes.starts_with("\x89HDF")) return ".h5";
  if (bytes.starts_with("MATLAB")) return ".mat";
  if (bytes.size() > 9 && bytes[8] == '{' && bytes.substr(5, 3) == std::string_view("\0\0\0", 3))
    return ".safetensors";
  return ".csv";
}

fs::path made_folder() {
  const char* const given = std::getenv("TMPDIR");
  std::string name =
      (fs::path(given == nullptr ? "/tmp" : given) / (std::string(kFolder) + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) fail(ErrorKind::cannot_create, name + ": " + std::strerror(errno));
  return name;
}

}  // namespace

StandardInput::~StandardInput() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

StandardInput take_standard_input(const std::string& command, Settings& settings) {
  std::vector<std::string> words = settings.positionals();
  const auto count = std::count(words.begin(), words.end(), "-");
  const bool reads = command == "embed" || command == "look" || command == "info" || command == "figure";
  if (count == 0 || !reads) return {};
  if (count > 1) fail(ErrorKind::usage, "standard input (-) can be read once");
  const std::string bytes = read_all_of_it();
  if (bytes.empty()) fail(ErrorKind::no_input, "standard input: is empty");
  const fs::path folder = made_folder();
  StandardInput input(folder);
  const fs::path file = folder / (std::string("stdin") + suffix_by_content(bytes));
  write_file(file, bytes);
  std::replace(words.begin(), words.end(), std::string("-"), file.string());
  settings.set_positionals(std::move(words));
  return input;
}

std::string with_standard_input(std::string said) {
  constexpr std::string_view kFile = "/stdin.";
  while (true) {
    const std::size_t folder = said.find(kFolder);
    const std::size_t file = folder == std::string::npos ? folder : said.find(kFile, folder);
    if (file == std::string::npos) return said;
    const std::size_t before = said.find_last_of(" '\"", folder);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::size_t end = std::min(
        said.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", file + kFile.size()), said.size());
    said.replace(begin, end - begin, "standard input");
  }
}

bool is_standard_input(const fs::path& file) {
  return file.stem() == "stdin" && file.parent_path().filename().string().starts_with(kFolder);
}

}  // namespace rssviz::cli
