// JSON files, through nlohmann-json (include <nlohmann/json.hpp> in the .cc file that builds or reads
// values). ordered_json keeps the order in which keys were set, so that equal content gives equal bytes.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace rssviz::formats {

using Json = nlohmann::ordered_json;

// Lists and objects within each other, at most: what reads, copies and writes them calls itself for each
// level.
inline constexpr std::size_t kDeepestJson = 128;

// Throws Error{no_input}, or Error{data} naming file and byte: no JSON, text that isn't UTF-8, numbers too
// large or lists nested beyond kDeepestJson. Typed fields: json_fields.h.
Json read_json(const std::filesystem::path& path);
Json parse_json(const std::string& text, const std::string& name);
// Two spaces of indent and a final newline. Throws as write_file; Error{data} naming file and text where one
// isn't UTF-8.
void write_json(const std::filesystem::path& path, const Json& value);
// One line of ASCII (other characters escaped): what recipes are made of. Throws Error{data} naming the text
// that isn't UTF-8.
std::string ascii_line(const Json& value);

}  // namespace rssviz::formats
