// examples/export/rssviz_export.py: what it wrote once (data/make_export_fixtures.py), read by the real
// binary; and the file itself, run by Debian's Python where it has NumPy (SciPy, PyTorch).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

const std::string kExport = std::string(RSSVIZ_EXAMPLES) + "/export";

const std::string kFixtures = RSSVIZ_TEST_DATA "/";

bool python_has(const std::string& module) {
  return shell("/usr/bin/python3 -c 'import " + module + "'").exit_code == 0;
}

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!python_has("numpy")) GTEST_SKIP() << "no NumPy here";
  }
  Outcome python(const std::string& code) const {
    write_file(path("code.py"), "import numpy as np\nimport rssviz_export as ex\n" + code);
    return shell("cd " + folder_.path().string() + " && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=" + kExport +
                 " /usr/bin/python3 code.py");
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  TemporaryFolder folder_;
};

}  // namespace

TEST(ExportFile, HasAtMost80LinesAndNeedsNumPyAlone) {
  const std::string text = read_file(kExport + "/rssviz_export.py");
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 80);
  EXPECT_EQ(text.find("import", text.find("import numpy as np") + 6), std::string::npos);
}

TEST(ExportedFiles, StatesTheirClassesAndNumbersAreRead) {
  const TemporaryFolder folder;
  const std::string states = kFixtures + "export_states.npz";
  const formats::Archive all = formats::read_npz(states);
  const Matrix values = formats::to_matrix(all.at("states"), "states");
  for (Eigen::Index i = 0; i < 40; ++i)
    for (Eigen::Index k = 0; k < 4; ++k) {
      EXPECT_NEAR(values(i, k), std::sin(0.37 * static_cast<double>(i * (k + 1))), 1e-6);
    }
  EXPECT_EQ(formats::to_strings(all.at("group_labels"), ""), (std::vector<std::string>{"new", "old", "é"}));
  EXPECT_EQ(formats::to_integers(all.at("group"), "")[5], 2);
  EXPECT_EQ(formats::to_integers(all.at("step"), "")[17], 7);
  EXPECT_EQ(formats::to_floats(all.at("speed"), "")[9], 1.125F);
  const Outcome said = rssviz("info --json " + states);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  ASSERT_EQ(rssviz("embed -q --neighbors 5 " + states + " -o " + (folder / "map.npz")).exit_code, 0);
  for (const char* column : {"group", "speed", "token"}) {
    const Outcome drawn = rssviz("figure scatter -q " + (folder / "map.npz") + " --labels " + states +
                                 " --color-by " + column + " -o " + (folder / "map.pdf"));
    EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
    const std::string text = shell("pdftotext " + (folder / "map.pdf") + " -").out;
    EXPECT_NE(text.find(column), std::string::npos) << text;
  }
  const Outcome stages =
      rssviz("embed -q --align --neighbors 5 " + kFixtures + "export_stages.npz -o " + (folder / "maps.npz"));
  EXPECT_EQ(stages.exit_code, 0) << stages.err;
}

TEST(ExportedFiles, AReservoirGivesItsStates) {
  const TemporaryFolder folder;
  const formats::Archive series = formats::read_npz(kFixtures + "export_esn_series.npz");
  formats::write_npy(folder / "u.npy", series.at("inputs"));
  formats::write_npy(folder / "states.npy", series.at("states"));
  const Outcome imported =
      rssviz("import " + kFixtures + "export_esn.npz --cell esn --check " + (folder / "states.npy") +
             " --inputs " + (folder / "u.npy") + " -o " + (folder / "run"));
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
}

TEST_F(Export, WritesWhatTheFixturesHold) {
  if (!python_has("scipy")) GTEST_SKIP() << "no SciPy here";
  const Outcome made = shell("PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=" + kExport + " /usr/bin/python3 " +
                             kFixtures + "make_export_fixtures.py " + folder_.path().string());
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const char* file : {"export_states.npz", "export_stages.npz", "export_esn.npz"}) {
    const formats::Archive now = formats::read_npz(path(file));
    const formats::Archive then = formats::read_npz(kFixtures + file);
    ASSERT_EQ(now.size(), then.size()) << file;
    for (const auto& [name, array] : then) {
      EXPECT_EQ(now.at(name).dtype, array.dtype) << file << " " << name;
      EXPECT_EQ(now.at(name).shape, array.shape) << file << " " << name;
      EXPECT_EQ(now.at(name).text, array.text) << file << " " << name;
      if (array.dtype == formats::DType::text) continue;
      // Sines differ by an ulp from one C library to another.
      const std::vector<double> values = formats::to_doubles(array, name);
      const std::vector<double> again = formats::to_doubles(now.at(name), name);
      for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(again[i], values[i], 1e-7) << file << " " << name;
    }
  }
}

