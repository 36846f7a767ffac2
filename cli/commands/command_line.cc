#include "cli/commands/command_line.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <cstdio>
#include <set>

#include "cli/commands/all_tables.h"
#include "cli/options/manual.h"
#include "core/error.h"
#include "core/text.h"

namespace rssviz::cli {
namespace po = boost::program_options;
namespace {

constexpr const char* kPositionals = "rssviz-positionals";

po::options_description description_of(const CommandTable& table) {
  po::options_description description;
  for (const Option& option : table.options) {
    const std::string name = option.name + (option.name == "output"  ? ",o"
                                            : option.name == "quiet" ? ",q"
                                                                     : "");
    if (option.type == OptionType::flag)
      description.add_options()(name.c_str(), po::bool_switch());
    else if (option.type == OptionType::files)
      description.add_options()(name.c_str(), po::value<std::vector<std::string>>()->multitoken());
    else
      description.add_options()(name.c_str(), po::value<std::vector<std::string>>());
  }
  description.add_options()("help,h", po::bool_switch());
  description.add_options()(kPositionals, po::value<std::vector<std::string>>());
  return description;
}

// Options like --only a,b may be written with commas where their values can't contain any.
bool splits_at_commas(const Option& option) {
  static const std::set<std::string> kSplit{
      "beliefs", "columns",    "densities",      "input-scalings", "leak-rates", "levels", "only",
      "orders",  "properties", "spectral-radii", "sequences",      "values",     "vary"};
  return option.type == OptionType::texts && kSplit.contains(option.name);
}

std::vector<std::string> split_at_commas(const std::vector<std::string>& values) {
  std::vector<std::string> parts;
  for (const std::string& value : values) {
    std::size_t begin = 0;
    while (begin <= value.size()) {
      const std::size_t end = std::min(value.find(',', begin), value.size());
      if (end > begin) parts.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return parts;
}

std::string unknown_option(std::string word, const CommandTable& table) {
  word.erase(0, word.find_first_not_of('-'));
  word = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const Option& option : table.options) names.push_back(option.name);
  const std::string near = nearest_name(word, names);
  return "rssviz " + table.name + " has no option '--" + word + "'" +
         (near.empty() ? "" : "; did you mean '--" + near + "'?") + " (see rssviz " + table.name + " --help)";
}

// "--strip needs a value: stills of the map ...".
std::string without_value(std::string word, const CommandTable& table) {
  word.erase(0, word.find_first_not_of('-'));
  const Option* const option = table.find(word == "o" ? "output" : word);
  return "--" + (option == nullptr ? word : option->name) + " needs a value" +
         (option == nullptr ? "" : ": " + option->help) + " (see rssviz " + table.name + " --help)";
}

// What shows several at once where an option takes one.
std::string once_for_several(const Option& option, const std::vector<std::string>& given) {
  if (option.name != "color-by") return "";
  std::string names;
  for (const std::string& name : given) names += (names.empty() ? "" : ",") + name;
  return " (a panel for each column: rssviz figure columns MAP --columns " + names + ")";
}

po::variables_map parsed(const std::vector<std::string>& words, const CommandTable& table) {
  po::variables_map values;
  po::positional_options_description positionals;
  positionals.add(kPositionals, -1);
  const po::options_description description = description_of(table);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(words).options(description).positional(positionals).style(style).run(),
              values);
  } catch (const po::unknown_option& error) {
    fail(ErrorKind::usage, unknown_option(error.get_option_name(), table));
  } catch (const po::invalid_command_line_syntax& error) {
    if (error.kind() != po::invalid_command_line_syntax::missing_parameter)
      fail(ErrorKind::usage, std::string(error.what()) + " (see rssviz " + table.name + " --help)");
    fail(ErrorKind::usage, without_value(error.get_option_name(), table));
  } catch (const po::error& error) {
    fail(ErrorKind::usage, std::string(error.what()) + " (see rssviz " + table.name + " --help)");
  }
  return values;
}

void check_positionals(const CommandTable& table, const std::vector<std::string>& given) {
  std::size_t needed = 0;
  bool repeated = false;
  for (const Positional& positional : table.positionals) {
    if (positional.required) {
      if (given.size() <= needed)
        fail(ErrorKind::usage, "rssviz " + table.name + " needs " + positional.name + " (" + positional.help +
                                   "); see rssviz " + table.name + " --help");
      ++needed;
    }
    repeated |= positional.repeated;
  }
  if (!repeated && given.size() > table.positionals.size())
    fail(ErrorKind::usage, "'" + given[table.positionals.size()] + "' is one word too many; see rssviz " +
                               table.name + " --help");
}

// Folds `text` at words to lines of at most `width`, each after the first begun with `indent` spaces.
std::string folded(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (column > indent && column + (end - begin) > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(begin, end - begin);
    column += end - begin;
    begin = end + 1;
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      out += c;
      continue;
    }
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\u%04X", static_cast<unsigned>(c));
    out += code.data();
  }
  return out + "\"";
}

}  // namespace

