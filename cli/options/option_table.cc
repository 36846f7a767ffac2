#include "cli/options/option_table.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "core/error.h"

namespace rssviz::cli {
namespace {

template <class T>
bool parses_as(const std::string& text) {
  T value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_value(const Option& option, const std::string& text) {
  const std::string found = "--" + option.name + ": '" + text + "' ";
  if (option.type == OptionType::integer && !parses_as<long long>(text))
    fail(ErrorKind::usage, found + "is not a whole number");
  if (option.type == OptionType::number && !parses_as<double>(text))
    fail(ErrorKind::usage, found + "is not a number");
  if (option.type == OptionType::flag && text != "true" && text != "false")
    fail(ErrorKind::usage, found + "is neither true nor false");
  if (!option.choices.empty() &&
      std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end())
    fail(ErrorKind::usage, found + "is not one of: " + joined(option.choices));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

const Option* CommandTable::find(std::string_view wanted) const {
  const std::string dashed = option_name(wanted);
  for (const Option& option : options)
    if (option.name == dashed) return &option;
  return nullptr;
}

Settings::Settings(const CommandTable& table) : table_(&table) {
  for (const Option& option : table.options) {
    std::vector<std::string>& value = values_[option.name];
    if (!option.default_text.empty()) value.push_back(option.default_text);
    if (option.type == OptionType::flag && value.empty()) value.emplace_back("false");
  }
}

void Settings::set(const std::string& name, const std::string& text) {
  set(name, std::vector<std::string>{text});
}

void Settings::set(const std::string& name, const std::vector<std::string>& texts) {
  const Option* const option = table_->find(name);
  if (option == nullptr) {
    std::vector<std::string> names;
    for (const Option& known : table_->options) names.push_back(known.name);
    const std::string near = nearest_name(option_name(name), names);
    fail(ErrorKind::usage,
         "unknown option '" + name + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }
  if (option->type != OptionType::texts && option->type != OptionType::files && texts.size() != 1)
    fail(ErrorKind::usage,
         "--" + option->name + ": one value is needed, got " + std::to_string(texts.size()));
  for (const std::string& text : texts) check_value(*option, text);
  values_[option->name] = texts;
  given_[option->name] = true;
}

const std::vector<std::string>& Settings::values(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end())
    fail(ErrorKind::internal, "command " + table_->name + " has no option '" + std::string(name) + "'");
  return found->second;
}

bool Settings::has(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && !found->second.empty() && !found->second.front().empty();
}

bool Settings::given(std::string_view name) const { return given_.find(name) != given_.end(); }

bool Settings::flag(std::string_view name) const { return text(name) == "true"; }

long long Settings::integer(std::string_view name) const {
  const std::string& value = text(name);
  long long number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

double Settings::number(std::string_view name) const {
  const std::string& value = text(name);
  double number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

const std::string& Settings::text(std::string_view name) const {
  const std::vector<std::string>& all = values(name);
  if (all.empty())
    fail(ErrorKind::usage, "--" + std::string(name) + " is needed; see rssviz " + table_->name + " --help");
  return all.front();
}

const std::vector<std::string>& Settings::texts(std::string_view name) const { return values(name); }

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(word, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

std::string toml_key(std::string_view name) {
  std::string key(name);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

std::string option_name(std::string_view key) {
  std::string name(key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

}  // namespace rssviz::cli
