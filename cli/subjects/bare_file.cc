#include "cli/subjects/bare_file.h"

#include "cli/subjects/reading_options.h"
#include "core/error.h"

namespace rssviz::cli {

std::vector<Option> options_of_files() {
  std::vector<Option> options{
      {"labels",
       OptionType::file,
       "",
       "of a file of states: a table (.csv, .tsv, .npy, .npz, .h5) with a row for each "
       "sequence, or point",
       true,
       {}}};
  for (Option& option : reading_options()) {
    option.help = "of a file of states: " + option.help;
    options.push_back(std::move(option));
  }
  return options;
}

void refuse_options_of_files(const Settings& settings, const std::string& run) {
  for (const Option& option : options_of_files()) {
    if (settings.table().find(option.name) == nullptr) continue;
    if (option.type == OptionType::flag ? settings.flag(option.name) : settings.has(option.name))
      fail(ErrorKind::usage, "--" + option.name + " is of a file of states; " + run +
                                 " is a run, which says itself what its states and columns are");
  }
}

}  // namespace rssviz::cli