bool parse_command_line(const std::vector<std::string>& words, Settings& settings) {
  // Titles and names of files stand in recipes, which are JSON.
  for (const std::string& word : words)
    if (!is_utf8(word))
      fail(ErrorKind::usage, "'" + escaped(word) + "' is not UTF-8; write it in UTF-8, or rename the file");
  const CommandTable& table = settings.table();
  const po::variables_map values = parsed(words, table);
  if (values.count(kPositionals) > 0)
    settings.set_positionals(values[kPositionals].as<std::vector<std::string>>());
  if (values["help"].as<bool>()) return false;
  for (const Option& option : table.options) {
    const po::variable_value& value = values[option.name];
    if (value.empty()) continue;
    if (option.type == OptionType::flag) {
      if (value.as<bool>()) settings.set(option.name, "true");
      continue;
    }
    const auto& given = value.as<std::vector<std::string>>();
    const bool splits =
        splits_at_commas(option) || (table.name == "compare" && option.type == OptionType::texts);
    if (given.size() > 1 && option.type != OptionType::texts && option.type != OptionType::files)
      fail(ErrorKind::usage, "--" + option.name + " is given " + std::to_string(given.size()) +
                                 " times; give it once" + once_for_several(option, given));
    settings.set(option.name, splits ? split_at_commas(given) : given);
  }
  std::vector<std::string> positionals;
  if (values.count(kPositionals) > 0) positionals = values[kPositionals].as<std::vector<std::string>>();
  check_positionals(table, positionals);
  settings.set_positionals(std::move(positionals));
  return true;
}

std::string help_text(const CommandTable& table) {
  std::string text = "rssviz " + table.name + ": " + table.summary + "\n\nUsage: rssviz " + table.name;
  for (const Positional& positional : table.positionals)
    text += (positional.required ? " " : " [") + positional.name + (positional.repeated ? " ..." : "") +
            (positional.required ? "" : "]");
  text += " [options]\n";
  for (const Positional& positional : table.positionals) {
    std::string name = "  " + positional.name;
    name.resize(std::max<std::size_t>(26, name.size() + 2), ' ');
    text += "\n" + name + folded(positional.help, 100, name.size());
  }
  if (!table.positionals.empty()) text += "\n";
  text += "\nOptions\n";
  for (const Option& option : table.options) {
    std::string name = "  --" + option.name +
                       (option.name == "output"  ? ", -o"
                        : option.name == "quiet" ? ", -q"
                                                 : "");
    if (option.type != OptionType::flag) name += " " + value_word(option);
    name.resize(std::max<std::size_t>(26, name.size() + 2), ' ');
    std::string help = option.help;
    if (!option.choices.empty()) {
      help += " (";
      for (std::size_t i = 0; i < option.choices.size(); ++i) help += (i > 0 ? "|" : "") + option.choices[i];
      help += ")";
    }
    if (!option.default_text.empty()) help += " [" + option.default_text + "]";
    text += name + folded(help, 100, name.size()) + "\n";
  }
  text += "  --help, -h              print this\n\nExamples\n";
  for (const std::string& example : table.examples) text += "  " + example + "\n";
  return text;
}

std::string overview_text() {
  std::string text =
      "rssviz draws the inside of recurrent neural networks: it trains or loads them, records their hidden\n"
      "states, lays the states out on maps, and draws figures and films of them.\n\nUsage: rssviz COMMAND "
      "...\n\n";
  for (const CommandTable* table : all_tables()) {
    std::string name = "  " + table->name;
    name.resize(std::max<std::size_t>(14, name.size() + 2), ' ');
    text += name + table->summary + "\n";
  }
  return text +
         "\nrssviz COMMAND --help says more, with examples, and so does rssviz help COMMAND; rssviz figure "
         "KIND --help\n"
         "the options of one kind. rssviz --version prints the version, -V those of the libraries too.\n";
}

std::string config_text(const Settings& settings) {
  std::string text = "# rssviz " + settings.table().name + "\n";
  for (const Option& option : settings.table().options) {
    if (!option.changes_results) continue;
    if (!settings.has(option.name)) {
      text += "# " + toml_key(option.name) + " is derived\n";
      continue;
    }
    text += toml_key(option.name) + " = ";
    const bool plain = option.type == OptionType::flag || option.type == OptionType::integer ||
                       option.type == OptionType::number;
    if (option.type == OptionType::texts || option.type == OptionType::files) {
      text += "[";
      for (std::size_t i = 0; i < settings.texts(option.name).size(); ++i)
        text += (i > 0 ? ", " : "") + quoted(settings.texts(option.name)[i]);
      text += "]";
    } else {
      text += plain ? settings.text(option.name) : quoted(settings.text(option.name));
    }
    text += "\n";
  }
  return text;
}

}  // namespace rssviz::cli
