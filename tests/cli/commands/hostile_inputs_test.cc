// What a stranger, or a bad night, can hand the program: each is answered at once by one line that names the
// file, and the right code.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"
#include "tests/sanitizers.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;
using std::chrono::steady_clock;

class HostileInputs : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void put(const std::string& name, const std::string& content) const {
    write_file(path(name), std::string_view(content));
  }
  // The words' answer is `code` and one line with `part` in it, and comes soon; FOLDER/ stands for the
  // folder.
  void expect(int code, const std::string& part, std::string words, const std::string& before = "") const {
    const std::string mark = "FOLDER/";
    for (std::size_t at = words.find(mark); at != std::string::npos; at = words.find(mark))
      words.replace(at, mark.size(), path(""));
    const steady_clock::time_point begin = steady_clock::now();
    const Outcome outcome = shell(before + " timeout -s KILL 60 \"$RSSVIZ\" " + words);
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(20)) << words;
    EXPECT_EQ(outcome.exit_code, code) << words << "\n" << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), code == 0 ? 0 : 1) << words << "\n"
                                                                                           << outcome.err;
    EXPECT_NE(outcome.err.find(part), std::string::npos) << words << "\n" << outcome.err;
  }
  TemporaryFolder folder_;
};

std::string npy_of_shape(const std::string& shape) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(117, ' ');
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size() + 1) + '\0' + header + '\n';
}

}  // namespace

TEST_F(HostileInputs, ALoopOfLinksIsNoInput) {
  fs::create_symlink("b.npz", path("a.npz"));
  fs::create_symlink("a.npz", path("b.npz"));
  for (const char* const words : {"info FOLDER/a.npz", "figure heard FOLDER/a.npz -o FOLDER/f.pdf",
                                  "embed -q FOLDER/a.npz -o FOLDER/m.npz", "match FOLDER/a.npz --range 1:2",
                                  "record FOLDER/a.npz", "sweep status FOLDER/a.npz", "recipe FOLDER/a.npz",
                                  "run FOLDER/a.npz", "animate learning-lstm FOLDER/a.npz -o FOLDER/f.mp4"})
    expect(66, "a.npz", words);
}

TEST_F(HostileInputs, PipesAndDevicesAreNoInputs) {
  for (const char* suffix : {".npy", ".npz", ".csv", ".txt", ".safetensors", ".h5", ".mat", ".keras"}) {
    const std::string name = std::string("x") + suffix;
    ASSERT_EQ(mkfifo(path("pipe" + name).c_str(), 0600), 0);
    fs::create_symlink("/dev/zero", path("zero" + name));
    expect(66, "pipe" + name + ": is a pipe", "embed -q FOLDER/pipe" + name + " -o FOLDER/map.npz");
    expect(66, "zero" + name + ": is a device", "embed -q FOLDER/zero" + name + " -o FOLDER/map.npz");
  }
  expect(66, "pipex.npy: is a pipe", "info FOLDER/pipex.npy");
  expect(66, "pipex.csv: is a pipe", "run -q FOLDER/pipex.csv -o FOLDER/out");
  expect(66, "pipex.csv: is a pipe", "lint FOLDER/pipex.csv");
}

TEST_F(HostileInputs, OutputsReplaceFilesOnly) {
  formats::write_npy(path("x.npy"), formats::from_matrix(Matrix(Matrix::Random(30, 3))));
  ASSERT_EQ(mkfifo(path("pipe.npz").c_str(), 0600), 0);
  fs::create_symlink("/dev/null", path("null.npz"));
  fs::create_directories(path("folder.npz"));
  for (const char* name : {"pipe.npz", "null.npz", "folder.npz"})
    expect(73, std::string(name) + ": is a",
           "embed -q --method pca --quality none FOLDER/x.npy -o FOLDER/" + std::string(name));
  EXPECT_TRUE(fs::is_fifo(path("pipe.npz")));
  EXPECT_TRUE(fs::is_symlink(path("null.npz")));
}

TEST_F(HostileInputs, ArraysOfNothingAreRefused) {
  put("60x0.npy", npy_of_shape("(60, 0)"));
  put("many.npy", npy_of_shape("(1000000000000000, 0)"));
  for (const char* words :
       {"look -q FOLDER/60x0.npy -o FOLDER/out", "embed -q FOLDER/60x0.npy -o FOLDER/m.npz"})
    expect(65, "60x0.npy: states have shape 60 x 0", words);
  for (const char* words :
       {"look -q FOLDER/many.npy -o FOLDER/out", "embed -q FOLDER/many.npy -o FOLDER/m.npz"})
    expect(65, "many.npy: its shape declares 1000000000000000 rows of nothing", words);
}

