// The page of a recipe: findings first, kinds side by side, what captions share once.
#include "cli/pipeline/recipes/gallery.h"

#include <gtest/gtest.h>

#include "cli/pipeline/recipes/gallery_items.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

GalleryItem item(const std::string& name, const std::string& kind, const std::string& own) {
  GalleryItem made;
  made.name = name;
  made.kind = kind;
  made.title = "Title of " + name;
  made.caption = own + " Sizes carry no meaning. One network, 1.5 s of it.";
  made.files = {"figures/" + name + ".svg", "figures/" + name + ".findings.csv"};
  return made;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string page_of(const Gallery& gallery) {
  const TemporaryFolder folder;
  write_gallery(folder.path() / "index.html", gallery);
  return read_file(folder.path() / "index.html");
}

TEST(Gallery, SaysOnceWhatThreeCaptionsShare) {
  Gallery gallery;
  gallery.figures = {item("a-esn", "a", "Blue."), item("b", "b", "Red."),
                     item("a-lstm", "a", "Green & blue.")};
  const std::string page = page_of(gallery);
  EXPECT_EQ(count(page, "Sizes carry no meaning."), 1U);
  EXPECT_EQ(count(page, "One network, 1.5 s of it."), 1U);
  EXPECT_EQ(count(page, "href=\"#shared\""), 3U);
  EXPECT_EQ(count(page, "Green &amp; blue."), 1U);
  gallery.figures.pop_back();
  EXPECT_EQ(count(page_of(gallery), "Sizes carry no meaning."), 2U);
}

// A note of a paragraph of its own is shared whatever stands before it.
TEST(Gallery, SharesParagraphsToo) {
  Gallery gallery;
  gallery.figures = {item("a", "a", "Blue."), item("b", "b", "Red."), item("c", "c", "Green.")};
  for (GalleryItem& figure : gallery.figures)
    figure.caption += " Own words of " + figure.name + ".\nMade small.";
  EXPECT_EQ(count(page_of(gallery), "Made small."), 1U);
}

TEST(Gallery, PutsKindsSideBySideWhereTheFirstOfThemStands) {
  Gallery gallery;
  gallery.figures = {item("a-esn", "a", "Blue."), item("b", "b", "Red."), item("a-lstm", "a", "Green.")};
  const std::string page = page_of(gallery);
  EXPECT_LT(page.find("id=\"a-lstm\""), page.find("id=\"b\""));
  EXPECT_EQ(count(page, "class=\"row\""), 1U);
  EXPECT_EQ(count(page, "class=\"row one\""), 1U);
  EXPECT_NE(page.find(">findings.csv</a>"), std::string::npos);
}

TEST(Gallery, BeginsWithVerdictsAndFindings) {
  Gallery gallery;
  gallery.figures = {item("a", "a", "Blue.")};
  gallery.figures.front().findings = {{"AUROC", ".9 (.8 to .95)"}};
  gallery.tests = "CLAIMS.md";
  gallery.verdicts = {{"LSTMs forget <nothing>", "partly held", {"a"}}};
  const std::string page = page_of(gallery);
  EXPECT_EQ(count(page, "<a href=\"CLAIMS.md\">CLAIMS.md</a>"), 1U);
  EXPECT_LT(page.find("LSTMs forget &lt;nothing&gt;"), page.find("id=\"a\""));
  EXPECT_LT(page.find("partly held"), page.find("AUROC"));
  EXPECT_LT(page.find("AUROC"), page.find("<figure"));
}

TEST(Gallery, GivesFilmsAPosterTheirSubtitlesAndWords) {
  Gallery gallery;
  gallery.films = {item("film", "film", "Moves.")};
  gallery.films.front().poster = "films/film-poster.png";
  gallery.films.front().subtitles = "films/film.vtt";
  gallery.films.front().alt = "A film of \"states\"";
  const std::string page = page_of(gallery);
  EXPECT_NE(page.find("poster=\"films/film-poster.png\""), std::string::npos);
  EXPECT_NE(page.find("<track kind=\"captions\""), std::string::npos);
  EXPECT_NE(page.find("aria-label=\"A film of &quot;states&quot;\""), std::string::npos);
}

TEST(GalleryItem, FindsWhatStandsBesideAPicture) {
  const TemporaryFolder folder;
  const std::filesystem::path figures = folder.path() / "figures";
  std::filesystem::create_directories(figures);
  write_file(figures / "a.svg", "<svg/>");
  write_file(figures / "a.txt", "A title\n\nWhat it shows.\n");
  write_file(figures / "a.csv", "x\n1\n");
  write_file(figures / "a.findings.csv", "finding,value,low,high\nshare,0.9,0.8,1\nchance,0.25,,\n");
  const GalleryItem found = gallery_item("a", {figures / "a.svg"}, folder.path());
  EXPECT_EQ(found.title, "A title");
  EXPECT_EQ(found.caption, "What it shows.");
  EXPECT_EQ(found.files, (std::vector<std::string>{"figures/a.svg", "figures/a.csv", "figures/a.findings.csv",
                                                   "figures/a.txt"}));
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(found.findings[0].second, ".90 (.80 to 1)");
  EXPECT_EQ(found.findings[1].second, ".25");
  EXPECT_TRUE(found.poster.empty());
}

}  // namespace
}  // namespace rssviz::cli
