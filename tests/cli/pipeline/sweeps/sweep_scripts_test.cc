// Scripts for engines do as they should wherever the sweep stands: nothing in its name is a command, an
// option or a pattern.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

const std::vector<std::string> kNames{"a b'c\"d\\n",
                                      "$(touch PWNED)`touch PWNED`;touch PWNED",
                                      "a\ntouch PWNED",
                                      "-dash",
                                      "+plus",
                                      "a{}b{id}{params.number}",
                                      "a*[x]?%#&|<e>!~grün"};

// A word of sh.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

class SweepScripts : public ::testing::Test {
 protected:
  SweepScripts() {
    write_file(
        folder_ / "s.toml",
        std::string_view("[sweep]\nobjects = 3\nunits = 8\nsample = 8\n[vary]\nleak_rate = [0.2, 0.9]\n"));
  }
  // From the folder that holds the sweep, as users would.
  Outcome here(const std::string& command) const {
    return shell("cd " + quoted(folder_.path().string()) + " && export HOME=$PWD && " + command);
  }
  void plan(const std::string& name) const {
    const Outcome planned = here("\"$RSSVIZ\" sweep plan -q s.toml -o " + quoted("./" + name));
    ASSERT_EQ(planned.exit_code, 0) << name << planned.err;
  }
  std::string script(const std::string& engine, const std::string& name) const {
    const Outcome emitted = here("\"$RSSVIZ\" sweep emit -q " + engine + " --program \"$RSSVIZ\" " +
                                 quoted((name[0] == '-' ? "./" : "") + name) + " -o script");
    EXPECT_EQ(emitted.exit_code, 0) << name << emitted.err;
    return read_file(folder_ / "script");
  }
  void done(const std::string& name, const std::string& engine) const {
    const Outcome status = here("\"$RSSVIZ\" sweep status " + quoted("./" + name));
    EXPECT_NE(status.out.find("2 of 2"), std::string::npos)
        << engine << " " << name << status.out << status.err;
    EXPECT_FALSE(fs::exists(folder_ / "PWNED")) << engine << " " << name;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(SweepScripts, OfGnuParallelRunInFoldersOfAnyName) {
  if (shell("command -v parallel").exit_code != 0) GTEST_SKIP() << "no GNU parallel here";
  for (const std::string& name : kNames) {
    plan(name);
    (void)script("--parallel", name);
    const Outcome ran = here("JOBS=1 sh script");
    EXPECT_EQ(ran.exit_code, 0) << name << ran.err;
    done(name, "parallel");
    EXPECT_TRUE(fs::exists(folder_.path() / name / "sweep.csv")) << name;
  }
}

TEST_F(SweepScripts, OfSlurmRunInFoldersOfAnyName) {
  for (const std::string& name : kNames) {
    plan(name);
    const std::string text = script("--slurm", name);
    // Each line before `set` is a comment, and only those of this program are orders to Slurm.
    const std::string head = text.substr(0, text.find("set -eu"));
    EXPECT_EQ(std::count(head.begin(), head.end(), '\n'), 5) << head;
    const Outcome ran =
        here("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=0 sh script");
    EXPECT_EQ(ran.exit_code, 0) << name << ran.err;
    done(name, "slurm");
  }
}

// Snakemake's rules, as Python reads them: what stands in quotes there is the path, with braces filled.
TEST_F(SweepScripts, OfSnakemakeNameTheFolder) {
  for (const std::string& name : kNames) {
    plan(name);
    const std::string text = script("--snakemake", name);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12) << text;
  }
  if (shell("command -v snakemake").exit_code != 0) GTEST_SKIP() << "no Snakemake here";
  for (const std::string& name : kNames) {
    (void)script("--snakemake", name);
    const Outcome ran = here("XDG_CACHE_HOME=$PWD/cache snakemake --cores 1 --snakefile script");
    EXPECT_EQ(ran.exit_code, 0) << name << ran.err;
    done(name, "snakemake");
  }
}

}  // namespace rssviz::cli
