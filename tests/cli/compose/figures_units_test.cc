// The figures of final states, outputs and units, and the strips of stills: made by the real binary from
// small runs of both networks, and looked at from outside.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cli/compose/figure_kind.h"
#include "cli/compose/film_parts/camera.h"
#include "cli/compose/kind_tables.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/paths.h"
#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/run_folder.h"
#include "core/formats/csv.h"
#include "core/output_file.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;

// Both runs are made once for all tests of this file.
class UnitFigures : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    made_ = shell("cd " + folder_->path().string() +
                  " && $RSSVIZ train --cell esn --units 80 --stages 5 -o esn --quiet"
                  " && $RSSVIZ train --cell lstm --epochs 3 -o lstm --quiet"
                  " && for n in esn lstm; do $RSSVIZ record $n --sample 30 --quiet"
                  " && $RSSVIZ embed $n/states.npz --epochs 40 --quiet || exit 1; done"
                  " && $RSSVIZ record lstm --stage all --sample 30 -o lstm/stage_states.npz --quiet"
                  " && $RSSVIZ embed lstm/stage_states.npz --align --epochs 40 --stage-epochs 20"
                  " -o lstm/stage_maps.npz --quiet");
  }
  static void TearDownTestSuite() { delete folder_; }
  static std::string path(const std::string& name) { return *folder_ / name; }

  // Draws as PDF and SVG; the text of the PDF.
  static std::string text_of(const std::string& kind, const std::string& network,
                             const std::string& options = "") {
    const std::string file = path(kind + "-" + network);
    const Outcome outcome = rssviz("figure " + kind + " " + path(network) + " " + options + " -o " + file +
                                   ".pdf -o " + file + ".svg --quiet");
    EXPECT_EQ(outcome.exit_code, 0) << kind << " " << network << ": " << outcome.err;
    EXPECT_EQ(shell("qpdf --check '" + file + ".pdf'").exit_code, 0) << file;
    EXPECT_EQ(shell("rsvg-convert '" + file + ".svg' > /dev/null").exit_code, 0) << file;
    return shell("pdftotext '" + file + ".pdf' -").out;
  }
  static formats::Table table(const std::string& name) { return formats::read_csv(path(name + ".csv")); }

  static TemporaryFolder* folder_;
  static Outcome made_;
};

TemporaryFolder* UnitFigures::folder_ = nullptr;
Outcome UnitFigures::made_;

const std::string kSentence = "--sentence 'there is the orange cup on the right'";

void expect_words(const std::string& text, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    EXPECT_NE(text.find(word), std::string::npos) << word << " in\n" << text;
}

std::size_t rows_with(const formats::Table& table, const std::string& column, const std::string& value) {
  std::size_t count = 0;
  for (const auto& row : table.rows) count += row[table.column(column)] == value ? 1 : 0;
  return count;
}

}  // namespace

TEST_F(UnitFigures, TheirRunsAreMade) { ASSERT_EQ(made_.exit_code, 0) << made_.err; }

// What the layout reports, not what it promises.
TEST_F(UnitFigures, SentencesAtFinalStatesNeverOverlapNorLeaveTheirPanel) {
  const Workers workers(1);
  SilentProgress progress;
  const render::TextEngine engine;
  for (const char* network : {"esn", "lstm"}) {
    const NetworkView view = load_view(path(network), kReadsMap);
    const FigureKind& kind = figure_kind_named("final-states");
    Settings settings(table_of(kind));
    settings.set("most-labels", "30");
    const render::PlacedFigure placed =
        render::lay_out(kind.make({{&view}, settings, {workers, progress}}).figure, engine);
    std::vector<render::PlacedText> labels;
    for (const render::PlacedText& text : placed.texts)
      if (text.role == render::TextRole::label) labels.push_back(text);
    EXPECT_GE(labels.size(), 8U) << network;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const render::PageBox box = labels[i].bounds(), frame = placed.panels.front().frame;
      EXPECT_TRUE(box.left >= frame.left && box.right <= frame.right && box.top >= frame.top &&
                  box.bottom <= frame.bottom)
          << labels[i].text;
      for (std::size_t j = 0; j < i; ++j)
        EXPECT_FALSE(render::texts_overlap(labels[i], labels[j]))
            << labels[i].text << " on " << labels[j].text;
    }
    settings.set("most-labels", "3");
    EXPECT_EQ(kind.make({{&view}, settings, {workers, progress}}).figure.panels.front().labels.size(), 3U);
  }
}

TEST_F(UnitFigures, FinalStatesAreNamedInWords) {
  for (const char* network : {"esn", "lstm"})
    expect_words(text_of("final-states", network),
                 {"after END, one object", "after END, two objects", " on the "});
}

