// What `run --quick` makes says so wherever it goes: captions, their LaTeX, tables of numbers and of LaTeX.
#pragma once

#include <filesystem>
#include <string>

namespace rssviz::cli {

extern const char* const kQuickNote;
// A column of tables that were made by --quick; its value is "--quick" in every row.
inline constexpr const char* kQuickColumn = "made_by";

// Marks what stands in a folder: .txt, .tex and .csv. Once: what is marked stays as it is.
void mark_quick(const std::filesystem::path& folder);
void mark_quick_table(const std::filesystem::path& csv);

}  // namespace rssviz::cli
