// Little memory and full disks: results all the same, or the old files; never parts.
#include <gtest/gtest.h>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"
#include "tests/sanitizers.h"

namespace rssviz::cli {
namespace {
namespace fs = std::filesystem;

void write_states(const std::string& file, int points) {
  Rng random(1, "states of robustness", 0);
  Matrix states(points, 8);
  for (Eigen::Index i = 0; i < states.size(); ++i) states.data()[i] = static_cast<float>(random.normal());
  formats::write_npy(file, formats::from_matrix(MatrixRef(states)));
}

// A small file system in memory; unmounted with the object. `mounted` is false where that isn't allowed.
class SmallDisk {
 public:
  SmallDisk(std::string folder, const std::string& size) : folder_(std::move(folder)) {
    fs::create_directories(folder_);
    mounted = shell("mount -t tmpfs -o size=" + size + " tmpfs " + folder_).exit_code == 0;
  }
  ~SmallDisk() {
    if (mounted) shell("umount " + folder_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted = false;

 private:
  std::string folder_;
};

}  // namespace

// A file of 160 MB with holes, its first rows written, embedded with 100 MB of memory for data.
TEST(Robustness, PrincipalComponentsOfAFileLargerThanTheMemory) {
#ifdef RSSVIZ_SANITIZED
  GTEST_SKIP() << "sanitizers need memory of their own";
#endif
  const TemporaryFolder folder;
  formats::Array header{formats::DType::float32, {100000, 400}, {}, {}};
  std::string begin = formats::serialize_npy(header);
  Rng random(1, "a large file", 0);
  std::vector<float> values(400 * 1000);
  for (float& value : values) value = static_cast<float>(random.normal());
  begin.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  write_file(folder / "large.npy", begin);
  fs::resize_file(folder / "large.npy", 128 + std::uintmax_t{4} * 100000 * 400);
  const Outcome outcome = shell("ulimit -d 100000; \"$RSSVIZ\" embed --method pca --threads 1 -q " +
                                (folder / "large.npy") + " -o " + (folder / "map.npz"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(formats::describe_npz(folder / "map.npz").at("coords").shape,
            (std::vector<std::size_t>{100000, 2}));
}

TEST(Robustness, AFullDiskGivesAnErrorAndKeepsTheOldOutput) {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "128k");
  if (!disk.mounted) GTEST_SKIP() << "file systems can't be mounted here";
  write_states(folder / "small.npy", 50);
  write_states(folder / "large.npy", 20000);
  const std::string map = folder / "disk/map.npz";
  ASSERT_EQ(rssviz("embed -q --method pca " + (folder / "small.npy") + " -o " + map).exit_code, 0);
  const std::string before = read_file(map);
  const Outcome full =
      rssviz("embed -q --method pca --quality none " + (folder / "large.npy") + " -o " + map);
  EXPECT_EQ(full.exit_code, 74) << full.err;
  EXPECT_NE(full.err.find("map.npz"), std::string::npos) << full.err;
  EXPECT_EQ(read_file(map), before);
  EXPECT_TRUE(part_files(folder.path()).empty());
}

}  // namespace rssviz::cli
