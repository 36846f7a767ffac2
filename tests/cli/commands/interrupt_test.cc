// SIGINT and SIGTERM at any moment: what stands afterwards is old or whole, nothing was begun and left.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;
using std::chrono::steady_clock;

// When a signal is sent: after so long, or as soon as a file or folder that was begun stands somewhere.
struct Moment {
  int signal{SIGINT};
  std::chrono::microseconds after{};
  bool at_part{false};
};

// Moments spread over orders of magnitude: a start, a middle and an end of work that takes some tenths of a
// second.
std::vector<Moment> moments(const std::string& of) {
  std::vector<Moment> all{{SIGINT, std::chrono::seconds(2), true}, {SIGTERM, std::chrono::seconds(2), true}};
  Rng random(1, "moments of " + of, 0);
  for (const int signal : {SIGINT, SIGTERM}) {
    const double seconds = 0.004 * std::pow(100., random.uniform());
    all.push_back({signal, std::chrono::microseconds(static_cast<long>(1e6 * seconds)), false});
  }
  return all;
}

// Files without a name are seen where the process holds them open: "/folder/#123 (deleted)".
bool writes_without_name(const fs::path& folder, pid_t process) {
  std::error_code vanished;
  for (fs::directory_iterator entry("/proc/" + std::to_string(process) + "/fd", vanished), end; entry != end;
       entry.increment(vanished)) {
    if (vanished) return false;
    const std::string at = fs::read_symlink(entry->path(), vanished).string();
    if (!vanished && at.starts_with(folder.string()) && at.ends_with("(deleted)")) return true;
  }
  return false;
}

bool stands_begun(const fs::path& folder, pid_t process) {
  if (writes_without_name(folder, process)) return true;
  std::error_code vanished;  // files come and go while they are listed
  for (fs::recursive_directory_iterator entry(folder, vanished), end; entry != end;
       entry.increment(vanished)) {
    if (vanished) return false;
    if (entry->path().extension() == ".part") return true;
  }
  return false;
}

enum class Makes { one_thing, many };

