// The suffix array of a text of whole numbers, by induced sorting, and the longest common prefixes of its
// neighbours. Sources: Nong, Zhang and Chan 2009 (SA-IS, doi 10.1109/DCC.2009.42); Karkkainen, Manzini and
// Puglisi 2009 (LCP by way of the text's order). Pure functions; safe on any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rssviz::models {

// Where the suffixes of `text` begin, in their order: a suffix that is the beginning of another comes before
// it. `text`: numbers from 0 to symbols - 1. Linear in time; takes 17 bytes a symbol at most on top of the
// result. Throws Error{data} for a number outside of that, or a text longer than 2^31 - 2.
std::vector<std::int32_t> suffix_array(std::span<const std::int32_t> text, std::int32_t symbols);

// For each place i of the suffix array, how many symbols its suffix shares with that of place i - 1; -1 at
// place 0, and one entry more at the end: -1.
std::vector<std::int32_t> common_prefixes(std::span<const std::int32_t> text,
                                          std::span<const std::int32_t> suffixes);

}  // namespace rssviz::models
