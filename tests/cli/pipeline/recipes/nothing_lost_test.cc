// A run of a recipe that was killed, emptied in part, mixed with another or shared by two processes: the next
// run ends with the bytes of one that nobody disturbed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/folder_lock.h"
#include "core/output_file.h"
#include "core/progress.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

const std::string kRecipe =
    "seed = 1\n[train.a]\ncell = \"esn\"\nunits = 20\nobjects = 3\n[train.b]\ncell = \"lstm\"\nunits = 4\n"
    "epochs = 2\nobjects = 3\n[record.a]\nsample = 20\n[embed.a]\nepochs = 5\n"
    "[[figure]]\nkind = \"learning-curves\"\nof = [\"a\", \"b\"]\n[[figure]]\nkind = \"heard\"\nof = "
    "[\"a\"]\n"
    "[[figure]]\nkind = \"outputs\"\nof = [\"a\"]\n"
    "[[film]]\nkind = \"learning-esn\"\nof = [\"a\"]\nframes = 6\nsize = \"160x90\"\n";

// One undisturbed run serves all.
class NothingLost : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    write_file(path("a.toml"), std::string_view(kRecipe));
    const Outcome made = run("a.toml", "base");
    ASSERT_EQ(made.exit_code, 0) << made.err;
    base_ = new std::map<std::string, std::string>(digests(path("base")));
  }
  static void TearDownTestSuite() {
    delete base_;
    delete folder_;
  }
  static std::string path(const std::string& name) { return *folder_ / name; }
  static Outcome run(const std::string& recipe, const std::string& folder) {
    return rssviz("run -q --threads 1 " + path(recipe) + " -o " + path(folder));
  }
  void SetUp() override {
    fs::remove_all(path("q"));
    fs::copy(path("base"), path("q"), fs::copy_options::recursive);
  }
  // The next run ends well, with the bytes of the undisturbed one and nothing else.
  static void heals(const std::string& what) {
    const Outcome again = run("a.toml", "q");
    ASSERT_EQ(again.exit_code, 0) << what << ": " << again.err;
    const std::map<std::string, std::string> now = digests(path("q"));
    for (const auto& [name, digest] : *base_)
      EXPECT_EQ(now.contains(name) ? now.at(name) : "missing", digest) << what << ": " << name;
    for (const auto& [name, digest] : now) EXPECT_TRUE(base_->contains(name)) << what << " left " << name;
  }
  static TemporaryFolder* folder_;
  static std::map<std::string, std::string>* base_;
};

TemporaryFolder* NothingLost::folder_ = nullptr;
std::map<std::string, std::string>* NothingLost::base_ = nullptr;

pid_t started(const std::vector<std::string>& words) {
  const pid_t child = fork();
  if (child != 0) return child;
  std::vector<char*> argv{const_cast<char*>("rssviz")};
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
  execv(RSSVIZ_PROGRAM, argv.data());
  _exit(127);
}

