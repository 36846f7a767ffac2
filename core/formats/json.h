// JSON files, through nlohmann-json (include <nlohmann/json.hpp> in the .cc file that builds or reads
// values). ordered_json keeps the order in which keys were set, so that equal content gives equal bytes.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace rssviz::formats {

using Json = nlohmann::ordered_json;

// Throws Error{no_input}, or Error{data} naming file and byte.
Json read_json(const std::filesystem::path& path);
Json parse_json(const std::string& text, const std::string& name);
// Two spaces of indent and a final newline.
void write_json(const std::filesystem::path& path, const Json& value);
// One line of ASCII (other characters escaped): what recipes are made of.
std::string ascii_line(const Json& value);

}  // namespace rssviz::formats
