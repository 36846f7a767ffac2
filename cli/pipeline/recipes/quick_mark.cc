#include "cli/pipeline/recipes/quick_mark.h"

#include <algorithm>

#include "core/formats/csv.h"
#include "core/input_file.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

const char* const kQuickNote =
    "Made by --quick: small sizes to try the recipe, not those that it is about; numbers and verdicts are "
    "not "
    "its results.";

namespace {

// A caption that is printed says it too; other LaTeX, in a comment.
std::string marked_tex(std::string tex) {
  const std::string comment = "% " + std::string(kQuickNote) + "\n", option = "--quick";
  if (tex.starts_with(comment)) return tex;
  const std::size_t end = tex.rfind('}');
  if (!tex.starts_with("\\caption{") || end == std::string::npos) return comment + tex;
  std::string note = kQuickNote;
  note.replace(note.find(option), option.size(), "\\texttt{-{}-quick}");
  return comment + tex.insert(end, " " + note);
}

}  // namespace

void mark_quick_table(const fs::path& csv) {
  formats::Table table = formats::read_csv(csv);
  if (std::find(table.header.begin(), table.header.end(), kQuickColumn) != table.header.end()) return;
  table.header.emplace_back(kQuickColumn);
  for (std::vector<std::string>& row : table.rows) row.emplace_back("--quick");
  formats::write_csv(csv, table);
}

void mark_quick(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    const std::string suffix = file.extension().string();
    if (suffix == ".csv") mark_quick_table(file);
    if (suffix == ".tex") write_file(file, marked_tex(read_file(file)));
    if (suffix != ".txt") continue;
    const std::string text = read_file(file);
    if (text.find(kQuickNote) == std::string::npos) write_file(file, text + "\n" + kQuickNote + "\n");
  }
}

}  // namespace rssviz::cli
