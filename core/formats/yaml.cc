#include "core/formats/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/input_file.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

[[noreturn]] void refuse(const std::string& name, int line, const std::string& why) {
  fail(ErrorKind::data, name + (line >= 0 ? ":" + std::to_string(line + 1) : "") + ": " + why);
}

// yaml-cpp calls itself for each bracket and dash: lists in brackets are counted before it reads them.
void check_nesting(const std::string& text, const std::string& name) {
  constexpr std::ptrdiff_t kMostOpen = 1000;
  std::ptrdiff_t open = 0, dashes = 0;
  int line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (c == '\n') dashes = 0, ++line;
    if (c == '-' || c == '?' || c == ':') ++dashes;
    if (open > kMostOpen || dashes > kMostOpen) refuse(name, line, "is nested too deeply");
  }
}

class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  Json convert(const YAML::Node& node, int depth) {
    if (depth > kDeepestYaml)
      refuse(name_, node.Mark().line, "is nested more than " + std::to_string(kDeepestYaml) + " deep");
    if (++parts_ > kMostYamlParts)
      refuse(name_, node.Mark().line,
             "stands for more than " + std::to_string(kMostYamlParts) + " parts, aliases counted");
    if (node.IsScalar()) return Json(node.Scalar());
    if (node.IsSequence()) {
      Json list = Json::array();
      for (const YAML::Node& item : node) list.push_back(convert(item, depth + 1));
      return list;
    }
    if (!node.IsMap()) return Json(nullptr);
    Json object = Json::object();
    for (const auto& item : node) {
      if (!item.first.IsScalar()) refuse(name_, item.first.Mark().line, "has a key that isn't a word");
      const std::string& key = item.first.Scalar();
      if (object.contains(key)) refuse(name_, item.first.Mark().line, "has the key '" + key + "' twice");
      object[key] = convert(item.second, depth + 1);
    }
    return object;
  }

 private:
  const std::string& name_;
  std::size_t parts_{0};
};

}  // namespace

Json parse_yaml(const std::string& text, const std::string& name) {
  if (text.size() > kMostYamlBytes)
    refuse(name, -1, "is larger than " + std::to_string(kMostYamlBytes >> 20) + " MB");
  if (!is_utf8(text))
    refuse(name,
           static_cast<int>(
               std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(utf8_length(text)), '\n')),
           "isn't UTF-8");
  check_nesting(text, name);
  try {
    return Converter(name).convert(YAML::Load(text), 0);
  } catch (const YAML::Exception& error) {
    refuse(name, error.mark.line, "is not YAML: " + error.msg);
  }
}

Json read_yaml(const std::filesystem::path& path) {
  if (const InputFile file(path); file.size() > kMostYamlBytes)
    refuse(path.string(), -1, "is larger than " + std::to_string(kMostYamlBytes >> 20) + " MB");
  return parse_yaml(read_file(path), path.string());
}

}  // namespace rssviz::formats