TEST_F(Export, StatesAndTheirColumnsAreDrawn) {
  const Outcome made = python(
      "rng = np.random.default_rng(1)\n"
      "ex.save('states.npz', rng.normal(size=(60, 4)), sequence=np.repeat(range(6), 10), "
      "step=np.tile(range(10), "
      "6),\n        token=['cup', 'ball'] * 30, group=np.array(['a', 'b', 'c'] * 20), speed=rng.random(60))\n"
      "ex.save('stages.npz', rng.normal(size=(3, 20, 4)))\n");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Outcome embedded =
      rssviz("embed " + path("states.npz") + " --theiler 2 --neighbors 5 -o " + path("map.npz"));
  ASSERT_EQ(embedded.exit_code, 0) << embedded.err;
  for (const char* column : {"group", "speed", "token"}) {
    const Outcome drawn = rssviz("figure scatter " + path("map.npz") + " --labels " + path("states.npz") +
                                 " --color-by " + column + " -o " + path("map.pdf"));
    EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
    EXPECT_NE(shell("pdftotext " + path("map.pdf") + " -").out.find(column), std::string::npos);
  }
  EXPECT_EQ(rssviz("embed " + path("stages.npz") + " --align --neighbors 5 -o " + path("maps.npz")).exit_code,
            0);
  const Outcome wrong = python("ex.save('x.npz', np.zeros((4, 2)), group=['a'])\n");
  EXPECT_NE(wrong.err.find("group has shape (1,); one value for each of the 4 points"), std::string::npos);
}

TEST_F(Export, WhatIsMissingIsNoClassAndNumbersKeepTheirValues) {
  const Outcome made = python(
      "ex.save('states.npz', np.arange(24.0).reshape(6, 4), group=np.array(['a', None, float('nan'), 'b', "
      "'a', "
      "'b'],\n        dtype=object), id=np.array([2**31 + 1, 2**31 + 2, 5, 6, 7, 2**40]))\n");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const formats::Archive states = formats::read_npz(path("states.npz"));
  EXPECT_EQ(states.at("group_labels").text, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(formats::to_integers(states.at("group"), "group"),
            (std::vector<std::int32_t>{0, -1, -1, 1, 0, 1}));
  EXPECT_EQ(formats::to_doubles(states.at("id"), "id"),
            (std::vector<double>{2147483649., 2147483650., 5, 6, 7, 1099511627776.}));
}

// NumPy has no bfloat16: a tensor of that kind refuses .numpy(), as PyTorch's do.
TEST_F(Export, AModelOfBfloat16IsWrittenAsFloats) {
  const Outcome made = python(
      "class Half:\n"
      "    dtype = 'torch.bfloat16'\n"
      "    def detach(self): return self\n"
      "    def cpu(self): return self\n"
      "    def numpy(self): raise TypeError('Got unsupported ScalarType BFloat16')\n"
      "    def float(self):\n"
      "        class Whole(Half):\n"
      "            dtype = 'torch.float32'\n"
      "            def numpy(self): return np.ones((8, 2), dtype=np.float32)\n"
      "        return Whole()\n"
      "class Model:\n"
      "    def state_dict(self): return {'lstm.weight_ih_l0': Half()}\n"
      "ex.save_torch('w.npz', Model())\n");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(formats::read_npz(path("w.npz")).at("lstm.weight_ih_l0").shape, (std::vector<std::size_t>{8, 2}));
}

TEST_F(Export, ReservoirNodesGiveTheirStates) {
  // A node with the attributes of reservoirpy's; its states by its equation.
  const Outcome made = python(
      "from types import SimpleNamespace as Node\n"
      "rng = np.random.default_rng(2)\n"
      "def tanh(x): return np.tanh(x)\n"
      "node = Node(W=rng.normal(size=(8, 8)) / 4, Win=rng.normal(size=(8, 2)), bias=rng.normal(size=(8, 1)), "
      "lr=0.4,\n"
      "            equation='internal', activation=tanh)\n"
      "out = Node(Wout=rng.normal(size=(8, 3)), bias=rng.normal(size=(1, 3)))\n"
      "u = rng.normal(size=(50, 2)).astype('f4'); x = np.zeros((8, 1)); states = []\n"
      "for row in u:\n"
      "    x = 0.6 * x + 0.4 * np.tanh(node.W @ x + node.Win @ row[:, None] + node.bias)\n"
      "    states.append(x[:, 0])\n"
      "np.save('u.npy', u); np.save('states.npy', np.array(states)); ex.save_esn('esn.npz', node, out)\n");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Outcome imported = rssviz("import " + path("esn.npz") + " --cell esn --check " + path("states.npy") +
                                  " --inputs " + path("u.npy") + " -o " + path("run"));
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
}

TEST_F(Export, ATorchModelGivesTheStatesThatTorchComputes) {
  if (!python_has("torch")) GTEST_SKIP() << "no PyTorch here";
  const Outcome made = python(
      "import torch\n"
      "torch.manual_seed(3)\n"
      "class Net(torch.nn.Module):\n"
      "    def __init__(self):\n"
      "        super().__init__(); self.gru = torch.nn.GRU(2, 7, batch_first=True); self.out = "
      "torch.nn.Linear(7, 1)\n"
      "net = Net(); u = torch.randn(4, 9, 2)\n"
      "np.save('u.npy', u.numpy()); np.save('h.npy', net.gru(u)[0].detach().numpy()); ex.save_torch('w.npz', "
      "net)\n");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Outcome imported = rssviz("import " + path("w.npz") + " --cell gru --check " + path("h.npy") +
                                  " --inputs " + path("u.npy") + " -o " + path("run"));
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
}

}  // namespace rssviz::cli
