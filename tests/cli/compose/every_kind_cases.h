// What each kind of figure is drawn of in every_kind_test.cc, and what must be seen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

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

}  // namespace rssviz::cli