int ended(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_F(NothingLost, WhatIsMissingOrChangedIsMadeAgain) {
  std::size_t lost = 0;
  const auto lose = [&](const std::string& ending) {
    for (const auto& [name, digest] : *base_)
      if (name.ends_with(ending) && ++lost > 0) fs::remove(path("q/" + name));
  };
  for (const char* ending : {"esn.txt", "-first.pdf", ".tex", "heard-a.csv", ".mp4", "a/metrics.csv",
                             "0000.npz", "heard-a.svg", "manifests/figures/heard-a.json", "states.npz"})
    lose(ending);
  ASSERT_GT(lost, 8U);
  heals("removed files");
  write_file(path("q/figures/heard-a.pdf"), "not a figure");
  write_file(path("q/films/learning-esn.txt"), "another caption");
  write_file(path("q/b/metrics.csv"), "stage\n1\n");
  heals("changed files");
}

// A figure of one network trains no other; a film of a readout needs the map, not what was drawn of it.
TEST_F(NothingLost, OnlyMakesWhatItsOutputsAreMadeFromWithTheSameBytes) {
  const auto only = [&](const std::string& name) {
    const Outcome made =
        rssviz("run --threads 1 --only " + name + " " + path("a.toml") + " -o " + path("only"));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    for (const auto& [file, digest] : digests(path("only"))) {
      if (file == "index.html" || file == "summary.json") continue;  // of what there is
      EXPECT_EQ(base_->contains(file) ? base_->at(file) : "not there", digest) << name << ": " << file;
    }
    return made.out + made.err;
  };
  const std::string curves = only("learning-curves-b");
  EXPECT_NE(curves.find("2 made, 0 already there"), std::string::npos) << curves;
  EXPECT_FALSE(fs::exists(path("only/a")));
  const std::string plan =
      rssviz("run --dry-run --only learning-esn " + path("a.toml") + " -o " + path("only")).err;
  EXPECT_NE(plan.find("4 to make, 0 already there"), std::string::npos) << plan;
  EXPECT_NE(plan.find("to make: map of a"), std::string::npos) << plan;
  const std::string film = only("learning-esn");
  EXPECT_NE(film.find("4 made, 0 already there"), std::string::npos) << film;
  // What was made before is told of still.
  const std::string summary = read_file(path("only/summary.json")),
                    times = read_file(path("only/timings.json"));
  EXPECT_NE(summary.find("\"b\""), std::string::npos) << summary;
  EXPECT_NE(times.find("learning-curves-b"), std::string::npos) << times;
  EXPECT_NE(read_file(path("only/index.html")).find("learning-curves-b"), std::string::npos);
  ASSERT_EQ(run("a.toml", "only").exit_code, 0);
  EXPECT_EQ(digests(path("only")), *base_);
}

TEST_F(NothingLost, AMissingCaptionKeepsNoGalleryFromBeingWritten) {
  fs::remove(path("q/films/learning-esn.txt"));
  fs::remove(path("q/figures/heard-a.txt"));
  const Outcome again = rssviz("run -q --only outputs-a " + path("a.toml") + " -o " + path("q"));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(read_file(path("q/index.html")).find("learning-esn.mp4"), std::string::npos);
}

TEST_F(NothingLost, WhatAnotherRecipeMadeIsReplacedWithAllThatBelongsToIt) {
  std::string other = kRecipe;
  other.replace(other.find("seed = 1"), 8, "seed = 2");
  write_file(path("b.toml"), std::string_view(other));
  fs::remove_all(path("other"));
  ASSERT_EQ(run("b.toml", "other").exit_code, 0);
  // A run of another seed that was killed when its film stood there, before its captions did.
  fs::copy_file(path("other/films/learning-esn.mp4"), path("q/films/learning-esn.mp4"),
                fs::copy_options::overwrite_existing);
  const Outcome again = run("b.toml", "q");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(digests(path("q")), digests(path("other")));
}

TEST_F(NothingLost, OfRunsWithoutManifestsFiguresAreMadeAgainAndNetworksKept) {
  fs::remove_all(path("q/manifests"));
  const auto weights = fs::last_write_time(path("q/a/stages/0001.npz"));
  const Outcome again = rssviz("run --verbose " + path("a.toml") + " -o " + path("q"));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(again.err.find("made again"), std::string::npos) << again.err;
  EXPECT_EQ(fs::last_write_time(path("q/a/stages/0001.npz")), weights);
  EXPECT_EQ(digests(path("q")), *base_);
}

TEST_F(NothingLost, TwoRunsInOneFolderMakeIt) {
  fs::remove_all(path("q"));
  const std::vector<std::string> words{"run", "-q", path("a.toml"), "-o", path("q"), "--threads", "1"};
  const pid_t first = started(words), second = started(words);
  EXPECT_EQ(ended(first), 0);
  EXPECT_EQ(ended(second), 0);
  heals("two runs");
}

TEST_F(NothingLost, AFolderThatIsHeldIsSaidToBe) {
  SilentProgress silent;
  const FolderLock lock(path("q"), 0, silent);
  const auto begin = std::chrono::steady_clock::now();
  fs::remove(path("q/a/run.json"));
  {
    const FolderLock of_run(path("q/a"), 0, silent);
    const Outcome read = rssviz("record -q " + path("q/a") + " -o " + path("s.npz"));
    EXPECT_EQ(read.exit_code, 75) << read.err;
    EXPECT_NE(read.err.find("is being written by process " + std::to_string(getpid())), std::string::npos)
        << read.err;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

// RSSVIZ_KILLS: how many; a dozen here.
TEST_F(NothingLost, KilledRunsGoOn) {
  const char* const asked = std::getenv("RSSVIZ_KILLS");
  const int kills = asked != nullptr ? std::atoi(asked) : 12;
  const std::vector<std::string> words{"run", "-q", path("a.toml"), "-o", path("q"), "--threads", "1"};
  fs::remove_all(path("q"));
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(ended(started(words)), 0);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
  Rng random(1, "kills of runs", 0);
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    if (i % 2 == 0) fs::remove_all(path("q"));  // every other one from what the one before left
    const pid_t child = started(words);
    std::this_thread::sleep_for(random.uniform() * whole);
    kill(child, SIGKILL);
    killed += ended(child) == -1 ? 1 : 0;
    if (i % 2 == 1) heals("kill " + std::to_string(i));
  }
  std::printf("%d of %d runs killed\n", killed, kills);
}

}  // namespace rssviz::cli
