// Sweeps by the real binary: the same bytes in one process, in two, and through the engines that `emit`
// writes for: GNU parallel with a cell that fails, a Slurm array on a node of its own, Snakemake.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/formats/csv.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

class Sweep : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void plan(const std::string& folder) const {
    write_file(path("sweep.toml"),
               "[sweep]\nobjects = 3\nunits = 12\nsample = 12\n[vary]\nspectral_radius = [0.5, 1.1]\n"
               "leak_rate = [0.1, 1.0]\nseed = [1, 2]\n");
    const Outcome made = rssviz("sweep plan " + path("sweep.toml") + " -q -o " + path(folder));
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  // Merged table and figure of a folder.
  std::string merged(const std::string& folder) const {
    EXPECT_EQ(rssviz("sweep merge -q " + path(folder)).exit_code, 0);
    return read_file(path(folder + "/sweep.csv"));
  }
  std::string whole() const {
    plan("whole");
    EXPECT_EQ(rssviz("sweep run -q " + path("whole")).exit_code, 0);
    return merged("whole");
  }
  // Writes the script of an engine ("--slurm") for a folder that was planned.
  std::string script(const std::string& engine, const std::string& folder) const {
    const std::string file = path("script");
    const Outcome written = shell("\"$RSSVIZ\" sweep emit -q " + engine + " --program \"$RSSVIZ\" " +
                                  path(folder) + " -o " + file);
    EXPECT_EQ(written.exit_code, 0) << written.err;
    return file;
  }
  std::vector<std::string> ids(const std::string& folder) const {
    std::vector<std::string> found;
    for (const auto& row : formats::parse_csv(merged(folder), "sweep.csv").rows) found.push_back(row[1]);
    return found;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Sweep, TwoPartsGiveTheBytesOfOneProcessAndACellAgainChangesNothing) {
  const std::string table = whole();
  plan("parts");
  for (const char* part : {"2/2", "1/2"})
    ASSERT_EQ(rssviz("sweep run -q --threads 1 " + path("parts") + " --shard " + part).exit_code, 0);
  EXPECT_EQ(merged("parts"), table);
  const auto before = digests(path("parts/cells"));
  ASSERT_EQ(before.size(), 8U);
  const std::string one = path("parts/cells/" + ids("parts")[3] + ".json");
  fs::remove(one);
  const Outcome again = rssviz("sweep run --cell 3 --json " + path("parts"));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(digests(path("parts/cells")), before);
  const Outcome nothing = rssviz("sweep run --json " + path("parts"));
  EXPECT_EQ(nlohmann::json::parse(nothing.out)["skipped"], 8);
  EXPECT_TRUE(part_files(path("parts")).empty());
}

TEST_F(Sweep, MissingCellsAreMarkedInTableAndFigure) {
  plan("sweep");
  ASSERT_EQ(rssviz("sweep run -q --shard 1/4 " + path("sweep")).exit_code, 0);
  const Outcome status = rssviz("sweep status " + path("sweep"));
  EXPECT_NE(status.out.find("2 of 8 cells done"), std::string::npos) << status.out;
  const formats::Table table = formats::parse_csv(merged("sweep"), "sweep.csv");
  EXPECT_FALSE(table.rows[0][table.column("participation_ratio")].empty());
  EXPECT_TRUE(table.rows[1][table.column("participation_ratio")].empty());
  const Outcome figure = rssviz("sweep merge " + path("sweep") + " -o " + path("sweep.pdf"));
  ASSERT_EQ(figure.exit_code, 0) << figure.err;
  EXPECT_NE(read_file(path("sweep.txt")).find("6 cells have not been computed"), std::string::npos);
  EXPECT_EQ(read_file(path("sweep.csv")), merged("sweep"));  // the numbers behind it
  write_file(path("mine.csv"), "a,b\n1,2\n");                // another table stays
  ASSERT_EQ(rssviz("sweep merge -q " + path("sweep") + " -o " + path("mine.pdf")).exit_code, 0);
  EXPECT_EQ(read_file(path("mine.csv")), "a,b\n1,2\n");
  EXPECT_NE(shell("pdftotext " + path("sweep.pdf") + " -").out.find("Lyapunov"), std::string::npos);
}

TEST_F(Sweep, AnArrayOfTasksComputesEachCellOnce) {
  const std::string table = whole();
  plan("array");
  for (int task = 0; task < 3; ++task)
    ASSERT_EQ(shell("SLURM_ARRAY_TASK_ID=" + std::to_string(task) +
                    " SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 \"$RSSVIZ\" sweep run -q --from-env " +
                    path("array"))
                  .exit_code,
              0);
  EXPECT_EQ(merged("array"), table);
  const Outcome outside = rssviz("sweep run --from-env " + path("array"));
  EXPECT_EQ(outside.exit_code, 64);
  EXPECT_NE(outside.err.find("SLURM_ARRAY_TASK_ID"), std::string::npos) << outside.err;
}

TEST_F(Sweep, GnuParallelResumesACellThatFailed) {
  if (shell("command -v parallel").exit_code != 0) GTEST_SKIP() << "no GNU parallel here";
  const std::string table = whole();
  plan("sweep");
  // A folder stands where a result belongs: that cell can't be written.
  const std::string blocked = path("sweep/cells/" + ids("sweep")[5] + ".json");
  fs::create_directories(blocked);
  const std::string run = "HOME=" + folder_.path().string() + " JOBS=2 sh " + script("--parallel", "sweep");
  const Outcome failed = shell(run);
  EXPECT_NE(failed.exit_code, 0);
  EXPECT_NE(rssviz("sweep status " + path("sweep")).out.find("7 of 8"), std::string::npos);
  fs::remove(blocked);
  const Outcome resumed = shell(run);
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(read_file(path("sweep/sweep.csv")), table);
}

TEST_F(Sweep, ASlurmArrayGivesTheBytesOfOneProcess) {
  if (shell("PATH=$PATH:/usr/sbin; command -v slurmctld && command -v slurmd && command -v munged")
          .exit_code != 0)
    GTEST_SKIP() << "no Slurm here (slurm-wlm, munge)";
  plan("array");
  const Outcome ran = shell("bash " RSSVIZ_SLURM_NODE " " + path("node") + " " + script("--slurm", "array"));
  ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_NE(ran.out.find("8 COMPLETED"), std::string::npos) << ran.out;
  EXPECT_EQ(merged("array"), whole());
}

TEST_F(Sweep, SnakemakeMakesWhatIsMissing) {
  if (shell("command -v snakemake").exit_code != 0) GTEST_SKIP() << "no Snakemake here";
  plan("sweep");
  const std::string run = "cd " + folder_.path().string() +
                          " && HOME=$PWD XDG_CACHE_HOME=$PWD/cache snakemake --cores 2 --snakefile " +
                          script("--snakemake", "sweep");
  const Outcome made = shell(run);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string table = read_file(path("sweep/sweep.csv"));
  EXPECT_EQ(table, whole());
  fs::remove(path("sweep/cells/" + ids("sweep")[2] + ".json"));
  fs::remove(path("sweep/sweep.csv"));
  const Outcome again = shell(run);
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_file(path("sweep/sweep.csv")), table);
}

