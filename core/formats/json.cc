#include "core/formats/json.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/output_file.h"

namespace rssviz::formats {

Json parse_json(const std::string& text, const std::string& name) {
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
  write_file(path, value.dump(2) + "\n");
}

std::string ascii_line(const Json& value) { return value.dump(-1, ' ', true); }

}  // namespace rssviz::formats
