#include "cli/compose/parts/columns/palette_options.h"

#include <algorithm>

#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

Option palette(std::string help, std::vector<std::string> choices) {
  return {"palette", OptionType::text, "", std::move(help), true, std::move(choices)};
}

constexpr const char* kDefaultOfClasses =
    "default: steps to seven classes, tol-muted beyond; words for colours, places and up to four other "
    "classes have colours of their own";

}  // namespace

Option palette_of_classes() {
  return palette(std::string("colours of classes (") + kDefaultOfClasses + ")",
                 {"steps", "okabe-ito", "tol-muted"});
}

Option palette_of_scales() {
  return palette("colours of values (default: viridis, or red-blue on both sides of 0)",
                 {"viridis", "inferno", "magma", "cividis", "red-blue", "twilight"});
}

Option palette_of_either() {
  return palette(
      std::string("colours of classes: steps, okabe-ito, tol-muted (") + kDefaultOfClasses +
          "), or of values: the others (default: viridis)",
      {"steps", "okabe-ito", "tol-muted", "viridis", "inferno", "magma", "cividis", "red-blue", "twilight"});
}

Option no_palette() { return palette("", {}); }

bool is_fixed(const Option& option) { return option.name == "palette" && option.choices.empty(); }

static bool is_of_classes(const std::string& value) {
  const std::vector<std::string> names = render::categorical_palette_names();
  return std::find(names.begin(), names.end(), value) != names.end();
}

void require_palette_of(const Settings& settings, const std::string& column, bool classes, bool scales) {
  if (!settings.has("palette")) return;
  const std::string& value = settings.text("palette");
  const bool for_classes = is_of_classes(value);
  if (for_classes ? classes : scales) return;
  std::string fit;
  for (const std::string& name : (for_classes ? palette_of_scales() : palette_of_classes()).choices)
    fit += (fit.empty() ? "" : ", ") + name;
  fail(ErrorKind::usage,
       "--palette " + value + " colours " + (for_classes ? "classes" : "the values of a scale") + ", and " +
           (column.empty() ? "no column colours the points (--color-by names one)"
                           : "'" + column + "' " + (for_classes ? "is a scale" : "has classes")) +
           "; what fits: " + fit);
}

void require_palette(const Option& option, const std::string& kind, const std::string& value) {
  const std::vector<std::string>& fit = option.choices;
  if (value.empty() || std::find(fit.begin(), fit.end(), value) != fit.end()) return;
  if (is_fixed(option))
    fail(ErrorKind::usage, "--palette has no effect on " + kind + ", whose colours are fixed; leave it out");
  const bool for_classes = is_of_classes(value);
  std::string names;
  for (const std::string& name : fit) names += (names.empty() ? "" : ", ") + name;
  fail(ErrorKind::usage, "--palette " + value + " colours " +
                             (for_classes ? "classes" : "the values of a scale") + ", and " + kind + " has " +
                             (for_classes ? "a scale" : "classes") + "; what fits: " + names);
}

}  // namespace rssviz::cli
