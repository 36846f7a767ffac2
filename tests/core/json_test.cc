#include "core/formats/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/formats/json_fields.h"

namespace rssviz::formats {

TEST(Json, OneLineOfAsciiKeepsTheOrderOfKeys) {
  Json value;
  value["z"] = "\u00e9";
  value["a"] = {1, 2};
  EXPECT_EQ(ascii_line(value), "{\"z\":\"\\u00e9\",\"a\":[1,2]}");
  EXPECT_EQ(parse_json(ascii_line(value), "x"), value);
}

TEST(Json, AMalformedFileIsNamed) {
  for (const char* text : {"{\"a\": }", "", "[1, 2", "{\"a\": 22e2222}"}) {
    try {
      (void)parse_json(text, "run.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << text;
      EXPECT_TRUE(std::string(error.what()).starts_with("run.json: ")) << error.what();
    }
  }
}

// A reader that calls itself for each level would end the program.
TEST(Json, NestingBeyondTheLimitIsRefusedAndBracketsInTextArent) {
  const std::string deep(1'000'000, '[');
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW((void)parse_json(nested(kDeepestJson), "x"));
  EXPECT_NO_THROW((void)parse_json("[\"" + deep + "\\\"[\"]", "x"));
  for (const std::string& text : {deep, nested(kDeepestJson + 1), std::string(1000, ' ') + nested(200'000)}) {
    try {
      (void)parse_json(text, "run.json");
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_TRUE(std::string(error.what()).starts_with("run.json: lists are nested")) << error.what();
    }
  }
}

TEST(Json, TextThatIsNotUtf8IsNamedWhenItIsWritten) {
  Json value;
  value["settings"]["title"] = "caf\xE9";
  try {
    (void)ascii_line(value);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("settings/title 'caf\\xE9'"), std::string::npos) << error.what();
  }
}

// Every kind of value where every other one is needed.
TEST(JsonFields, WhatIsMissingOrOfAnotherKindNamesFileAndField) {
  const std::vector<Json> values{nullptr, true, 7, -7, 1e300, 2.5, "7", Json::array({7}), Json::object()};
  const auto refused = [](const auto& read) {
    try {
      read();
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_TRUE(std::string(error.what()).starts_with("run.json: the field n is ")) << error.what();
      return true;
    }
  };
  int accepted = 0;
  for (const Json& value : values) {
    const Json record{{"n", value}};
    accepted += !refused([&] { (void)field<bool>(record, "n", "run.json"); });
    accepted += !refused([&] { (void)field<int>(record, "n", "run.json"); });
    accepted += !refused([&] { (void)field<std::uint64_t>(record, "n", "run.json"); });
    accepted += !refused([&] { (void)field<double>(record, "n", "run.json"); });
    accepted += !refused([&] { (void)field<std::string>(record, "n", "run.json"); });
    accepted += !refused([&] { (void)field<std::vector<int>>(record, "n", "run.json"); });
  }
  EXPECT_EQ(accepted, 1 + 2 + 1 + 4 + 1 + 1);  // true; 7, -7; 7; four numbers; "7"; [7]
  for (const Json& record : values) EXPECT_THROW((void)field<int>(record, "n", "run.json"), Error);
  EXPECT_EQ(field_or<int>(Json{{"n", nullptr}}, "n", 3, "run.json"), 3);
  EXPECT_EQ(field_or<int>(Json::array(), "n", 3, "run.json"), 3);
}

TEST(JsonFields, TheLibrarysOwnErrorsNameTheFile) {
  const Json record = Json::array({1, 2});
  try {
    reading_json("sweep.json", [&] { return record.at("seeds").get<int>(); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_TRUE(std::string(error.what()).starts_with("sweep.json: "));
  }
}

}  // namespace rssviz::formats
