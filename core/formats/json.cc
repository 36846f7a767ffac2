#include "core/formats/json.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/output_file.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

// The byte at which lists and objects are nested too deep; npos where they never are. Brackets within strings
// don't count.
std::size_t too_deep_at(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '[' || c == '{') && ++depth > kDeepestJson)
      return i;
    else if (!in_string && (c == ']' || c == '}') && depth > 0)
      --depth;
  }
  return std::string_view::npos;
}

// The first text in `value` that isn't UTF-8, by its place: "recipe/of/0".
std::string place_of_bad_text(const Json& value, const std::string& place) {
  if (value.is_string())
    return is_utf8(value.get_ref<const std::string&>())
               ? ""
               : place + " '" + escaped(value.get_ref<const std::string&>()) + "'";
  if (!value.is_structured()) return "";
  for (const auto& [key, child] : value.items()) {
    const std::string below = place.empty() ? escaped(key) : place + "/" + escaped(key);
    if (!is_utf8(key)) return "the name " + below;
    if (std::string found = place_of_bad_text(child, below); !found.empty()) return found;
  }
  return "";
}

std::string dumped(const Json& value, int indent, bool ascii, const std::string& name) {
  try {
    return value.dump(indent, ' ', ascii);
  } catch (const Json::type_error&) {
    fail(ErrorKind::data, (name.empty() ? "" : name + ": ") + place_of_bad_text(value, "") +
                              " is not UTF-8 and can't be written; name it in UTF-8");
  }
}

}  // namespace

Json parse_json(const std::string& text, const std::string& name) {
  if (const std::size_t at = too_deep_at(text); at != std::string::npos)
    fail(ErrorKind::data, name + ": lists are nested more than " + std::to_string(kDeepestJson) +
                              " deep (at byte " + std::to_string(at) + ")");
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    fail(ErrorKind::data, name + ": is not valid JSON (at byte " + std::to_string(error.byte) + ")");
  } catch (const nlohmann::json::out_of_range&) {
    fail(ErrorKind::data, name + ": holds a number that is too large");
  }
}

Json read_json(const std::filesystem::path& path) { return parse_json(read_file(path), path.string()); }

void write_json(const std::filesystem::path& path, const Json& value) {
  write_file(path, dumped(value, 2, false, path.string()) + "\n");
}

std::string ascii_line(const Json& value) { return dumped(value, -1, true, ""); }

}  // namespace rssviz::formats
