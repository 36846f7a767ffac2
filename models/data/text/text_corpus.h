// A text as a value: its symbols by their codes, its alphabet, and which parts are trained and tested on.
// Read in blocks, so that a text is in memory once, a byte a symbol (two with more than 256 symbols).
// Safe to read from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/data/text/alphabet.h"
#include "models/data/text/splits.h"

namespace rssviz::models {

// One of the files that a text was read from, one after another.
struct TextFile {
  std::string name{};     // as errors and captions call it
  std::int64_t first{0};  // the symbol that it begins with
};

struct TextCorpus {
  Alphabet alphabet{};
  SymbolCodes codes{};
  std::vector<TextFile> files{};
  TextSplit split{};

  std::int64_t symbols() const { return static_cast<std::int64_t>(codes.size()); }
  // The bytes of symbols begin .. end-1.
  std::string bytes(std::int64_t begin, std::int64_t end) const;
};

// Files as they are, and those of folders and of folders in them, in the order of their names; hidden ones
// are left out. Throws Error{no_input} for what isn't there, and for a folder without files.
std::vector<std::filesystem::path> text_files(const std::vector<std::string>& names);

// The symbols of files, without splits. The alphabet: all symbols there are, ascending. Throws
// Error{no_input}; Error{data} naming file and position: no symbol, one symbol alone (nothing is there to
// predict), bytes that no text has, invalid UTF-8 where symbols are characters.
TextCorpus read_text(const std::vector<std::filesystem::path>& files, SymbolKind kind);
// The same in an alphabet of old. Throws Error{data} also naming the first symbol that it hasn't, where it
// stands, and how many such symbols there are.
TextCorpus read_text(const std::vector<std::filesystem::path>& files, const Alphabet& alphabet);
// Of bytes in memory; `name`: what errors call them.
TextCorpus text_of_bytes(const std::string& bytes, const Alphabet& alphabet, const std::string& name);
TextCorpus text_of_bytes(const std::string& bytes, SymbolKind kind, const std::string& name);

}  // namespace rssviz::models
