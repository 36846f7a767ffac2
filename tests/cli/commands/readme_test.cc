// What README.md tells one to type runs as printed: every line of every block, in order, in one folder, with
// files of the names that it uses; only sizes are cut down where a line takes long.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <regex>
#include <sstream>

#include "cli/compose/kind_tables.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

const fs::path kRoot = fs::path(RSSVIZ_EXAMPLES).parent_path();

// The command lines of the blocks without a language, comments left out.
std::vector<std::string> lines_of_blocks(const std::string& page) {
  std::vector<std::string> lines;
  bool inside = false, commands = false;
  std::istringstream text(page);
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("```")) {
      commands = !inside && line == "```";
      inside = !inside;
      continue;
    }
    if (!inside || !commands) continue;
    line = line.substr(0, line.find(" # "));
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

struct Quick {
  const char* pattern;
  const char* instead;
};

// Sizes alone: what is typed stays.
std::string quick(std::string line) {
  static const Quick kQuick[] = {
      {"--epochs 35", "--epochs 2 --units 8"},
      {"--duration 30s", "--duration 3s --draft"},
      {"(animate reading .*) -o", "$1 --draft --duration 2s -o"},
      {"(animate stages .*) -o", "$1 --draft --duration 2s -o"},
      {"(train .*--cell lstm --task text .*) -o", "$1 --units 48 --epochs 1 -o"},
      {"(train .*--task (arrays|grammar) .*) -o", "$1 --epochs 1 --units 8 -o"},
      {"(match out/lstm --range .*) -o", "$1 --threshold 0.02 -o"},
      {"(rssviz run .*) -o", "$1 --quick -o"},
      {"(record out/lstm) --stage all", "$1 --stage all --sample 12"},
      {"(embed out/lstm/.*)", "$1 --epochs 20"},
      {"figure reservoirs-capacity", "figure reservoirs-capacity --units 20 --steps 500 --degree 2"},
      {"(figure reservoirs) -o", "$1 --objects 3 --units 20 --sample 10 --band-seeds 1 --map-epochs 10 -o"}};
  for (const Quick& one : kQuick) line = std::regex_replace(line, std::regex(one.pattern), one.instead);
  return line;
}

formats::Array waves(const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const std::size_t side : shape) count *= side;
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(
        static_cast<float>(std::sin(0.37 * static_cast<double>(i) + static_cast<double>(i % 7))));
  formats::Array array = formats::from_vector(values);
  array.shape = shape;
  return array;
}

void write_files(const fs::path& folder) {
  const auto npy = [&](const char* name, const formats::Array& array) {
    formats::write_npy(folder / name, array);
  };
  for (const char* name : {"h.npy", "epoch_1.npy", "epoch_2.npy", "epoch_10.npy"})
    npy(name, waves({8, 10, 6}));
  npy("lengths.npy", formats::from_vector(std::vector<std::int32_t>{10, 9, 8, 10, 9, 8, 10, 9}));
  write_file(folder / "labels.csv", "group\na\nb\na\nb\na\nb\na\nb\n");
  npy("y.npy", waves({300, 1}));
  std::string steps = "phase\n";
  for (int t = 0; t < 300; ++t) steps += t % 2 == 0 ? "up\n" : "down\n";
  write_file(folder / "steps.csv", steps);
  std::string book;
  for (int i = 0; i < 9000; ++i)  // a test piece of a row holds some lines alone: many pairs in each
    book += "The (a) (b" + std::to_string(7 * i % 50) + ") (c) (d) [e] {f}\n";
  write_file(folder / "book.txt", book);
  write_file(folder / "mine.txt", "there is a red cup on the left\nthe blue orange is on the right\n");
  std::string sentences = "sentence\tthing\n";
  for (const char* thing : {"cup", "bowl"})
    for (const char* what : {"red", "blue", "here", "there", "left", "right"})
      sentences += "the " + std::string(thing) + " is " + what + "\t" + thing + "\n";
  write_file(folder / "mine.tsv", sentences);
  fs::create_directory_symlink(fs::path(RSSVIZ_EXAMPLES), folder / "examples");
  fs::create_directories(folder / "bin");
  fs::create_symlink(RSSVIZ_PROGRAM, folder / "bin" / "rssviz");
}

// The weights, states and inputs of another program that the block on import names; a series for the one
// after.
void put_foreign(const fs::path& folder) {
  const fs::path data = RSSVIZ_TEST_DATA;
  fs::create_directory_symlink(data / "lstmvis_parens", folder / "lstmvis_folder");
  fs::copy_file(data / "keras_lstm.h5", folder / "weights.h5");
  formats::write_npy(folder / "states.npy",
                     formats::read_npz(data / "keras_lstm_states.npz").begin()->second);
  fs::copy_file(data / "foreign_inputs.npy", folder / "u.npy");
}

}  // namespace

TEST(Readme, EveryLineOfItsBlocksRunsAsPrinted) {
  const TemporaryFolder folder;
  write_files(folder.path());
  put_foreign(folder.path());
  const std::string verbs = read_file(kRoot / "do");
  const std::vector<std::string> lines = lines_of_blocks(read_file(kRoot / "README.md"));
  EXPECT_GT(lines.size(), 25U);
  for (const std::string& line : lines) {
    if (line.starts_with("./do ")) {
      EXPECT_NE(verbs.find("\n  " + line.substr(5)), std::string::npos) << line;
      continue;
    }
    if (line.find("--task arrays") != std::string::npos)
      formats::write_npy(folder / "u.npy", waves({300, 2}));
    if (line.find("out/mine") != std::string::npos)
      fs::copy_file(fs::path(RSSVIZ_TEST_DATA) / "foreign_inputs.npy", folder / "u.npy",
                    fs::copy_options::overwrite_existing);
    const Outcome made =
        shell("cd '" + folder.path().string() + "' && PATH=\"$PWD/bin:$PATH\" && " + quick(line));
    EXPECT_EQ(made.exit_code, 0) << line << "\n" << made.err;
  }
}

// The page of the paper: each command that draws names a kind that there is, and options that it has.
TEST(PaperPage, NamesKindsAndOptionsThatThereAre) {
  const std::string page = read_file(kRoot / "examples/paper.md");
  const std::regex command("`rssviz (figure|animate) ([a-z-]+)([^`]*)`"), option("--([a-z-]+)");
  std::size_t commands = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), command), end; it != end; ++it, ++commands) {
    const std::string kind = (*it)[2], words = (*it)[3];
    const CommandTable& table =
        (*it)[1] == "figure" ? table_of(figure_kind_named(kind)) : table_of(film_kind_named(kind));
    for (std::sregex_iterator each(words.begin(), words.end(), option); each != end; ++each)
      EXPECT_NE(table.find((*each)[1].str()), nullptr) << it->str();
  }
  EXPECT_GT(commands, 20U);
}

}  // namespace rssviz::cli
