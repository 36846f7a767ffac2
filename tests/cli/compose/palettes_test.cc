// No kind of figure or film passes a palette over: it is refused with those that fit, or changes colours.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "cli/compose/kind_tables.h"
#include "core/error.h"
#include "tests/cli/compose/every_kind_cases.h"
#include "tests/cli/compose/every_kind_fixture.h"

namespace rssviz::cli {
namespace {

// Every colour of a figure, in the order of its parts.
class Inks {
 public:
  void add(const render::Figure& figure) {
    for (const render::Panel& panel : figure.panels) add(panel.marks, panel.labels);
    for (const render::Legend& legend : figure.legends)
      for (const render::LegendEntry& entry : legend.entries) add(entry.color);
    for (const render::ColorBar& bar : figure.color_bars) text_ << bar.palette << ' ';
  }
  void add(const render::Frame& frame) {
    for (const render::PanelFrame& panel : frame.panels) add(panel.marks, panel.labels);
  }
  std::string text() const { return text_.str(); }

 private:
  void add(const render::Color& color) {
    text_ << int{color.red} << ',' << int{color.green} << ',' << int{color.blue} << ' ';
  }
  void add(const std::vector<render::Mark>& marks, const std::vector<render::Label>& labels) {
    for (const render::Mark& mark : marks)
      std::visit(
          [&](const auto& one) {
            if constexpr (requires { one.colors; })
              for (const render::Color& color : one.colors) add(color);
            if constexpr (requires { one.color; }) add(one.color);
          },
          mark);
    for (const render::Label& label : labels) add(label.color);
  }
  std::ostringstream text_;
};

std::string inks_of(const KindCase& test, const std::filesystem::path& folder, const Execution& execution) {
  const Drawn drawn = drawn_case(test, test.inputs.front(), folder, execution);
  Inks inks;
  inks.add(drawn.figure);
  for (const render::Figure& page : drawn.further_pages) inks.add(page);
  return inks.text();
}

std::string inks_of(const FilmCase& test, const std::filesystem::path& folder, const Execution& execution) {
  const render::Animation film = filmed_case(test, folder, execution);
  Inks inks;
  inks.add(film.still);
  for (std::size_t frame = 0; frame < film.frames; frame += 5) inks.add(film.moving_at(frame));
  return inks.text();
}

constexpr const char* kOfClasses = "tol-muted";
constexpr const char* kOfScales = "inferno";

// What a kind says of a palette before it reads anything: "" where it takes it.
template <class Kind>
std::string refusal(const Kind& kind, const CommandTable& all, const char* palette) {
  Settings given(all);
  given.set("palette", palette);
  try {
    settings_of(kind, given);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage) << kind.name;
    return error.what();
  }
  return "";
}

template <class Kind>
void expect_refusals(const std::vector<Kind>& kinds, const CommandTable& all) {
  for (const Kind& kind : kinds) {
    const Option* const own = table_of(kind).find("palette");
    for (const char* palette : {kOfClasses, kOfScales}) {
      const std::string error = refusal(kind, all, palette);
      const bool offered = own != nullptr &&
                           std::find(own->choices.begin(), own->choices.end(), palette) != own->choices.end();
      EXPECT_EQ(error.empty(), offered) << kind.name << " " << palette << ": " << error;
      if (error.empty()) continue;
      EXPECT_NE(error.find(kind.name), std::string::npos) << error;
      if (own != nullptr) {
        EXPECT_NE(error.find(own->choices.front()), std::string::npos) << error;
      }
    }
  }
}

// Drawn with the palette, unless the kind, or what colours points in this case, refuses it.
template <class Case, class Kind>
void expect_other_inks(Case test, const Kind& kind, const CommandTable& all,
                       const std::filesystem::path& folder, const Execution& execution) {
  const std::string options = test.options;
  std::string plain;
  for (const char* palette : {kOfClasses, kOfScales}) {
    if (!refusal(kind, all, palette).empty()) continue;
    test.options = options;
    if (plain.empty()) plain = inks_of(test, folder, execution);
    test.options = options + " --palette " + palette;
    try {
      EXPECT_NE(inks_of(test, folder, execution), plain) << kind.name << " --palette " << palette;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage) << kind.name << ": " << error.what();
      EXPECT_NE(std::string(error.what()).find("--palette"), std::string::npos) << error.what();
    }
  }
}

}  // namespace

TEST_F(EveryKind, RefusesAPaletteOfTheOtherSort) {
  expect_refusals(figure_kinds(), figure_table());
  expect_refusals(film_kinds(), animate_table());
}

TEST_F(EveryKind, ReadsThePaletteThatItOffers) {
  const Workers workers(2);
  SilentProgress progress;
  const Execution execution{workers, progress};
  for (const KindCase& test : kind_cases())
    expect_other_inks(test, figure_kind_named(test.kind), figure_table(), folder_->path(), execution);
  for (const FilmCase& test : film_cases())
    expect_other_inks(test, film_kind_named(test.kind), animate_table(), folder_->path(), execution);
}

}  // namespace rssviz::cli
