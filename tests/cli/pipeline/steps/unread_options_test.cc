// Options that nothing would read: each is refused as usage, with what does read it, and nothing is written.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"
#include "tests/cli/waves.h"

namespace rssviz::cli {
namespace {

class Unread : public ::testing::Test {
 protected:
  Unread() {
    formats::write_npy(path("points.npy"), waves({120, 6}));
    formats::write_npy(path("sequences.npy"), waves({8, 15, 6}));
    formats::write_npy(path("later.npy"), waves({8, 15, 6}));
    formats::write_npy(path("series.npy"), waves({300}));
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  void expect_refused(const std::string& words, const std::string& option) const {
    const Outcome outcome = rssviz(words + " -q -o " + path("out.npz"));
    EXPECT_EQ(outcome.exit_code, 64) << words << ": " << outcome.err;
    EXPECT_TRUE(has(outcome.err, option)) << words << ": " << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(path("out.npz"))) << words;
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Unread, OptionsOfALayoutWithPrincipalComponents) {
  for (const std::string option :
       {"--neighbors 5", "--metric cosine", "--min-dist 0.5", "--seeds 3", "--snapshots 5", "--epochs 20",
        "--spread 2", "--init random", "--theiler 3", "--count-multiples"})
    expect_refused("embed " + path("points.npy") + " --method pca " + option,
                   option.substr(0, option.find(' ')));
  EXPECT_EQ(rssviz("embed " + path("points.npy") + " --method pca --scale zscore --neighbors 15 -q -o " +
                   path("out.npz"))
                .exit_code,
            0);
}

TEST_F(Unread, OptionsOfTheOtherAlignment) {
  const std::string joint = "embed " + path("sequences.npy") + " " + path("later.npy") + " --align";
  expect_refused(joint + " --alignment joint --stage-epochs 5", "--joint-epochs");
  expect_refused(joint + " --joint-epochs 5", "--alignment joint");
  expect_refused("embed " + path("points.npy") + " --stage-epochs 5", "needs --align");
  expect_refused(joint + " --method pca", "one plane holds all stages");
}

TEST_F(Unread, LooksOfColumnsWhereNoneOrAnotherColours) {
  ASSERT_EQ(rssviz("embed " + path("sequences.npy") + " --method pca -q -o " + path("map.npz")).exit_code, 0);
  std::string table = "kind,size\n";
  for (int i = 0; i < 120; ++i)
    table += std::string(i % 2 == 0 ? "a," : "b,") + std::to_string(0.5 * i) + "\n";
  write_file(path("labels.csv"), table);
  const std::string by = " --labels " + path("labels.csv") + " --color-by ";
  const std::string page = "figure overview " + path("map.npz") + " --states " + path("sequences.npy");
  const auto expect = [&](const std::string& words, const std::string& option) {
    const Outcome outcome = rssviz(words + " -q -o " + path("a.pdf"));
    EXPECT_EQ(outcome.exit_code, 64) << words << ": " << outcome.err;
    EXPECT_TRUE(has(outcome.err, option)) << words << ": " << outcome.err;
  };
  expect(page + by + "kind --palette twilight", "okabe-ito, tol-muted");
  expect(page + by + "size --palette okabe-ito", "viridis");
  expect(page + by + "size --order a,b", "--order");
  expect(page + " --highlight a", "--color-by");
  const std::string columns = "figure columns " + path("map.npz") + " --labels " + path("labels.csv");
  expect(columns + " --columns kind --color-range 0,1", "--color-range");
  expect(columns + " --columns size --palette tol-muted", "viridis");
  EXPECT_EQ(rssviz(columns + " --columns kind,size --palette tol-muted -q -o " + path("a.pdf")).exit_code, 0);
  expect("animate paths " + path("map.npz") + by + "kind --palette inferno --at 1s", "okabe-ito");
  expect("animate paths " + path("map.npz") + " --order a,b --at 1s", "--color-by");
}

TEST_F(Unread, WhatBelongsToSentencesOrToArraysOfReservoirs) {
  const std::string own = "figure reservoirs --units 20 --inputs " + path("series.npy");
  expect_refused(own + " --objects 3", "--objects");
  expect_refused(own + " --sample 30", "--sample");
  expect_refused(own +
                     " --palette okabe-ito --spectral-radii 0.9 --leak-rates 1 "
                     "--band-seeds 0 --map-epochs 5",
                 "viridis");
  expect_refused("figure reservoirs --units 20 --washout 10", "--inputs");
  expect_refused("figure reservoirs --units 20 --labels " + path("series.npy"), "--inputs");
  const Outcome run = rssviz("figure reservoirs " + folder_.path().string() + " -o " + path("r.pdf"));
  EXPECT_EQ(run.exit_code, 64);
  EXPECT_TRUE(has(run.err, "figure capacity RUN")) << run.err;
}

TEST_F(Unread, WhatAStillOfAFilmHasNot) {
  ASSERT_EQ(rssviz("embed " + path("sequences.npy") + " --method pca -q -o " + path("map.npz")).exit_code, 0);
  for (const std::string option : {"--strip 3", "--split chapters", "--crf 30"}) {
    const Outcome outcome =
        rssviz("animate paths " + path("map.npz") + " --at 1s " + option + " -o " + path("a.pdf"));
    EXPECT_EQ(outcome.exit_code, 64) << option;
    EXPECT_TRUE(has(outcome.err, option.substr(0, option.find(' ')))) << outcome.err;
  }
  const Outcome strip = rssviz("animate paths " + path("map.npz") +
                               " --frames 20 --strip 24 --size 320x180 -q -o " + path("f.mp4"));
  EXPECT_EQ(strip.exit_code, 64);
  EXPECT_TRUE(has(strip.err, "give fewer, or a longer film")) << strip.err;
  EXPECT_FALSE(std::filesystem::exists(path("f.mp4")));
}

TEST_F(Unread, AFileIsNoFolderOfLook) {
  const Outcome outcome = rssviz("look " + path("points.npy") + " -o " + path("page.pdf"));
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_TRUE(has(outcome.err, "-o page/")) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("page.pdf")));
}

}  // namespace rssviz::cli