class Interrupt : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(path("in"));
    formats::write_npy(path("in/states.npy"), random_states(600));
  }
  static formats::Array random_states(int points) {
    Rng random(1, "states of interrupts", 0);
    Matrix states(points, 8);
    for (Eigen::Index i = 0; i < states.size(); ++i) states.data()[i] = static_cast<float>(random.normal());
    return formats::from_matrix(MatrixRef(states));
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  void prepare(const std::string& words) const {
    const Outcome outcome = rssviz(words);
    ASSERT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.err;
  }

  // The exit code of the program with these words, stopped at a moment. Its folder for passing files is ours.
  int stopped(const std::string& words, const Moment& moment) const {
    const std::string line =
        "TMPDIR=" + path("tmp") + " exec '" RSSVIZ_PROGRAM "' " + words + " >/dev/null 2>&1";
    const pid_t child = fork();
    if (child == 0) {
      execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      _exit(127);
    }
    const steady_clock::time_point end = steady_clock::now() + moment.after;
    int status = 0;
    while (steady_clock::now() < end && !(moment.at_part && stands_begun(folder_.path(), child))) {
      if (waitpid(child, &status, WNOHANG) == child) return WEXITSTATUS(status);
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    kill(child, moment.signal);
    if (moment.signal == SIGTERM) {  // twice, as `timeout` does: to the program and to its group
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      kill(child, moment.signal);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  // Stops `words`, which write below out/, at many moments. What they leave is a part of `whole`, what they
  // write when nobody stops them, or of `old`, what stood there before. `unfinished`: a folder that keeps
  // whole files for going on. Returns how often the
  // work was stopped: work that begins a file early and takes its time is stopped at least once.
  int stop_often(const std::string& words, Makes makes, const std::string& unfinished = "") const {
    fs::create_directories(path("out"));
    fs::create_directories(path("tmp"));
    const auto old = digests(path("out"));
    fs::copy(path("out"), path("before"), fs::copy_options::recursive);
    prepare(words);
    const auto whole = digests(path("out"));
    int stops = 0;
    for (const Moment& moment : moments(words)) {
      fs::remove_all(path("out"));
      fs::copy(path("before"), path("out"), fs::copy_options::recursive);
      const int code = stopped(words, moment);
      const std::string when =
          words + "\nsignal " + std::to_string(moment.signal) +
          (moment.at_part ? " at a begun file" : " after " + std::to_string(moment.after.count()) + " us");
      // Before the program asks for signals it has begun nothing and dies of them, which a shell shows alike.
      EXPECT_TRUE(code == 0 || code == 130 || code == 128 + moment.signal) << code << " " << when;
      stops += code == 0 ? 0 : 1;
      EXPECT_EQ(part_files(folder_.path()), std::vector<std::string>{}) << when;
      EXPECT_TRUE(fs::is_empty(path("tmp"))) << when;
      auto left = digests(path("out"));
      if (!unfinished.empty())
        std::erase_if(left, [&](const auto& file) { return file.first.starts_with(unfinished); });
      if (makes == Makes::one_thing) {
        EXPECT_TRUE(left == old || left == whole) << when;
      }
      for (const auto& [name, digest] : left) {
        const bool is_old = old.contains(name) && old.at(name) == digest;
        EXPECT_TRUE(is_old || (whole.contains(name) && whole.at(name) == digest)) << name << "\n" << when;
      }
      if (code == 0) {
        EXPECT_EQ(digests(path("out")), whole) << when;
      }
    }
    fs::remove_all(path("before"));
    return stops;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Interrupt, OfAMapLeavesTheOldOrTheWhole) {
  prepare("embed -q --method pca " + path("in/states.npy") + " -o " + path("out/map.npz"));
  stop_often("embed -q --epochs 150 " + path("in/states.npy") + " -o " + path("out/map.npz"),
             Makes::one_thing);
}

TEST_F(Interrupt, OfALookLeavesWholeFiles) {
  stop_often("look -q " + path("in/states.npy") + " -o " + path("out"), Makes::many);
}

TEST_F(Interrupt, OfFiguresLeavesTheOldOrTheWhole) {
  prepare("embed -q --method pca --quality none " + path("in/states.npy") + " -o " + path("in/map.npz"));
  const std::string words = "figure scatter -q " + path("in/map.npz") + " -o ";
  prepare(words + path("out/map.pdf") + " --theme talk-dark");
  stop_often(words + path("out/map.pdf"), Makes::one_thing);
  stop_often(words + path("out/map.png"), Makes::one_thing);
  stop_often(
      "recipe -q --remake " + path("out/map.pdf") + " --inputs " + path("") + " -o " + path("out/again.pdf"),
      Makes::one_thing);
}

TEST_F(Interrupt, OfFilmsLeavesTheOldOrTheWhole) {
  // Two stages that are alike: nothing moves, so that few frames are enough.
  formats::Array stages = random_states(300);
  std::copy_n(stages.data.begin(), stages.data.size() / 2,
              stages.data.begin() + static_cast<std::ptrdiff_t>(stages.data.size() / 2));
  stages.shape = {2, 150, 8};
  formats::write_npy(path("in/stages.npy"), stages);
  prepare("embed -q --align --neighbors 5 --epochs 30 " + path("in/stages.npy") + " -o " +
          path("in/maps.npz"));
  const std::string words = "animate stages -q --frames 12 --size 320x180 " + path("in/maps.npz");
  prepare(words + " --theme talk-dark -o " + path("out/film.mp4"));
  EXPECT_GE(stop_often(words + " -o " + path("out/film.mp4"), Makes::one_thing), 1);
  EXPECT_GE(stop_often(words + " -o " + path("out/film.gif"), Makes::one_thing), 1);
  EXPECT_GE(stop_often(words + " --preset frames -o " + path("out/frames"), Makes::one_thing), 1);
}

TEST_F(Interrupt, OfTrainingLeavesTheOldRunOrTheWholeAndItGoesOn) {
  const std::string words = "train -q --cell lstm --objects 3 --units 6 --epochs 6 -o " + path("out/run");
  EXPECT_GE(stop_often(words, Makes::one_thing, "run/training/"), 1);
  // The last moment's remains, gone on with, are what was never stopped.
  fs::remove_all(path("out"));
  prepare(words);
  const auto whole = digests(path("out"));
  fs::remove_all(path("out"));
  stopped(words, {SIGTERM, std::chrono::seconds(2), true});
  prepare(words + " --resume");
  EXPECT_EQ(digests(path("out")), whole);
  prepare(words + " --seed 2");
  EXPECT_GE(stop_often(words, Makes::one_thing, "run/training/"), 1);
}

TEST_F(Interrupt, OfImportsLeavesTheOldOrTheWhole) {
  stop_often("import -q " RSSVIZ_TEST_DATA "/keras_lstm.h5 --cell lstm -o " + path("out/run"),
             Makes::one_thing);
}

TEST_F(Interrupt, OfASweepLeavesWholeCells) {
  write_file(path("in/sweep.toml"),
             "[sweep]\nobjects = 3\nunits = 60\nsample = 60\n[vary]\nspectral_radius = [0.5, 1.1]\nseed = "
             "[1, 2, 3]\n");
  prepare("sweep plan -q " + path("in/sweep.toml") + " -o " + path("out"));
  stop_often("sweep run -q " + path("out"), Makes::many);
}

TEST_F(Interrupt, OfARecipeLeavesWholeFilesAndItGoesOn) {
  write_file(path("in/small.toml"),
             "title = \"Small\"\n[train.esn]\ncell = \"esn\"\nobjects = 3\nunits = 20\nstages = "
             "3\n[record.esn]\nsample = "
             "20\n[embed.esn]\nepochs = 30\n[[figure]]\nkind = \"clauses\"\nof = [\"esn\"]\n[[film]]\nkind = "
             "\"learning-esn\"\nof = [\"esn\"]\nframes = 8\nsize = \"320x180\"\n");
  const std::string words = "run -q " + path("in/small.toml") + " -o " + path("out");
  EXPECT_GE(stop_often(words, Makes::many, "esn/training/"), 1);
  prepare(words);
  const auto whole = digests(path("out"));
  fs::remove_all(path("out"));
  prepare(words);
  EXPECT_EQ(digests(path("out")), whole);
}

}  // namespace rssviz::cli
