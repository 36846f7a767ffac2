#include "cli/pipeline/runs/latex.h"

#include <string_view>

namespace rssviz::cli {

std::string escaped_tex(const std::string& text) {
  std::string tex;
  for (const char c : text) {
    if (c == '\\')
      tex += "\\textbackslash{}";
    else if (c == '~' || c == '^')
      tex += std::string("\\") + c + "{}";
    else if (std::string_view("%&#_{}$").find(c) != std::string_view::npos)
      tex += std::string("\\") + c;
    else
      tex += c;
  }
  return tex;
}

std::string table_tex(const formats::Table& table) {
  std::string tex = "\\begin{tabular}{" + std::string(table.header.size(), 'l') + "}\n\\hline\n";
  const auto put_row = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) tex += (i > 0 ? " & " : "") + escaped_tex(row[i]);
    tex += " \\\\\n";
  };
  put_row(table.header);
  tex += "\\hline\n";
  for (const std::vector<std::string>& row : table.rows) put_row(row);
  return tex + "\\hline\n\\end{tabular}\n";
}

}  // namespace rssviz::cli
