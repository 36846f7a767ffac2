// examples/formats.md against files that the real binary wrote: every array, key and column that they hold
// stands on the page with its type and shape, and everything on the page stands in one of them.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "models/data/state_trace.h"
#include "tests/cli/program.h"
#include "tests/cli/subjects/formats_page.h"

namespace rssviz::cli {
namespace {

constexpr const char* kText =
    "if (a) {\n  b(\"c\"); /* d */\n}\nif (b) {\n  c(\"a\"); /* d */\n}\nif (c) {\n  a(\"b\"); /* d */\n}\n";

using formats::Json;

// The recipe of the page.
std::string small_recipe() {
  const std::string page = formats_page();
  const std::string fence = "```toml\n";
  const std::size_t from = page.find(fence) + fence.size();
  return page.substr(from, page.find("```", from) - from);
}

class Formats : public ::testing::Test {
 protected:
  // Runs of every cell are made once.
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    write_file(path("small.toml"), small_recipe());
    made("run " + path("small.toml") + " -o " + path("small"));
    std::string inputs = "u\n", targets = "y\n", labels = "half,phase\n";
    for (int t = 0; t < 40; ++t) {
      inputs += std::to_string(std::sin(.7 * t)) + "\n";
      targets += std::to_string(std::sin(.7 * (t + 1))) + "\n";
      labels += std::string(t < 20 ? "first" : "second") + "," + std::to_string(.7 * t) + "\n";
    }
    write_file(path("u.csv"), inputs);
    write_file(path("y.csv"), targets);
    write_file(path("labels.csv"), labels);
    train("lstm", "--layers 2");
    train("gru", "--layers 2");
    made("import " RSSVIZ_TEST_DATA
         "/esn_readout.npz --cell esn --equation external --activation sigmoid -o " +
         path("imported"));
    made("import " RSSVIZ_TEST_DATA "/torch_rnn.npz --cell rnn -o " + path("noted"));
    made(
        "train --cell rnn --task grammar --grammar parens --sequences-train 4 --sequences-test 2 "
        "--sequence-length 12 --units 3 --epochs 1 -o " +
        path("words"));
    for (const char* const task : {"flip-flop", "integrate", "context", "sine", "reaches"})
      made(std::string("train --cell rnn --trial-length 8 --sequences-train 4 --sequences-test 2 --units 3 "
                       "--epochs 1 --task ") +
           task + " -o " + path(task));
    made(
        "train --cell rnn --task hmm --sequences-train 4 --sequences-test 2 --sequence-length 8 --units 3 "
        "--epochs 1 -o " +
        path("hmm"));
    write_file(path("text.txt"), std::string(kText));
    made(training_on_text("--epochs 1", "text"));
    made("train --task text --cell ngram --order 3 --text " + path("text.txt") + " -o " + path("ngram"));
    train_on_classes();
    train_on_a_given_reservoir();
    std::string lines;
    for (int i = 0; i < 20; ++i)
      lines += std::string(i % 2 ? "a red cup" : "the glass") + (i % 3 ? " is here" : " is there") +
               (i % 2 ? "\tcup\t" : "\tglass\t") + (i % 3 ? "near\n" : "far\n");
    write_file(path("lines.tsv"), lines);
    made("train --cell rnn --task sentences --units 3 --epochs 1 --sentences " + path("lines.tsv") + " -o " +
         path("sentences"));
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static std::string path(const std::string& name) { return *folder_ / name; }
  static void made(const std::string& words) {
    const Outcome outcome = rssviz(words + " -q");
    ASSERT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.err;
  }
  static std::string training(const std::string& cell, const std::string& words) {
    return "train --cell " + cell + " --task arrays --washout 5 --units 3 --inputs " + path("u.csv") +
           " --targets " + path("y.csv") + " --labels " + path("labels.csv") + " -o " + path(cell) + " " +
           words;
  }
  static std::string training_on_text(const std::string& words, const std::string& run) {
    return "train --cell gru --task text --units 3 --batch-size 2 --window 5 --text " + path("text.txt") +
           " " + words + " -o " + path(run);
  }
  static void train(const std::string& cell, const std::string& words) {
    made(training(cell, words + " --epochs 1"));
    made("record " + path(cell) + " --sequences all --sample 0");
    made("record " + path(cell) + " --stage all --sequences all --sample 0 -o " +
         path(cell + "/stage_states.npz"));
  }
  // Three units for the one input of the arrays, as reservoirpy keeps them.
  static void train_on_a_given_reservoir() {
    const Matrix w = 0.3F * Matrix::Identity(3, 3), w_in = Matrix::Ones(3, 2);
    formats::write_npz(path("w.npz"), {{"W", formats::from_matrix(w)},
                                       {"Win", formats::from_matrix(w_in)},
                                       {"lr", formats::from_vector(std::vector<double>{0.5})}});
    made("train --cell esn --task arrays --washout 5 --inputs " + path("u.csv") + " --targets " +
         path("y.csv") + " --reservoir " + path("w.npz") + " -o " + path("given"));
  }
  // On images of a pixel each, and on clusters.
  static void train_on_classes() {
    std::string images{0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1}, classes{0, 0, 8, 1, 0, 0, 0, 20};
    for (int i = 0; i < 20; ++i) {
      images.push_back(static_cast<char>(i));
      classes.push_back(static_cast<char>(i % 2));
    }
    write_file(path("images.idx"), images);
    write_file(path("classes.idx"), classes);
    made("train --cell rnn --task images --units 3 --epochs 1 --images " + path("images.idx") + " --labels " +
         path("classes.idx") + " -o " + path("images"));
    made("train --cell rnn --task clusters --units 3 --epochs 1 --points-train 40 --points-test 20 -o " +
         path("clusters"));
  }
  // Stopped once there is a checkpoint.
  static void cut(const std::string& words, const std::string& run) {
    const Outcome stopped =
        shell("\"$RSSVIZ\" " + words + " & pid=$!; while [ ! -e " + path(run + "/training/checkpoint.npz") +
              " ] && kill -0 $pid; do sleep 0.02; done; kill -INT $pid; wait $pid");
    ASSERT_EQ(stopped.exit_code, 130) << stopped.err;
  }
  static void embed(const std::string& words, const std::string& to) {
    const bool laid_out = words.find("--method pca") == std::string::npos;
    made("embed " + words + (laid_out ? " --neighbors 5 --epochs 10" : "") + " -o " + path(to));
  }

