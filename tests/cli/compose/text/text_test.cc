// Pages of text by the real binary: what comes back out of the files, colours, pages, tables, wrong input.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const char* const kProgram =
    "/* Counts.\n"
    " *   deep indent\n"
    " */\n"
    "int count(const char* s)\n"
    "{\n"
    "\tint n = 0;\t\t/* far away */\n"
    "\n\n\n"
    "\tfor (; *s; ++s) {\n"
    "\t\tif (*s == '{')\n"
    "\t\t\t++n;\n"
    "\t}\n"
    "\treturn n;\n"
    "}\n";

class Text : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }

  // States that are easily computed: unit u of row i is sin((i + 1) (u + 1) / 7), all within -1 .. 1.
  static Matrix states(std::size_t rows, Eigen::Index units = 5) {
    Matrix made(static_cast<Eigen::Index>(rows), units);
    for (Eigen::Index i = 0; i < made.rows(); ++i)
      for (Eigen::Index u = 0; u < units; ++u)
        made(i, u) = static_cast<float>(std::sin(static_cast<double>((i + 1) * (u + 1)) / 7));
    return made;
  }
  void write(const std::string& name, const formats::Array& token, std::size_t rows,
             formats::Archive more = {}) const {
    more["states"] = formats::from_matrix(MatrixRef(states(rows)));
    more["token"] = token;
    formats::write_npz(path(name), more);
  }
  static formats::Array bytes_of(const std::string& text) {
    std::vector<std::int32_t> bytes;
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
    return formats::from_vector(bytes);
  }
  void write_text(const std::string& name, const std::string& text) const {
    write(name, bytes_of(text), text.size());
  }
  Outcome draw(const std::string& of, const std::string& options, const std::string& to) const {
    return rssviz("figure text " + path(of) + " " + options + " -o " + path(to));
  }
  // What a reader of the file gets, without blanks at the ends of lines and of the page.
  std::string text_in(const std::string& pdf) const {
    return shell("pdftotext -layout '" + path(pdf) + "' - | tr -d '\\f' | sed 's/ *$//'").out;
  }

  TemporaryFolder folder_;
};

std::string expanded(const std::string& text) {
  std::string out, line;
  for (const char c : text) {
    if (c == '\t')
      line.append(8 - line.size() % 8, ' ');
    else if (c == '\n')
      out += line + "\n", line.clear();
    else
      line += c;
  }
  return out + line;
}

}  // namespace

TEST_F(Text, ThePdfGivesBackTheVeryTextAndNothingElse) {
  write_text("c.npz", kProgram);
  const Outcome drawn = draw("c.npz", "--unit 2", "c.pdf");
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_EQ(text_in("c.pdf"), expanded(kProgram));
  EXPECT_NE(drawn.err.find("token read as bytes"), std::string::npos) << drawn.err;
  const std::string fonts = shell("pdffonts '" + path("c.pdf") + "'").out;
  EXPECT_NE(fonts.find("DejaVuSansMono"), std::string::npos) << fonts;
  EXPECT_EQ(fonts.find("Inter"), std::string::npos) << fonts;
}

TEST_F(Text, TheSvgHoldsTextAndOutlinesOnRequest) {
  write_text("c.npz", kProgram);
  ASSERT_EQ(draw("c.npz", "--unit 2", "c.svg").exit_code, 0);
  const std::string svg = read_file(path("c.svg"));
  EXPECT_NE(svg.find(">                        ++n;</text>"), std::string::npos);
  EXPECT_NE(svg.find("DejaVu Sans Mono"), std::string::npos);
  ASSERT_EQ(draw("c.npz", "--unit 2 --svg-text outlines", "d.svg").exit_code, 0);
  EXPECT_EQ(read_file(path("d.svg")).find("<text"), std::string::npos);
}

TEST_F(Text, TheTableHasEachSymbolWithItsPlaceAndValue) {
  write_text("c.npz", kProgram);
  ASSERT_EQ(draw("c.npz", "--unit 2 --unit 4 --value tanh", "c.pdf").exit_code, 0);
  const formats::Table table = formats::read_csv(path("c.csv"));
  EXPECT_EQ(table.header, (std::vector<std::string>{"position", "symbol", "unit", "value"}));
  const std::size_t n = std::string(kProgram).size();
  ASSERT_EQ(table.rows.size(), 2 * n);
  EXPECT_EQ(table.rows[10][1], "\\n");
  EXPECT_EQ(table.rows[n + 3][0], "3");
  EXPECT_EQ(table.rows[n + 3][2], "4");
  EXPECT_NEAR(std::stod(table.rows[n + 3][3]), std::tanh(std::sin(4 * 5 / 7.0)), 1e-6);
}

