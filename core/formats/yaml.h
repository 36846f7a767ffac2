// YAML files of strangers, through yaml-cpp: small records such as the lstm.yml of LSTMVis. A file of 1 MB,
// 32 levels and 100,000 parts is the most that is read, aliases counted as often as they stand for something:
// a few lines of aliases can mean billions of parts. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "core/formats/json.h"

namespace rssviz::formats {

inline constexpr std::size_t kMostYamlBytes = std::size_t{1} << 20;
inline constexpr int kDeepestYaml = 32;
inline constexpr std::size_t kMostYamlParts = 100'000;

// Maps and lists as objects and arrays, every scalar as its text ("7", "true"), null as null. Throws
// Error{no_input}, or Error{data} naming file and line: no YAML, a key twice, text that isn't UTF-8, more
// than the limits.
Json read_yaml(const std::filesystem::path& path);
Json parse_yaml(const std::string& text, const std::string& name);

}  // namespace rssviz::formats
