// Sheets of `rssviz match` by the real binary: their pages, layers, tracks and recipes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/subjects/match_corpus.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/progress.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string kFolder = RSSVIZ_TEST_DATA "/lstmvis_parens";

// Fails unless the program leaves with this code and one line that holds all of the words.
void expect_refused(const std::string& words, int code, const std::vector<std::string>& parts) {
  const Outcome outcome = rssviz(words + " --quiet");
  EXPECT_EQ(outcome.exit_code, code) << words << "\n" << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << words << "\n" << outcome.err;
  for (const std::string& part : parts)
    EXPECT_NE(outcome.err.find(part), std::string::npos)
        << words << ": no '" << part << "' in " << outcome.err;
}

}  // namespace

TEST(MatchSheet, DrawsSheetsWithTheirRecipes) {
  TemporaryFolder folder;
  const std::string words =
      "match " + kFolder + " --source states2 --range 4965:4968 --margins 0,0 --circles kind -o ";
  const Outcome pdf = rssviz(words + (folder / "m.pdf"));
  ASSERT_EQ(pdf.exit_code, 0) << pdf.err;
  const std::string text = shell("pdftotext " + (folder / "m.pdf") + " - | tr -s '[:space:]' ' '").out;
  for (const char* part :
       {"states2", "threshold", "Jaccard", "depth", "kind", "cells on", "Lengths of runs", "4965:4968"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  EXPECT_NE(shell("pdfinfo " + (folder / "m.pdf")).out.find("Pages:           2"), std::string::npos);
  EXPECT_NE(rssviz("recipe " + (folder / "m.pdf")).out.find("\"command\":\"match\""), std::string::npos);
  EXPECT_NE(read_file(folder / "m.txt").find("neither that they cause anything"), std::string::npos);
  ASSERT_EQ(rssviz(words + (folder / "again.pdf") + " --threads 3").exit_code, 0);
  EXPECT_EQ(read_file(folder / "m.pdf"), read_file(folder / "again.pdf"));
  ASSERT_EQ(rssviz(words + (folder / "m.png") + " --dpi 50").exit_code, 0);
  EXPECT_TRUE(fs::exists(folder / "m-2.png"));
  ASSERT_EQ(rssviz(words + (folder / "m.json") + " --quiet").exit_code, 0);
  EXPECT_TRUE(Json::parse(read_file(folder / "m.json"))["matches"][0].contains("words"));
  fs::copy(kFolder, folder.path() / "d", fs::copy_options::recursive);
  ASSERT_EQ(rssviz("match " + (folder / "d") + " --cells 3 --margins 0,0 -o " + (folder / "d.pdf")).exit_code,
            0);
  const Outcome again = rssviz("recipe " + (folder / "d.pdf") + " --remake");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  ASSERT_EQ(rssviz("match " + kFolder + " --layers states1,states2 --cells 3 --margins 0,0 -o " +
                   (folder / "l.csv"))
                .exit_code,
            0);
  const formats::Table layers = formats::read_csv(folder / "l.csv");
  EXPECT_EQ(layers.header.front(), "input");
  EXPECT_EQ(layers.rows.front()[1], "states1");
  EXPECT_EQ(layers.rows.back()[1], "states2");
}

// Layers stand below one another on a page, and those of several networks say whose they are.
TEST(MatchSheet, PutsSeveralLayersOnOnePage) {
  TemporaryFolder folder;
  const auto text_of_page = [&](const std::string& words) {
    const Outcome made =
        rssviz("match " + words + " --cells 3,5 --margins 0,0 --top 8 -o " + (folder / "l.pdf"));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return shell("pdftotext -l 1 " + (folder / "l.pdf") + " - | tr -s '[:space:]' ' '").out;
  };
  const std::string two = text_of_page(kFolder + " --layers states1,states2");
  EXPECT_NE(two.find("a tanh of states1"), std::string::npos) << two;
  EXPECT_NE(two.find("b tanh of states2"), std::string::npos) << two;
  EXPECT_NE(shell("pdfinfo " + (folder / "l.pdf")).out.find("Pages:           1"), std::string::npos);
  const std::string caption = read_file(folder / "l.txt");
  EXPECT_NE(caption.find("in 2 layers"), std::string::npos) << caption;
  EXPECT_NE(caption.find("b: nested brackets, states2"), std::string::npos) << caption;
  EXPECT_NE(caption.find("aren't a scale"), std::string::npos) << caption;
  const std::string networks = text_of_page(kFolder + " " + kFolder);
  EXPECT_NE(networks.find("b nested brackets: tanh of states1"), std::string::npos) << networks;
  const std::string four = text_of_page(kFolder + " " + kFolder + " --layers states1,states2");
  EXPECT_NE(shell("pdfinfo " + (folder / "l.pdf")).out.find("Pages:           2"), std::string::npos) << four;
}

namespace {

// A file of states with outputs of its own: larger ones for the first name.
void write_outputs(const std::string& file, std::size_t rows_of_outputs) {
  formats::Archive archive;
  Matrix states(60, 2), outputs(static_cast<Eigen::Index>(rows_of_outputs), 2);
  for (Eigen::Index t = 0; t < states.rows(); ++t) states.row(t).setConstant(t % 4 < 2 ? 1.0F : 0.0F);
  for (Eigen::Index t = 0; t < outputs.rows(); ++t) outputs.row(t) << 1.0F, -1.0F;
  archive["states"] = formats::from_matrix(MatrixRef(states));
  archive["outputs"] = formats::from_matrix(MatrixRef(outputs));
  archive["output_names"] = formats::from_strings(std::vector<std::string>{"up", "down"});
  formats::write_npz(file, archive);
}

}  // namespace

// Outputs of a file, whose task isn't known, as they stand there.
TEST(MatchSheet, ShowsOutputsAsTracks) {
  TemporaryFolder folder;
  write_outputs(folder / "s.npz", 60);
  const std::string query = " --cells 0 --margins 0,0 -o " + (folder / "m.pdf");
  ASSERT_EQ(rssviz("match " + (folder / "s.npz") + " --track output_up,output_down" + query).exit_code, 0);
  const std::string text = shell("pdftotext " + (folder / "m.pdf") + " - | tr -s '[:space:]' ' '").out;
  EXPECT_NE(text.find("output_up"), std::string::npos) << text;
  expect_refused("match " + (folder / "s.npz") + " --track prediction" + query, 64,
                 {"output_up, output_down"});
  write_outputs(folder / "short.npz", 59);
  expect_refused("match " + (folder / "short.npz") + query, 65, {"outputs is 59 x 2", "60 states"});
}

// The values themselves, against a softmax of the outputs that stand in the file.
TEST(MatchSheet, OutputsOfARunAreItsPredictions) {
  TemporaryFolder folder;
  ASSERT_EQ(shell("cd " + folder.path().string() +
                  " && $RSSVIZ train -q --task parens --cell gru --units 4 --epochs 1 --sequences-train 20 "
                  "--sequences-test 10 -o run && $RSSVIZ record -q run")
                .exit_code,
            0);
  const Workers workers(1);
  SilentProgress silent;
  const MatchCorpus corpus = load_match_corpus(folder / "run", {workers, silent});
  const MatchAnnotation &prediction = corpus.annotation_named("track", "prediction"),
                        &sure = corpus.annotation_named("track", "p_prediction"),
                        &right = corpus.annotation_named("track", "p_target");
  const formats::Archive archive = formats::read_npz(folder / "run/states.npz");
  const Matrix outputs = formats::to_matrix(archive.at("outputs"), "outputs");
  const std::vector<std::string> names = formats::to_strings(archive.at("output_names"), "names"),
                                 labels = formats::to_strings(archive.at("target_labels"), "labels");
  const std::vector<std::int32_t> target = formats::to_integers(archive.at("target"), "target");
  EXPECT_EQ(prediction.labels, names);
  for (Eigen::Index t = 0; t < outputs.rows(); ++t) {
    const auto step = static_cast<std::size_t>(t);
    const Eigen::ArrayXd share = outputs.row(t).cast<double>().array().exp();
    Eigen::Index best = 0;
    share.maxCoeff(&best);
    ASSERT_EQ(prediction.classes[step], best) << t;
    ASSERT_NEAR(static_cast<double>(sure.numbers[step]), share[best] / share.sum(), 1e-6) << t;
    const std::string& wanted = labels[static_cast<std::size_t>(target[step])];
    const auto place = std::find(names.begin(), names.end(), wanted) - names.begin();
    ASSERT_NEAR(static_cast<double>(right.numbers[step]), share[place] / share.sum(), 1e-6) << t;
  }
}

}  // namespace rssviz::cli
