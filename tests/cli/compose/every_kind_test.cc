// Every kind of figure and film, drawn by the real binary from small runs and looked at for what it shows:
// how many marks, which words, which colours, how many rows. A kind without a row here fails the test.
#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <tuple>

#include "cli/compose/figure_kind.h"
#include "cli/compose/headline.h"
#include "cli/compose/kind_tables.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"
#include "tests/cli/compose/every_kind_cases.h"
#include "tests/cli/compose/every_kind_fixture.h"
#include "tests/cli/program.h"
#ifdef RSSVIZ_GOLDEN_PICTURES
#include "tests/golden/golden.h"
#endif

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;

// What is drawn, without definitions of letters and clips.
std::string drawn_part(const std::string& svg) {
  std::string body;
  std::size_t at = 0;
  for (std::size_t begin; (begin = svg.find("<defs>", at)) != std::string::npos;) {
    body += svg.substr(at, begin - at);
    at = svg.find("</defs>", begin);
  }
  return body + svg.substr(at);
}

// Every dot, bar and line begins with a "move to".
std::size_t marks_in(const std::string& body) {
  std::size_t count = 0;
  for (std::size_t at = body.find("M "); at != std::string::npos; at = body.find("M ", at + 1)) ++count;
  return count;
}

// The colours that aren't grey. As cairo writes them: rgb(0%,44.7%,69.8%).
std::set<std::string> colours_in(const std::string& body) {
  std::set<std::string> colours;
  const std::regex pattern(R"(rgb\(([0-9.]+)%, ?([0-9.]+)%, ?([0-9.]+)%\))");
  for (std::sregex_iterator it(body.begin(), body.end(), pattern), end; it != end; ++it)
    if ((*it)[1] != (*it)[2] || (*it)[2] != (*it)[3]) colours.insert(it->str());
  return colours;
}

// Maps and trained networks differ in their last digits between compilers, and with these where dots lie: the
// pictures were approved as the release build of GCC draws them.
void expect_as_approved([[maybe_unused]] const std::string& png, [[maybe_unused]] const std::string& name) {
#ifdef RSSVIZ_GOLDEN_PICTURES
  EXPECT_EQ(golden::difference(png, name), "");
#endif
}

std::size_t distinct_states(const std::string& run) {
  const formats::Archive archive = formats::read_npz(run + "/states.npz");
  const std::vector<std::int32_t> index = formats::to_integers(archive.at("index"), "index");
  return static_cast<std::size_t>(*std::max_element(index.begin(), index.end())) + 1;
}

}  // namespace

TEST_F(EveryKind, RunsAreMade) { ASSERT_EQ(made_.exit_code, 0) << made_.err; }

TEST_F(EveryKind, SweepsAreDrawnAsApproved) {
  write_file(path("sweep.toml"),
             "[sweep]\nunits = 40\nsample = 12\n[vary]\nspectral_radius = [0.5, 0.9, 1.1]\n"
             "leak_rate = [0.05, 0.2]\n");
  ASSERT_EQ(rssviz("sweep plan " + path("sweep.toml") + " -o " + path("sweep") + " --quiet").exit_code, 0);
  ASSERT_EQ(rssviz("sweep run " + path("sweep") + " --quiet").exit_code, 0);
  const std::string file = path("sweep-figure");
  ASSERT_EQ(rssviz("sweep merge " + path("sweep") + " -o " + file + ".pdf --quiet").exit_code, 0);
  ASSERT_EQ(shell("pdftoppm -r 48 -png -singlefile " + file + ".pdf " + file).exit_code, 0);
  expect_as_approved(file + ".png", "sweep");
}

TEST_F(EveryKind, HasACase) {
  std::set<std::string> covered;
  for (const KindCase& test : kind_cases()) covered.insert(test.kind);
  for (const FigureKind& kind : figure_kinds()) EXPECT_TRUE(covered.contains(kind.name)) << kind.name;
  EXPECT_EQ(covered.size(), figure_kinds().size());
  std::set<std::string> films;
  for (const FilmKind& kind : film_kinds()) films.insert(kind.name);
  EXPECT_EQ(films, (std::set<std::string>{"beliefs", "conditions", "fixed-points", "layout", "learning-esn",
                                          "learning-lstm", "match", "reading", "reservoirs", "stages",
                                          "class-projection", "spectrum", "text-learning", "followed-unit",
                                          "decodability-surface", "similarity-map", "nested", "paths"}));
}

