#include "tests/cli/compose/every_kind_fixture.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/formats/json.h"

namespace rssviz::cli {
namespace {

// Half a second, a second, ... in place of those measured, so that pictures of times can be approved.
void fix_seconds(const std::string& file) {
  formats::Json timings = formats::read_json(file);
  double next = 0;
  if (timings.contains("training_seconds")) {
    for (formats::Json& value : timings["training_seconds"]) value = next += 0.5;
  } else {
    std::set<std::string> keys;  // those of a comparison are in the order of their completion
    for (const auto& [key, value] : timings.items()) keys.insert(key);
    for (const std::string& key : keys) timings[key] = next += 0.5;
  }
  formats::write_json(file, timings);
}

}  // namespace

TemporaryFolder* EveryKind::folder_ = nullptr;
Outcome EveryKind::made_;

void EveryKind::SetUpTestSuite() {
  folder_ = new TemporaryFolder;
  made_ =
      shell("cd " + folder_->path().string() +
            " && $RSSVIZ train --cell esn --units 60 --stages 4 -o esn --quiet"
            " && $RSSVIZ train --cell lstm --epochs 3 -o lstm --quiet"
            " && $RSSVIZ train --cell rnn --task clusters --units 24 --epochs 3 --batch-size 20"
            " --learning-rate 0.01 --points-train 400 --points-test 120 -o clusters --quiet"
            " && $RSSVIZ train --cell rnn --task clusters --clusters 12 --cluster-classes 4 --units 16 "
            "--epochs 2"
            " --batch-size 20 --learning-rate 0.01 --points-train 200 --points-test 80 -o four --quiet"
            " && for i in $(seq 300); do echo \"if (a) { put(\\\"b$((i % 7))\\\", [c$((i % 5))]); }\";"
            " done > code.txt && $RSSVIZ train --task text --text code.txt --cell lstm --units 8"
            " --batch-size 8 --window 20 --epochs 1 -o code --quiet"
            " && $RSSVIZ train --task text --text code.txt --cell ngram --order 6 -o ngram --quiet"
            " && $RSSVIZ train --task hmm --cell gru --units 8 --epochs 2 --sequences-train 20 "
            "--sequences-test 16"
            " --sequence-length 20 -o hmm --quiet && $RSSVIZ record hmm --quiet"
            " && $RSSVIZ record hmm --stage 0 -o hmm/untrained.npz --quiet"
            " && $RSSVIZ embed hmm/states.npz --epochs 40 --quiet"
            " && for n in esn lstm; do $RSSVIZ record $n --sample 24 --quiet"
            " && $RSSVIZ embed $n/states.npz --epochs 40 --quiet || exit 1; done"
            " && $RSSVIZ record lstm --stage all --sample 24 -o lstm/stage_states.npz --quiet"
            " && $RSSVIZ embed lstm/stage_states.npz --align --epochs 40 --stage-epochs 20"
            " -o lstm/stage_maps.npz --quiet"
            " && for i in 1 2 3 4 5 6 7 8 9; do printf '(1(2)(2(3))1)0(1)\\n((2)1)00(1(2)1)\\n'; done"
            " > book.txt && for i in 1 2 3 4 5 6 7 8; do cat book.txt; done > text.txt"
            " && $RSSVIZ train --task text --text text.txt --cell lstm --units 16 --epochs 2 --batch-size 4"
            " -o pages --quiet && $RSSVIZ record pages --what cell --sample 2 --quiet"
            " && $RSSVIZ compare --networks esn,lstm,bag-of-words --objects 3,4 --seeds 2 --esn-units 40"
            " --epochs 1 -o comparison --quiet"
            " && $RSSVIZ embed lstm/states.npz --epochs 30 --snapshots 5 -o forming.npz --quiet");
  for (const char* run : {"esn", "lstm", "comparison"})
    if (made_.exit_code == 0) fix_seconds(path(std::string(run) + "/timings.json"));
}

}  // namespace rssviz::cli
