// What is left when the disk is full: the old files, never parts.
#include <gtest/gtest.h>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "program.h"

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
