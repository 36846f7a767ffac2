// The same bytes on processors of other makers: what this machine's processor makes is compared with what is
// made on processors that qemu-user emulates. They differ in all that libm, x264, pixman and the like choose
// by processor, and in every instruction whose result is the maker's choice: QEMU's vrsqrtps rounds the true
// value, no maker's does. An emulated processor is some twenty times slower; so these tests are `slow`.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/input_file.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

// A network of each way of learning, its states, maps, figures of each format and films of each codec, all by
// relative names, since files name what they were made of.
const std::vector<std::string> kWork{
    "train --cell lstm --units 6 --epochs 2 --objects 3 -o lstm",
    "train --cell esn --units 40 --objects 3 -o esn",
    "record lstm --sample 15",
    "record esn --sample 15",
    "embed lstm/states.npz --epochs 20 --snapshots 4",
    "embed esn/states.npz --epochs 20",
    "record lstm --sample 8 --stage all -o lstm/stage_states.npz",
    "embed lstm/stage_states.npz --epochs 10 --align -o lstm/stage_maps.npz",
    "figure errors lstm -o errors.pdf",
    "figure side-by-side esn lstm -o side-by-side.svg",
    "figure heard lstm -o heard.png --dpi 100",
    "animate learning-lstm lstm --frames 4 --size 320x180 -o learning.mp4",
    "animate layout lstm/embedding.npz --frames 4 --size 320x180 -o layout.webm",
    "animate layout lstm/embedding.npz --frames 4 --size 320x180 -o layout.mov",
    "animate layout lstm/embedding.npz --frames 4 --size 320x180 -o layout.gif"};

// QEMU warns, at every thread, of features of a processor that it hasn't got; none is of x86-64-v3.
std::string without_warnings(const std::string& err) {
  std::istringstream lines(err);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("qemu-x86_64: warning:")) kept += line + "\n";
  return kept;
}

// One claim, small: networks trained and measured in each way, judged by t and by prediction on held-out
// settings. An LSTM of one epoch is wrong everywhere, where no AUROC exists: only its row's bytes count.
constexpr const char* kClaim = R"(title = "Claims"
[compare.small]
objects = ["3"]
networks = ["esn", "lstm"]
seeds = 2
esn_units = 40
epochs = 1
sample = 40
maps = 1
ablation_draws = 2
measures = ["nesting", "ablation", "polyvalence", "difficulty"]
[[figure]]
kind = "predictors"
units = 20
sample = 10
settings = 6
seeds = 2
draws = 20
map_epochs = 10
[[claim]]
says = "One"
[[claim.test]]
says = "not exact"
number = { table = "small/objects.csv", column = "exact_error", where = { network = "esn" } }
below = { table = "small/objects.csv", column = "exact_error", where = { network = "lstm" } }
margin = 0.01
pair = "seed"
[[claim.test]]
says = "share"
number = { table = "small/nesting.csv", column = "outer_share", where = { network = "lstm", scaling = "unit-scaled", variant = "trained" } }
above = { table = "small/nesting.csv", column = "outer_share", where = { network = "lstm", scaling = "unit-scaled", variant = "untrained" } }
margin = 0.1
pair = "seed"
[[claim.test]]
says = "map"
number = { table = "small/difficulty.csv", column = "map", where = { network = "esn" } }
above = 0.5
margin = 0.05
pair = "seed"
[[claim.test]]
says = "held out"
number = { table = "figures/predictors.findings.csv", column = "value", low = "low", high = "high", where = { finding = "held-out Spearman of settings together" } }
above = 0
margin = 0.2
)";

// CLAIMS.md and the tables behind it.
std::string claims_by(const std::string& before) {
  const TemporaryFolder folder;
  write_file(folder / "claim.toml", kClaim);
  const Outcome outcome =
      shell("cd '" + folder.path().string() + "' && " + before + "\"$RSSVIZ\" run claim.toml -o out --quiet");
  EXPECT_EQ(outcome.exit_code, 0) << before << "\n" << without_warnings(outcome.err);
  std::string all = read_file(folder / "out/CLAIMS.md");
  for (const char* table : {"small/nesting", "small/ablation", "small/polyvalence", "small/difficulty",
                            "figures/predictors.findings"})
    all += read_file(folder / (std::string("out/") + table + ".csv"));
  return all;
}