TEST_F(EveryKind, ShowsWhatItSays) {
  for (const KindCase& test : kind_cases())
    for (const std::string& input : test.inputs) {
      const std::string file = path("figure-" + test.kind);
      std::string runs;
      std::istringstream names(input);
      for (std::string name; names >> name;) runs += " " + path(name);
      const std::string options = in_folder(test.options, folder_->path());
      const Outcome outcome = rssviz("figure " + test.kind + runs + " " + options + " -o " + file +
                                     ".pdf -o " + file + ".svg -o " + file + ".png --dpi 48 --quiet");
      const std::string called = test.kind + " " + input;
      ASSERT_EQ(outcome.exit_code, 0) << called << ": " << outcome.err;
      const std::string text = shell("pdftotext -layout '" + file + ".pdf' -").out;
      for (const std::string& word : test.words)
        EXPECT_NE(text.find(word), std::string::npos) << called << ": " << word << " in\n" << text;
      const std::string body = drawn_part(read_file(file + ".svg"));
      EXPECT_GE(colours_in(body).size(), test.colours) << called;
      EXPECT_GT(marks_in(body), test.kind == "loss-table" ? 7U : 9U) << called;  // a table of two cells
      if (test.maps > 0) {
        std::size_t states = 0;  // shown over all panels
        if (input == "esn lstm")
          states = distinct_states(path("esn")) + distinct_states(path("lstm"));
        else
          states = static_cast<std::size_t>(test.maps) * distinct_states(path(input));
        EXPECT_GE(marks_in(body), states) << called;
        EXPECT_LE(marks_in(body), states + 1200) << called;  // and ticks, leaders, rims of letters
      }
      EXPECT_GE(formats::read_csv(file + ".csv").rows.size(), std::max<std::size_t>(test.rows, 1)) << called;
      EXPECT_GT(read_file(file + ".txt").size(), 100U) << called;
      expect_as_approved(file + ".png", test.kind + (input == "esn" || input == "lstm" ? "-" + input : ""));
    }
}

// An ellipsis in print is an error of layout, and so is text that a hall can't read, or that lies on dots
// where there is room beside them.
TEST_F(EveryKind, NothingIsCutInPrintNorOnDotsNorTooSmallOnSlides) {
  const Workers workers(2);
  SilentProgress progress;
  for (const KindCase& test : kind_cases())
    for (const std::string& input : test.inputs) {
      Drawn drawn = drawn_case(test, input, folder_->path(), {workers, progress});
      const std::string called = test.kind + " " + input;
      EXPECT_EQ(cut_in_print(drawn.figure), "") << called;
      EXPECT_EQ(labels_on_dots(drawn.figure), "") << called;
      EXPECT_EQ(small_on_slides(drawn.figure), "") << called;
      if (drawn.findings.empty()) continue;
      put_headline(test.kind, drawn);
      EXPECT_EQ(cut_in_print(drawn.figure), "") << called << " --headline";
      EXPECT_TRUE(drawn.figure.caption.title.starts_with(drawn.figure.title)) << called;
    }
}

