// The completions, read by the shells themselves: every option of every command is offered.
#include <gtest/gtest.h>

#include <cctype>

#include "cli/commands/all_tables.h"
#include "core/output_file.h"
#include "program.h"

namespace rssviz::cli {
namespace {

class Completion : public ::testing::Test {
 protected:
  void need(const std::string& shell_name) {
    if (shell("command -v " + shell_name).exit_code != 0) GTEST_SKIP() << "no " << shell_name << " here";
    const Outcome script = rssviz("completion " + shell_name);
    ASSERT_EQ(script.exit_code, 0) << script.err;
    write_file(path("_rssviz"), script.out);
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  // `offer` prints in one shell what is offered for a COMMAND, each option at the beginning of a line.
  void expect_every_option(const std::string& shell_name, const std::string& begin,
                           const std::string& offer) {
    std::string script = begin + "\n";
    for (const CommandTable* table : all_tables()) {
      std::string of_command = offer;
      for (std::size_t at; (at = of_command.find("COMMAND")) != std::string::npos;)
        of_command.replace(at, 7, table->name);
      script += "echo '== " + table->name + "'\n" + of_command + "\n";
    }
    write_file(path("ask"), script);
    const Outcome asked = shell("cd " + folder_.path().string() + " && HOME=$PWD " + shell_name + " ask");
    ASSERT_EQ(asked.exit_code, 0) << asked.err;
    EXPECT_EQ(asked.err, "");
    for (const CommandTable* table : all_tables()) {
      const std::size_t first = asked.out.find("== " + table->name + "\n");
      const std::string offered = asked.out.substr(first, asked.out.find("\n== ", first) - first) + "\n";
      for (const Option& option : table->options) {
        const std::string name = "\n--" + option.name;
        std::size_t at = offered.find(name);
        while (at != std::string::npos &&
               (std::isalnum(offered[at + name.size()]) != 0 || offered[at + name.size()] == '-'))
          at = offered.find(name, at + 1);
        EXPECT_NE(at, std::string::npos) << shell_name << ": " << table->name << " --" << option.name;
      }
    }
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Completion, BashOffersEveryOption) {
  need("bash");
  if (IsSkipped()) return;
  expect_every_option(
      "bash", "source ./_rssviz",
      "COMP_WORDS=(rssviz COMMAND --); COMP_CWORD=2; _rssviz; printf '%s\\n' \"${COMPREPLY[@]}\"");
}

TEST_F(Completion, FishOffersEveryOption) {
  need("fish");
  if (IsSkipped()) return;
  expect_every_option("fish", "source ./_rssviz", "complete -C 'rssviz COMMAND --'");
}

TEST_F(Completion, ZshOffersEveryOption) {
  need("zsh");
  if (IsSkipped()) return;
  // What is handed to zsh's own _arguments, a specification a line: '*--seed=[...]'.
  expect_every_option("zsh -f",
                      "_arguments() { print -rl -- ${@#\\*} }\n_describe() { }\nsource ./_rssviz 2>/dev/null",
                      "words=(rssviz COMMAND --); CURRENT=3; _rssviz");
  // And at a terminal, with the whole of its completion.
  write_file(
      path("type"),
      "zmodload zsh/zpty\nzpty terminal 'zsh -f -i'\n"
      "zpty -w terminal 'fpath=('$PWD' $fpath); autoload -U compinit; compinit -u -D; echo AT''TENTIVE'\n"
      "zpty -r terminal seen '*ATTENTIVE*'\nzpty -w -n terminal $'rssviz embed --snap\\t'\n"
      "zpty -r terminal seen '*snapshots*'\nprint -r -- $seen\nzpty -d terminal\n");
  const Outcome typed =
      shell("cd " + folder_.path().string() + " && HOME=$PWD TERM=dumb timeout 20 zsh -f type");
  EXPECT_EQ(typed.exit_code, 0) << typed.err;
  EXPECT_NE(typed.out.find("embed --snapshots"), std::string::npos) << typed.out;
}

}  // namespace rssviz::cli
