#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/formats/idx.h"
#include "models/tasks/images/image_files.h"
#include "models/tasks/images/images_task.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;

class Images : public testing::Test {
 protected:
  Images() : folder_(fs::path(testing::TempDir()) / "rssviz_images") { fs::create_directories(folder_); }
  ~Images() override { fs::remove_all(folder_); }

  static std::string idx(std::vector<unsigned> shape, const std::string& values) {
    std::string bytes{'\0', '\0', '\x08', static_cast<char>(shape.size())};
    for (const unsigned side : shape)
      for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(side >> shift & 255));
    return bytes + values;
  }
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  std::string write_gz(const std::string& name, const std::string& bytes) const {
    const std::string path = (folder_ / name).string();
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path;
  }
  // Four images of 2 x 3 whose pixels count on: 0 1 2 / 3 4 5, 6 ...
  std::string counting() const {
    std::string values;
    for (int i = 0; i < 24; ++i) values.push_back(static_cast<char>(i));
    return idx({4, 2, 3}, values);
  }
  static std::string said(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  fs::path folder_;
};

TEST_F(Images, AreReadPlainAndCompressed) {
  for (const std::string& path : {write("a.idx", counting()), write_gz("a.idx.gz", counting())}) {
    const formats::IdxArray array = formats::read_idx(path);
    EXPECT_EQ(array.shape, (std::vector<std::size_t>{4, 2, 3}));
    EXPECT_EQ(array.values[23], 23);
  }
}

TEST_F(Images, OfDamagedFilesSayOneClearLine) {
  const std::string whole = write_gz("a.gz", counting());
  std::ifstream in(whole, std::ios::binary);
  const std::string packed((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto fault = [&](const std::string& bytes) {
    const std::string path = write("bad", bytes);
    return said([&] { formats::read_idx(path); });
  };
  EXPECT_NE(fault(packed.substr(0, packed.size() / 2)).find("gzip stream ends early"), std::string::npos);
  std::string damaged = packed;
  damaged[14] = static_cast<char>(damaged[14] ^ 0x7f);
  EXPECT_FALSE(fault(damaged).empty());
  EXPECT_NE(fault("P5 2 3").find("is no IDX file"), std::string::npos);
  EXPECT_NE(fault(counting().substr(0, 30)).find("values, its header says 24"), std::string::npos);
  EXPECT_NE(fault(idx({4, 2, 3}, "").replace(2, 1, "\x0d")).find("type 13"), std::string::npos);
  EXPECT_NE(fault(idx({0xffffffffU, 0xffffffffU}, "")).find("more than 2 GB"), std::string::npos);
  EXPECT_NE(fault(counting().substr(0, 9)).find("ends within the header"), std::string::npos);
}

TEST_F(Images, BecomeRowsColumnsOrPixels) {
  ImagesSpec spec{.images = write("a.idx", counting()),
                  .labels = write("y.idx", idx({4}, {0, 1, 0, 1})),
                  .test_share = 0.5};
  ReadImages read = read_images(spec);
  EXPECT_EQ(read.sequences.rows, 2);
  EXPECT_EQ(read.sequences.inputs, 3);
  EXPECT_FLOAT_EQ(read.sequences.value(1, 1, 2), 11.0F / 255);
  EXPECT_EQ(read.sequences.train, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(read.sequences.test, (std::vector<std::int32_t>{2, 3}));
  spec.steps = ImageSteps::columns;
  read = read_images(spec);
  EXPECT_EQ(read.sequences.rows, 3);
  EXPECT_FLOAT_EQ(read.sequences.value(1, 2, 1), 11.0F / 255);
  EXPECT_FLOAT_EQ(read.sequences.value(0, 1, 1), 4.0F / 255);
  spec.steps = ImageSteps::pixels;
  spec.blank_after = 3;
  read = read_images(spec);
  EXPECT_EQ(read.sequences.rows, 6);
  EXPECT_EQ(read.sequences.steps(), 9);
  EXPECT_FLOAT_EQ(read.sequences.value(2, 5, 0), 17.0F / 255);
}

TEST_F(Images, OfOtherNumbersThanLabelsAreRefused) {
  ImagesSpec spec{.images = write("a.idx", counting()), .labels = write("y.idx", idx({3}, {0, 1, 0}))};
  const std::string text = said([&] { read_images(spec); });
  EXPECT_NE(text.find("has 4 images"), std::string::npos);
  EXPECT_NE(text.find("has 3 labels"), std::string::npos);
  spec.labels = write("z.idx", idx({2, 2}, {0, 1, 0, 1}));
  EXPECT_NE(said([&] { read_images(spec); }).find("labels have one"), std::string::npos);
  spec.labels = spec.images;
  spec.images = write("y.idx", idx({4}, {0, 1, 0, 1}));
  EXPECT_NE(said([&] { read_images(spec); }).find("images have three"), std::string::npos);
}

TEST_F(Images, OfOneClassAreRefused) {
  const ImagesSpec spec{.images = write("a.idx", counting()),
                        .labels = write("y.idx", idx({4}, {3, 3, 3, 3}))};
  EXPECT_NE(said([&] { read_images(spec); }).find("every image is of class 3"), std::string::npos);
}

TEST_F(Images, AreKeptForDrawingWithoutTheirFiles) {
  ImagesSpec spec{.images = write("a.idx", counting()),
                  .labels = write("y.idx", idx({4}, {0, 1, 0, 1})),
                  .test_share = 0.5};
  const ReadImages read = read_images(spec);
  const std::vector<std::int32_t> ids{3, 2};
  save_images(read.sequences, ids, folder_);
  const ClassSequences kept = load_images(folder_);
  EXPECT_EQ(kept.classes, (std::vector<std::int32_t>{1, 0}));
  EXPECT_FLOAT_EQ(kept.value(0, 1, 2), 23.0F / 255);
  EXPECT_EQ(kept.class_names, (std::vector<std::string>{"0", "1"}));
}

}  // namespace
}  // namespace rssviz::models