// The files that the work leaves, by the processor that `before`, in front of the program's name, stands for.
std::map<std::string, std::string> digests_of_work(const std::string& before) {
  const TemporaryFolder folder;
  std::string script = "cd '" + folder.path().string() + "'";
  for (const std::string& words : kWork) script += " && " + before + "\"$RSSVIZ\" " + words + " --quiet";
  const Outcome outcome = shell(script);
  EXPECT_EQ(outcome.exit_code, 0) << before << "\n" << without_warnings(outcome.err);
  return digests(folder.path());
}

// Lines `FUNCTION HASH`.
std::map<std::string, std::string> libm_bits(const std::string& before) {
  const Outcome outcome = shell(before + "'" RSSVIZ_LIBM_BITS "'");
  EXPECT_EQ(outcome.exit_code, 0) << before << "\n" << without_warnings(outcome.err);
  std::map<std::string, std::string> bits;
  std::istringstream lines(outcome.out);
  for (std::string name, hash; lines >> name >> hash;) bits[name] = hash;
  return bits;
}

std::string names_of_different(const std::map<std::string, std::string>& one,
                               const std::map<std::string, std::string>& other) {
  std::set<std::string> names;
  for (const auto& [name, digest] : one)
    if (!other.contains(name) || other.at(name) != digest) names.insert(name);
  for (const auto& [name, digest] : other)
    if (!one.contains(name)) names.insert(name);
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

// By the processor that is emulated. Of x86-64-v3: all that QEMU can do; Intel's; AMD's.
class Emulated : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    ASSERT_EQ(shell("command -v qemu-x86_64").exit_code, 0)
        << "qemu-x86_64 is missing: install the Debian package qemu-user (./do test --slow does)";
  }
  const std::string before_{std::string("qemu-x86_64 -cpu ") + GetParam() + " "};
};

}  // namespace

TEST_P(Emulated, TrainingMapsFiguresAndFilmsAreTheSameBytes) {
  const std::map<std::string, std::string> here = digests_of_work("");
  ASSERT_GT(here.size(), 25U);
  EXPECT_EQ(names_of_different(here, digests_of_work(before_)), "");
}

TEST_P(Emulated, AClaimIsJudgedByTheSameBytes) {
  const std::string here = claims_by("");
  EXPECT_NE(here.find("**Verdict: "), std::string::npos);
  EXPECT_EQ(claims_by(before_), here);
}

TEST_P(Emulated, LibmGivesTheSameBits) {
  const std::map<std::string, std::string> here = libm_bits("");
  ASSERT_GT(here.size(), 40U);
  EXPECT_EQ(names_of_different(here, libm_bits(before_)), "");
}

INSTANTIATE_TEST_SUITE_P(Processors, Emulated, testing::Values("max", "Haswell", "EPYC"),
                         [](const auto& tested) { return std::string(tested.param); });

// glibc does choose: on a processor without FMA, which x86-64-v3 rules out and the program refuses, bits are
// others.
TEST(Libm, HashesTellVariantsApart) {
  EXPECT_NE(names_of_different(libm_bits(""), libm_bits("GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2 ")), "");
}

// As the loader binds them: "binding file .../rssviz [0] to .../libm.so.6 [0]: normal symbol `exp'
// [GLIBC_2.29]".
TEST(Libm, EveryFunctionThatTheProgramCallsIsCompared) {
  // The first give what sin, cos and hypot give; the others are exact.
  const std::set<std::string> other{"sincos", "sincosf", "cabs",  "cabsf",  "ldexp",     "ldexpf",
                                    "lround", "llround", "round", "roundf", "lroundf",   "sqrt",
                                    "sqrtf",  "ceil",    "floor", "frexp",  "nextafter", "nextafterf"};
  const std::map<std::string, std::string> compared = libm_bits("");
  std::istringstream lines(shell("LD_DEBUG=bindings LD_BIND_NOW=1 \"$RSSVIZ\" --version").err);
  std::set<std::string> called;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t name = line.find('`');
    if (line.find("/rssviz [0] to ") == std::string::npos || line.find("/libm.so") == std::string::npos)
      continue;
    called.insert(line.substr(name + 1, line.find('\'', name) - name - 1));
  }
  EXPECT_TRUE(called.contains("exp"));
  for (const std::string& name : called)
    EXPECT_TRUE(compared.contains(name) || other.contains(name)) << name << " is not in libm_bits.cc";
}

}  // namespace rssviz::cli