TEST_F(EveryKind, FilmsShowTheirFramesAndWords) {
  for (const FilmCase& test : film_cases()) {
    const std::string film = path("film-" + test.kind + ".mp4");
    const std::string options = in_folder(test.options, folder_->path());
    const Outcome outcome = rssviz("animate " + test.kind + (test.run.empty() ? "" : " " + path(test.run)) +
                                   " " + options + " --size 480x270 --frames 20 --quiet -o " + film);
    ASSERT_EQ(outcome.exit_code, 0) << test.kind << ": " << outcome.err;
    const Outcome frames = shell(
        "ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames,width -of "
        "csv=p=0 '" +
        film + "'");
    EXPECT_TRUE(frames.out.starts_with("480,")) << frames.out;
    EXPECT_GE(std::stoi(frames.out.substr(4)), 20) << test.kind;
    const std::string poster = path("film-" + test.kind) + "-poster.pdf";
    EXPECT_NE(shell("pdftotext -layout '" + poster + "' -").out.find(test.word), std::string::npos)
        << test.kind;
    const std::string still = path("film-" + test.kind + ".png");
    ASSERT_EQ(rssviz("animate " + test.kind + (test.run.empty() ? "" : " " + path(test.run)) + " " + options +
                     " --frames 20 --at 0.5s --size 480x270 --quiet -o " + still)
                  .exit_code,
              0);
    expect_as_approved(still, "film-" + test.kind);
  }
}

TEST_F(EveryKind, TheControlOfAFilmOfLearningHasNoLayout) {
  const std::string still = path("control.pdf");
  const Outcome outcome = rssviz("animate learning-lstm " + path("lstm") +
                                 " --control --frames 20 --at 0.5s --quiet -o " + still);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(read_file(path("control.txt")).find("principal components"), std::string::npos);
  const std::string words = shell("pdftotext -layout '" + still + "' -").out;
  EXPECT_NE(words.find("no layout, two fixed directions"), std::string::npos) << words;
  EXPECT_EQ(words.find("layout alone"), std::string::npos) << words;
}

// Maps of every kind of state, with the zero state before the first word.
TEST_F(EveryKind, StatesOfEveryKindAreMappedWithTheZeroState) {
  for (const auto& [run, what, units] :
       std::vector<std::tuple<std::string, std::string, std::size_t>>{{"lstm", "cell", 20},
                                                                      {"lstm", "hidden", 20},
                                                                      {"lstm", "output", 22},
                                                                      {"esn", "reservoir", 60},
                                                                      {"esn", "output", 22}}) {
    const std::string copy = path(run + "-" + what);
    fs::copy(path(run), copy, fs::copy_options::recursive);
    ASSERT_EQ(rssviz("record " + copy + " --what " + what + " --zero-state --sample 16 --quiet").exit_code,
              0);
    const formats::Archive states = formats::read_npz(copy + "/states.npz");
    EXPECT_EQ(states.at("states").shape[1], units) << copy;
    const std::vector<std::int32_t> steps = formats::to_integers(states.at("step"), "step");
    EXPECT_EQ(std::count(steps.begin(), steps.end(), -1), 16) << copy;
    ASSERT_EQ(rssviz("embed " + copy + "/states.npz --epochs 30 --quiet").exit_code, 0);
    const Outcome drawn =
        rssviz("figure clauses " + copy + " -o " + copy + ".pdf -o " + copy + ".svg --quiet");
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    const std::string caption = read_file(copy + ".txt");
    EXPECT_NE(caption.find(what + " states"), std::string::npos) << caption;
    EXPECT_NE(caption.find("zero state before the first word"), std::string::npos) << caption;
    EXPECT_NE(shell("pdftotext '" + copy + ".pdf' -").out.find("zero state"), std::string::npos) << copy;
    // The zero state is a mark of its own: the other states are those of a map without it.
    const NetworkView view = load_view(copy, kReadsMap);
    ASSERT_TRUE(view.zero_state);
    EXPECT_EQ(static_cast<std::size_t>(view.trace.n_distinct) + 1, distinct_states(copy));
    EXPECT_EQ(view.sentences.size(), 16U);
    EXPECT_EQ(view.embedding.coords.rows(), static_cast<Eigen::Index>(view.trace.points()));
  }
}

