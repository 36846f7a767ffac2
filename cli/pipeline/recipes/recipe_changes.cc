#include <toml++/toml.h>

#include <algorithm>
#include <vector>

#include "cli/pipeline/recipes/recipe_changes.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t to = std::min(key.find('.', from), key.size());
    parts.push_back(key.substr(from, to - from));
    if (to == key.size()) return parts;
    from = to + 1;
  }
}

// The value as TOML reads it, else as a text.
toml::table value_of(const std::string& text) {
  try {
    return toml::parse("value = " + text);
  } catch (const toml::parse_error&) {
    toml::table table;
    table.insert("value", text);
    return table;
  }
}

bool is_meant(const std::string& part, const toml::table& output) {
  if (part == "*") return true;
  const toml::node* const name = output.get("name");
  const toml::node* const called = name != nullptr ? name : output.get("kind");
  return called != nullptr && called->is_string() && called->as_string()->get() == part;
}

// Sets `parts` from `at` on below `node`; how many tables were changed.
std::size_t set_below(toml::node& node, const std::vector<std::string>& parts, std::size_t at,
                      const toml::node& value) {
  if (toml::array* const outputs = node.as_array()) {
    std::size_t count = 0;
    for (toml::node& output : *outputs)
      if (output.is_table() && at < parts.size() && is_meant(parts[at], *output.as_table()))
        count += set_below(output, parts, at + 1, value);
    return count;
  }
  toml::table* const table = node.as_table();
  if (table == nullptr || at >= parts.size()) return 0;
  if (at + 1 == parts.size()) {
    value.visit([&](const auto& kept) { table->insert_or_assign(parts[at], kept); });
    return 1;
  }
  std::size_t count = 0;
  for (auto&& [key, inner] : *table)
    if (parts[at] == "*" || parts[at] == key.str()) count += set_below(inner, parts, at + 1, value);
  return count;
}

}  // namespace

void change_recipe(const std::string& change, toml::table& root) {
  const std::size_t equals = change.find('=');
  if (equals == std::string::npos || equals == 0)
    fail(ErrorKind::usage, "--set: '" + change + "' is not KEY=VALUE (seed=3, train.lstm.epochs=5)");
  const toml::table value = value_of(change.substr(equals + 1));
  const std::string given = change.substr(0, equals);
  if (set_below(root, parts_of(given), 0, *value.get("value")) == 0)
    fail(ErrorKind::usage, "--set: the recipe has no table for '" + given + "'");
}

}  // namespace rssviz::cli
