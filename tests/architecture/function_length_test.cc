// Functions have at most 40 lines, from the signature to the closing brace, as this project formats them: a
// definition begins at the margin, or two spaces in where it stands inside a class, and ends with a brace
// there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 40;

struct Function {
  std::string signature;
  std::size_t lines;
};

bool begins_definition(const std::string& line, const std::string& margin) {
  static const std::regex no_function(
      R"(^\s*(namespace|class|struct|enum|using|template|if|for|while|switch|else|do|return|case|public|private|#|//|\}).*)");
  if (!line.starts_with(margin) || line.size() <= margin.size()) return false;
  const char first = line[margin.size()];
  return (std::isalpha(static_cast<unsigned char>(first)) != 0 || first == '~') &&
         line.find('(') != std::string::npos && line.find(';') == std::string::npos &&
         line.find("[&") == std::string::npos && line.find(" = ") == std::string::npos &&
         line.find("constexpr") == std::string::npos && !std::regex_match(line, no_function);
}

// The line at which the signature that begins at `first` opens its body; none where it doesn't.
std::size_t body_of(const std::vector<std::string>& lines, std::size_t first) {
  for (std::size_t i = first; i < std::min(first + 8, lines.size()); ++i) {
    if (lines[i].find("[&") != std::string::npos) return lines.size();
    if (lines[i].ends_with("{")) return i;
    if (lines[i].ends_with(";") || lines[i].ends_with("}")) return lines.size();
  }
  return lines.size();
}

std::vector<Function> functions_in(const std::vector<std::string>& lines) {
  std::vector<Function> functions;
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (const std::string margin : {"", "  "}) {
      if (!begins_definition(lines[i], margin)) continue;
      const std::size_t body = body_of(lines, i);
      if (body == lines.size()) continue;
      std::size_t end = body + 1;
      while (end < lines.size() && lines[end] != margin + "}") ++end;
      functions.push_back({lines[i], end - i + 1});
      break;
    }
  return functions;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Rows of a table of options are data.
bool is_table(const std::string& signature) {
  static const std::regex table(R"(.*\b(\w+_table|\w+_options)\(\) \{)");
  return std::regex_match(signature, table);
}

// Mathematics that follows a paper's steps, and loops whose pieces share what lies in registers.
const std::set<std::string>& longer_on_purpose() {
  static const std::set<std::string> all{"embed/align/chain.cc",
                                         "embed/align/ties.cc",
                                         "embed/umap/layout_kernel.cc",
                                         "embed/umap/umap.cc",
                                         "models/analysis/geometry/state_numbers.cc",
                                         "models/cells/recurrent_backprop.cc"};
  return all;
}

}  // namespace

TEST(FunctionLength, IsReadOffTheLines) {
  const std::vector<std::string> lines{"int f(int a,", "      int b) {", "  return a;", "}", "class C {",
                                       "  void g() {", "    h();",       "  }",         "};"};
  const std::vector<Function> found = functions_in(lines);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].lines, 4U);
  EXPECT_EQ(found[1].lines, 3U);
}

TEST(FunctionLength, IsAtMostFortyLines) {
  std::size_t read = 0;
  for (const char* room : {"core", "models", "embed", "render", "cli"})
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(fs::path(RSSVIZ_SOURCE_DIR) / room)) {
      const std::string suffix = entry.path().extension().string();
      if (suffix != ".cc" && suffix != ".h") continue;
      const std::string path = fs::relative(entry.path(), RSSVIZ_SOURCE_DIR).generic_string();
      for (const Function& function : functions_in(lines_of(entry.path()))) {
        ++read;
        if (is_table(function.signature) || longer_on_purpose().contains(path)) continue;
        EXPECT_LE(function.lines, kMostLines) << path << ": " << function.signature;
      }
    }
  EXPECT_GT(read, 2000U);
}

TEST(FunctionLength, RoomsOfComposeHoldAtMostSixteenSources) {
  for (const fs::directory_entry& room :
       fs::directory_iterator(fs::path(RSSVIZ_SOURCE_DIR) / "cli" / "compose")) {
    if (!room.is_directory()) continue;
    std::size_t sources = 0;
    for (const fs::directory_entry& file : fs::directory_iterator(room))
      sources += file.path().extension() == ".cc" ? 1 : 0;
    EXPECT_LE(sources, 16U) << room.path().filename();
  }
}