TEST_F(UnitFigures, HistogramsCountEveryStateOnce) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("output-histogram", network), {"position 2", "blue", "states after END"});
    const formats::Table counts = table("output-histogram-" + network);
    EXPECT_EQ(counts.rows.size(), 22U * 100U);
    int all = 0, end = 0;
    for (std::size_t i = 0; i < 100; ++i) {
      all += std::stoi(counts.rows[i][counts.column("states")]);
      end += std::stoi(counts.rows[i][counts.column("end_states")]);
    }
    EXPECT_GT(all, 5 * end);
    EXPECT_LE(end, 30);
    EXPECT_GE(end, 20);  // some sentences of the sample may be the same
    text_of("output-histogram", network, "--concept 'cup 1'");
    EXPECT_EQ(table("output-histogram-" + network).rows.size(), 100U);
  }
}

TEST_F(UnitFigures, FinalOutputsShowBarsOrAMatrixOfTheSameNumbers) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("final-outputs", network, kSentence + " --as bars"),
                 {"object 1", "colour 2", "below: no claim", "bowl"});
    const formats::Table bars = table("final-outputs-" + network);
    EXPECT_EQ(bars.rows.size(), 22U);
    EXPECT_EQ(rows_with(bars, "stated", "yes"), 3U);
    const std::string matrix = text_of("final-outputs", network, kSentence);
    EXPECT_EQ(table("final-outputs-" + network).rows, bars.rows);
    for (const auto& row : bars.rows) {  // every value stands in its cell
      char value[32];
      std::snprintf(value, sizeof value, "%.2f", std::stod(row[bars.column("output")]));
      const std::string digits = std::string(value).substr(std::string(value).find('.'));
      EXPECT_NE(matrix.find(digits), std::string::npos) << value;
    }
  }
}

TEST_F(UnitFigures, ActivityOfChosenUnitsStandsAboveTheWords) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("activity", network, kSentence + " --units-shown 3,17"),
                 {"unit 3", "unit 17", "BEGIN", "right"});
    EXPECT_EQ(table("activity-" + network).rows.size(), 2U * 10U);
    text_of("activity", network, kSentence + " --units-shown all --measure change");
    EXPECT_EQ(table("activity-" + network).rows.size(), (network == "esn" ? 80U : 20U) * 10U);
    text_of("activity", network, kSentence + " --measure sum");
    EXPECT_EQ(table("activity-" + network).rows.size(), 10U);
  }
  EXPECT_NE(text_of("activity", "lstm", "--what hidden").find("unit"), std::string::npos);
}

TEST_F(UnitFigures, TheSumIsThatOfTheChanges) {
  text_of("activity", "lstm", kSentence + " --units-shown all --measure change");
  const formats::Table change = table("activity-lstm");
  double sum = 0;
  for (const auto& row : change.rows)
    if (row[change.column("step")] == "4") sum += std::stod(row[change.column("change")]);
  text_of("activity", "lstm", kSentence + " --measure sum");
  const formats::Table sums = table("activity-lstm");
  EXPECT_NEAR(std::stod(sums.rows[4][sums.column("summed_change")]), sum, 1e-5);
}

TEST_F(UnitFigures, WingletsAreSorted) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("winglets", network), {"rank of the unit", "normal weights"});
    const formats::Table weights = table("winglets-" + network);
    EXPECT_EQ(weights.rows.size(), 22U * (network == "esn" ? 80U : 20U));
    for (std::size_t i = 1; i < weights.rows.size(); ++i) {
      if (weights.rows[i][0] != weights.rows[i - 1][0]) continue;
      EXPECT_GE(std::abs(std::stod(weights.rows[i - 1][3])), std::abs(std::stod(weights.rows[i][3])));
    }
  }
}

TEST_F(UnitFigures, PolyvalentUnitsAreCountedAgainstPermutations) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("polyvalent", network, "--permutations 200 --sentence 'this is a cup'"),
                 {"permuted: mean", "units", "BEGIN"});
    const formats::Table units = table("polyvalent-" + network);
    int outputs = 0;
    for (const auto& row : units.rows) outputs += std::stoi(row[units.column("outputs")]);
    EXPECT_EQ(outputs, 22);  // 1 % of 80 or 20 units is one unit for each of 22 outputs
  }
}

TEST_F(UnitFigures, TiedUnitsAreTestedForEveryWord) {
  for (const std::string network : {"esn", "lstm"}) {
    expect_words(text_of("tied-units", network, "--concept 'cup 1' --latex"),
                 {"cup 1", "random units", "wiring"});
    const formats::Table words = table("tied-units-" + network);
    std::set<std::string> seen;
    for (const auto& row : words.rows) {
      seen.insert(row[words.column("word")]);
      EXPECT_GE(std::stod(row[words.column("adjusted_q")]) + 1e-12,
                std::stod(row[words.column("adjusted_p")]));
    }
    EXPECT_EQ(seen.size(), 20U);  // all words of the task occur in the sample
    EXPECT_TRUE(fs::exists(path("tied-units-" + network + ".table.tex")));
  }
}

TEST_F(UnitFigures, StripsShowTheStagesAskedFor) {
  expect_words(text_of("learning-strip", "lstm", "--stages 0,2,3"),
               {"before learning", "epoch 2", "epoch 3", "layout alone"});
  EXPECT_EQ(text_of("learning-strip", "lstm", "--stages 0,3").find("epoch 2"), std::string::npos);
  expect_words(text_of("learning-strip", "esn", "--stages 3"),
               {"before learning", "1,000 sentences", "not valid"});
}

