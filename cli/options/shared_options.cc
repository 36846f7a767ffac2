#include "cli/options/shared_options.h"

namespace rssviz::cli {

using enum OptionType;

Option output_option(const std::string& what) { return {"output", text, "", what, false, {}}; }

Option seed_option() {
  return {"seed", integer, "1", "seed of everything that is drawn at random", true, {}};
}

void add_common(std::vector<Option>& options) {
  options.push_back({"threads", integer, "0", "threads to use; 0: all. Never changes the result", false, {}});
  options.push_back({"quiet", flag, "", "say nothing but errors", false, {}});
  options.push_back({"verbose", flag, "", "say more: labels dropped, ways out taken", false, {}});
  options.push_back({"json", flag, "", "print the result as JSON on standard output", false, {}});
  options.push_back({"print-config", flag, "", "print the resolved settings as TOML and stop", false, {}});
}

CommandTable finished(CommandTable table) {
  add_common(table.options);
  return table;
}

}  // namespace rssviz::cli
