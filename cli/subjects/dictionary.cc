#include "cli/subjects/dictionary.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json.h"
#include "core/input_file.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const fs::path& path, std::size_t line, const std::string& why) {
  fail(ErrorKind::data, path.string() + ":" + std::to_string(line) + ": " + why);
}

std::int64_t parse_id(std::string_view text, const fs::path& path, std::size_t line) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  std::int64_t id = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size())
    refuse(path, line, "'" + escaped(text) + "' is no number: a line is a token, a blank and its number");
  return id;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    out += next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
  }
  return out;
}

// The token and its number of a line.
std::pair<std::string, std::int64_t> parse_line(std::string_view line, bool tabs, const fs::path& path,
                                                std::size_t number) {
  if (!tabs && line.front() == ' ') {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    return {" ", parse_id(line, path, number)};
  }
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  const std::size_t cut = line.find_last_of(tabs ? "\t" : " \t");
  if (cut == std::string_view::npos)
    refuse(path, number,
           "'" + escaped(line) + "' has no number: a line is a token, a " + (tabs ? "tab" : "blank") +
               " and its number");
  const std::string_view token = line.substr(0, cut);
  return {tabs ? unescaped(token) : std::string(token), parse_id(line.substr(cut + 1), path, number)};
}

Dictionary of_json(std::string_view text, const fs::path& path) {
  const formats::Json json = formats::parse_json(std::string(text), path.string());
  Dictionary all;
  if (json.is_array())
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!json[i].is_string())
        fail(ErrorKind::data, path.string() + ": item " + std::to_string(i) + " isn't text");
      all[static_cast<std::int64_t>(i)] = json[i].get<std::string>();
    }
  else if (json.is_object())
    for (const auto& [token, id] : json.items()) {
      if (!id.is_number_integer())
        fail(ErrorKind::data, path.string() + ": the number of '" + token + "' isn't a whole number");
      all[id.get<std::int64_t>()] = token;
    }
  else
    fail(ErrorKind::data, path.string() + ": is neither a list of tokens nor an object of their numbers");
  return all;
}

}  // namespace

Dictionary parse_dictionary(std::string_view text, const fs::path& path) {
  if (const std::size_t good = utf8_length(text); good != text.size())
    refuse(path,
           static_cast<std::size_t>(
               std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(good), '\n')) +
               1,
           "isn't UTF-8");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (suffix_of(path) == ".json") return of_json(text, path);
  const bool tabs = suffix_of(path) == ".tsv";
  Dictionary all;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    auto [token, id] = parse_line(line, tabs, path, number);
    const auto [place, is_new] = all.emplace(id, token);
    if (!is_new && place->second != token)
      refuse(path, number,
             "the number " + std::to_string(id) + " is that of '" + place->second + "' already");
  }
  if (all.empty()) fail(ErrorKind::data, path.string() + ": holds no token");
  return all;
}

Dictionary read_dictionary(const fs::path& path) { return parse_dictionary(read_file(path), path); }

NamedValues name_values(const std::vector<std::int64_t>& ids, const Dictionary& dictionary) {
  NamedValues named;
  std::map<std::int64_t, std::int32_t> place;
  const auto add = [&](std::int64_t id, const std::string& label) {
    place[id] = static_cast<std::int32_t>(named.labels.size());
    named.labels.push_back(label);
  };
  for (const auto& [id, token] : dictionary) add(id, token);
  for (const std::int64_t id : ids) {
    auto known = place.find(id);
    if (known == place.end()) {
      add(id, "#" + std::to_string(id));
      known = place.find(id);
    }
    if (!dictionary.contains(id)) ++named.unknown;
    named.places.push_back(known->second);
  }
  return named;
}

}  // namespace rssviz::cli
