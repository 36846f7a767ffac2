#include "core/sha256.h"

#include <gtest/gtest.h>

#include <string>

#include "core/output_file.h"
#include "core/sha256_plain.h"

namespace rssviz {
namespace {
std::string digest(const std::string& text) {
  return sha256(std::as_bytes(std::span(text.data(), text.size())));
}
}  // namespace

// Values from FIPS 180-4's examples and `printf ... | sha256sum`.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(digest(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Of all lengths around one and two blocks, by the processor's instructions and without them.
TEST(Sha256, IsTheSameWithAndWithoutTheProcessorsInstructions) {
  std::string text;
  for (int length = 0; length < 300; ++length) {
    EXPECT_EQ(digest(text), sha256_plain(std::as_bytes(std::span(text.data(), text.size())))) << length;
    text += static_cast<char>(length * 37);
  }
}

TEST(Sha256, OfAFileEqualsThatOfItsBytes) {
  const std::string path = testing::TempDir() + "sha256_test.bin";
  const std::string content(200001, 'x');
  write_file(path, content);
  EXPECT_EQ(sha256_of_file(path), digest(content));
  std::filesystem::remove(path);
}

}  // namespace rssviz
