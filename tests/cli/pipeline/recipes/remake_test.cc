// What a recipe inside a stranger's file can reach by --remake, and how it is answered where it is none.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "render/provenance/recipe.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class Remake : public ::testing::Test {
 protected:
  Remake() {
    Matrix coords = Matrix::Random(40, 2);
    formats::write_npy(path("in/coords.npy"), formats::from_matrix(coords));
    const Outcome drawn = rssviz("figure scatter -q " + path("in/coords.npy") + " -o " + path("in/map.svg"));
    EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
    recipe_ = Json::parse(*render::read_recipe(path("in/map.svg")));
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  // A figure that carries this recipe.
  std::string with(const Json& recipe, const std::string& name = "in/other.svg") const {
    write_file(path(name), std::string_view("<svg width=\"1\"></svg>"));
    render::put_recipe(path(name), recipe.dump());
    return path(name);
  }
  void refused(const std::string& file, const std::string& part, int code = 65,
               const std::string& options = "") const {
    const Outcome outcome = rssviz("recipe -q --remake " + file + options);
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find(fs::path(file).filename().string()), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
  TemporaryFolder folder_;
  Json recipe_;
};

}  // namespace

TEST_F(Remake, ReadsBelowTheFolderOfTheFileUnlessToldOtherwise) {
  EXPECT_EQ(rssviz("recipe -q --remake " + path("in/map.svg")).exit_code, 0);
  const Outcome moved = rssviz("figure scatter -q " + path("in/coords.npy") + " -o " + path("out/map.svg"));
  ASSERT_EQ(moved.exit_code, 0) << moved.err;
  refused(path("out/map.svg"), "--inputs");
  EXPECT_EQ(rssviz("recipe -q --remake " + path("out/map.svg") + " --inputs " + path("")).exit_code, 0);
  for (const char* const name : {"/etc/hostname", "../../../../../../etc/hostname", "../secret.npy"}) {
    Json recipe = recipe_;
    recipe["of"] = {name};
    recipe["inputs"] = {{name, std::string(64, '0')}};
    refused(with(recipe), "isn't below");
    recipe["of"] = recipe_["of"];
    recipe["inputs"] = recipe_["inputs"];
    recipe["settings"]["labels"] = name;
    refused(with(recipe), "none of its inputs");
    recipe["settings"].erase("labels");
    recipe["of"] = {name};
    refused(with(recipe), "isn't below");
  }
}

TEST_F(Remake, RecipesThatLackSomethingAreNamed) {
  for (const char* const field : {"rssviz", "command", "settings", "inputs"}) {
    Json recipe = recipe_;
    recipe.erase(field);
    refused(with(recipe), std::string("the field ") + field + " is missing");
    recipe[field] = 1;
    refused(with(recipe), field);
  }
  Json recipe = recipe_;
  for (const Json& of : {Json(nullptr), Json::array(), Json("coords.npy"), Json::array({1})}) {
    recipe["of"] = of;
    refused(with(recipe), "recipe");
  }
  recipe.erase("of");
  refused(with(recipe), "doesn't say of what it is drawn");
  recipe = recipe_;
  recipe.erase("kind");
  refused(with(recipe), "recipe");
  recipe["kind"] = "herd";
  refused(with(recipe), "'herd'");
  recipe = recipe_;
  recipe["command"] = "rm -rf";
  refused(with(recipe), "doesn't repeat");
  recipe = recipe_;
  recipe["settings"]["seed"] = "many";
  refused(with(recipe), "many");
  recipe = recipe_;
  recipe["inputs"]["coords.npy"] = 7;
  refused(with(recipe), "coords.npy");
  recipe["inputs"]["coords.npy"] = std::string(64, '0');
  refused(with(recipe), "no longer the inputs");
}

TEST_F(Remake, SaysWhichBuildMadeWhatIsOtherNow) {
  Json recipe = recipe_;
  recipe["settings"]["feathers"] = "many";
  refused(with(recipe), "has a setting that this build of ");
  std::string svg = read_file(path("in/map.svg"));
  svg.replace(svg.find("</svg>"), 6, " </svg>");
  write_file(path("in/map.svg"), std::string_view(svg));
  refused(path("in/map.svg"), "another build of rssviz");
}

TEST_F(Remake, DoesNotDependOnTheDateOfTheEnvironment) {
  const Outcome drawn = shell("SOURCE_DATE_EPOCH=1700000000 \"$RSSVIZ\" figure scatter -q " +
                              path("in/coords.npy") + " -o " + path("in/map.pdf"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_EQ(rssviz("recipe -q --remake " + path("in/map.pdf")).exit_code, 0);
}

}  // namespace rssviz::cli
