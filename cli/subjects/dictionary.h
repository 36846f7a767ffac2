// Dictionaries of words by number, as LSTMVis keeps them ("token id" a line), or as JSON or TSV, which tokens
// with blanks need. Values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rssviz::cli {

using Dictionary = std::map<std::int64_t, std::string>;

// By the name: .json ({"token": id} or a list of tokens from 0), .tsv (token, tab, id; \t \n \\ escaped),
// else a line for each: the token, a blank, the id; a line that begins with a blank is the token of one
// blank. Throws Error{no_input}, or Error{data} naming file and line.
Dictionary read_dictionary(const std::filesystem::path& path);
Dictionary parse_dictionary(std::string_view text, const std::filesystem::path& path);

// Values as places in a vocabulary that is made of them: known ids in their order, then "#id" for each that
// the dictionary lacks. `unknown` counts the steps of these.
struct NamedValues {
  std::vector<std::int32_t> places{};
  std::vector<std::string> labels{};
  std::size_t unknown{0};
};
NamedValues name_values(const std::vector<std::int64_t>& ids, const Dictionary& dictionary);

}  // namespace rssviz::cli