TEST_F(Sweep, ScriptsOfEnginesNameEveryCell) {
  plan("sweep");
  const Outcome slurm = rssviz("sweep emit --slurm " + path("sweep"));
  EXPECT_NE(slurm.out.find("#SBATCH --array=0-7"), std::string::npos) << slurm.out;
  const Outcome snakemake = rssviz("sweep emit --snakemake " + path("sweep"));
  for (const std::string& id : ids("sweep")) EXPECT_NE(snakemake.out.find(id), std::string::npos);
  EXPECT_EQ(rssviz("sweep emit " + path("sweep")).exit_code, 64);
}

// A third parameter has a page of its own for each value; what [sweep] sets holds for all cells.
TEST_F(Sweep, SettingsOfEveryKindVaryAndAThirdHasPages) {
  write_file(
      path("three.toml"),
      "[sweep]\nobjects = 3\nsample = 12\ndensity = 0.5\nrescale_radius = true\ntrained = true\n[vary]\n"
      "bias_scaling = [0, 1]\ninput_density = [0.2, 0.9]\nunits = [8, 12]\nregularization = [0.001]\n");
  ASSERT_EQ(rssviz("sweep plan -q " + path("three.toml") + " -o " + path("three")).exit_code, 0);
  const Outcome run = rssviz("sweep run -q " + path("three"));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const formats::Table table = formats::parse_csv(merged("three"), "sweep.csv");
  ASSERT_EQ(table.rows.size(), 8U);
  std::set<std::string> results;
  for (const auto& row : table.rows) {
    EXPECT_EQ(row[table.column("density")], "0.5");
    EXPECT_EQ(row[table.column("regularization")], "0.001");
    results.insert(row[table.column("participation_ratio")]);
  }
  EXPECT_EQ(results.size(), 8U);  // each of the three changes the states
  ASSERT_EQ(rssviz("sweep merge -q " + path("three") + " -o " + path("three.pdf")).exit_code, 0);
  const std::string text =
      shell("pdfinfo " + path("three.pdf") + "; pdftotext " + path("three.pdf") + " -").out;
  EXPECT_NE(text.find("Pages:           2"), std::string::npos) << text;
  ASSERT_EQ(rssviz("sweep merge -q " + path("three") + " -o " + path("three.svg")).exit_code, 0);
  EXPECT_NE(read_file(path("three-2.txt")).find("units 12"), std::string::npos);
  EXPECT_TRUE(fs::exists(path("three-2.svg")));
}

