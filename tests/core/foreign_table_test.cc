// Tables as Excel, pandas, R and SQL write them, each written here in short.
#include "core/formats/foreign_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/formats/encoding.h"
#include "core/formats/table_columns.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return "nothing was thrown";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Rows x units of a table whose values count in quarters from -1.
Matrix expected() {
  Matrix a(3, 2);
  a << -1, -0.75F, -0.5F, -0.25F, 0, 0.25F;
  return a;
}

}  // namespace

TEST(ForeignTable, SeparatorsAndDecimalCommasAreFound) {
  const std::vector<std::pair<std::string, std::string>> tables{
      {"u0,u1\n-1,-0.75\n-.5,-0.25\n0,+0.25\n", "3 rows, 2 columns"},
      {"u0;u1\n-1.0;-0.75\n-0.5;-0.25\n0;0.25\n", "3 rows, 2 columns, separated by ;"},
      {"u0;u1\r\n-1,0;-0,75\r\n-0,5;-0,25\r\n0;0,25\r\n",
       "3 rows, 2 columns, separated by ;, decimal commas"},
      {"-1,0;-0,75\n-0,5;-0,25\n0;2,5e-1\n", "3 rows, 2 columns, separated by ;, decimal commas, no header"},
      {"u0\tu1\n-1,0\t-0,75\n-0,5\t-0,25\n0\t0,25\n", "3 rows, 2 columns, separated by tabs, decimal commas"},
      {"-1.0e+00 -7.5e-01\n-5.0e-01 -2.5e-01\n0.0e+00 2.5e-01\n",
       "3 rows, 2 columns, separated by blanks, no header"}};
  for (const auto& [text, understood] : tables) {
    const ForeignTable table = parse_table(text, "t.csv");
    EXPECT_EQ(table.understood(), understood) << text;
    EXPECT_EQ(table_units(table, "", "t.csv").states, expected()) << text;
  }
}

TEST(ForeignTable, SeparatorsInsideOfNamesAndTextsDoNotCount) {
  const ForeignTable quoted = parse_table("word;n\n\"a,b\";1\n\"c;d\";2\n", "t.csv");
  EXPECT_EQ(quoted.table.rows[1][0], "c;d");
  const ForeignTable plain = parse_table("word,n\na;b,1\nc,2\n", "t.csv");
  EXPECT_EQ(plain.table.header.size(), 2U);
  // A column of texts is one column, blanks or not.
  EXPECT_EQ(parse_table("words\nthe cup\na ball\n", "t.csv").table.header.size(), 1U);
  // A column of texts with a comma is not one of decimal commas.
  EXPECT_EQ(parse_table("a;b\n1,5;x\n2,y;z\n", "t.csv").table.rows[0][0], "1,5");
}