  // The rows of `section` are those of the files, together.
  static void expect_archives(const std::string& section, const std::vector<FormatRow>& rows,
                              const std::vector<std::string>& files) {
    std::set<std::string> met;
    for (const std::string& file : files) met.merge(expect_arrays(rows, formats::read_npz(path(file)), file));
    for (const FormatRow& row : rows)
      EXPECT_TRUE(met.contains(row.name)) << section << ": no file has " << row.name;
  }
  static void expect_objects(const std::string& section, const std::vector<Json>& objects) {
    const std::vector<FormatRow> rows = rows_of(section);
    std::set<std::string> met;
    for (const Json& object : objects) met.merge(expect_keys(rows, object, section));
    for (const FormatRow& row : rows)
      EXPECT_TRUE(met.contains(row.name)) << section << ": no file has " << row.name;
  }

  // Sequences x steps x units of one's own, with a class for each sequence.
  static std::string own_states() {
    Matrix values(24, 3);
    for (Eigen::Index i = 0; i < values.size(); ++i)
      values.data()[i] = static_cast<float>((37 * i) % 71) + 0.5F;
    formats::Archive archive{{"states", formats::from_matrix(MatrixRef(values))}};
    archive["states"].shape = {6, 4, 3};
    archive["kind"] = formats::from_vector(std::vector<std::int32_t>{0, 1, 0, 1, 0, 1});
    archive["kind_labels"] = formats::from_strings(std::vector<std::string>{"even", "odd"});
    formats::write_npz(path("own_states.npz"), archive);
    return path("own_states.npz");
  }

