// States of a file with the symbol that each row was read at: bytes, characters or words. What pages of text
// are made of. Pure but for reading.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/states_file.h"
#include "core/matrix.h"

namespace rssviz::cli {

enum class SymbolKind { bytes, characters, words };
const char* name_of(SymbolKind kind);

struct SymbolStates {
  std::string what{};  // which trace, where the file says it: "cell", "hidden", ...
  Matrix states{};     // rows x units, row-major
  SymbolKind kind{SymbolKind::characters};
  std::vector<std::string> alphabet{};   // bytes: one each, of any value; else UTF-8
  std::vector<std::int32_t> symbol{};    // rows: places in `alphabet`; -1: none (a zero state)
  std::vector<std::int32_t> sequence{};  // rows; empty: one sequence
  Matrix outputs{};                      // rows x outputs: what the readout says; empty where there is none
  std::vector<std::string> output_names{};
  std::string reading{};     // how the symbols were read, for stderr
  bool guessed{false};       // they could have been read in another way
  std::string dimensions{};  // "3 sequences x up to 40 steps x 5 units", where there are more than two
  std::vector<std::string> notes{};  // how dimensions were read, a line each, where there are more than two
};

struct SymbolChoice {
  std::string source{};         // a file of states, as formats::read_states takes it
  std::string column{"token"};  // numbers with COLUMN_labels or `symbols`, bare numbers, or texts
  std::string labels{};         // a table with the column instead; "": none
  std::string as{"auto"};       // bytes, characters, words; auto
  StatesRequest reading{};      // of the source, where its states have more than two dimensions
};

// States of more dimensions (sequences x steps x units, and what choice.reading says) are the steps of one
// sequence after another without the padding, and columns are spread over them: states_file.h.
// Numbers that have names (COLUMN_labels, or `symbols`: the bytes or texts in order) mean these; others are
// bytes where all are below 256, else Unicode code points. Names are bytes or characters where each is one,
// escapes (\n, \t, \x80) counting as one; else words. Throws Error{data} naming file and fault: no such
// column (and which there are), another length than the states', a number that names no symbol (with its
// row).
SymbolStates read_symbol_states(const SymbolChoice& choice);

// What the symbols of an alphabet are: bytes where one is no character by itself, else characters where each
// is one, else words.
SymbolKind kind_of_alphabet(const std::vector<std::string>& alphabet);

// The byte or character that an escape stands for: \n, \t, \r, \\, \xHH, \uHHHH; other texts as they are.
std::string unescaped(const std::string& text);
// The symbol as messages and tables write it.
std::string shown_symbol(const std::string& symbol);

}  // namespace rssviz::cli
