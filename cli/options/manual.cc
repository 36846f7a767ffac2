#include "cli/options/manual.h"

#include "core/error.h"

namespace rssviz::cli {
namespace {

std::string in_capitals(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

// Text of a roff line: hyphens that are minus signs, no requests by chance.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string header(const std::string& name, const std::string& version, const std::string& summary) {
  return ".TH " + in_capitals(name) + " 1 \"\" \"rssviz " + version + "\" \"rssviz\"\n.SH NAME\n" +
         roff(name) + " \\- " + roff(summary) + "\n";
}

std::string choices_text(const Option& option) {
  std::string text;
  for (const std::string& choice : option.choices) text += (text.empty() ? "" : ", ") + choice;
  return text.empty() ? "" : "One of: " + text + ". ";
}

const char* const kExitCodes =
    ".SH EXIT STATUS\n0 all is well; 1 lint found something to mend; 64 the command line is wrong; 65 an "
    "input's content is wrong; 66 an "
    "input can't "
    "be opened; 70 a computation failed; 73 an output can't be created; 74 reading or writing failed; 75 try "
    "again; 78 a recipe is wrong; 130 interrupted (SIGINT,\nSIGTERM).\n";

std::string short_name(const Option& option) {
  return option.name == "output" ? "o" : option.name == "quiet" ? "q" : "";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Within single quotes of a shell.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out;
}

std::string names_of(const std::vector<const CommandTable*>& tables) {
  std::string names;
  for (const CommandTable* table : tables) names += (names.empty() ? "" : " ") + table->name;
  return names;
}

std::string bash_script(const std::vector<const CommandTable*>& tables, const PositionalWords& words) {
  std::string values, options;
  for (const CommandTable* table : tables) {
    options += "    " + table->name + ") options='--help";
    for (const Option& option : table->options) {
      options += " --" + option.name;
      if (option.choices.empty()) continue;
      values += "    " + table->name + ":--" + option.name + ") COMPREPLY=($(compgen -W '" +
                joined(option.choices) + "' -- \"$cur\")); return ;;\n";
    }
    options += "'";
    if (const auto found = words.find(table->name); found != words.end())
      options += " first='" + joined(found->second) + "'";
    options += " ;;\n";
  }
  return "# Completion of rssviz for bash, made by: rssviz completion bash\n_rssviz() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
         "  local options='' first=''\n  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W '" +
         names_of(tables) +
         " --help --version' -- \"$cur\"))\n    return\n  fi\n  case \"$command:$prev\" in\n" + values +
         "  esac\n  case \"$command\" in\n" + options +
         "  esac\n  case \"$cur\" in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
         "    *) [ \"$COMP_CWORD\" -eq 2 ] && COMPREPLY=($(compgen -W \"$first\" -- \"$cur\")) ;;\n  "
         "esac\n}\n"
         "complete -o default -F _rssviz rssviz\n";
}

// Help within the brackets of _arguments.
std::string zsh_help(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return quoted(out);
}

std::string zsh_script(const std::vector<const CommandTable*>& tables, const PositionalWords& words) {
  std::string names, cases;
  for (const CommandTable* table : tables) {
    names += "    '" + table->name + ":" + quoted(table->summary) + "'\n";
    cases += "    " + table->name + ") _arguments '--help[print help]'";
    for (const Option& option : table->options) {
      cases += " \\\n      '*--" + option.name + (option.type == OptionType::flag ? "[" : "=[") +
               zsh_help(option.help) + "]";
      if (option.type != OptionType::flag)
        cases += ":" + value_word(option) + ":" +
                 (option.choices.empty() ? "_files" : "(" + joined(option.choices) + ")");
      cases += "'";
    }
    if (const auto found = words.find(table->name); found != words.end())
      cases += " \\\n      '1:word:(" + joined(found->second) + ")'";
    cases += " \\\n      '*:file:_files' ;;\n";
  }
  return "#compdef rssviz\n# Completion of rssviz for zsh, made by: rssviz completion zsh\n_rssviz() {\n"
         "  local -a commands\n  commands=(\n" +
         names +
         "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n" +
         cases + "  esac\n}\n_rssviz \"$@\"\n";
}

std::string fish_script(const std::vector<const CommandTable*>& tables, const PositionalWords& words) {
  std::string out = "# Completion of rssviz for fish, made by: rssviz completion fish\n";
  for (const CommandTable* table : tables)
    out += "complete -c rssviz -n __fish_use_subcommand -f -a " + table->name + " -d '" +
           quoted(table->summary) + "'\n";
  for (const CommandTable* table : tables) {
    const std::string start = "complete -c rssviz -n '__fish_seen_subcommand_from " + table->name + "'";
    for (const Option& option : table->options) {
      out += start + " -l " + option.name;
      if (!short_name(option).empty()) out += " -s " + short_name(option);
      if (option.type != OptionType::flag) out += " -r";
      if (!option.choices.empty()) out += " -f -a '" + joined(option.choices) + "'";
      out += " -d '" + quoted(option.help) + "'\n";
    }
    if (const auto found = words.find(table->name); found != words.end())
      out += start + " -a '" + joined(found->second) + "'\n";
  }
  return out;
}

}  // namespace

std::string value_word(const Option& option) {
  switch (option.type) {
    case OptionType::flag:
      return "";
    case OptionType::integer:
      return "N";
    case OptionType::number:
      return "X";
    case OptionType::file:
      return "FILE";
    case OptionType::files:
      return "FILE|DIR ...";
    default:
      return "TEXT";
  }
}

std::string manual_page(const CommandTable& table, const std::string& version) {
  std::string page = header("rssviz-" + table.name, version, table.summary);
  page += ".SH SYNOPSIS\n.B rssviz " + table.name + "\n";
  for (const Positional& positional : table.positionals)
    page += (positional.required ? ".I " : ".RI [ ") + roff(positional.name) +
            (positional.repeated ? " ..." : "") + (positional.required ? "\n" : " ]\n");
  page += ".RI [ options ]\n.SH DESCRIPTION\n" + roff(table.summary) + ".\n";
  for (const Positional& positional : table.positionals)
    page += ".TP\n.I " + roff(positional.name) + "\n" + roff(positional.help) + "\n";
  page += ".SH OPTIONS\n";
  for (const Option& option : table.options) {
    page += ".TP\n.B \\-\\-" + roff(option.name);
    if (!short_name(option).empty()) page += ", \\-" + short_name(option);
    const std::string value = value_word(option);
    page += (value.empty() ? "" : " \\fI" + value + "\\fR") + "\n" + roff(option.help) + ". ";
    page += roff(choices_text(option));
    if (!option.default_text.empty()) page += "Default: " + roff(option.default_text) + ".";
    page += "\n";
  }
  page += ".TP\n.B \\-\\-help, \\-h\nprint this in short\n.SH EXAMPLES\n.nf\n";
  for (const std::string& example : table.examples) page += roff(example) + "\n";
  return page + ".fi\n" + kExitCodes + ".SH SEE ALSO\n.BR rssviz (1)\n";
}

std::string manual_overview(const std::vector<const CommandTable*>& tables, const std::string& version) {
  std::string page =
      header("rssviz", version, "draw the inside of recurrent neural networks") +
      ".SH SYNOPSIS\n.B rssviz\n.I COMMAND\n.RI [ options ]\n.SH DESCRIPTION\nrssviz trains recurrent "
      "networks or "
      "takes them from elsewhere, records their hidden states, lays the states out on maps, and draws "
      "figures "
      "and films of them. Results go to standard output, messages to standard error.\n.SH COMMANDS\n";
  for (const CommandTable* table : tables)
    page += ".TP\n.BR rssviz\\-" + roff(table->name) + " (1)\n" + roff(table->summary) + "\n";
  return page + kExitCodes;
}

Shell shell_named(const std::string& name) {
  if (name == "bash") return Shell::bash;
  if (name == "zsh") return Shell::zsh;
  if (name == "fish") return Shell::fish;
  fail(ErrorKind::usage, "'" + name + "' is not one of the shells bash, zsh, fish");
}

std::string completion_script(Shell shell, const std::vector<const CommandTable*>& tables,
                              const PositionalWords& words) {
  return shell == Shell::bash  ? bash_script(tables, words)
         : shell == Shell::zsh ? zsh_script(tables, words)
                               : fish_script(tables, words);
}

}  // namespace rssviz::cli
