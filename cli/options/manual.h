// Manual pages and completions, made from the option tables, so that they can't disagree with the program.
// Pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

// Words that a command's first positional may be, by command: kinds of figures and films, shells.
using PositionalWords = std::map<std::string, std::vector<std::string>>;

// roff of rssviz-COMMAND.1, and of rssviz.1, which names all commands.
std::string manual_page(const CommandTable& table, const std::string& version);
std::string manual_overview(const std::vector<const CommandTable*>& tables, const std::string& version);

enum class Shell { bash, zsh, fish };
// Throws Error{usage} for another name.
Shell shell_named(const std::string& name);
std::string completion_script(Shell shell, const std::vector<const CommandTable*>& tables,
                              const PositionalWords& words);

// What follows an option on the command line: "N", "X", "FILE", "TEXT"; "" for a flag.
std::string value_word(const Option& option);

}  // namespace rssviz::cli
