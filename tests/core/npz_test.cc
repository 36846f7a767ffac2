#include "core/formats/npz.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/formats/npz_views.h"
#include "core/output_file.h"

namespace rssviz::formats {
namespace {
const std::string kData = std::string(RSSVIZ_TEST_DATA) + "/";

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}
}  // namespace

// stored.npz and deflated.npz were written by NumPy: see data/make_fixtures.py.
TEST(Npz, ReadsWhatNumpySaved) {
  const Archive archive = read_npz(kData + "stored.npz");
  Matrix expected(2, 3);
  expected << 0, 0.25F, 0.5F, 0.75F, 1, 1.25F;
  EXPECT_EQ(archive.at("a").dtype, DType::float64);
  for (const char* name : {"a", "big", "half"})
    EXPECT_EQ(to_matrix(archive.at(name), name), expected) << name;
  EXPECT_EQ(to_strings(archive.at("words"), "words"), (std::vector<std::string>{"cup", "caf\u00e9"}));
  EXPECT_EQ(to_integers(archive.at("flag"), "flag"), (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(to_number(archive.at("n"), "n"), 7);
}

TEST(Npz, ReadsDeflatedEntries) {
  const Archive archive = read_npz(kData + "deflated.npz");
  EXPECT_EQ(to_matrix(archive.at("a"), "a")(1, 2), 1.25F);
  EXPECT_EQ(to_matrix(archive.at("zeros"), "zeros"), Matrix::Zero(100, 50));
}

TEST(Npz, WhatIsWrittenReadsBackAndHasFixedBytes) {
  Archive archive;
  archive["m"] = from_matrix(Matrix::Random(5, 4));
  archive["d"] = from_matrix(MatrixD::Random(3, 2));
  archive["i"] = from_vector(std::vector<std::int32_t>{1, -2, 3});
  archive["s"] = from_strings(std::vector<std::string>{"left", "", "\u03c1"});
  archive["one"] = from_string("{}");
  const std::string bytes = serialize_npz(archive);
  EXPECT_EQ(serialize_npz(parse_npz(bytes, "x")), bytes);
  const Archive again = parse_npz(bytes, "x");
  EXPECT_EQ(to_matrix(again.at("m"), "m"), to_matrix(archive["m"], "m"));
  EXPECT_EQ(to_matrix_double(again.at("d"), "d"), to_matrix_double(archive["d"], "d"));
  EXPECT_EQ(to_strings(again.at("s"), "s"), archive["s"].text);
  EXPECT_EQ(to_string(again.at("one"), "one"), "{}");
}

TEST(Npz, PickledObjectsAreRefusedWithARemedy) {
  const std::string message = message_of([] { (void)read_npy(kData + "object.npy"); });
  EXPECT_NE(message.find("object.npy"), std::string::npos);
  EXPECT_NE(message.find("np.save"), std::string::npos);
}

TEST(Npz, DamagedFilesAreRefusedByName) {
  const std::string whole = read_file(kData + "stored.npz");
  for (std::size_t length = 0; length < whole.size(); length += 37) {
    const std::string message = message_of([&] { (void)parse_npz(whole.substr(0, length), "cut.npz"); });
    EXPECT_NE(message.find("cut.npz"), std::string::npos) << length;
  }
  for (std::size_t i = 0; i < whole.size(); i += 11) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    try {
      (void)parse_npz(changed, "changed.npz");  // a change in a name or a date goes through; none may crash
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
    }
  }
}

TEST(Npz, MissingArraysAreNamedWithThoseThereAre) {
  Archive archive;
  archive["coords"] = from_number(1);
  const std::string message = message_of([&] { (void)require(archive, "states", "f.npz"); });
  EXPECT_EQ(message, "f.npz: has no array 'states' (it has: coords)");
}

TEST(Array, ConversionsRefuseWhatWouldLoseMeaning) {
  EXPECT_THROW((void)to_integers(from_number(1.5), "x"), Error);
  EXPECT_THROW((void)to_matrix(from_string("a"), "x"), Error);
  EXPECT_THROW((void)to_matrix(from_number(1), "x"), Error);
  EXPECT_THROW((void)to_strings(from_number(1), "x"), Error);
}

namespace {

std::string npy_of_shape(const std::string& shape) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(117, ' ');
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size() + 1) + '\0' + header + '\n';
}

}  // namespace

