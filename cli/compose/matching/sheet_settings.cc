#include "cli/compose/matching/sheet_settings.h"

#include <tuple>

#include "cli/subjects/match_settings.h"
#include "core/error.h"

namespace rssviz::cli {

using enum OptionType;

std::vector<Option> match_sheet_options() {
  return {
      {"context", text, "10,10", "steps L,R shown before and after the range and each match", true, {}},
      {"track",
       text,
       "",
       "annotations beside the matches: depth,kind (default: all but numbers of rows)",
       true,
       {}},
      {"color-words", text, "", "annotation whose classes colour the words", true, {}},
      {"circles", text, "", "annotation whose classes stand as circles on the words", true, {}},
      {"min-burst", integer, "0", "take bursts of at most so many steps off the curves", true, {}},
      {"follow", integer, "", "the sheet of the match of this rank in place of that of the range", true, {}},
      {"at", integer, "", "show the sheet at this step in place of the range", true, {}}};
}

SheetOptions sheet_options_of(const Settings& settings) {
  SheetOptions options;
  std::tie(options.before, options.after) = parse_pair("context", settings.text("context"), ',');
  if (options.before > 200 || options.after > 200)
    fail(ErrorKind::usage, "--context: " + settings.text("context") + " is out of range (0 to 200 steps)");
  if (settings.has("track")) options.tracks = split_names(settings.text("track"));
  if (settings.has("color-words")) options.color_words = settings.text("color-words");
  if (settings.has("circles")) options.circles = settings.text("circles");
  const long long burst = settings.integer("min-burst");
  if (burst < 0 || burst > 1000)
    fail(ErrorKind::usage,
         "--min-burst: " + settings.text("min-burst") + " is out of range (0 to 1000 steps)");
  options.min_burst = static_cast<int>(burst);
  return options;
}

}  // namespace rssviz::cli
