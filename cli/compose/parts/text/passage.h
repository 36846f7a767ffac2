// The passage that a page of text shows: symbols of a file of states, set in lines; and what kinds of pages
// say of it in the same words. Pure but for reading.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/text/text_setting.h"
#include "cli/subjects/symbol_states.h"

namespace rssviz::cli {

// Rows of the states that have a symbol, within --from and --to.
struct Passage {
  SymbolStates states{};
  std::vector<std::size_t> rows{};
  std::vector<std::int32_t> symbol{};  // of each of them
  std::vector<bool> starts{};          // a sequence begins there
  long long from{0};
  long long to{0};
};

// --tokens, --tokens-as, --labels, --from, --to, --line-length, --tab-width, and how states are read.
std::vector<Option> passage_options();
// Says on stderr how symbols were read. Throws Error{usage} or {data} naming option or file and fault.
Passage passage_of(const FigureRequest& request);
// The text in lines as long as they are, or as fit.
SetText set_passage(const Passage& passage, const Settings& settings, const Look& look);
// What of the text isn't as in the file. Never silent.
void tell(const SetText& text, const Passage& passage, Progress& progress);

const char* symbol_word(SymbolKind kind);  // "byte", "character", "word"
// "2,400 bytes (rows 0 to 2,399 of states.npz)".
std::string passage_words(const FigureRequest& request, const Passage& passage);
// Which signs stand for what, lines that go on below, bytes that share a column.
std::string setting_sentences(const SetText& text);

}  // namespace rssviz::cli
