#include "core/formats/csv.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace rssviz::formats {

TEST(Csv, ReadsQuotesLineEndsAndTheByteOrderMark) {
  const Table table = parse_csv("\xEF\xBB\xBFword,n\r\n\"a, \"\"b\"\"\",1\r\nc,\r\n", "t.csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"word", "n"}));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"a, \"b\"", "1"}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"c", ""}));
}

TEST(Csv, WhatIsWrittenReadsBack) {
  const Table table{{"a", "b"}, {{"x,y", "\"q\""}, {"", "two\nlines"}}};
  const Table again = parse_csv(serialize_csv(table), "t.csv");
  EXPECT_EQ(again.header, table.header);
  EXPECT_EQ(again.rows, table.rows);
}

TEST(Csv, ErrorsNameFileAndLine) {
  for (const auto& [text, part] : {std::pair{"a,b\n1\n", "line 2 has 1 fields"},
                                   std::pair{"a\n\"x", "line 2"}, std::pair{"", "empty"}}) {
    try {
      (void)parse_csv(text, "t.csv");
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("t.csv"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

TEST(Csv, NumbersReadBackToTheSameValue) {
  for (const double value : {0.1, 1.0 / 3, 1e-300, 123456789.125, -2.0})
    EXPECT_EQ(std::stod(format_number(value)), value);
  EXPECT_EQ(format_number(0.5F), "0.5");
  EXPECT_EQ(format_number(std::nan("")), "");
}

}  // namespace rssviz::formats
