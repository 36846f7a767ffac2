// The quick journey, whole: what it leaves, that it is the same again, and that nothing is done twice.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/output_file.h"
#include "tests/cli/pipeline/recipes/painted_svg.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;
const std::string kJourney = RSSVIZ_EXAMPLES "/journey.toml";

// The journey is made once for all tests of this file.
class Journey : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    outcome_ = rssviz("run " + kJourney + " --quick --threads 2 -o " + (*folder_ / "journey"));
  }
  static void TearDownTestSuite() { delete folder_; }
  static fs::path path(const std::string& name) { return folder_->path() / "journey" / name; }
  static TemporaryFolder* folder_;
  static Outcome outcome_;
};

TemporaryFolder* Journey::folder_ = nullptr;
Outcome Journey::outcome_;

}  // namespace

TEST_F(Journey, LeavesAllThatTheRecipeNames) {
  ASSERT_EQ(outcome_.exit_code, 0) << outcome_.err;
  std::vector<std::string> names{"reservoirs", "side-by-side", "null", "nested"};
  for (const char* kind :
       {"trajectories", "clauses", "errors", "heard", "output-map", "outputs", "learning-curves"})
    for (const char* network : {"esn", "lstm"}) names.push_back(std::string(kind) + "-" + network);
  for (const std::string& name : names)
    for (const char* suffix : {".pdf", ".svg", ".txt", ".tex"})
      EXPECT_TRUE(fs::exists(path("figures/" + name + suffix))) << name << suffix;
  for (const char* file : {"films/learning-esn.mp4", "films/learning-lstm.mp4", "index.html", "summary.json",
                           "timings.json", "esn/metrics.csv", "esn/states.npz", "esn/embedding.npz",
                           "lstm/metrics.csv", "lstm/states.npz", "lstm/embedding.npz"})
    EXPECT_TRUE(fs::exists(path(file))) << file;
  EXPECT_EQ(part_files(folder_->path()), std::vector<std::string>{});
}

TEST_F(Journey, SummaryHoldsErrorsAndQuality) {
  const nlohmann::json summary = nlohmann::json::parse(read_file(path("summary.json")));
  for (const char* network : {"esn", "lstm"}) {
    EXPECT_TRUE(summary["networks"][network]["test"].contains("valid_error")) << network;
    EXPECT_GT(summary["networks"][network]["map"]["trustworthiness"].get<double>(), 0.8) << network;
  }
}

