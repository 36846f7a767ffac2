#include "core/formats/toml_keys.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace rssviz::formats {
namespace {

std::string key_of(int parts) {
  std::string key = "a";
  for (int i = 1; i < parts; ++i) key += ".a";
  return key;
}

}  // namespace

TEST(TomlKeys, LongOnesAreRefusedWithTheirLineWhereverTheyStand) {
  const std::string deep = key_of(kMostKeyParts + 1);
  const std::string quoted = "\"x\"" + deep.substr(1);
  for (const std::string& text :
       {deep + " = 1", "[" + deep + "]", "[[" + deep + "]]", "b = {c = 1, " + deep + " = 2}", quoted + " = 1",
        "b = '''\n\"'''  # \"\n" + deep + " = 1"}) {
    try {
      check_toml_keys("# first\n" + text, "r.toml");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::recipe);
      EXPECT_TRUE(std::string(error.what()).starts_with("r.toml:")) << error.what();
    }
  }
}

TEST(TomlKeys, DotsOfTextNumbersAndCommentsDontCount) {
  const std::string deep = key_of(1000);
  for (const std::string& text : {key_of(kMostKeyParts) + " = 1", "x = \"" + deep + "\"",
                                  "x = '" + deep + "'  # " + deep, "x = \"\"\"\n" + deep + "\n\\\"\"\"\"",
                                  std::string("x = [1.5, 2.5]\ny = 1.5"), std::string(1000, '\'')})
    EXPECT_NO_THROW(check_toml_keys(text, "r.toml")) << text;
}

}  // namespace rssviz::formats
