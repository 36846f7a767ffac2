// Text on a page as a mark: the symbols of a monospaced text, each on a background of its own (the value of a
// unit, after Karpathy, Johnson and Fei-Fei 2015, arXiv 1506.02078). In data units column c of row r covers
// x in c .. c + 1 and y in -r - 1 .. -r. Values; safe to share between threads once built.
#pragma once

#include <string>
#include <vector>

#include "render/figure/color.h"

namespace rssviz::render {

struct TextGrid {
  // The background of a symbol. Bytes of one character share its column.
  struct Cell {
    double column{0};
    int row{0};
    double width{1};  // columns
    Color color{};
  };
  // The characters of a row, blanks before and between them included: what a reader of the file gets back.
  struct Row {
    int row{0};
    std::string text{};          // UTF-8, no control characters
    std::vector<int> columns{};  // of each character
    std::vector<int> widths{};   // of each character, in columns: 1, or 2 for wide ones
    double shade{1};             // 0 .. 1: strength of the ink
  };
  // What is seen but isn't text; drawn as paths, so that the file's text stays the text.
  enum class Sign { newline, carriage_return, tab, space, control, continued };
  struct Mark {
    Sign sign{Sign::space};
    double column{0};
    int row{0};
    double width{1};
  };

  std::vector<Cell> cells{};
  std::vector<Row> rows{};
  std::vector<Mark> signs{};
  Color ink{};
  Color sign_ink{};  // with its opacity
};

}  // namespace rssviz::render