TEST_F(Sweep, AnArrayOfFewTasksTellsHowManyCellsEachHas) {
  plan("few");
  const Outcome script =
      rssviz("sweep emit --slurm --tasks 3 --time 0:10:00 --partition short " + path("few"));
  EXPECT_NE(script.out.find("8 cells as an array of 3 tasks, up to 3 cells each"), std::string::npos)
      << script.out;
  EXPECT_NE(script.out.find("#SBATCH --array=0-2\n"), std::string::npos);
  EXPECT_NE(script.out.find("#SBATCH --time=0:10:00\n#SBATCH --partition=short\n"), std::string::npos);
  const Outcome unread = rssviz("sweep emit --parallel --tasks 3 " + path("few"));
  EXPECT_EQ(unread.exit_code, 64);
  const Outcome line = rssviz("sweep emit --slurm --partition 'a b' " + path("few"));
  EXPECT_EQ(line.exit_code, 64);
  EXPECT_NE(line.err.find("--partition: 'a b'"), std::string::npos) << line.err;
  for (const char* const time : {"banana", "1:", ":30", "1:2:3:4", "1:2-3", "1-2-3", "-5", "1.5", "1:+5"}) {
    const Outcome wrong = rssviz("sweep emit --slurm --time=" + std::string(time) + " " + path("few"));
    EXPECT_EQ(wrong.exit_code, 64) << time;
    EXPECT_NE(wrong.err.find("is no time limit of sbatch; e.g. 30 (minutes)"), std::string::npos)
        << wrong.err;
  }
  for (const char* const time : {"30", "30:00", "120:00:00", "1-12", "1-12:30", "2-00:00:30"})
    EXPECT_EQ(rssviz("sweep emit --slurm --time=" + std::string(time) + " " + path("few")).exit_code, 0)
        << time;
}

// As `train` reads it: only what isn't given is the input scaling.
TEST_F(Sweep, ABiasScalingBelowZeroIsReadAsGiven) {
  write_file(path("sweep.toml"), "[vary]\nbias_scaling = [1, -1]\n");
  ASSERT_EQ(rssviz("sweep plan -q " + path("sweep.toml") + " -o " + path("signs")).exit_code, 0);
  const std::string cells = read_file(path("signs/cells.jsonl"));
  EXPECT_NE(cells.find("\"bias_scaling\":-1"), std::string::npos) << cells;
  EXPECT_EQ(rssviz("sweep status " + path("signs")).out.find("0 of 2"), 0U);
}

TEST_F(Sweep, RegularisationNeedsAReadout) {
  write_file(path("sweep.toml"), "[vary]\nregularization = [0.1, 1]\n");
  const Outcome made = rssviz("sweep plan " + path("sweep.toml") + " -o " + path("no"));
  EXPECT_EQ(made.exit_code, 78);
  EXPECT_NE(made.err.find("trained = true"), std::string::npos) << made.err;
}

TEST_F(Sweep, TheShippedSweepsCanBePlanned) {
  for (const char* file : {"sweep", "sweep-arrays"})
    EXPECT_EQ(
        rssviz("sweep plan -q " RSSVIZ_EXAMPLES "/" + std::string(file) + ".toml -o " + path(file)).exit_code,
        0);
}

TEST_F(Sweep, FaultsOfThePlanNameTheirLine) {
  const auto fault = [&](const std::string& text) {
    write_file(path("bad.toml"), text);
    const Outcome outcome = rssviz("sweep plan " + path("bad.toml") + " -o " + path("none"));
    EXPECT_EQ(outcome.exit_code, 78) << text;
    EXPECT_FALSE(fs::exists(path("none")));
    return outcome.err;
  };
  EXPECT_NE(fault("[vary]\nleek_rate = [1]\n")
                .find("bad.toml:2: unknown key 'leek_rate' in [vary]; did you mean "
                      "'leak_rate'"),
            std::string::npos);
  EXPECT_NE(fault("[vary]\nleak_rate = [0.5, 2]\n").find("leak_rate = 2 is out of range"), std::string::npos);
  EXPECT_NE(fault("[sweep]\nunits = 5\n").find("[vary]"), std::string::npos);
  EXPECT_NE(fault("[vary\n").find("bad.toml:"), std::string::npos);
}

}  // namespace rssviz::cli