// What the layout reports, for several sentences.
TEST_F(EveryKind, WordsOfSentencesNeverOverlapNorLeaveThePage) {
  const Workers workers(2);
  SilentProgress progress;
  const render::TextEngine engine;
  const std::vector<std::vector<std::string>> sentences{
      {},
      {"this is a cup"},
      {"on the middle there is the orange orange and a green glass is on the right"},
      {"the cup is blue", "there is a red bowl on the left and that is the orange", "on the left is a cup"}};
  const std::vector<const char*> kinds{"trajectories", "final-states", "outputs"};
  for (const char* network : {"esn", "lstm"}) {
    const NetworkView view = load_view(path(network), kReadsMap | kReadsNetwork);
    for (const char* venue : {"neurips", "ieee", "beamer"})
      for (const std::vector<std::string>& followed : sentences)
        for (const char* const name : kinds) {
          const FigureKind& kind = figure_kind_named(name);
          Settings settings(table_of(kind));
          settings.set("venue", venue);
          if (!followed.empty() && settings.table().find("sentence") != nullptr)
            settings.set("sentence", followed);
          if (kind.name == "outputs" && followed.size() > 1) continue;
          const render::PlacedFigure placed =
              render::lay_out(kind.make({{&view}, settings, {workers, progress}}).figure, engine);
          const std::string called = kind.name + " " + network + " " + venue;
          EXPECT_GE(placed.texts.size(), 5U) << called;
          for (std::size_t i = 0; i < placed.texts.size(); ++i) {
            const render::PageBox box = placed.texts[i].bounds();
            EXPECT_TRUE(box.left >= -0.01 && box.top >= -0.01 && box.right <= placed.width_pt + 0.01 &&
                        box.bottom <= placed.height_pt + 0.01)
                << called << ": " << placed.texts[i].text;
            for (std::size_t j = 0; j < i; ++j)
              EXPECT_FALSE(render::texts_overlap(placed.texts[i], placed.texts[j], 0.5))
                  << called << ": " << placed.texts[i].text << " on " << placed.texts[j].text;
          }
        }
  }
}

namespace {

// Settings that make kinds quick that measure much.
template <class Kind>
Settings quick_settings(const Kind& kind) {
  Settings settings(table_of(kind));
  for (const auto& [option, value] : {std::pair("sample", "10"),
                                      {"ablation-draws", "2"},
                                      {"draws", "10"},
                                      {"map-epochs", "10"},
                                      {"permutations", "10"},
                                      {"frames", "10"}})
    if (settings.table().find(option) != nullptr) settings.set(option, value);
  return settings;
}

// What a kind was handed beyond its .reads; drawn of one network, or of both.
template <class Kind>
unsigned beyond_its_reads(const Kind& kind, const std::vector<std::string>& runs,
                          const Execution& execution) {
  std::list<NetworkView> views;
  const Settings settings = quick_settings(kind);
  try {
    std::vector<const NetworkView*> networks;
    for (const std::string& run : runs) networks.push_back(&views.emplace_back(load_view(run, kind.reads)));
    kind.make({networks, settings, execution, {}});
  } catch (const Error& error) {
    // learning-esn is of reservoirs alone, learning-lstm of those that have maps of stages, and such.
    EXPECT_TRUE(error.kind() == ErrorKind::data || error.kind() == ErrorKind::usage ||
                error.kind() == ErrorKind::no_input)
        << kind.name << ": " << error.what();
  }
  unsigned handed = 0;
  for (const NetworkView& view : views) handed |= *view.handed_out;
  return handed & ~kind.reads & (kReadsNetwork | kReadsStages);
}

}  // namespace

// What is read stands in the recipe: a view holds no map, metrics or timings that the kind doesn't name, and
// notes which networks it hands out.
TEST_F(EveryKind, ReadsWhatItsRecipeNames) {
  const Workers workers(2);
  SilentProgress progress;
  const Execution execution{workers, progress};
  const auto check = [&](const auto& kind) {
    if (kind.of == Networks::one) {
      EXPECT_EQ(beyond_its_reads(kind, {path("esn")}, execution), 0U) << kind.name << " of esn";
      EXPECT_EQ(beyond_its_reads(kind, {path("lstm")}, execution), 0U) << kind.name << " of lstm";
    }
    if (kind.of == Networks::several) {
      EXPECT_EQ(beyond_its_reads(kind, {path("esn"), path("lstm")}, execution), 0U) << kind.name;
    }
  };
  for (const FigureKind& kind : figure_kinds()) check(kind);
  for (const FilmKind& kind : film_kinds()) check(kind);
}

}  // namespace rssviz::cli
