#include "cli/pipeline/recipes/names.h"

#include <algorithm>

#include "core/text.h"

namespace rssviz::cli {

std::string fault_of_name(const std::string& name) {
  constexpr std::size_t kLongest = 150;  // bytes; suffixes follow
  if (name.empty()) return "is empty";
  if (name.size() > kLongest) return "is longer than " + std::to_string(kLongest) + " bytes";
  if (!is_utf8(name)) return "is not UTF-8";
  if (name.find_first_of("/\\") != std::string::npos) return "is not a name: it holds a slash";
  if (name.front() == '.') return "is not a name: it begins with a dot";
  if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return "is not a name: it holds a control character";
  if (name == "figures" || name == "films" || name == "manifests")
    return "is the name of a folder of every run";
  return "";
}

bool stays_below(const std::filesystem::path& path) {
  return !path.empty() && path.is_relative() && path.has_filename() &&
         std::none_of(path.begin(), path.end(),
                      [](const std::filesystem::path& part) { return part == ".."; });
}

}  // namespace rssviz::cli