TEST(ForeignTable, TheFirstLineIsNamesUnlessItIsARow) {
  const auto header = [](const std::string& text, std::optional<std::size_t> rows = std::nullopt) {
    return parse_table(text, "folder/metadata.tsv", rows).table.header;
  };
  EXPECT_EQ(header("noun\t0.5\nverb\t0.25\n"), (std::vector<std::string>{"column 1", "column 2"}));
  EXPECT_EQ(header("time\t0.5\n1\t0.25\n"), (std::vector<std::string>{"time", "0.5"}));
  // Columns that pandas numbered.
  EXPECT_EQ(header("0\t1\n0.5\t0.25\n"), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(header("0\t1\n1\t0\n"), (std::vector<std::string>{"column 1", "column 2"})) << "one-hot";
  // Of texts alone only the number of rows tells.
  EXPECT_EQ(header("noun\nverb\nnoun\n"), (std::vector<std::string>{"noun"}));
  EXPECT_EQ(header("noun\nverb\nnoun\n", 3), (std::vector<std::string>{"metadata"}));
  EXPECT_EQ(header("noun\nverb\nnoun\n", 2), (std::vector<std::string>{"noun"}));
}

TEST(ForeignTable, LinesThatDontFitAreNamedWithTheSeparator) {
  const std::string message = message_of([] { (void)parse_table("a;b\n1;2\n3\n", "t.csv"); });
  EXPECT_TRUE(has(message, "t.csv: line 3 has 1 fields, the first line has 2 (separated by ;)")) << message;
}

TEST(Encoding, WhatIsNotUtf8IsNamedWithTheCallThatMendsIt) {
  const std::string latin = message_of([] {
    (void)parse_table(
        "wort\nGr\xF6\xDF"
        "e\n",
        "d/l.csv");
  });
  EXPECT_TRUE(has(latin, "d/l.csv: line 2 isn't UTF-8")) << latin;
  EXPECT_TRUE(has(latin, "iconv -f WINDOWS-1252 -t UTF-8 d/l.csv > utf8-l.csv")) << latin;
  const std::string wide(
      "\xFF\xFE"
      "a\0\n\0"
      "1\0\n\0",
      10);
  for (const std::string& text : {wide, wide.substr(2)})
    EXPECT_TRUE(has(message_of([&] { (void)parse_csv(text, "w.csv"); }), "iconv -f UTF-16 -t UTF-8 w.csv"));
  EXPECT_EQ(utf8_length("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"), 14U);
  for (const char* const bad : {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "a\x80"})
    EXPECT_LT(utf8_length(bad), std::string_view(bad).size()) << bad;
}

TEST(TableColumns, MissingValuesAreThoseOfPandasRAndSql) {
  for (const char* const mark : {"NA", "", "\"\"", "NaN", "nan", "null", "NULL", "None", "\\N", "N/A", "-"}) {
    const ForeignTable table = parse_table(std::string("loss,n\n") + mark + ",1\n0.5,2\n-1e-3,3\n", "t.csv");
    const TableColumn column = table_column(table, 0);
    EXPECT_TRUE(column.is_numbers) << mark;
    EXPECT_EQ(column.missing, 1U) << mark;
    EXPECT_TRUE(std::isnan(column.numbers.front())) << mark;
    EXPECT_EQ(column.numbers[2], -1e-3);
  }
  const TableColumn texts = table_column(parse_table("group\nNA\nnoun\n\"\"\n-\n", "t.csv"), 0);
  EXPECT_EQ(texts.texts, (std::vector<std::string>{"", "noun", "", "-"})) << "a dash is a sign of a text";
  EXPECT_EQ(texts.missing, 2U);
}

TEST(TableColumns, OneTextAmongNumbersIsNamedWithItsLine) {
  const ForeignTable table = parse_table("u1,u2\n1,2\n3,x\n\n5,6\n7,y\n", "bad.csv");
  const TableColumn column = table_column(table, 1);
  EXPECT_FALSE(column.is_numbers);
  ASSERT_TRUE(column.odd);
  EXPECT_EQ(column.odd->line, 3U);
  EXPECT_EQ(column.odd->text, "x");
  const std::string message = message_of([&] { (void)table_units(table, "", "bad.csv"); });
  EXPECT_TRUE(has(message, "bad.csv: line 3, column u2: 'x' is not a number")) << message;
}

TEST(TableColumns, RowNumbersAndLabelsAreNoUnits) {
  const auto units = [](const std::string& text) {
    return table_units(parse_table(text, "t.csv"), "", "t.csv");
  };
  // pandas, pandas read back and saved again, R, and a counter with a name.
  for (const char* const name : {"", "Unnamed: 0", "\"\"", "frame"}) {
    const TableUnits found = units(std::string(name) + ",a,b\n0,-1,-.75\n1,-.5,-.25\n2,0,.25\n");
    EXPECT_EQ(found.units, (std::vector<std::string>{"a", "b"})) << name;
    EXPECT_EQ(found.states, expected());
    ASSERT_EQ(found.notes.size(), 1U);
  }
  EXPECT_EQ(units(",a\n7,.5\n9,.25\n4,1\n").units, (std::vector<std::string>{"a"})) << "a filtered index";
  EXPECT_EQ(units("a,b\n0,.5\n1,.25\n0,1\n").units.size(), 2U) << "a unit of zeros and ones stays";
  const TableUnits mixed = units("label,trial,u0,u1\nx,1,-1,-.75\ny,1,-.5,-.25\nNA,2,0,.25\n");
  EXPECT_EQ(mixed.states, expected());
  ASSERT_EQ(mixed.columns.size(), 2U);
  EXPECT_EQ(mixed.columns[0].texts, (std::vector<std::string>{"x", "y", ""}));
  EXPECT_EQ(mixed.columns[1].numbers, (std::vector<double>{1, 1, 2}));
  EXPECT_TRUE(has(mixed.notes[0], "'label', 'trial'")) << mixed.notes[0];
  // A table that is nothing else.
  EXPECT_EQ(units("label\n3\n1\n2\n").states.cols(), 1);
}

TEST(TableColumns, UnitsMayBeNamedByAPattern) {
  const ForeignTable table = parse_table("u0,v,u1,y\n-1,5,-.75,a\n-.5,6,-.25,b\n0,7,.25,c\n", "t.csv");
  EXPECT_EQ(table_units(table, "u*", "t.csv").states, expected());
  EXPECT_EQ(table_units(table, "v, u1", "t.csv").units, (std::vector<std::string>{"v", "u1"}));
  EXPECT_TRUE(has(message_of([&] { (void)table_units(table, "w*", "t.csv"); }), "'w*'"));
  EXPECT_TRUE(has(message_of([&] { (void)table_units(table, "y", "t.csv"); }), "column y holds no numbers"));
}

}  // namespace rssviz::formats
