#include "cli/pipeline/steps/match_hypotheses.h"

#include <toml++/toml.h>

#include <algorithm>

#include "cli/options/option_table.h"
#include "core/error.h"
#include "core/formats/toml_keys.h"
#include "core/input_file.h"

namespace rssviz::cli {
namespace {

const std::vector<std::string> kKeys{"name",   "range", "find",      "margins",
                                     "source", "mark",  "threshold", "cells"};

class HypothesisReader {
 public:
  explicit HypothesisReader(const std::string& file) : file_(file) {}

  std::vector<WrittenHypothesis> read(const toml::table& root) const {
    for (const auto& [key, node] : root)
      if (key.str() != "hypothesis")
        reject(node, "unknown key '" + std::string(key.str()) + "'; a file holds [[hypothesis]]");
    const toml::node* const node = root.get("hypothesis");
    const toml::array* const list = node == nullptr ? nullptr : node->as_array();
    if (list == nullptr || list->empty()) fail(ErrorKind::recipe, file_ + ": holds no [[hypothesis]]");
    std::vector<WrittenHypothesis> all;
    for (const toml::node& item : *list) {
      const toml::table* const table = item.as_table();
      if (table == nullptr) reject(item, "a hypothesis is a table: [[hypothesis]]");
      all.push_back(read_one(*table));
      for (std::size_t i = 0; i + 1 < all.size(); ++i)
        if (all[i].name == all.back().name) reject(item, "the name '" + all.back().name + "' stands twice");
    }
    return all;
  }

 private:
  [[noreturn]] void reject(const toml::node& node, const std::string& why) const {
    fail(ErrorKind::recipe, file_ + ":" + std::to_string(node.source().begin.line) + ": " + why);
  }

  std::string text(const toml::table& table, const char* key) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return "";
    const auto value = node->value<std::string>();
    if (!value || !node->is_string()) reject(*node, std::string(key) + " must be a text");
    return *value;
  }

  std::vector<int> cells(const toml::table& table) const {
    const toml::node* const node = table.get("cells");
    if (node == nullptr) return {};
    const toml::array* const list = node->as_array();
    if (list == nullptr || list->empty()) reject(*node, "cells must be a list of numbers of cells");
    std::vector<int> all;
    for (const toml::node& item : *list) {
      const auto value = item.value<std::int64_t>();
      if (!item.is_integer() || *value < 0 || *value > 1'000'000'000)
        reject(item, "cells must be whole numbers, 0 or more");
      all.push_back(static_cast<int>(*value));
    }
    std::sort(all.begin(), all.end());
    if (std::adjacent_find(all.begin(), all.end()) != all.end()) reject(*node, "cells names a cell twice");
    return all;
  }

  WrittenHypothesis read_one(const toml::table& table) const {
    for (const auto& [key, node] : table)
      if (std::find(kKeys.begin(), kKeys.end(), std::string(key.str())) == kKeys.end()) {
        const std::string near = nearest_name(key.str(), kKeys);
        reject(node, "unknown key '" + std::string(key.str()) + "'" +
                         (near.empty() ? "" : "; did you mean '" + near + "'?"));
      }
    WrittenHypothesis one;
    one.name = text(table, "name");
    one.range = text(table, "range");
    one.find = text(table, "find");
    one.margins = text(table, "margins");
    one.source = text(table, "source");
    one.mark = text(table, "mark");
    one.cells = cells(table);
    if (one.name.empty()) reject(table, "a hypothesis needs a name");
    if (one.range.empty() && one.find.empty() && one.cells.empty())
      reject(table, "the hypothesis '" + one.name + "' has neither range, find nor cells");
    if (!one.range.empty() && !one.find.empty())
      reject(table, "the hypothesis '" + one.name + "' has both range and find");
    if (const toml::node* const node = table.get("threshold")) {
      if (!node->is_number()) reject(*node, "threshold must be a number");
      one.threshold = node->value<double>();
    }
    return one;
  }

  const std::string& file_;
};

}  // namespace

std::vector<WrittenHypothesis> read_hypotheses(const std::filesystem::path& file) {
  return parse_hypotheses(read_file(file), file.string());
}

std::vector<WrittenHypothesis> parse_hypotheses(const std::string& text, const std::string& name) {
  formats::check_toml_keys(text, name);
  try {
    return HypothesisReader(name).read(toml::parse(text, name));
  } catch (const toml::parse_error& error) {
    fail(ErrorKind::recipe,
         name + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
}

}  // namespace rssviz::cli