// The colour of a value known: the fourth symbol's, -.998, is the red end's but for a step.
TEST_F(Text, ASymbolStandsOnTheColourOfItsValue) {
  formats::Archive archive;
  Matrix values(4, 1);
  values << -1, 0, 1, 2;
  archive["states"] = formats::from_matrix(MatrixRef(values));
  archive["token"] = bytes_of("abcd");
  formats::write_npz(path("v.npz"), archive);
  ASSERT_EQ(draw("v.npz", "--unit 0 --value linear --limit 1", "v.svg").exit_code, 0);
  const std::string svg = read_file(path("v.svg"));
  EXPECT_NE(svg.find("fill=\"#f4654a\""), std::string::npos);
  EXPECT_NE(svg.find("fill=\"#5c92f2\""), std::string::npos);
  EXPECT_NE(draw("v.npz", "--unit 0", "w.svg").err.find("beyond -1 .. 1 and are shown as tanh(c)"),
            std::string::npos);
}

TEST_F(Text, UnitsArePagesOfAPdfAndNumberedFilesElse) {
  write_text("c.npz", kProgram);
  ASSERT_EQ(draw("c.npz", "--unit 0 --unit 1 --rotated 3", "c.pdf").exit_code, 0);
  EXPECT_NE(shell("pdfinfo '" + path("c.pdf") + "'").out.find("Pages:           4"), std::string::npos);
  for (const char* page : {"1", "4"})
    EXPECT_EQ(shell("pdftotext -layout -f " + std::string(page) + " -l " + page + " '" + path("c.pdf") +
                    "' - | tr -d '\\f' | sed 's/ *$//'")
                  .out,
              expanded(kProgram));
  ASSERT_EQ(draw("c.npz", "--unit 0 --unit 1", "d.svg").exit_code, 0);
  ASSERT_EQ(draw("c.npz", "--unit 0 --unit 1 --page 2", "e.svg").exit_code, 0);
  // The second page is what --page 2 draws, and says so of itself.
  const auto drawing = [&](const std::string& name) {
    const std::string svg = read_file(path(name));
    return svg.substr(svg.find("<path"));
  };
  EXPECT_EQ(drawing("d-2.svg"), drawing("e.svg"));
  EXPECT_NE(rssviz("recipe " + path("d-2.svg")).out.find("page"), std::string::npos);
}

TEST_F(Text, LongTextsGoOnOnFurtherPages) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "line " + std::to_string(i) + "\n";
  write_text("l.npz", text);
  ASSERT_EQ(draw("l.npz", "--unit 0", "l.pdf").exit_code, 0);
  EXPECT_EQ(text_in("l.pdf"), text);
}

TEST_F(Text, WordsCharactersAndUnicodeComeBackToo) {
  const std::vector<std::string> words{"BEGIN", "the", "cup", "END", "BEGIN", "a", "glass", "END"};
  write("w.npz", formats::from_strings(words), words.size(),
        {{"sequence", formats::from_vector(std::vector<std::int32_t>{0, 0, 0, 0, 1, 1, 1, 1})}});
  ASSERT_EQ(draw("w.npz", "--unit 0", "w.pdf").exit_code, 0);
  EXPECT_EQ(text_in("w.pdf"), "BEGIN the cup END\nBEGIN a glass END\n");
  const std::string unicode =
      "Gr\xC3\xBC\xC3\x9F"
      "e: \xE2\x88\x91 x \xE2\x89\xA4 \xE2\x88\x9E\n  na\xC3\xAFve  \xE2\x80\x9Cquotes\xE2\x80\x9D\n";
  write_text("u.npz", unicode);
  ASSERT_EQ(draw("u.npz", "--unit 0", "u.pdf").exit_code, 0);
  EXPECT_EQ(text_in("u.pdf"), unicode);
}

TEST_F(Text, CharactersThatNoFontHasAreToldAndStillThere) {
  write_text("j.npz", "a \xE4\xB8\x96\xE7\x95\x8C b\n");
  const Outcome drawn = draw("j.npz", "--unit 0", "j.pdf");
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_NE(drawn.err.find("U+4E16"), std::string::npos) << drawn.err;
  EXPECT_EQ(text_in("j.pdf"), "a \xE4\xB8\x96\xE7\x95\x8C b\n");
}

