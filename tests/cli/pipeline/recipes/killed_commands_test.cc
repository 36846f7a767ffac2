// Commands that were killed at random moments, and runs whose disk was full: what stands there is whole, and
// the next call ends with the bytes of an undisturbed one and leaves nothing else.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// RSSVIZ_KILLS of all commands together, RSSVIZ_DISKS, RSSVIZ_SWEEP_SECONDS: how much is tried.
long long asked(const char* name, long long otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoll(text, nullptr, 10) : otherwise;
}

// A command line in a folder; `output`: all that it writes stands below it.
struct Case {
  std::string name{};
  std::string words{};
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"figure", "figure heard FOLDER/esn -o OUT/heard.pdf -o OUT/heard.svg"},
      {"match", "match FOLDER/lstm --cells 0,1 --margins 0,0 --threshold 0.1 -o OUT/match.pdf"},
      {"animate", "animate learning-esn FOLDER/esn --frames 8 --size 160x90 -o OUT/film.mp4"},
      {"frames", "animate learning-esn FOLDER/esn --preset frames --frames 4 --size 160x90 -o OUT/frames"},
      {"embed", "embed FOLDER/lstm/states.npz --epochs 30 -o OUT/map.npz"},
      {"look", "look FOLDER/lstm/states.npz -o OUT/look"},
      {"train", "train --cell lstm --units 6 --epochs 6 --objects 3 --seed 2 -o OUT/lstm"},
      {"train-esn", "train --cell esn --units 30 --objects 3 --seed 2 -o OUT/esn"},
      {"sweep", "sweep run OUT/sweep"}};
  return all;
}

class KilledCommands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    write_file(path("s.toml"), std::string_view("[sweep]\nobjects = 3\nunits = 20\nsample = 8\nseed = 1\n"
                                                "[vary]\nleak_rate = [0.1, 0.5, 1.0]\nspectral_radius = "
                                                "[0.5, 1.0]\nseed = [1, 2]\n"));
    for (const char* const words : {"train -q --cell esn --units 20 --objects 3 --stages 3 -o FOLDER/esn",
                                    "record -q FOLDER/esn --sample 20",
                                    "embed -q FOLDER/esn/states.npz --epochs 5 -o FOLDER/esn/embedding.npz",
                                    "train -q --cell lstm --units 4 --epochs 1 --objects 3 -o FOLDER/lstm",
                                    "record -q FOLDER/lstm --sample 40"}) {
      const Outcome made = rssviz(placed(words, ""));
      ASSERT_EQ(made.exit_code, 0) << words << made.err;
    }
  }
  static void TearDownTestSuite() { delete folder_; }
  static std::string path(const std::string& name) { return *folder_ / name; }
  static std::string placed(std::string words, const std::string& out) {
    for (const auto& [mark, place] :
         {std::pair{std::string("FOLDER"), folder_->path().string()}, std::pair{std::string("OUT"), out}})
      for (std::size_t at = words.find(mark); at != std::string::npos; at = words.find(mark, at))
        words.replace(at, mark.size(), place);
    return words;
  }
  // What stands before the command runs.
  static void prepare(const Case& one, const std::string& out) {
    fs::remove_all(out);
    fs::create_directories(out);
    if (one.name != "sweep") return;
    const Outcome planned = rssviz("sweep plan -q " + path("s.toml") + " -o " + out + "/sweep");
    ASSERT_EQ(planned.exit_code, 0) << planned.err;
  }
  static Outcome run(const Case& one, const std::string& out) {
    return rssviz(placed(one.words, out) + " --threads 1 -q");
  }
  static TemporaryFolder* folder_;
};

TemporaryFolder* KilledCommands::folder_ = nullptr;

pid_t started(const std::string& words) {
  const pid_t child = fork();
  if (child != 0) return child;
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
  const std::string line = "exec '" RSSVIZ_PROGRAM "' " + words;
  execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
  _exit(127);
}