 private:
  inline static TemporaryFolder* folder_ = nullptr;
};

Json recipe_of(const std::string& file) { return formats::parse_json(rssviz("recipe " + file).out, file); }

}  // namespace

TEST_F(Formats, OfStates) {
  const std::vector<FormatRow> states = rows_of("states.npz");
  made("record " + path("imported") + " --inputs " RSSVIZ_TEST_DATA "/foreign_inputs.npy -o " +
       path("over.npz"));
  expect_archives("states.npz", states, {"small/esn/states.npz", "lstm/states.npz", "over.npz"});
  expect_archives("stage_states.npz", replaced(states, rows_of("stage_states.npz")),
                  {"lstm/stage_states.npz", "gru/stage_states.npz"});
}

TEST_F(Formats, NamesThatNoColumnMayHaveAreThoseOfTheProgram) {
  const std::string page = formats_page();
  const std::size_t from = page.find("Reserved names");
  std::istringstream names(page.substr(from, page.find("and any that", from) - from));
  std::set<std::string> found;
  std::string name;
  while (std::getline(names, name, '`') && std::getline(names, name, '`')) found.insert(name);
  EXPECT_EQ(found, std::set<std::string>(models::kOwnNames.begin(), models::kOwnNames.end()));
}

TEST_F(Formats, OfMaps) {
  embed(path("lstm/states.npz") + " --scale zscore --seeds 2 --snapshots 2", "umap.npz");
  embed(path("lstm/states.npz") + " --method pca --scale whiten --quality none", "pca.npz");
  embed(own_states() + " --method pca", "own.npz");
  expect_archives("embedding.npz", rows_of("embedding.npz"),
                  {"small/esn/embedding.npz", "umap.npz", "pca.npz", "own.npz"});
}

TEST_F(Formats, OfMapsOfStages) {
  embed(path("lstm/stage_states.npz") + " --align --quality none", "sequential.npz");
  embed(path("lstm/states.npz") + " " + path("lstm/states.npz") + " --align --alignment joint", "joint.npz");
  formats::Archive rows{{"states", formats::read_npz(path("lstm/states.npz")).at("states")}};
  std::vector<std::int32_t> stage, point;
  for (std::size_t i = 0; i < rows.at("states").shape[0]; ++i) {
    stage.push_back(static_cast<std::int32_t>(i % 2));
    point.push_back(static_cast<std::int32_t>(i / 2));
  }
  rows["stage"] = formats::from_vector(stage);
  rows["point"] = formats::from_vector(point);
  formats::write_npz(path("rows.npz"), rows);
  embed(path("rows.npz") + " --align", "coming.npz");
  embed(own_states() + " " + own_states() + " --align", "filed.npz");
  expect_archives("stage_maps.npz", rows_of("stage_maps.npz"),
                  {"sequential.npz", "joint.npz", "coming.npz", "filed.npz"});
}

TEST_F(Formats, OfRuns) {
  expect_archives("stages/NNNN.npz", rows_of("stages/NNNN.npz"),
                  {"small/esn/stages/0001.npz", "lstm/stages/0001.npz", "gru/stages/0000.npz",
                   "imported/stages/0000.npz", "ngram/stages/0000.npz"});
  expect_archives("reservoir.npz", rows_of("reservoir.npz"),
                  {"small/esn/reservoir.npz", "imported/reservoir.npz"});
  expect_archives("arrays.npz", rows_of("arrays.npz"), {"lstm/arrays.npz"});
  expect_archives("images.npz", rows_of("images.npz"), {"images/images.npz"});
  std::vector<Json> runs, tasks, times;
  for (const char* run :
       {"small/esn", "lstm", "imported", "noted", "words", "text", "images", "clusters", "hmm", "flip-flop",
        "integrate", "context", "sine", "reaches", "sentences", "given"}) {
    runs.push_back(formats::read_json(path(run) + "/run.json"));
    tasks.push_back(formats::read_json(path(run) + "/task.json"));
    expect_columns(rows_of("metrics.csv"), formats::read_csv(path(run) + "/metrics.csv").header, run);
  }
  expect_objects("run.json", runs);
  expect_objects("task.json", tasks);
  expect_objects("timings.json", {formats::read_json(path("lstm/timings.json"))});
}

TEST_F(Formats, OfTrainingInProgress) {
  std::string words = training("lstm", "--epochs 100000 -q");
  words.replace(words.find(path("lstm")), path("lstm").size(), path("cut"));
  cut(words, "cut");
  cut(training_on_text("--epochs 100000 -q", "cut-text"), "cut-text");
  expect_archives("checkpoint.npz", rows_of("checkpoint.npz"),
                  {"cut/training/checkpoint.npz", "cut-text/training/checkpoint.npz"});
}

TEST_F(Formats, OfSweeps) {
  const std::string vary = "[vary]\nspectral_radius = [0.5, 1.1]\n";
  write_file(path("words.toml"), "[sweep]\nobjects = 3\nunits = 6\nsample = 8\ntrained = true\n" + vary);
  write_file(path("rows.toml"),
             "[sweep]\ntask = \"arrays\"\ninputs = \"u.csv\"\ntargets = \"y.csv\"\nwashout = 5\nunits = "
             "6\ntrained = true\n" +
                 vary);
  std::vector<Json> plans, lines, cells;
  for (const std::string sweep : {"words", "rows"}) {
    made("sweep plan " + path(sweep + ".toml") + " -o " + path(sweep));
    made("sweep run " + path(sweep));
    plans.push_back(formats::read_json(path(sweep + "/sweep.json")));
    std::istringstream text(read_file(path(sweep + "/cells.jsonl")));
    for (std::string line; std::getline(text, line);) {
      lines.push_back(formats::parse_json(line, "cells.jsonl"));
      cells.push_back(
          formats::read_json(path(sweep + "/cells/" + lines.back().at("id").get<std::string>() + ".json")));
    }
  }
  expect_objects("sweep.json", plans);
  expect_objects("cells.jsonl", lines);
  expect_objects("cells/ID.json", cells);
}

TEST_F(Formats, OfRecipesInFiles) {
  std::vector<Json> recipes{formats::read_json(path("lstm/run.json")).at("recipe")};
  for (const char* file : {"small/esn/states.npz", "small/esn/embedding.npz", "small/figures/clauses-esn.pdf",
                           "small/figures/clauses-esn.svg"})
    recipes.push_back(recipe_of(path(file)));
  expect_objects("Inside files", recipes);
  expect_objects("manifests/NAME.json",
                 {formats::read_json(path("small/manifests/esn.json")),
                  formats::read_json(path("small/manifests/figures/clauses-esn.json"))});
}

}  // namespace rssviz::cli