// Sequences x steps x units, steps x sequences x units and the rows without padding are the same page.
TEST_F(Text, StatesOfMoreDimensionsAreReadWithoutTheirPadding) {
  constexpr std::size_t kSequences = 2, kSteps = 6, kUnits = 5;
  const std::string words[] = {"tea\nis", "hot"};
  formats::Array by_sequence = formats::from_matrix(MatrixRef(Matrix::Zero(12, 5))), by_step = by_sequence;
  Matrix rows(9, 5);
  std::vector<std::int32_t> tokens(12, 0), turned(12, 0);
  Eigen::Index row = 0;
  const Matrix made = states(12);
  for (std::size_t s = 0; s < kSequences; ++s)
    for (std::size_t t = 0; t < words[s].size(); ++t, ++row) {
      rows.row(row) = made.row(row);
      const std::size_t bytes = kUnits * sizeof(float), first = s * kSteps + t, second = t * kSequences + s;
      std::memcpy(by_sequence.data.data() + first * bytes, rows.row(row).data(), bytes);
      std::memcpy(by_step.data.data() + second * bytes, rows.row(row).data(), bytes);
      tokens[first] = turned[second] = words[s][t];
    }
  by_sequence.shape = {kSequences, kSteps, kUnits};
  by_step.shape = {kSteps, kSequences, kUnits};
  const auto arranged = [](const std::vector<std::int32_t>& values, std::size_t rows_of) {
    formats::Array array = formats::from_vector(values);
    array.shape = {rows_of, values.size() / rows_of};
    return array;
  };
  formats::write_npz(path("a.npz"), {{"states", by_sequence}, {"token", arranged(tokens, kSequences)}});
  formats::write_npz(path("b.npz"), {{"states", by_step}, {"token", arranged(turned, kSteps)}});
  formats::write_npz(path("c.npz"),
                     {{"states", formats::from_matrix(rows)}, {"token", bytes_of("tea\nishot")}});
  const Outcome read = draw("a.npz", "--unit 2", "a.csv.svg");
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_NE(read.err.find("2 sequences x up to 6 steps x 5 units; padding left out"), std::string::npos)
      << read.err;
  EXPECT_EQ(draw("b.npz", "--unit 2 --axes steps,sequences,units", "b.csv.svg").exit_code, 0);
  EXPECT_EQ(draw("c.npz", "--unit 2", "c.csv.svg").exit_code, 0);
  const auto table = [&](const std::string& name) { return formats::read_csv(path(name + ".csv.csv")).rows; };
  EXPECT_EQ(table("a").size(), 9U);
  EXPECT_EQ(table("a"), table("c"));
  EXPECT_EQ(table("b"), table("c"));
  EXPECT_EQ(draw("a.npz", "--unit 2 --axes stages,points,units", "d.svg").exit_code, 65);
}

TEST_F(Text, WrongInputIsOneClearLine) {
  write_text("c.npz", kProgram);
  write("short.npz", bytes_of("abc"), 5);
  write("named.npz", formats::from_vector(std::vector<std::int32_t>{0, 2}), 2,
        {{"token_labels", formats::from_strings(std::vector<std::string>{"a", "b"})}});
  formats::write_npz(path("none.npz"), {{"states", formats::from_matrix(MatrixRef(states(3)))},
                                        {"depth", formats::from_vector(std::vector<std::int32_t>{0, 1, 2})}});
  write_text("long.npz", std::string(3'000'000, 'x'));
  struct Case {
    std::string of, options, words;
    int code;
  };
  for (const Case& test : std::vector<Case>{
           {"none.npz", "--unit 0", "has no column 'token'", 65},
           {"none.npz", "--unit 0", "(columns: depth)", 65},
           {"short.npz", "--unit 0", "column 'token' has 3 symbols, the states have 5 rows", 65},
           {"named.npz", "--unit 0", "row 1: 2 names no symbol; there are 2", 65},
           {"c.npz", "--unit 5", "there is no unit '5'; they are 0 to 4", 64},
           {"c.npz", "", "--unit is needed", 64},
           {"c.npz", "--unit 0 --from 9999", "out of range", 64},
           {"c.npz", "--unit 0 --page 9", "--page: 9 is out of range (1 to 1)", 64},
           {"c.npz", "--unit 0 --tab-width 0", "out of range (1 to 32)", 64},
           {"c.npz", "--unit 0 --palette viridis", "--palette", 64},
           {"long.npz", "--unit 0", "--from and --to take a part of it", 64},
           {"gone.npz", "--unit 0", "gone.npz", 66}}) {
    const Outcome outcome = draw(test.of, test.options, "x.pdf");
    EXPECT_EQ(outcome.exit_code, test.code) << test.of << " " << test.options << outcome.err;
    EXPECT_NE(outcome.err.find(test.words), std::string::npos) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(path("x.pdf"))) << test.of;
  }
}

}  // namespace rssviz::cli
