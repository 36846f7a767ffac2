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
  try {
    (void)parse_json("{\"a\": }", "run.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("run.json"), std::string::npos);
  }
}

}  // namespace rssviz::formats
