#include "cli/subjects/stage_choice.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/error.h"

namespace rssviz::cli {
namespace {

int number_of(const std::string& text) {
  int value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::usage,
         "--stages: '" + text + "' is not a number; write how many stages, or their numbers: 0,5,35");
  return value;
}

}  // namespace

std::vector<int> chosen_stages(const std::string& text, int stages) {
  std::vector<int> chosen;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) chosen.push_back(number_of(part));
  if (text.find(',') == std::string::npos && chosen.size() == 1) {
    const int count = std::min(chosen.front(), stages);
    if (count < 1 || count > 24)
      fail(ErrorKind::usage,
           "--stages = " + text + " is out of range: 1 to 24 stages (a list needs a comma)");
    chosen.clear();
    for (int i = 0; i < count; ++i)
      chosen.push_back(
          count == 1 ? stages - 1
                     : static_cast<int>(std::lround(static_cast<double>(i) * (stages - 1) / (count - 1))));
  }
  if (chosen.empty() || chosen.size() > 24)
    fail(ErrorKind::usage, "--stages: between 1 and 24 stages are needed");
  for (const int stage : chosen)
    if (stage < 0 || stage >= stages)
      fail(ErrorKind::usage, "--stages: there is no stage " + std::to_string(stage) + "; the run has 0 to " +
                                 std::to_string(stages - 1));
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

}  // namespace rssviz::cli