TEST_F(HostileInputs, NestingEndsSomewhere) {
  std::string key = "a";
  for (int i = 0; i < 60'000; ++i) key += ".a";
  put("deep.toml", key + " = 1\n");
  expect(78, "deep.toml:1: a key of more than", "run -q FOLDER/deep.toml -o FOLDER/out");
  expect(78, "deep.toml:1: a key of more than", "sweep plan -q FOLDER/deep.toml -o FOLDER/out");
  const std::string deep(1'000'000, '[');
  put("deep.svg", "<svg width=\"1\"><metadata id=\"rssviz-recipe\">" + deep + "</metadata></svg>");
  expect(65, "deep.svg", "info FOLDER/deep.svg");
  put("deep.pdf",
      "%PDF-1.4\n1 0 obj <</Type /Page /MediaBox [0 0 9 9] /Contents 2 0 R /X1 3 0 R>> endobj\n2 0 obj <<>> "
      "stream\n/X1 Do\nendstream endobj\n3 0 obj <</Subtype /Form>> stream\n/X1 Do /X1 Do\nendstream "
      "endobj\n");
  expect(65, "deep.pdf: object 3 draws itself", "lint FOLDER/deep.pdf");
}

TEST_F(HostileInputs, TextThatIsNotUtf8IsNamed) {
  put("latin.csv", "a,b\n1,2\ncaf\xE9,3\n");
  expect(65, "latin.csv: line 3 isn't UTF-8", "embed -q FOLDER/latin.csv -o FOLDER/m.npz");
  expect(64, "caf\\xE9.npy' is not UTF-8", "embed -q $(printf 'caf\\351').npy -o FOLDER/m.npz");
  expect(66, "a\\nb\\x1B[2J.npy", "info \"$(printf 'a\\nb\\033[2J.npy')\"");
}

TEST_F(HostileInputs, LimitsOfTheSystemAreNamed) {
#ifdef RSSVIZ_SANITIZED
  GTEST_SKIP() << "the sanitizers map terabytes";
#endif
  formats::write_npy(path("x.npy"), formats::from_matrix(Matrix(Matrix::Random(30, 3))));
  expect(0, "", "info FOLDER/x.npy --threads 1024 >/dev/null", "ulimit -v 2000000;");
  expect(75, "the stack is limited to 64 KB", "info FOLDER/x.npy", "ulimit -s 64;");
  const std::string little = "ulimit -v 2000000;";
  for (const char* cell : {"esn --units 30000", "lstm --units 10000"})
    expect(75, "training needs ", "train -q --objects 3 -o FOLDER/big --cell " + std::string(cell), little);
  expect(
      75, "a reservoir of 30000 units needs ",
      "figure reservoirs -q --units 30000 --sample 5 --spectral-radii 1 --leak-rates 0.5 --band-seeds 0 -o "
      "FOLDER/x.pdf",
      little);
  EXPECT_FALSE(fs::exists(path("big")));
}

TEST_F(HostileInputs, RecordsOfAnotherKindNameTheirFile) {
  const std::string run = path("run");
  ASSERT_EQ(rssviz("train --cell lstm --units 4 --epochs 1 --objects 3 -q -o " + run).exit_code, 0);
  ASSERT_EQ(rssviz("record -q --sample 10 " + run).exit_code, 0);
  ASSERT_EQ(rssviz("embed -q --epochs 5 --neighbors 5 " + run + "/states.npz").exit_code, 0);
  const auto with = [&](const std::string& file, const std::string& content, const std::string& words) {
    const std::string before = read_file(run + "/" + file);
    write_file(run + "/" + file, std::string_view(content));
    expect(65, "run/" + file, words);
    write_file(run + "/" + file, std::string_view(before));
  };
  for (const char* record : {"{}", "[]", "7", "null", "\"text\"", "{\"task\": 3}", "{"})
    with("task.json", record, "record -q FOLDER/run -o FOLDER/s.npz");
  for (const char* record : {"{\"imported_from\": [1]}", "{"})
    with("run.json", record, "record -q FOLDER/run -o FOLDER/s.npz");
  for (const char* record : {"{\"stages\": 3}", "{\"training_seconds\": [\"a\"]}", "{"})
    with("timings.json", record, "figure error-by-time -q FOLDER/run -o FOLDER/x.svg");
  formats::Archive states = formats::read_npz(run + "/states.npz");
  states["recipe"] = formats::from_string("{\"settings\": 1}");
  formats::write_npz(run + "/states.npz", states);
  expect(65, "run/states.npz: recipe: ", "figure heard -q FOLDER/run -o FOLDER/x.svg");
}

TEST_F(HostileInputs, ColumnsWithoutNamesAreNamed) {
  const std::string run = path("run");
  ASSERT_EQ(rssviz("train --cell esn --units 10 --objects 3 -q -o " + run).exit_code, 0);
  ASSERT_EQ(rssviz("record -q --sample 10 " + run).exit_code, 0);
  ASSERT_EQ(rssviz("embed -q --epochs 5 --neighbors 5 " + run + "/states.npz").exit_code, 0);
  const formats::Archive whole = formats::read_npz(run + "/states.npz");
  for (const auto& [name, array] : whole) {
    if (!name.ends_with("_labels") || name == "token_labels") continue;
    formats::Archive states = whole;
    states.erase(name);
    formats::write_npz(run + "/states.npz", states);
    expect(65, name + " is missing", "figure heard -q FOLDER/run -o FOLDER/x.svg");
  }
}

TEST_F(HostileInputs, PlansOfSweepsNameWhatIsWrong) {
  put("s.toml", "[sweep]\nobjects = 3\nunits = 8\nsample = 8\n[vary]\nleak_rate = [0.2, 0.9]\n");
  ASSERT_EQ(rssviz("sweep plan -q " + path("s.toml") + " -o " + path("sw")).exit_code, 0);
  const std::string plan = read_file(path("sw/sweep.json"));
  const auto with = [&](const std::string& from, const std::string& to, const std::string& part) {
    std::string text = plan;
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
    put("sw/sweep.json", text);
    expect(65, part, "sweep run -q FOLDER/sw");
    expect(65, part, "sweep merge -q FOLDER/sw");
  };
  with("\"leak-rate\"", "\"leek-rate\"", "sweep.json: ");
  with("\"units\": 8", "\"units\": \"many\"", "sweep.json: the field units is text");
  with("\"units\": 8", "\"units\": 9", "its id isn't that of its settings");
  with("{", "[", "sweep.json");
  put("sw/sweep.json", plan);
  put("sw/cells.jsonl", "{\"id\": \"../../x\", \"settings\": {}}\n");
  expect(65, "cells.jsonl: line 1", "sweep run -q FOLDER/sw");
  put("sw/cells.jsonl", "");
  expect(65, "cells.jsonl: names no cells", "sweep run -q FOLDER/sw");
}

TEST_F(HostileInputs, NumbersThatAreNoneAreSeenInEveryColumn) {
  Matrix coords = Matrix::Random(40, 3);
  coords(17, 2) = std::nanf("");
  formats::write_npz(path("m.npz"), {{"coords", formats::from_matrix(coords)}});
  expect(65, "m.npz: row 17, column 2 is not finite",
         "figure scatter -q FOLDER/m.npz --plane 1,2 -o FOLDER/x.svg");
}

TEST_F(HostileInputs, SuffixesMayBeInCapitals) {
  Matrix coords = Matrix::Random(40, 2);
  formats::write_npy(path("C.NPY"), formats::from_matrix(coords));
  put(
      "L.CSV", "group\n" + [] {
        std::string rows;
        for (int i = 0; i < 40; ++i) rows += i % 2 == 0 ? "a\n" : "b\n";
        return rows;
      }());
  expect(0, "", "figure scatter -q FOLDER/C.NPY --labels FOLDER/L.CSV --color-by group -o FOLDER/X.SVG");
  expect(0, "", "embed -q FOLDER/C.NPY --method pca -o FOLDER/M.NPZ");
  expect(0, "", "look -q FOLDER/C.NPY --labels FOLDER/L.CSV -o FOLDER/look >/dev/null");
  expect(0, "", "recipe -q --remake FOLDER/X.SVG");
  expect(0, "", "recipe -q --remake FOLDER/M.NPZ");
}

TEST_F(HostileInputs, ControlCharactersKeepPicturesWellFormed) {
  formats::write_npy(path("c.npy"), formats::from_matrix(Matrix(Matrix::Random(4, 2))));
  put("l.csv", "group\na\x01z\nb\x0B<\nc\x1B[2J&\n\xEF\xBF\xBF\n");
  for (const char* text : {"text", "outlines"})
    expect(0, "",
           std::string("figure scatter -q FOLDER/c.npy --labels FOLDER/l.csv --color-by group --svg-text ") +
               text + " -o FOLDER/x.svg && xmllint --noout " + path("x.svg"));
}

// Standard output that nobody reads: the program waits for it, and ends all the same.
TEST_F(HostileInputs, SigtermEndsWorkThatWaits) {
  formats::Archive many;
  for (int i = 0; i < 5000; ++i)
    many["an_array_of_one_number_" + std::to_string(i)] = formats::from_number(i);
  formats::write_npz(path("many.npz"), many);
  const pid_t child = fork();
  if (child == 0) {
    int ends[2];
    if (pipe(ends) != 0) _exit(1);
    dup2(ends[1], STDOUT_FILENO);
    execl(RSSVIZ_PROGRAM, "rssviz", "info", path("many.npz").c_str(), nullptr);
    _exit(127);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  kill(child, SIGTERM);
  int status = 0;
  const steady_clock::time_point begin = steady_clock::now();
  waitpid(child, &status, 0);
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace rssviz::cli
