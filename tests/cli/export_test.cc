// examples/export/rssviz_export.py, run by Debian's Python where it has NumPy (and PyTorch), read by the real
// binary.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/formats/npz.h"
#include "core/output_file.h"
#include "program.h"

namespace rssviz::cli {
namespace {

const std::string kExport = std::string(RSSVIZ_EXAMPLES) + "/export";

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
