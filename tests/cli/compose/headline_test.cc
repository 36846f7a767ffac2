// What is said over figures, and figures as slides.
#include "cli/compose/headline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cli/compose/slide.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

TEST(Headline, SaysTheFirstTwoFindingsWithTheirIntervals) {
  EXPECT_EQ(headline_of({{"first object: neighbours that agree", 0.897, 0.88, 0.915},
                         {"words alone", 0.64},
                         {"chance", 0.25}}),
            "first object: neighbours that agree .90 (.88 to .92); words alone .64");
  EXPECT_EQ(headline_of({{"stable points", 1234}, {"p", 0.0012}}), "stable points 1,234; p .001");
  EXPECT_EQ(headline_of({{"gone", std::nan("")}, {"change", -0.5}}), "change \u2212.50");
  EXPECT_EQ(headline_of({}), "");
}

TEST(Headline, SaysWhatTwoNamesHaveInCommonOnce) {
  EXPECT_EQ(headline_of({{"object 1: neighbours that agree, LSTM", 0.89},
                         {"object 1: neighbours that agree, LSTM untrained", 0.4}}),
            "object 1: neighbours that agree, LSTM .89; LSTM untrained .40");
  EXPECT_EQ(headline_of({{"glass", 1}, {"glasses", 2}}), "glass 1; glasses 2");
}

TEST(Headline, OpensTheCaptionWhereItIsntATitle) {
  Drawn drawn{render::Figure{}};
  drawn.figure.caption = {"What units do", "Dots: units."};
  lead_caption(drawn);
  EXPECT_EQ(drawn.figure.caption.text, "Dots: units.");
  drawn.findings = {{"units that count", 3}};
  lead_caption(drawn);
  EXPECT_EQ(drawn.figure.caption.title, "What units do");
  EXPECT_EQ(drawn.figure.caption.text, "Found: units that count 3. Dots: units.");
}

TEST(Headline, LeadsTheCaption) {
  Drawn drawn{render::Figure{}};
  drawn.figure.caption = {"What units do", "Dots: units."};
  drawn.findings = {{"units that count", 3}};
  put_headline("atlas", drawn);
  EXPECT_EQ(drawn.figure.title, "units that count 3");
  EXPECT_EQ(drawn.figure.caption.title, "units that count 3.");
  EXPECT_EQ(drawn.figure.caption.text, "What units do. Dots: units.");
  drawn.findings.clear();
  try {
    put_headline("scatter", drawn);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("scatter"), std::string::npos);
  }
}

render::Figure grid(int panels, int columns) {
  render::Figure figure;
  for (int i = 0; i < panels; ++i) {
    figure.panels.emplace_back();
    figure.panels.back().row = i / columns;
    figure.panels.back().column = i % columns;
  }
  return figure;
}

TEST(Slide, FillsAWidePage) {
  render::Figure figure = grid(9, 3);
  to_slide(figure);
  EXPECT_EQ(figure.width_pt, 1920);
  EXPECT_EQ(figure.height_pt, 1080);
  EXPECT_EQ(figure.panels.back().column + 9 * figure.panels.back().row, 9 * 1 + 3);  // five and four
  figure = grid(6, 3);
  figure.headings.push_back({true, 0, 0, "ESN"});  // rows that are named stay rows
  to_slide(figure);
  EXPECT_EQ(figure.panels.back().row, 1);
  EXPECT_EQ(figure.panels.back().column, 2);
}

TEST(Slide, PutsTheLegendOfOneMapBesideIt) {
  render::Figure figure = grid(1, 1);
  figure.panels.front().kind = render::PanelKind::map;
  figure.legends.emplace_back();
  to_slide(figure);
  EXPECT_EQ(figure.legends.front().side, render::Side::right);
}

}  // namespace
}  // namespace rssviz::cli
