// What each kind of figure is drawn of in every_kind_test.cc, and what must be seen.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

struct KindCase {
  std::string kind{};
  std::vector<std::string> inputs{};  // each drawn on its own
  std::string options{};              // @: the folder of the inputs
  std::vector<std::string> words{};   // that the page must show
  int maps{0};                        // panels that show every distinct state once
  std::size_t colours{2};             // at least, greys apart
  std::size_t rows{0};                // of the table, at least; 0: no table
};

const std::vector<KindCase>& kind_cases();

struct FilmCase {
  std::string kind{}, run{}, options{};  // @: the folder of the run
  std::string word{};                    // that the poster must show
};

const std::vector<FilmCase>& film_cases();

// Options with the folder in place of @.
std::string in_folder(std::string options, const std::filesystem::path& folder);

// The case drawn of one of its inputs in `folder`, as a value.
Drawn drawn_case(const KindCase& test, const std::string& input, const std::filesystem::path& folder,
                 const Execution& execution);
// `length`: an option; "" leaves the film its own.
render::Animation filmed_case(const FilmCase& test, const std::filesystem::path& folder,
                              const Execution& execution, const std::string& length = "--frames 20");
// What of a figure is cut, laid out for every venue at its widths (empty: nothing), and as a slide of which
// no text is smaller than 28 points and no page higher than 1080.
std::string cut_in_print(const render::Figure& figure);
std::string small_on_slides(render::Figure figure);
// Words of maps that lie on more than a few dots though there is room within some lines (empty: none).
std::string labels_on_dots(const render::Figure& figure);

}  // namespace rssviz::cli
