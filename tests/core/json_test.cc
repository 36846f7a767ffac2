#include "core/formats/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/error.h"

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

}  // namespace rssviz::formats