// Who walks over the rows of such an array never ends.
TEST(Npy, MoreRowsOfNothingThanAnyoneSavesAreRefused) {
  EXPECT_EQ(parse_npy(npy_of_shape("(60, 0)"), "x").shape, (std::vector<std::size_t>{60, 0}));
  for (const char* shape : {"(1000000000000000, 0)", "(0, 1000000000000000)", "(3, 1000000000000, 0)"})
    EXPECT_NE(
        message_of([&] { (void)parse_npy(npy_of_shape(shape), "x.npy"); }).find("x.npy: its shape declares"),
        std::string::npos)
        << shape;
}

// Elements are read by blocks where they stand in order: the same as at once, whatever the size.
TEST(Npy, ReadsArraysOfSeveralBlocks) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "blocks.npy";
  Matrix values(3, 200'000);
  for (Eigen::Index i = 0; i < values.size(); ++i) values.data()[i] = static_cast<float>(i);
  write_npy(file, from_matrix(values));
  EXPECT_EQ(to_matrix(read_npy(file), "x"), values);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  EXPECT_NE(message_of([&] { (void)read_npy(file); }).find("blocks.npy"), std::string::npos);
  std::filesystem::remove(file);
}

// The same archive from a file, where it is read piece by piece, and from memory; cut short at every place.
TEST(Npz, AFileIsReadAsItsBytesAre) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "cut.npz";
  for (const char* name : {"stored.npz", "deflated.npz"}) {
    const std::string whole = read_file(kData + name);
    for (std::size_t size = 0; size <= whole.size(); size += 1 + whole.size() / 90) {
      const std::string part = whole.substr(0, size);
      write_file(file, std::string_view(part));
      const std::string of_bytes = message_of([&] { (void)parse_npz(part, file.string()); });
      EXPECT_EQ(message_of([&] { (void)read_npz(file); }), of_bytes) << name << " " << size;
      EXPECT_NE(of_bytes, "") << name << " " << size;
    }
  }
  std::filesystem::remove(file);
}

// 1,000 times its size is possible for an archive that is deflated, more is a lie; both are found by what the
// directory declares.
TEST(Npz, DeclaredSizesBeyondMemoryAreRefusedBeforeTheyAreTaken) {
  std::string bytes = read_file(kData + "deflated.npz");
  const std::size_t entry = bytes.find("PK\x01\x02");
  ASSERT_NE(entry, std::string::npos);
  bytes.replace(entry + 24, 4, "\xF0\xFF\xFF\x7F");  // 2 GB
  EXPECT_NE(message_of([&] { (void)parse_npz(bytes, "x.npz"); }).find("declared size is impossible"),
            std::string::npos);
  bytes.replace(entry + 20, 4, "\xF0\xFF\xFF\x7F");  // and as many packed bytes, which the file hasn't
  EXPECT_NE(message_of([&] { (void)parse_npz(bytes, "x.npz"); }), "");
}

TEST(NpzViews, MatricesThatStandElsewhereGiveTheSameBytes) {
  Matrix matrix(3, 2);
  matrix << 1.F, 2.F, 3.F, 4.F, 5.F, 6.F;
  const Archive whole{
      {"a", from_string("a text")}, {"m", from_matrix(MatrixRef(matrix))}, {"z", from_number(2.)}};
  Archive without = whole;
  without["m"] = {DType::float32, {0, 0}, {}, {}};
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "views.npz";
  write_npz(file, without, {{"m", &matrix}});
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_EQ(bytes, serialize_npz(whole));
  EXPECT_EQ(to_string(read_npz(file).at("a"), "a"), "a text");
  std::filesystem::remove(file);
}

}  // namespace rssviz::formats
