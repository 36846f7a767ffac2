// The table beside every picture, and sequences chosen by what is known of them; by the real binary.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Six sequences of eight steps; kinds a, b, c of two sequences each; a map of two columns.
class NumbersBehind : public ::testing::Test {
 protected:
  NumbersBehind() {
    std::vector<float> states, coords;
    for (int i = 0; i < 48; ++i) {
      for (int u = 0; u < 4; ++u)
        states.push_back(static_cast<float>(std::sin(0.7 * i + u) * (u == i / 8 % 4 ? 3 : 1)));
      coords.insert(coords.end(), {static_cast<float>(i % 8), static_cast<float>(i / 8)});
    }
    formats::Array h = formats::from_vector(states), map = formats::from_vector(coords);
    h.shape = {6, 8, 4};
    map.shape = {48, 2};
    formats::write_npy(path("h.npy"), h);
    std::vector<std::int32_t> sequence, step;
    for (int i = 0; i < 48; ++i) {
      sequence.push_back(i / 8);
      step.push_back(i % 8);
    }
    formats::write_npz(path("map.npz"), {{"coords", map},
                                         {"sequence", formats::from_vector(sequence)},
                                         {"step", formats::from_vector(step)}});
    write_file(path("kinds.csv"), "kind,size\na,1\na,2\nb,1\nb,2\nc,1\nc,2\n");
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome draw(const std::string& words) const { return rssviz("figure " + words); }
  formats::Table table(const std::string& name) const { return formats::read_csv(path(name)); }
  TemporaryFolder folder_;
};

std::set<std::string> values(const formats::Table& table, const std::string& column) {
  std::set<std::string> all;
  for (const std::vector<std::string>& row : table.rows) all.insert(row[table.column(column)]);
  return all;
}

}  // namespace

TEST_F(NumbersBehind, PointsHaveTheirPlaceAndTheirClass) {
  const std::string labels = " --labels " + path("kinds.csv");
  ASSERT_EQ(draw("scatter " + path("map.npz") + labels + " --color-by kind -q -o " + path("s.svg")).exit_code,
            0);
  const formats::Table points = table("s.csv");
  EXPECT_EQ(points.header, (std::vector<std::string>{"row", "sequence", "step", "x", "y", "kind"}));
  ASSERT_EQ(points.rows.size(), 48U);
  EXPECT_EQ(points.rows[19], (std::vector<std::string>{"19", "2", "3", "3", "2", "b"}));
  ASSERT_EQ(
      draw("columns " + path("map.npz") + labels + " --columns kind,size -q -o " + path("c.svg")).exit_code,
      0);
  EXPECT_EQ(table("c.csv").rows[8], (std::vector<std::string>{"8", "1", "0", "0", "1", "a", "2"}));
}

TEST_F(NumbersBehind, SequencesAreChosenByALabel) {
  const std::string paths =
      "paths " + path("map.npz") + " --labels " + path("kinds.csv") + " -q -o " + path("p.svg");
  ASSERT_EQ(draw(paths + " --sequences kind=b").exit_code, 0);
  EXPECT_EQ(values(table("p.csv"), "sequence"), (std::set<std::string>{"2", "3"}));
  EXPECT_EQ(table("p.csv").rows.size(), 16U);
  ASSERT_EQ(draw(paths + " --sequences kind=c,size=2,0 --color-by kind").exit_code, 0);
  EXPECT_EQ(values(table("p.csv"), "sequence"), (std::set<std::string>{"0", "1", "3", "4", "5"}));
  const Outcome no_class = draw(paths + " --sequences kind=d");
  EXPECT_EQ(no_class.exit_code, 64);
  EXPECT_TRUE(has(no_class.err, "kind has no class 'd' (it has: a, b, c)")) << no_class.err;
  const Outcome no_column = draw(paths + " --sequences size_=1");
  EXPECT_EQ(no_column.exit_code, 65);
  EXPECT_TRUE(has(no_column.err, "size_")) << no_column.err;
}

TEST_F(NumbersBehind, HeatMapsOfSeveralSequencesAreInOneOrderAndScale) {
  ASSERT_EQ(draw("heat-map " + path("h.npy") + " --sequences 0,1 -q -o " + path("m.svg")).exit_code, 0);
  const formats::Table cells = table("m.csv");
  EXPECT_EQ(cells.header, (std::vector<std::string>{"sequence", "step", "unit", "state"}));
  ASSERT_EQ(cells.rows.size(), 64U);
  for (std::size_t u = 0; u < 4; ++u) EXPECT_EQ(cells.rows[u][2], cells.rows[32 + u][2]);
  EXPECT_TRUE(has(read_file(path("m.txt")), "with one colour scale and one order of units"));
}

TEST_F(NumbersBehind, AnyFigureTakesATitle) {
  ASSERT_EQ(rssviz("train --cell esn --units 30 --stages 3 -q -o " + path("esn")).exit_code, 0);
  ASSERT_EQ(
      draw("learning-curves " + path("esn") + " --title 'How it learns' -q -o " + path("l.svg")).exit_code,
      0);
  EXPECT_TRUE(has(read_file(path("l.txt")), "How it learns\n"));
  EXPECT_EQ(draw("learning-curves " + path("esn") + " --title T --headline -q -o " + path("l.svg")).exit_code,
            64);
}

TEST_F(NumbersBehind, TheListOfKindsIsJsonWhereAskedFor) {
  const Outcome list = rssviz("figure --list --json");
  ASSERT_EQ(list.exit_code, 0) << list.err;
  bool scatter = false;
  for (const auto& kind : nlohmann::json::parse(list.out)) scatter = scatter || kind.at("kind") == "scatter";
  EXPECT_TRUE(scatter);
}

TEST_F(NumbersBehind, TablesOfOthersStay) {
  write_file(path("map.csv"), "x,y\n0,1\n1,1\n2,3\n");
  const std::string before = read_file(path("map.csv"));
  const Outcome of_itself = draw("scatter " + path("map.csv") + " -o " + path("map.pdf"));
  ASSERT_EQ(of_itself.exit_code, 0) << of_itself.err;
  EXPECT_TRUE(has(of_itself.err, "map.csv: is not this figure's table and stays")) << of_itself.err;
  EXPECT_EQ(read_file(path("map.csv")), before);
  write_file(path("mine.csv"), "something,else\n1,2\n");
  ASSERT_EQ(draw("scatter " + path("map.npz") + " -q -o " + path("mine.svg")).exit_code, 0);
  EXPECT_EQ(read_file(path("mine.csv")), "something,else\n1,2\n");
  for (int again = 0; again < 2; ++again) {  // its own is written anew
    const Outcome drawn = draw("scatter " + path("map.npz") + " -o " + path("own.svg"));
    EXPECT_FALSE(has(drawn.err, "stays")) << drawn.err;
  }
}

}  // namespace rssviz::cli
