// The one table of a command's options: from it come the command line, --help, the keys of recipes and
// --print-config, so that they cannot disagree. Plain values; nothing here knows Boost or TOML.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rssviz::cli {

// `file`: a path that is read; a recipe names it relative to the output's folder, with its hash. `files`: one
// or several, each a file or a folder with all that is in it.
enum class OptionType { flag, integer, number, text, texts, file, files };

struct Option {
  std::string name{};  // "leak-rate" on the command line, leak_rate in a recipe
  OptionType type{OptionType::text};
  std::string default_text{};  // "" : derived by the algorithm, or none
  std::string help{};
  bool changes_results{true};          // such settings stand in the recipe that a file carries
  std::vector<std::string> choices{};  // empty: any
};

struct Positional {
  std::string name{};  // "RUN"
  std::string help{};
  bool required{true};
  bool repeated{false};
};

struct CommandTable {
  std::string name{};
  std::string summary{};
  std::vector<Positional> positionals{};
  std::vector<Option> options{};
  std::vector<std::string> examples{};

  const Option* find(std::string_view name) const;  // nullptr when there is none; '_' counts as '-'
};

// The resolved values of a command's options: defaults, then a recipe's, then the command line's.
class Settings {
 public:
  explicit Settings(const CommandTable& table);

  // Sets one option from text. Throws Error{usage} naming option, value and what is allowed.
  void set(const std::string& name, const std::string& text);
  void set(const std::string& name, const std::vector<std::string>& texts);
  void set_positionals(std::vector<std::string> values) { positionals_ = std::move(values); }

  bool has(std::string_view name) const;    // a value other than ""
  bool given(std::string_view name) const;  // set by recipe or command line
  bool flag(std::string_view name) const;
  long long integer(std::string_view name) const;
  double number(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  const std::vector<std::string>& texts(std::string_view name) const;
  const std::vector<std::string>& positionals() const { return positionals_; }
  const CommandTable& table() const { return *table_; }

 private:
  const std::vector<std::string>& values(std::string_view name) const;
  const CommandTable* table_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::map<std::string, bool, std::less<>> given_;
  std::vector<std::string> positionals_;
};

// The name among `names` nearest to `word` by edit distance, or "" when none is near.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);
// "leak-rate" -> "leak_rate" and back.
std::string toml_key(std::string_view option_name);
std::string option_name(std::string_view toml_key);

}  // namespace rssviz::cli