TEST_F(Journey, TheGalleryShowsEverythingAndFetchesNothing) {
  const std::string page = read_file(path("index.html"));
  EXPECT_EQ(page.find("http"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  for (const fs::directory_entry& entry : fs::directory_iterator(path("figures")))
    if (entry.path().extension() == ".svg") {
      EXPECT_NE(page.find("figures/" + entry.path().filename().string()), std::string::npos) << entry.path();
    }
  EXPECT_NE(page.find("films/learning-lstm.mp4"), std::string::npos);
}

// Debian's Chromium, without a network and with a fresh profile.
std::string chromium(const fs::path& profile) {
  return "timeout 100 chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage "
         "--no-first-run"
         " --disable-background-networking --disable-component-update --host-resolver-rules='MAP * ~NOTFOUND'"
         " --mute-audio --autoplay-policy=no-user-gesture-required --hide-scrollbars --user-data-dir='" +
         profile.string() + "' ";
}

// What a page says to the browser's console until it says `last`, in real time: films play by the clock, and
// under Chromium's virtual time a page may end before they do. The browser is ended then, or after 100 s.
std::string console_of(const fs::path& page, const std::string& last, const TemporaryFolder& folder) {
  const std::string log = folder / "console.log";
  write_file(log, std::string_view());
  shell(chromium(folder.path() / "profile") + "--enable-logging=stderr 'file://" + page.string() + "' >'" +
        log + "' 2>&1 & browser=$!; while kill -0 $browser 2>/dev/null && ! grep -q '" + last + "' '" + log +
        "'; do sleep .1; done; kill $browser 2>/dev/null; wait $browser 2>/dev/null");
  return read_file(log);
}

TEST_F(Journey, TheGalleryLoadsEveryPictureAndPlaysEveryFilmInABrowser) {
  std::string page = read_file(path("index.html"));
  const std::string script = "<script>" + read_file(RSSVIZ_GALLERY_PROBE) + "</script>";
  page.insert(page.rfind("</body>"), script);
  write_file(path("probe.html"), std::string_view(page));
  const std::string said = console_of(path("probe.html"), "done\"", *folder_);
  fs::remove(path("probe.html"));
  const std::size_t begin = said.find("probe\n");
  ASSERT_NE(begin, std::string::npos) << said;
  std::istringstream report(said.substr(begin + 6));
  std::map<std::string, std::string> found;
  for (std::string file, what; report >> file && !file.starts_with("done");) {
    std::getline(report, what);
    found[file] = what;
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(path("figures")))
    if (entry.path().extension() == ".svg") {
      EXPECT_EQ(found["figures/" + entry.path().filename().string()], " loaded") << entry.path();
    }
  EXPECT_EQ(found["films/learning-esn.mp4"], " played");
  EXPECT_EQ(found["films/learning-lstm.mp4"], " played");
  EXPECT_FALSE(found.contains("outside")) << found["outside"];
}

// Mean difference, of 255, of two pictures as ffmpeg reads them in grey.
double mean_difference(const std::string& a, const std::string& b) {
  const auto grey = [](const std::string& png) {
    return shell("ffmpeg -v error -i '" + png + "' -f rawvideo -pix_fmt gray -").out;
  };
  const std::string first = grey(a), second = grey(b);
  EXPECT_EQ(first.size(), second.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    sum += std::abs(static_cast<unsigned char>(first[i]) - static_cast<unsigned char>(second[i]));
  return sum / static_cast<double>(std::max<std::size_t>(first.size(), 1));
}

TEST_F(Journey, LibrsvgAndChromiumDrawItsFiguresAlike) {
  for (const std::string name : {"side-by-side", "outputs-esn", "learning-curves-lstm"}) {
    const std::string svg = path("figures/" + name + ".svg").string(), a = *folder_ / "a.png",
                      b = *folder_ / "b.png";
    ASSERT_EQ(shell("rsvg-convert -b white '" + svg + "' -o '" + a + "'").exit_code, 0);
    const std::string size =
        shell("ffprobe -v error -show_entries stream=width,height -of csv=p=0 '" + a + "'").out;
    ASSERT_EQ(
        shell(chromium(folder_->path() / "profile") + "--window-size=" + size.substr(0, size.find('\n')) +
              " --screenshot='" + b + "' 'file://" + svg + "' 2>/dev/null")
            .exit_code,
        0);
    EXPECT_LT(mean_difference(a, b), 2.5) << name;
  }
}

TEST_F(Journey, TheSameBytesAgainWithOneThread) {
  ASSERT_EQ(rssviz("run " + kJourney + " --quick --threads 1 --quiet -o " + (*folder_ / "again")).exit_code,
            0);
  const auto first = digests(path(""));
  const auto second = digests(folder_->path() / "again");
  EXPECT_GE(first.size(), 80U);
  for (const auto& [name, digest] : first)
    EXPECT_EQ(second.contains(name) ? second.at(name) : "missing", digest) << name;
  EXPECT_EQ(second.size(), first.size());
}

TEST_F(Journey, ASecondRunMakesNothing) {
  const auto before = fs::last_write_time(path("films/learning-lstm.mp4"));
  const Outcome again = rssviz("run " + kJourney + " --quick --json -o " + (*folder_ / "journey"));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(nlohmann::json::parse(again.out).at("made"), 0) << again.err;
  EXPECT_EQ(fs::last_write_time(path("films/learning-lstm.mp4")), before);
}

TEST_F(Journey, OnlyMakesWhatIsNamedAndAFigureAloneIsTheSame) {
  const std::string file = path("figures/heard-lstm.svg").string();
  const std::string before = read_file(file);
  fs::remove(file);
  ASSERT_EQ(
      rssviz("run " + kJourney + " --quick --quiet --only heard-lstm -o " + (*folder_ / "journey")).exit_code,
      0);
  EXPECT_EQ(read_file(file), before);
}

TEST_F(Journey, PdfsAreSoundWithEmbeddedFontsAndText) {
  for (const fs::directory_entry& entry : fs::directory_iterator(path("figures"))) {
    if (entry.path().extension() != ".pdf") continue;
    const std::string file = "'" + entry.path().string() + "'";
    EXPECT_EQ(shell("qpdf --check " + file).exit_code, 0) << file;
    const Outcome fonts = shell("pdffonts " + file + " | tail -n +3");
    EXPECT_EQ(fonts.out.find("Type 3"), std::string::npos) << fonts.out;
    EXPECT_EQ(
        shell("pdffonts " + file + " | tail -n +3 | awk '{ if ($(NF-4) != \"yes\") exit 1 }'").exit_code, 0)
        << fonts.out;
    EXPECT_GT(shell("pdftotext " + file + " -").out.size(), 10U) << file;
  }
}

// In print, and for three kinds of colour blindness; the last pictures of films too.
TEST_F(Journey, LintFindsNothingToMendInColourNorInGrey) {
  std::string files;
  for (const char* const folder : {"figures", "films"})
    for (const fs::directory_entry& entry : fs::directory_iterator(path(folder)))
      if (entry.path().extension() == ".pdf") files += " '" + entry.path().string() + "'";
  const Outcome outcome = rssviz("lint --grey" + files);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
}

// On dark paper, whose lint asks for contrast too.
TEST_F(Journey, LintFindsNothingToMendOnDarkSlides) {
  std::string files;
  for (const std::string kind : {"trajectories", "clauses", "errors", "heard", "output-map", "outputs",
                                 "learning-curves", "side-by-side"})
    for (const std::string of : {"esn", "lstm"}) {
      const bool both = kind == "side-by-side";
      if (both && of == "lstm") continue;
      const std::string file = *folder_ / (kind + "-" + of + "-dark.pdf");
      const std::string runs =
          "'" + path(of).string() + "'" + (both ? " '" + path("lstm").string() + "'" : "");
      const Outcome drawn = rssviz("figure " + kind + " " + runs + " --theme talk-dark --quiet -o " + file);
      ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
      files += " '" + file + "'";
    }
  const Outcome outcome = rssviz("lint" + files);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
}

// In every map of the journey each class lies under others about as often as in a random order of painting.
// On purpose apart: what isn't named yet, which is grey and below, hulls, and in `errors` states after END,
// which are no discs and on top; captions say both. RSSVIZ_JOURNEY=FOLDER measures a journey that was made
// already and prints what it finds.
TEST_F(Journey, NoClassOfAMapIsHiddenMoreThanByChance) {
  const char* const made = std::getenv("RSSVIZ_JOURNEY");
  const fs::path figures = made != nullptr ? fs::path(made) / "figures" : path("figures");
  const std::vector<std::string> apart{"rgb(83.921569%,83.921569%,83.921569%)", "rgb(100%,100%,100%)",
                                       "rgb(96.862745%,96.862745%,96.862745%)"};
  std::size_t classes = 0, far = 0;
  for (const std::string name :
       {"clauses-esn", "clauses-lstm", "errors-esn", "errors-lstm", "heard-esn", "heard-lstm", "nested",
        "output-map-esn", "output-map-lstm", "side-by-side", "null", "reservoirs"}) {
    std::vector<PaintedDot> dots = painted_dots(read_file(figures / (name + ".svg")));
    ASSERT_GT(dots.size(), 100U) << name;
    if (name.starts_with("errors")) std::erase_if(dots, [](const PaintedDot& dot) { return !dot.round; });
    for (const auto& [color, found] : hidden_shares(dots, apart)) {
      ++classes;
      far += std::abs(found.deviations()) > 3 ? 1 : 0;
      EXPECT_LT(std::abs(found.deviations()), 4) << name << " " << color << ": " << found.share;
      if (made != nullptr)
        std::printf("%s,%s,%zu,%.3f,%.3f,%.4f\n", name.c_str(), color.c_str(), found.dots, found.share,
                    found.expected, found.deviation);
    }
  }
  EXPECT_GT(classes, 50U);
  EXPECT_LE(far, classes / 100) << "of " << classes;  // by chance 3 of 1,000 lie so far
  for (const std::string name : {"errors-esn", "errors-lstm"})
    EXPECT_NE(read_file(figures / (name + ".txt")).find("on top of all others"), std::string::npos) << name;
  for (const std::string name : {"heard-esn", "heard-lstm"})
    EXPECT_NE(read_file(figures / (name + ".txt")).find("below the others"), std::string::npos) << name;
}

TEST_F(Journey, SvgReferencesResolve) {
  for (const fs::directory_entry& entry : fs::directory_iterator(path("figures"))) {
    if (entry.path().extension() != ".svg") continue;
    const std::string svg = read_file(entry.path());
    std::set<std::string> ids;
    for (std::size_t at = svg.find(" id=\""); at != std::string::npos; at = svg.find(" id=\"", at + 1))
      EXPECT_TRUE(ids.insert(svg.substr(at + 5, svg.find('"', at + 5) - at - 5)).second) << entry.path();
    for (const std::string mark : {"url(#", "href=\"#"})
      for (std::size_t at = svg.find(mark); at != std::string::npos; at = svg.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        EXPECT_TRUE(ids.contains(svg.substr(begin, svg.find_first_of(")\"", begin) - begin))) << entry.path();
      }
    EXPECT_EQ(shell("rsvg-convert '" + entry.path().string() + "' >/dev/null").exit_code, 0) << entry.path();
  }
}

TEST_F(Journey, FilmsAreH264WithTheIndexInFront) {
  for (const char* name : {"learning-esn", "learning-lstm"}) {
    const std::string file = path("films/" + std::string(name) + ".mp4").string();
    const Outcome probe = shell(
        "ffprobe -v error -count_frames -select_streams v -show_entries "
        "stream=codec_name,pix_fmt,color_space,width,height,r_frame_rate,nb_read_frames,nb_frames -of json "
        "'" +
        file + "'");
    const nlohmann::json stream = nlohmann::json::parse(probe.out).at("streams").at(0);
    EXPECT_EQ(stream.at("codec_name"), "h264");
    EXPECT_EQ(stream.at("pix_fmt"), "yuv420p");
    EXPECT_EQ(stream.at("color_space"), "bt709");
    EXPECT_EQ(stream.at("r_frame_rate"), "30/1");
    EXPECT_EQ(stream.at("nb_read_frames"), stream.at("nb_frames"));
    const std::string bytes = read_file(file);
    EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
    for (const char* poster : {"-first.pdf", "-last.pdf", "-poster.pdf"})
      EXPECT_TRUE(fs::exists(path("films/" + std::string(name) + poster))) << name << poster;
  }
}

}  // namespace rssviz::cli
