// Maps of stages by the real binary: points that come and go, what the file and the terminal say of their
// drift; and the film of a layout.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/formats/npz.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

class Stages : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }

  // Three stages of clouds that stand; in stage s the points 10 s .. 10 s + 40 are there. Rows of all stages
  // are mixed.
  formats::Archive coming_and_going() const {
    Matrix states(120, 4);
    std::vector<std::int32_t> stage;
    std::vector<std::int32_t> point;
    for (std::int32_t r = 0; r < 120; ++r) {
      stage.push_back(5 * (r % 3));
      point.push_back(r / 3 + 10 * (r % 3));
      Rng rng(1, "stages test", static_cast<std::uint64_t>(point.back()));
      for (Eigen::Index u = 0; u < 4; ++u)
        states(r, u) = static_cast<float>(rng.normal()) + (point.back() % 4 == u ? 6.F : 0.F);
    }
    formats::Archive archive;
    archive["states"] = formats::from_matrix(MatrixRef(states));
    archive["stage"] = formats::from_vector(stage);
    archive["point"] = formats::from_vector(point);
    return archive;
  }

  TemporaryFolder folder_;
};

TEST_F(Stages, PointsThatComeAndGoKeepTheirRows) {
  const formats::Archive given = coming_and_going();
  formats::write_npz(path("stages.npz"), given);
  for (const std::string alignment : {"joint", "sequential"}) {
    const Outcome made = rssviz("embed " + path("stages.npz") + " --align --alignment " + alignment +
                                " --neighbors 8 -o " + path("maps.npz"));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_NE(made.err.find("3 stages, " + alignment), std::string::npos) << made.err;
    EXPECT_NE(made.err.find("where states stood, points moved by .0"), std::string::npos) << made.err;
    const formats::Archive maps = formats::read_npz(path("maps.npz"));
    EXPECT_EQ(maps.at("stage").data, given.at("stage").data);
    EXPECT_EQ(maps.at("point").data, given.at("point").data);
    EXPECT_EQ(formats::to_integers(maps.at("stages"), ""), (std::vector<std::int32_t>{0, 5, 10}));
    EXPECT_EQ(formats::to_string(maps.at("alignment"), ""), alignment);
    const std::vector<double> still = formats::to_doubles(maps.at("still_share"), "");
    ASSERT_EQ(still.size(), 3U);
    EXPECT_EQ(still[1], 1.);
    const Matrix coords = formats::to_matrix(maps.at("coords"), "");
    ASSERT_EQ(coords.rows(), 120);
    // Rows 30 and 1 are point 10 in the stages 0 and 5.
    const float size = (coords.rowwise() - coords.colwise().mean()).rowwise().norm().mean();
    EXPECT_LT((coords.row(30) - coords.row(1)).norm(), .05F * size) << alignment;
    // Any scatter shows them.
    EXPECT_EQ(
        rssviz("figure scatter " + path("maps.npz") + " --color-by stage -o " + path("s.pdf")).exit_code, 0);
  }
}

TEST_F(Stages, FaultsOfTheirColumnsAreNamed) {
  formats::Archive archive = coming_and_going();
  archive["point"] = formats::from_vector(std::vector<std::int32_t>(120, 7));
  formats::write_npz(path("twice.npz"), archive);
  const Outcome twice =
      rssviz("embed " + path("twice.npz") + " --align --alignment joint -o " + path("m.npz"));
  EXPECT_EQ(twice.exit_code, 65);
  EXPECT_NE(twice.err.find("stage 0 holds point 7 twice"), std::string::npos) << twice.err;
  archive["point"] = formats::from_vector(std::vector<std::int32_t>(3, 7));
  formats::write_npz(path("short.npz"), archive);
  const Outcome few = rssviz("embed " + path("short.npz") + " --align -o " + path("m.npz"));
  EXPECT_EQ(few.exit_code, 65);
  EXPECT_NE(few.err.find("point: has 3 values for 120 rows of states"), std::string::npos) << few.err;
  const Outcome window = rssviz("embed " + path("twice.npz") +
                                " --align --alignment joint --alignment-window-size 0 -o " + path("m.npz"));
  EXPECT_EQ(window.exit_code, 64);
  EXPECT_NE(window.err.find("alignment_window_size = 0"), std::string::npos) << window.err;
  const Outcome alone = rssviz("embed " + path("twice.npz") + " --alignment joint -o " + path("m.npz"));
  EXPECT_EQ(alone.exit_code, 64);
  EXPECT_NE(alone.err.find("--alignment joint needs --align"), std::string::npos) << alone.err;
  for (const std::string asked :
       {"--method pca", "--scale zscore", "--theiler 2", "--seeds 3", "--snapshots 4"}) {
    const Outcome both = rssviz("embed " + path("twice.npz") + " --align " + asked + " -o " + path("m.npz"));
    EXPECT_EQ(both.exit_code, 64) << asked;
    EXPECT_NE(both.err.find(asked.substr(0, asked.find(' '))), std::string::npos) << both.err;
  }
  EXPECT_FALSE(std::filesystem::exists(path("m.npz")));
}

TEST_F(Stages, AFilmOfALayoutNeedsItsSteps) {
  formats::write_npz(path("states.npz"), {{"states", coming_and_going().at("states")}});
  ASSERT_EQ(rssviz("embed " + path("states.npz") + " --neighbors 8 --quiet -o " + path("map.npz")).exit_code,
            0);
  const Outcome without = rssviz("animate layout " + path("map.npz") + " -o " + path("f.mp4"));
  EXPECT_EQ(without.exit_code, 65);
  EXPECT_NE(without.err.find("--snapshots 60"), std::string::npos) << without.err;
  ASSERT_EQ(rssviz("embed " + path("states.npz") + " --neighbors 8 --epochs 40 --snapshots 4 --quiet -o " +
                   path("map.npz"))
                .exit_code,
            0);
  for (const std::string at : {"0", "1"})
    ASSERT_EQ(rssviz("animate layout " + path("map.npz") + " --frames 60 --quiet --at " + at + " -o " +
                     path("at" + at + ".pdf"))
                  .exit_code,
              0);
  const auto words = [&](const std::string& at) {
    return shell("pdftotext -layout '" + path("at" + at + ".pdf") + "' -").out;
  };
  EXPECT_NE(words("0").find("epoch 0 of 40"), std::string::npos) << words("0");
  EXPECT_NE(words("1").find("epoch"), std::string::npos) << words("1");
  const std::string caption = shell("cat '" + path("at0.txt") + "'").out;
  EXPECT_NE(caption.find("no network learns here"), std::string::npos) << caption;
}

TEST_F(Stages, AMapIsColouredByTheTrustOfItsPoints) {
  formats::write_npz(path("states.npz"), {{"states", coming_and_going().at("states")}});
  ASSERT_EQ(rssviz("embed " + path("states.npz") + " --neighbors 8 --seeds 3 --epochs 40 --quiet -o " +
                   path("map.npz"))
                .exit_code,
            0);
  for (const std::string column : {"trustworthiness", "continuity", "neighbors_kept", "triplets", "spread"}) {
    const Outcome drawn = rssviz("figure scatter " + path("map.npz") + " --color-by " + column +
                                 " --quiet -o " + path("t.pdf"));
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    EXPECT_NE(shell("pdftotext '" + path("t.pdf") + "' -").out.find(column), std::string::npos) << column;
  }
}

}  // namespace
}  // namespace rssviz::cli