TEST_F(UnitFigures, AreTheSameAtAnyNumberOfThreads) {
  for (const std::string kind : {"polyvalent", "tied-units", "learning-strip", "final-states"}) {
    const std::string one = path("one-" + kind + ".svg"), three = path("three-" + kind + ".svg");
    ASSERT_EQ(rssviz("figure " + kind + " " + path("esn") + " --threads 1 --quiet -o " + one).exit_code, 0);
    ASSERT_EQ(rssviz("figure " + kind + " " + path("esn") + " --threads 3 --quiet -o " + three).exit_code, 0);
    EXPECT_EQ(read_file(one), read_file(three)) << kind;
  }
}

TEST_F(UnitFigures, NameWhatIsWrong) {
  const auto error = [](const std::string& words) {
    const Outcome outcome = rssviz("figure " + words + " -o " + path("wrong.pdf"));
    EXPECT_EQ(outcome.exit_code, 64) << words << outcome.err;
    return outcome.err;
  };
  EXPECT_NE(error("activity " + path("lstm") + " --units-shown 20").find("0 to 19"), std::string::npos);
  EXPECT_NE(error("learning-strip " + path("lstm") + " --stages 0,9").find("0 to 3"), std::string::npos);
  EXPECT_NE(error("tied-units " + path("lstm") + " --concept 'cup 3'").find("cup 1"), std::string::npos);
  EXPECT_NE(error("tied-units " + path("lstm") + " --top-units 20").find("1 to 19"), std::string::npos);
  EXPECT_FALSE(fs::exists(path("wrong.pdf")));
}

// Every frame at a word shows the states that the networks have there; every other says that it doesn't.
TEST_F(UnitFigures, TheReadingFilmRestsAtStatesAndIsHollowBetween) {
  const Workers workers(1);
  SilentProgress progress;
  const NetworkView esn = load_view(path("esn"), kReadsMap | kReadsNetwork);
  const NetworkView lstm = load_view(path("lstm"), kReadsMap | kReadsNetwork);
  const FilmKind& kind = film_kind_named("reading");
  Settings settings(table_of(kind));
  const std::string sentence = "there is the orange cup on the right";
  settings.set("sentence", std::vector<std::string>{sentence});
  const Execution execution{workers, progress};
  const render::Animation film = kind.make({{&esn, &lstm}, settings, execution});
  ASSERT_EQ(film.chapters.size(), 10U);  // BEGIN, eight words, END
  const SentencePath way =
      path_of(lstm, shown_map(lstm, settings, execution), lstm.task->parse(sentence), execution);
  const Limits& map = *film.still.panels.at(4).limits;
  const std::vector<CameraView> camera = camera_stops(way.at, map, 3);
  constexpr std::size_t kSecondMap = 4;
  for (std::size_t word = 0; word < film.chapters.size(); ++word) {
    const render::Frame frame = film.moving_at(film.chapters[word].first_frame);
    EXPECT_FALSE(frame.interpolated);
    const auto panel = std::find_if(frame.panels.begin(), frame.panels.end(),
                                    [](const render::PanelFrame& p) { return p.panel == kSecondMap; });
    ASSERT_NE(panel, frame.panels.end());
    const auto& state = std::get<render::Points>(panel->marks.back());
    const render::Point place = seen(way.at[word], camera[word], map);
    EXPECT_NEAR(state.at.front().x, place.x, 1e-9) << word;
    EXPECT_NEAR(state.at.front().y, place.y, 1e-9) << word;
    EXPECT_EQ(state.colors.front(), film.still.style.ink);
    EXPECT_EQ(panel->labels.front().text, film.chapters[word].title);
    if (word == 0) continue;
    const render::Frame before = film.moving_at(film.chapters[word].first_frame - 1);
    EXPECT_TRUE(before.interpolated);
    const auto& moving = std::get<render::Points>(before.panels[4].marks.back());
    EXPECT_EQ(moving.colors.front(), film.still.style.paper);
  }
  const std::string file = *folder_ / "reading.mp4";
  const Outcome made = rssviz("animate reading " + path("esn") + " " + path("lstm") +
                              " --size 320x180 --frames 30 --quiet -o " + file);
  EXPECT_EQ(made.exit_code, 0) << made.err;
  const std::string still = *folder_ / "still.png";
  ASSERT_EQ(rssviz("animate reading " + path("esn") + " --duration 4s --at 3.5s -o " + still).exit_code, 0);
  EXPECT_EQ(rssviz("recipe " + still + " --remake").exit_code, 0);
  EXPECT_EQ(rssviz("animate reading " + path("esn") + " --duration 4s --at 4s -o " + still).exit_code, 64);
  const Outcome again = rssviz("recipe " + file + " --remake");
  EXPECT_EQ(again.exit_code, 0) << again.err;
}

}  // namespace rssviz::cli
