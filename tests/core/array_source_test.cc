#include "core/formats/array_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "core/error.h"
#include "core/formats/hdf5.h"
#include "core/formats/label_source.h"
#include "core/formats/mat.h"
#include "core/formats/npy_rows.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/output_file.h"
#include "core/rng.h"

namespace rssviz::formats {
namespace {
namespace fs = std::filesystem;
const std::string kData = std::string(RSSVIZ_TEST_DATA) + "/";

// What data/make_fixtures.py calls a.
Matrix expected() {
  Matrix a(2, 3);
  a << 0, 0.25F, 0.5F, 0.75F, 1, 1.25F;
  return a;
}

class ArraySourceTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              (std::string("rssviz-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  fs::path folder_;
};

Error error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Changes some bytes of `whole`, or cuts it, by the stream of `round`.
std::string mutated(const std::string& whole, std::uint64_t round) {
  Rng rng(1, "mutations", round);
  std::string bytes = whole;
  if (rng.below(8) == 0) bytes.resize(rng.below(static_cast<std::uint32_t>(whole.size())));
  for (auto n = 1 + rng.below(6); n > 0 && !bytes.empty(); --n)
    bytes[rng.below(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(rng.below(256));
  return bytes;
}
}  // namespace

TEST(Hdf5, ReadsNumbersAndTextOfEveryKind) {
  const Archive all = read_hdf5(kData + "arrays.h5");
  EXPECT_EQ(to_matrix(all.at("run/epoch_1/hidden"), ""), expected());
  EXPECT_EQ(to_matrix(all.at("half"), ""), expected());
  const Matrix second = to_matrix(all.at("run/epoch_2/hidden"), "");  // big-endian, in gzipped chunks
  EXPECT_EQ(second, (expected().array() + 1).matrix());
  EXPECT_EQ(to_doubles(all.at("count"), ""), (std::vector<double>{1, 1099511627776}));
  EXPECT_EQ(to_strings(all.at("words"), ""), (std::vector<std::string>{"cup", "caf\u00e9"}));
  EXPECT_EQ(to_strings(all.at("fixed"), ""), (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(to_string(all.at("@note"), ""), "made by h5py");
}

TEST(Hdf5, OneDataSetIsChosenByItsPath) {
  const Archive states = read_states({kData + "arrays.h5:/run/epoch_2/hidden"});
  EXPECT_EQ(to_matrix(states.at("states"), ""), (expected().array() + 1).matrix());
  const Error missing = error_of([] { (void)read_states({kData + "arrays.h5:/run/epoch_3"}); });
  EXPECT_EQ(missing.kind(), ErrorKind::data);
  EXPECT_TRUE(has(missing.what(), "/run/epoch_2/hidden")) << missing.what();
  const Error several = error_of([] { (void)read_states({kData + "arrays.h5"}); });
  EXPECT_TRUE(has(several.what(), "arrays.h5:/run/epoch_2/hidden")) << several.what();
}

TEST_F(ArraySourceTest, DamagedHdf5IsADataErrorThatNamesTheFile) {
  const std::string whole = read_file(kData + "arrays.h5");
  int refused = 0;
  for (std::uint64_t round = 0; round < 150; ++round) {
    write_file(file("damaged.h5"), mutated(whole, round));
    try {
      (void)read_hdf5(file("damaged.h5"));
    } catch (const Error& error) {
      ++refused;
      EXPECT_EQ(error.kind(), ErrorKind::data) << round;
      EXPECT_TRUE(has(error.what(), "damaged.h5")) << error.what();
    }
  }
  EXPECT_GT(refused, 10);
}

TEST(Hdf5, AChildThatWasDamagedItselfIsADataError) {
  const std::string whole = "A" + serialize_npz({{"a", from_number(1)}});
  EXPECT_EQ(to_number(parse_hdf5_answer(whole, "x.h5").at("a"), "a"), 1);
  for (const std::string& answer :
       {std::string(), std::string("A"), std::string("E"), std::string("Xwhat"), whole.substr(0, 60),
        std::string("Etwo\nlines"), "E" + std::string(10000, 'x')}) {
    const Error error = error_of([&] { (void)parse_hdf5_answer(answer, "x.h5"); });
    EXPECT_EQ(error.kind(), ErrorKind::data) << answer;
    EXPECT_TRUE(has(error.what(), "x.h5")) << error.what();
  }
  EXPECT_STREQ(error_of([&] { (void)parse_hdf5_answer("Ex.h5: holds nothing", "x.h5"); }).what(),
               "x.h5: holds nothing");
}

TEST_F(ArraySourceTest, TheChildMayUseNoMoreMemoryThanAllowed) {
  // A kilobyte of address space is too little to open any file (where a sanitizer lifts that limit, its
  // arrays are larger).
  const Error error = error_of([] { (void)read_hdf5(kData + "arrays.h5", "", {1 << 10, 60}); });
  EXPECT_EQ(error.kind(), ErrorKind::data);
  EXPECT_TRUE(has(error.what(), "arrays.h5")) << error.what();
}

TEST(Safetensors, ReadsFloatsOfEveryWidthAndIntegers) {
  const Archive all = read_safetensors(kData + "arrays.safetensors");
  for (const char* name : {"a", "half", "brain"})
    EXPECT_EQ(to_matrix(all.at(name), name), expected()) << name;
  EXPECT_EQ(to_integers(all.at("n"), "n"), (std::vector<std::int32_t>{7, -1}));
}

// A number of the header that fits no integer, by itself or as a double.
TEST(Safetensors, HeadersOfNumbersThatAreNoPlacesAreRefusedByName) {
  for (const std::string number : {"6e25", "1.5", "-1", "18446744073709551616", "18446744073709551615.0"}) {
    const std::string header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,)" + number + "]}}";
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size());
    file += header + "x";
    try {
      (void)parse_safetensors(file, "made.safetensors");
      FAIL() << number;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_NE(std::string(error.what()).find("data_offsets"), std::string::npos) << error.what();
    }
  }
}

TEST(Safetensors, DamagedFilesAreDataErrors) {
  const std::string whole = read_file(kData + "arrays.safetensors");
  for (std::uint64_t round = 0; round < 3000; ++round) {
    try {
      (void)parse_safetensors(mutated(whole, round), "damaged");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << round;
    }
  }
}

TEST(Npy, ReadsVersionThreeInFortranOrderAndBigEndian) {
  EXPECT_EQ(to_matrix(read_npy(kData + "version3.npy"), ""), expected());
}

TEST_F(ArraySourceTest, TypesAndShapesAreReadWithoutTheElements) {
  // A file with holes: 400 MB of states that take no room on disk.
  Array header{DType::float32, {1000000, 100}, {}, {}};
  write_file(file("large.npy"), serialize_npy(header));
  fs::resize_file(file("large.npy"), 128 + 400000000);
  const Array described = describe_npy(file("large.npy"));
  EXPECT_EQ(described.dtype, DType::float32);
  EXPECT_EQ(described.shape, (std::vector<std::size_t>{1000000, 100}));
  EXPECT_TRUE(described.data.empty());
  for (const char* name : {"stored.npz", "deflated.npz"}) {
    const Archive archive = describe_npz(kData + name);
    EXPECT_EQ(archive.at("a").shape, (std::vector<std::size_t>{2, 3})) << name;
    EXPECT_EQ(archive.at("a").dtype, DType::float64) << name;
  }
}

TEST_F(ArraySourceTest, AMatrixReadInPlaceIsTheSame) {
  EXPECT_EQ(read_npy_matrix(kData + "version3.npy"), expected());  // big-endian, Fortran order
  write_npy(file("plain.npy"), from_matrix(expected()));
  EXPECT_EQ(read_npy_matrix(file("plain.npy")), expected());
  fs::resize_file(file("plain.npy"), fs::file_size(file("plain.npy")) - 1);
  EXPECT_EQ(error_of([&] { (void)read_npy_matrix(file("plain.npy")); }).kind(), ErrorKind::data);
}

TEST_F(ArraySourceTest, RowsOfAFileAreReadByBlocks) {
  Rng random(1, "rows by blocks", 0);
  Matrix states(700, 3);
  for (Eigen::Index i = 0; i < states.size(); ++i) states.data()[i] = static_cast<float>(random.normal());
  write_npz(file("stored.npz"),
            {{"a", from_string("before")}, {"states", from_matrix(states)}, {"z", from_number(1)}});
  const std::unique_ptr<RowBlocks> rows = open_rows(file("stored.npz"));
  ASSERT_NE(rows, nullptr);
  Matrix room;
  EXPECT_EQ(rows->read(510, 100, room), states.middleRows(510, 100));
  Matrix all(700, 3);
  for_each_block(*rows, [&](Eigen::Index first, const MatrixRef& block) {
    all.middleRows(first, block.rows()) = block;
  });
  EXPECT_EQ(all, states);
  const std::vector<std::int32_t> chosen{3, 4, 5, 699, 0};
  const MatrixRows whole(states);
  const ChosenRows some(whole, chosen);
  const MatrixRef found = some.read(1, 4, room);
  EXPECT_EQ(found.row(0), states.row(4));
  EXPECT_EQ(found.row(2), states.row(699));
  EXPECT_EQ(found.row(3), states.row(0));
  EXPECT_EQ(open_rows(kData + "deflated.npz"), nullptr);
  std::string damaged = read_file(file("stored.npz"));
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  write_file(file("damaged.npz"), damaged);
  EXPECT_EQ(error_of([&] { (void)open_rows(file("damaged.npz")); }).kind(), ErrorKind::data);
}

TEST_F(ArraySourceTest, RowsOfPackedFilesAreReadByBlocksToo) {
  for (const char* const name : {"rows.npz", "rows.h5", "rows.h5:/states"}) {
    const std::unique_ptr<RowBlocks> rows = open_rows(kData + name);
    ASSERT_NE(rows, nullptr) << name;
    ASSERT_EQ(rows->rows(), 600);
    Matrix room;
    const MatrixRef read = rows->read(77, 520, room);
    for (Eigen::Index i = 0; i < 520; ++i)
      for (Eigen::Index j = 0; j < 3; ++j)
        ASSERT_EQ(read(i, j), static_cast<float>((77 + i) * 3 + j - (((77 + i) * 3 + j) / 97) * 97) / 4)
            << name << " " << i;
  }
  EXPECT_EQ(open_rows(kData + "arrays.h5"), nullptr);  // has no /states
  EXPECT_EQ(open_rows(kData + "arrays.h5:/words"), nullptr);
  EXPECT_EQ(read_all(*open_rows(kData + "arrays.h5:/run/epoch_1/hidden")), expected());
  // Damage in the packed elements is found.
  for (const char* const name : {"rows.npz", "rows.h5"}) {
    std::string damaged = read_file(kData + name);
    const std::size_t at = std::string(name) == "rows.npz" ? 60 : damaged.size() - 200;
    for (std::size_t i = 0; i < 40; ++i) damaged[at + i] = static_cast<char>(damaged[at + i] ^ 0x5A);
    write_file(file(name), damaged);
    EXPECT_EQ(error_of([&] { (void)open_rows(file(name)); }).kind(), ErrorKind::data) << name;
  }
}

TEST_F(ArraySourceTest, ElementsWithoutBytesCannotDeclareBillions) {
  std::string bytes = serialize_npy(from_strings(std::vector<std::string>{"a"}));
  const auto replace = [&](const std::string& from, const std::string& to) {
    bytes.replace(bytes.find(from), to.size(), to);
  };
  replace("<U1", "<U0");
  replace("(1,), }      ", "(99999999,),}");
  EXPECT_EQ(error_of([&] { (void)parse_npy(bytes, "lie"); }).kind(), ErrorKind::data);
}

TEST(ArraySource, ArraysOfOtherTypesDontBlockThoseThatAreRead) {
  const Archive all = read_states({kData + "unread.npz"});
  EXPECT_EQ(to_matrix(all.at("states"), ""), expected());
  EXPECT_EQ(to_strings(all.at("word"), ""), (std::vector<std::string>{"cup", "\u00e9"}));
  std::string notes;
  for (const std::string& note : reading_notes(all)) notes += note + "\n";
  for (const char* const part :
       {"group: holds pickled Python objects", "np.asarray(group, dtype=str)", "wave: holds complex numbers",
        "wave.real", "day: holds dates or times", "day.astype(str)", "pair: has a structured type",
        "wide: holds numbers of 16 bytes"})
    EXPECT_TRUE(has(notes, part)) << part << " is not in\n" << notes;
  // The reason stands where the array is asked for, and in what is read of the file without its elements.
  const Error error = error_of([] { (void)read_arrays(kData + "unread.npz:group"); });
  EXPECT_TRUE(has(error.what(), "unread.npz:group: holds pickled Python objects")) << error.what();
  const Archive described = describe_npz(kData + "unread.npz");
  EXPECT_EQ(described.at("states").shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(described.contains("@unread/wave"));
}

TEST(ArraySource, BooleansOfHdf5AreNumbers) {
  const Archive all = read_arrays(kData + "bools.h5");
  EXPECT_EQ(to_integers(all.at("spikes"), ""), (std::vector<std::int32_t>{1, 0, 1, 0, 0, 1}));
  EXPECT_EQ(to_integers(all.at("correct"), ""), (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(reading_notes(all).size(), 1U) << "the structured type";
  Matrix room;
  const std::unique_ptr<RowBlocks> rows = open_rows(kData + "bools.h5:/spikes");
  ASSERT_NE(rows, nullptr);
  EXPECT_EQ(rows->read(1, 1, room)(0, 2), 1);
}

TEST_F(ArraySourceTest, OneOfSeveralArraysIsChosenByName) {
  write_npz(file("layers.npz"), {{"model/lstm/h", from_matrix(expected())},
                                 {"model/lstm/c", from_matrix((expected().array() + 1).matrix())},
                                 {"word", from_strings(std::vector<std::string>{"a", "b"})}});
  for (const char* const name : {"layers.npz:/model/lstm/h", "layers.npz:model/lstm/h"}) {
    EXPECT_EQ(to_matrix(read_arrays(file(name)).at("states"), ""), expected()) << name;
    const Archive states = read_states({file(name)});
    EXPECT_EQ(to_matrix(states.at("states"), ""), expected());
    EXPECT_TRUE(states.contains("word")) << "columns of the file stay";
    EXPECT_EQ(read_all(*open_rows(file(name))), expected());
  }
  EXPECT_EQ(to_matrix(read_arrays(kData + "arrays.safetensors:half").at("states"), ""), expected());
  const Error several = error_of([&] { (void)read_states({file("layers.npz")}); });
  EXPECT_TRUE(has(several.what(), "layers.npz:model/lstm/c or ") &&
              has(several.what(), "layers.npz:model/lstm/h"))
      << several.what();
  const Error none = error_of([&] { (void)read_states({file("layers.npz:g")}); });
  EXPECT_TRUE(has(none.what(), "has no array 'g' (it has: model/lstm/c, model/lstm/h, word)")) << none.what();
  for (const char* const name : {"a.npz", "a.npz:", "x:y.npy"}) {
    EXPECT_EQ(parse_source(name).file, name);
    EXPECT_EQ(parse_source(name).inside, "");
  }
}

// (0, 1), (2, 3), (4, 5) in quarters.
Matrix mat_states() {
  Matrix a(3, 2);
  a << 0, 0.25F, 0.5F, 0.75F, 1, 1.25F;
  return a;
}

TEST(Mat, VariablesOfAllVersionsAreRead) {
  for (const char* const name : {"level4.mat", "level5.mat", "level73.mat"}) {
    const Archive all = read_arrays(kData + name);
    EXPECT_EQ(to_matrix(all.at("states"), ""), mat_states()) << name;
    EXPECT_EQ(to_string(all.at("name"), ""), "run one") << name;
  }
  for (const char* const name : {"level5.mat", "level73.mat"}) {
    const Archive all = read_arrays(kData + name);
    EXPECT_EQ(to_integers(all.at("y"), ""), (std::vector<std::int32_t>{0, 1, 2})) << name;
    EXPECT_EQ(all.at("y").shape, (std::vector<std::size_t>{3})) << name;
  }
}

TEST(Mat, EveryKindOfVariableIsReadOrNamed) {
  const Archive all = read_arrays(kData + "level5.mat");
  EXPECT_EQ(all.at("trials").shape, (std::vector<std::size_t>{2, 3, 4}));
  std::vector<float> counted(24);
  for (std::size_t i = 0; i < 24; ++i) counted[i] = static_cast<float>(i);
  EXPECT_EQ(to_floats(all.at("trials"), ""), counted);
  EXPECT_EQ(to_number(all.at("count"), ""), 7);
  EXPECT_EQ(to_integers(all.at("correct"), ""), (std::vector<std::int32_t>{1, 0, 1}));
  EXPECT_EQ(to_strings(all.at("words"), ""), (std::vector<std::string>{"cup", "caf\u00e9"}));
  EXPECT_EQ(to_strings(all.at("rows"), ""), (std::vector<std::string>{"ab", "cde"}));
  EXPECT_EQ(to_matrix(all.at("run/h"), ""), (mat_states().array() + 1).matrix());
  EXPECT_EQ(to_matrix(read_states({kData + "level5.mat:run/h"}).at("states"), ""),
            (mat_states().array() + 1).matrix());
  std::string notes;
  for (const std::string& note : reading_notes(all)) notes += note + "\n";
  for (const char* const part :
       {"cells: is a cell array", "vertcat(cells{:})", "save real(wave)", "save full(sparse)"})
    EXPECT_TRUE(has(notes, part)) << part << " is not in\n" << notes;
}

TEST_F(ArraySourceTest, DamagedMatFilesAreDataErrorsThatNameTheFile) {
  for (const char* const name : {"level5.mat", "level73.mat"}) {
    const std::string whole = read_file(kData + name);
    int refused = 0;
    for (std::uint64_t round = 0; round < 60; ++round) {
      write_file(file(name), mutated(whole, round));
      try {
        (void)read_mat(file(name));
      } catch (const Error& error) {
        ++refused;
        EXPECT_EQ(error.kind(), ErrorKind::data) << round;
        EXPECT_TRUE(has(error.what(), name)) << error.what();
      }
    }
    EXPECT_GT(refused, 3) << name;
  }
}

TEST_F(ArraySourceTest, AKerasArchiveGivesWeightsAndConfiguration) {
  const Archive all = read_arrays(kData + "model.keras");
  EXPECT_EQ(all.at("layers/lstm/cell/vars/0").shape, (std::vector<std::size_t>{3, 8}));
  EXPECT_TRUE(has(to_string(all.at("@model_config"), ""), "Sequential"));
  EXPECT_EQ(to_string(all.at("@keras_version"), ""), "3.4.1");
  write_npz(file("no.keras"), {{"a", from_number(1)}});
  EXPECT_TRUE(has(error_of([&] { (void)read_arrays(file("no.keras")); }).what(), "has no model.weights.h5"));
  std::string damaged = read_file(kData + "model.keras");
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  write_file(file("bad.keras"), damaged);
  const Error error = error_of([&] { (void)read_arrays(file("bad.keras")); });
  EXPECT_TRUE(has(error.what(), "bad.keras:model.weights.h5")) << error.what();
}

TEST_F(ArraySourceTest, SparseMatricesOfSciPyAreRefusedWithARemedy) {
  write_npz(file("sparse.npz"), {{"data", from_vector(std::vector<float>{1})},
                                 {"shape", from_vector(std::vector<std::int32_t>{2, 2})},
                                 {"format", from_string("csr")}});
  EXPECT_TRUE(has(error_of([&] { (void)read_states({file("sparse.npz")}); }).what(), "x.toarray()"));
}

TEST_F(ArraySourceTest, ATableGivesUnitsAndTheRestUnderItsNames) {
  write_file(file("mixed.csv"), ";u0;u1;label;loss\n1;0,25;0,5;x;0,1\n2;0,75;1;y;NA\n3;1;1,5;;0,3\n");
  const Archive all = read_states({file("mixed.csv")});
  EXPECT_EQ(all.at("states").shape, (std::vector<std::size_t>{3, 3}))
      << "loss is a unit unless said otherwise";
  const Archive units = read_states({file("mixed.csv")}, {.unit_columns = "u*"});
  EXPECT_EQ(units.at("states").shape, (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(units.at("label").text, (std::vector<std::string>{"x", "y", ""}));
  EXPECT_EQ(to_doubles(units.at("loss"), "").back(), 0.3);
  EXPECT_EQ(reading_notes(all).front(), "3 rows, 5 columns, separated by ;, decimal commas");
}

TEST_F(ArraySourceTest, LabelsMayBeAVectorOneHotRowsOrATable) {
  const std::vector<std::int32_t> classes{2, 0, 1};
  write_npy(file("y.npy"), from_vector(classes));
  EXPECT_EQ(to_integers(read_columns(file("y.npy")).at("y"), "y"), classes);
  write_npy(file("words.npy"), from_strings(std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read_columns(file("words.npy")).at("words").text.size(), 2U);
  Matrix hot = Matrix::Zero(3, 4);
  for (int i = 0; i < 3; ++i) hot(i, classes[static_cast<std::size_t>(i)]) = 1;
  write_npy(file("hot.npy"), from_matrix(hot));
  EXPECT_EQ(to_integers(read_columns(file("hot.npy")).at("hot"), "hot"), classes);
  hot(1, 1) = 1;
  write_npy(file("hot.npy"), from_matrix(hot));
  EXPECT_EQ(read_columns(file("hot.npy")).at("hot").shape.size(), 2U) << "two ones in a row";
  write_npz(file("all.npz"), {{"run/y", from_vector(classes)}, {"z", from_vector(classes)}});
  EXPECT_EQ(to_integers(read_columns(file("all.npz:run/y")).at("y"), "y"), classes);
  write_file(file("metadata.tsv"), "noun\nverb\nNA\n");
  EXPECT_EQ(read_columns(file("metadata.tsv"), 3).at("metadata").text,
            (std::vector<std::string>{"noun", "verb", ""}));
  write_file(file("l.csv"), ",loss,odd\n0,NA,1\n1,0.5,two\n2,0.25,3\n");
  const Archive table = read_columns(file("l.csv"), 3);
  EXPECT_EQ(to_doubles(table.at("loss"), "loss").back(), 0.25);
  EXPECT_EQ(reading_notes(table), (std::vector<std::string>{"column 'loss': 1 missing value",
                                                            "column 'odd' holds texts: line 3 is 'two'"}));
  EXPECT_FALSE(table.contains(""));
}

TEST_F(ArraySourceTest, TablesMayHaveNoHeaderAndTabs) {
  write_file(file("bare.csv"), "0,0.25,0.5\n0.75,1,1.25\n");
  write_file(file("named.tsv"), "u1\tu2\tu3\n0\t0.25\t0.5\n0.75\t1\t1.25\n");
  for (const char* name : {"bare.csv", "named.tsv"})
    EXPECT_EQ(to_matrix(read_states({file(name)}).at("states"), name), expected()) << name;
  write_file(file("bad.csv"), "u1,u2\n1,2\n3,x\n");
  const Error error = error_of([&] { (void)read_states({file("bad.csv")}); });
  EXPECT_TRUE(has(error.what(), "line 3, column u2: 'x'")) << error.what();
}

TEST_F(ArraySourceTest, FilesOfAPatternAreStagesInOrderOfTheirNumbers) {
  for (const int epoch : {1, 2, 10})
    write_npy(file("epoch_" + std::to_string(epoch) + ".npy"),
              from_matrix(Matrix::Constant(4, 2, static_cast<float>(epoch))));
  const std::vector<std::string> files = expand_patterns({file("epoch_*.npy")});
  ASSERT_EQ(files.size(), 3U);
  EXPECT_TRUE(files[2].ends_with("epoch_10.npy"));
  const Archive states = read_states(files);
  EXPECT_EQ(states.at("states").shape, (std::vector<std::size_t>{3, 4, 2}));
  EXPECT_EQ(to_floats(states.at("states"), "").back(), 10.F);
  EXPECT_EQ(to_integers(states.at("stage"), ""), (std::vector<std::int32_t>{0, 1, 2}));
  write_npy(file("epoch_11.npy"), from_matrix(Matrix::Zero(5, 2)));
  const Error error = error_of([&] { (void)read_states(expand_patterns({file("epoch_*.npy")})); });
  EXPECT_TRUE(has(error.what(), "epoch_11.npy: states have shape 5 x 2")) << error.what();
  EXPECT_TRUE(has(error.what(), "4 x 2")) << error.what();
  EXPECT_EQ(error_of([&] { (void)expand_patterns({file("none*.npy")}); }).kind(), ErrorKind::no_input);
}

TEST(ArraySource, PickledFilesAreRefusedWithARecipe) {
  const Error error = error_of([] { (void)read_states({"model.pt"}); });
  EXPECT_EQ(error.kind(), ErrorKind::data);
  EXPECT_TRUE(has(error.what(), "np.savez")) << error.what();
}

}  // namespace rssviz::formats
