// What each fuzz target does with some bytes: a reader of the program, which may refuse them with an Error
// but nothing else. Shared by libFuzzer's programs and by the short test of the suite.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rssviz::fuzz {

struct Target {
  std::string name{};  // its corpus: tests/fuzz/corpus/NAME
  // Whether the bytes were accepted. An exception that leaves it is a finding.
  bool (*read)(std::string_view bytes){nullptr};
  // Each reading starts a process: libFuzzer, which follows branches of its own process alone, tries none.
  bool in_child{false};
  // Readings that take longer, of files or whole folders: of so many rounds one is tried in the suite.
  int one_of{1};
};

const std::vector<Target>& targets();

}  // namespace rssviz::fuzz