// Exit code, or -1 where it was killed.
int ended(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

// A run of a killed command goes on in the folder that was left, every other time from nothing.
TEST_F(KilledCommands, GoOnToTheBytesOfAnUndisturbedOne) {
  const auto all = static_cast<int>(cases().size());
  const int kills = std::max(1, static_cast<int>(asked("RSSVIZ_KILLS", all)) / all);
  for (const Case& one : cases()) {
    const std::string out = path("out-" + one.name);
    prepare(one, out);
    const Clock::time_point begin = Clock::now();
    const Outcome whole = run(one, out);
    const std::chrono::duration<double> took = Clock::now() - begin;
    ASSERT_EQ(whole.exit_code, 0) << one.name << ": " << whole.err;
    const std::map<std::string, std::string> wanted = digests(out);
    Rng random(1, "kills of " + one.name, 0);
    int killed = 0;
    for (int i = 0; i < kills; ++i) {
      if (i % 2 == 0) prepare(one, out);
      const pid_t child = started(placed(one.words, out) + " --threads 1 -q");
      std::this_thread::sleep_for(random.uniform() * took);
      kill(child, SIGKILL);
      killed += ended(child) == -1 ? 1 : 0;
      // What has its final name is whole at once; a folder of frames is there or isn't.
      for (const auto& [name, digest] : digests(out))
        EXPECT_TRUE(!wanted.contains(name) || digest == wanted.at(name))
            << one.name << ", kill " << i << ": " << name;
      if (one.name == "frames" && fs::exists(out + "/frames")) continue;  // whole: it isn't overwritten
      const Outcome again = run(one, out);
      ASSERT_EQ(again.exit_code, 0) << one.name << ", kill " << i << ": " << again.err;
      EXPECT_EQ(digests(out), wanted) << one.name << ", kill " << i;
    }
    std::printf("%-10s %d of %d killed\n", one.name.c_str(), killed, kills);
    std::fflush(stdout);
  }
}

// Two writers of one figure take turns: its parts are of one of them.
TEST_F(KilledCommands, TwoWritersOfAFigureNeverMixTheirParts) {
  const std::string out = path("two");
  const auto words = [&](const char* kind, const std::string& folder) {
    return placed("figure " + std::string(kind) + " FOLDER/esn -o OUT/a.pdf -q --threads 1", out + folder);
  };
  ASSERT_EQ(rssviz(words("heard", "-h")).exit_code, 0);
  ASSERT_EQ(rssviz(words("learning-curves", "-l")).exit_code, 0);
  for (int round = 0; round < 3; ++round) {
    const pid_t first = started(words("heard", "")), second = started(words("learning-curves", ""));
    EXPECT_EQ(ended(first), 0);
    EXPECT_EQ(ended(second), 0);
    const std::string last = read_file(out + "/a.pdf") == read_file(out + "-h/a.pdf") ? "-h" : "-l";
    for (const char* const name : {"/a.pdf", "/a.txt", "/a.tex"})
      EXPECT_TRUE(read_file(out + name) == read_file(out + last + name)) << name;
    EXPECT_TRUE(part_files(out).empty());
    for (const fs::directory_entry& entry : fs::directory_iterator(out))
      EXPECT_EQ(entry.path().filename().string().find("lock"), std::string::npos) << entry.path();
  }
}

// RSSVIZ_DISKS sizes from nothing to all that a run needs: 74 where it is full, and with room the next run
// ends with the bytes of an undisturbed one.
TEST_F(KilledCommands, AFullDiskOfAnySizeLosesNothing) {
  const std::string recipe =
      "seed = 1\n[train.a]\ncell = \"esn\"\nunits = 20\nobjects = 3\n[record.a]\nsample = "
      "20\n[embed.a]\nepochs "
      "= 5\n[[figure]]\nkind = \"heard\"\nof = [\"a\"]\n[[film]]\nkind = \"learning-esn\"\nof = "
      "[\"a\"]\nframes = "
      "6\nsize = \"160x90\"\n";
  write_file(path("d.toml"), std::string_view(recipe));
  const std::string disk = path("disk"), words = "run -q --threads 1 " + path("d.toml") + " -o ";
  ASSERT_EQ(rssviz(words + path("whole")).exit_code, 0);
  const std::map<std::string, std::string> wanted = digests(path("whole"));
  fs::create_directories(disk);
  if (shell("mount -t tmpfs -o size=64k tmpfs " + disk).exit_code != 0)
    GTEST_SKIP() << "file systems can't be mounted here";
  const long long kilobytes =
      std::strtoll(shell("du -sk " + path("whole") + " | cut -f1").out.c_str(), nullptr, 10);
  const long long sizes = asked("RSSVIZ_DISKS", 3);
  int full = 0;
  for (long long i = 0; i < sizes; ++i) {
    shell("umount " + disk);
    const std::string size = std::to_string(8 + i * (kilobytes + 64) / std::max(1LL, sizes - 1));
    ASSERT_EQ(shell("mount -t tmpfs -o size=" + size + "k tmpfs " + disk).exit_code, 0);
    const Outcome first = rssviz(words + disk + "/q");
    EXPECT_TRUE(first.exit_code == 74 || first.exit_code == 0) << size << " kB: " << first.err;
    full += first.exit_code == 74 ? 1 : 0;
    EXPECT_EQ(std::count(first.err.begin(), first.err.end(), '\n'), first.exit_code == 74 ? 1 : 0)
        << first.err;
    EXPECT_TRUE(part_files(disk).empty()) << size;
    ASSERT_EQ(shell("mount -o remount,size=64m " + disk).exit_code, 0);
    const Outcome again = rssviz(words + disk + "/q");
    EXPECT_EQ(again.exit_code, 0) << size << " kB: " << again.err;
    EXPECT_EQ(digests(disk + "/q"), wanted) << size << " kB";
  }
  shell("umount " + disk);
  std::printf("%lld sizes up to %lld kB, %d of them too small\n", sizes, kilobytes, full);
  std::fflush(stdout);
  EXPECT_GT(full, 0);
}

// Two shards of a sweep, killed and begun again until all cells stand there, for RSSVIZ_SWEEP_SECONDS (here
// once): the merged table is that of an undisturbed sweep.
TEST_F(KilledCommands, ASweepUnderKillsMergesToTheSameTable) {
  const std::string plan = "sweep plan -q " + path("s.toml") + " -o ";
  ASSERT_EQ(rssviz(plan + path("calm")).exit_code, 0);
  ASSERT_EQ(rssviz("sweep run -q --threads 1 " + path("calm")).exit_code, 0);
  ASSERT_EQ(rssviz("sweep merge -q " + path("calm") + " -o " + path("calm.csv")).exit_code, 0);
  const std::string wanted = read_file(path("calm.csv"));
  const auto end = Clock::now() + std::chrono::seconds(asked("RSSVIZ_SWEEP_SECONDS", 0));
  Rng random(1, "kills of sweeps", 0);
  int rounds = 0, kills = 0;
  do {
    ++rounds;
    fs::remove_all(path("wild"));
    ASSERT_EQ(rssviz(plan + path("wild")).exit_code, 0);
    const std::string words = "sweep run -q --threads 1 " + path("wild") + " --shard ";
    int tries = 0;
    for (bool whole = false; !whole;) {
      const pid_t shards[] = {started(words + "1/2"), started(words + "2/2")};
      std::this_thread::sleep_for(random.uniform() * std::chrono::milliseconds(150));
      for (const pid_t shard : shards)
        if (tries < 2 || random.uniform() < 0.5) kill(shard, SIGKILL);
      ++tries;
      whole = true;
      for (const pid_t shard : shards) {
        const int code = ended(shard);
        EXPECT_TRUE(code == 0 || code == -1) << code;
        kills += code == -1 ? 1 : 0;
        whole = whole && code == 0;
      }
    }
    ASSERT_EQ(rssviz("sweep merge -q " + path("wild") + " -o " + path("wild.csv")).exit_code, 0);
    EXPECT_EQ(read_file(path("wild.csv")), wanted) << "round " << rounds;
    EXPECT_EQ(digests(path("wild")), digests(path("calm"))) << "round " << rounds;
  } while (Clock::now() < end);
  std::printf("%d sweeps, %d kills\n", rounds, kills);
  std::fflush(stdout);
}

}  // namespace rssviz::cli
