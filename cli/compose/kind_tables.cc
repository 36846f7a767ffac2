#include "cli/compose/kind_tables.h"

#include <algorithm>
#include <map>
#include <utility>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/options/shared_options.h"
#include "cli/subjects/bare_file.h"
#include "core/error.h"

namespace rssviz::cli {

using enum OptionType;

namespace {

std::vector<Option> options_of_figures() {
  std::vector<Option> options{
      {"list", flag, "", "list the kinds of figure", false, {}},
      seed_option(),
      {"headline", flag, "", "say over the figure what it found (of FIGURE.findings.csv)", true, {}},
      title_option(),
      {"output", texts, "", "file to write, .pdf, .svg or .png (repeatable)", false, {}}};
  for (Option& option : look_options()) options.push_back(std::move(option));
  return options;
}

std::vector<Option> options_of_films() {
  return {
      {"list", flag, "", "list the kinds of film", false, {}},
      {"theme", text, "talk-light", "colours of paper and ink", true, {"talk-light", "talk-dark"}},
      font_option(),
      palette_option(),
      {"fps", integer, "30", "frames a second", true, {}},
      {"frames",
       integer,
       "",
       "frames in all (default: 720, of learning 840, layout 480; reading: what its words need)",
       true,
       {}},
      {"duration", text, "", "length in seconds, e.g. 30s, instead of --frames", true, {}},
      {"draft", flag, "", "a quick look: 960 x 540, encoded fast", true, {}},
      {"at", text, "", "write the still at this time, e.g. 12.5s, as .pdf, .svg or .png", true, {}},
      {"preset",
       text,
       "",
       "talk: H.264 in .mp4; web: VP9 in .webm; edit: ProRes 422 in .mov; gif; frames: a folder of PNG "
       "(default: by the suffix of the output)",
       true,
       {"talk", "web", "edit", "gif", "frames"}},
      {"size", text, "", "pixels, both even (default: 1920x1080; web 1280x720; gif 960x540)", true, {}},
      {"crf", integer, "18", "quality of H.264 and VP9: lower is better and larger", true, {}},
      {"split", text, "none", "one film for each chapter, with its last picture", true, {"none", "chapters"}},
      {"strip", integer, "", "stills of the map in one figure too (FILM-strip.pdf): how many", true, {}},
      seed_option(),
      output_option("the film: .mp4, .webm, .mov, .gif or a folder")};
}

const char* words_of_role(const std::string& role) {
  static const std::map<std::string, const char*> kWords{
      {"part", "part of its sequence that a step belongs to"},
      {"ends", "last step of a sequence (1 there)"},
      {"compound", "sequences of several parts (1 there)"},
      {"judged", "verdict against the whole sequence, one or more"},
      {"judged_so_far", "verdict against what was given so far, one or more"},
      {"outer", "outer of two nested classes"},
      {"inner", "inner of two nested classes"},
      {"class", "class that colours points"}};
  return kWords.at(role);
}

// What a kind has of its own: its options, those of a file of states in the place of runs, and one for each
// role that it needs.
template <class Kind>
std::vector<Option> own_options(const Kind& kind) {
  std::vector<Option> options = kind.options;
  if (kind.of == Networks::recorded)
    for (Option& option : options_of_files()) options.push_back(std::move(option));
  for (const std::string& role : kind.needs)
    options.push_back({option_name(role),
                       text,
                       "",
                       std::string("column: ") + words_of_role(role) + " (default: the task's)",
                       true,
                       {}});
  return options;
}

// An option that kinds share, with what each says of it.
struct Shared {
  Option option{};
  std::vector<std::pair<std::string, std::string>> help{};  // help -> "kind, kind"
};

void add(const std::string& kind, Option option, std::vector<Shared>& all) {
  auto found =
      std::find_if(all.begin(), all.end(), [&](const Shared& one) { return one.option.name == option.name; });
  if (found == all.end()) found = all.insert(all.end(), {option, {}});
  if (found->option.default_text != option.default_text) found->option.default_text.clear();
  if (found->option.choices.empty() || option.choices.empty())
    found->option.choices.clear();
  else
    for (const std::string& choice : option.choices)
      if (std::find(found->option.choices.begin(), found->option.choices.end(), choice) ==
          found->option.choices.end())
        found->option.choices.push_back(choice);
  for (auto& [help, kinds] : found->help)
    if (help == option.help) {
      kinds += ", " + kind;
      return;
    }
  found->help.emplace_back(option.help, kind);
}

template <class Kind>
std::vector<Option> options_of_kinds(const std::vector<Kind>& kinds) {
  std::vector<Shared> all;
  for (const Kind& kind : kinds)
    for (Option& option : own_options(kind)) add(kind.name, std::move(option), all);
  std::vector<Option> options;
  for (Shared& shared : all) {
    shared.option.help.clear();
    for (const auto& [help, names] : shared.help)
      shared.option.help += (shared.option.help.empty() ? "" : "; ") + names + ": " + help;
    options.push_back(std::move(shared.option));
  }
  return options;
}

// Behind those of kinds, in the place of the same of a kind.
void put_common(std::vector<Option> common, CommandTable& table) {
  std::erase_if(table.options, [&](const Option& of_kind) {
    return std::any_of(common.begin(), common.end(),
                       [&](const Option& one) { return one.name == of_kind.name; });
  });
  for (Option& option : common) table.options.push_back(std::move(option));
}

std::string subject_word(Networks of) {
  if (of == Networks::none) return "";
  if (of == Networks::comparison) return "FOLDER";
  if (of == Networks::coordinates || of == Networks::maps) return "MAP";
  if (of == Networks::recorded || of == Networks::state_sets) return "STATES|RUN";
  return of == Networks::states ? "STATES" : "RUN";
}

std::string example_of(const std::string& command, const std::string& kind, Networks of, const char* suffix) {
  const std::string word = subject_word(of);
  std::string line = "rssviz " + command + " " + kind;
  if (word == "RUN")
    line += of == Networks::several ? " out/journey/esn out/journey/lstm" : " out/journey/lstm";
  if (word == "MAP") line += " out/journey/lstm/embedding.npz";
  if (of == Networks::recorded) line += " states.npz --class label";
  if (of == Networks::state_sets) line += " a/states.npz b/states.npz";
  if (word == "STATES") line += " out/journey/lstm/states.npz";
  if (word == "FOLDER") line += " out/objects";
  return line + " -o " + kind + suffix;
}

template <class Kind>
CommandTable table_made(const char* command, const Kind& kind, std::vector<Option> common,
                        const char* suffix) {
  CommandTable table{command, kind.name + ": " + kind.summary, {{"KIND", kind.name, true, false}}, {}, {}};
  const std::string word = subject_word(kind.of);
  const bool several = are_several(kind.of);
  if (!word.empty())
    table.positionals.push_back(
        {word, word == "RUN" ? "folder of a run" : "what it is drawn of", true, several});
  table.options = own_options(kind);
  std::erase_if(table.options, is_fixed);
  // A kind's own default of a common option stands in its place.
  for (Option& option : common)
    if (std::none_of(kind.options.begin(), kind.options.end(),
                     [&](const Option& own) { return own.name == option.name; }))
      table.options.push_back(option.name == "palette" ? palette_of_classes() : std::move(option));
  table.examples = {example_of(command, kind.name, kind.of, suffix)};
  return finished(std::move(table));
}

template <class Kind>
const CommandTable& kept_table(const char* command, const Kind& kind, const std::vector<Kind>& kinds,
                               std::vector<Option> (*common)(), const char* suffix) {
  static const std::map<std::string, CommandTable> tables = [&] {
    std::map<std::string, CommandTable> made;
    for (const Kind& each : kinds) made.emplace(each.name, table_made(command, each, common(), suffix));
    return made;
  }();
  return tables.at(kind.name);
}

bool is_default(const Settings& given, const Option& option) {
  const std::vector<std::string>& values = given.texts(option.name);
  if (values.empty() || (values.size() == 1 && values.front().empty())) return true;
  const std::string otherwise =
      option.type == flag && option.default_text.empty() ? "false" : option.default_text;
  return values.size() == 1 && values.front() == otherwise;
}

constexpr std::size_t kMostNamed = 12;  // kinds in an error

template <class Kind>
std::string kinds_with(const std::vector<Kind>& kinds, const std::string& name) {
  std::string names;
  std::size_t count = 0;
  for (const Kind& kind : kinds) {
    const std::vector<Option> options = own_options(kind);
    if (std::none_of(options.begin(), options.end(), [&](const Option& o) { return o.name == name; }))
      continue;
    if (count++ < kMostNamed) names += (names.empty() ? "" : ", ") + kind.name;
  }
  return names + (count > kMostNamed ? " and " + std::to_string(count - kMostNamed) + " more" : "");
}

// What to do instead of an option that a kind doesn't read; "": nothing better than to name the kinds that
// do.
std::string instead_of(const std::string& option, const std::string& kind, const std::string& value) {
  if (option == "latex") return "its numbers, where it draws any, stand in a .csv beside the figure";
  if (option == "color-by" && kind == "columns") return "the columns that it shows: --columns " + value;
  return "";
}

template <class Kind>
Option palette_of(const Kind& kind) {
  for (const Option& option : kind.options)
    if (option.name == "palette") return option;
  return palette_of_classes();
}

template <class Kind>
Settings own_settings(const Kind& kind, const std::vector<Kind>& kinds, const Settings& given) {
  const CommandTable& table = table_of(kind);
  if (&given.table() == &table) return given;
  Settings settings(table);
  for (const Option& option : given.table().options) {
    if (!given.given(option.name)) continue;
    if (option.name == "palette") require_palette(palette_of(kind), kind.name, given.text("palette"));
    if (table.find(option.name) != nullptr) {
      settings.set(option.name, given.texts(option.name));
      continue;
    }
    if (!is_default(given, option)) {
      const std::string instead = instead_of(option.name, kind.name, given.text(option.name));
      fail(ErrorKind::usage,
           "--" + option.name + " has no effect on " + kind.name + "; " +
               (instead.empty() ? "kinds that have it: " + kinds_with(kinds, option.name) : instead));
    }
  }
  settings.set_positionals(given.positionals());
  return settings;
}

}  // namespace

const CommandTable& figure_table() {
  static const CommandTable table = [] {
    CommandTable made{
        "figure",
        "draw one figure as PDF, SVG or PNG",
        {{"KIND", "kind of figure; --list names them, rssviz figure KIND --help its options", false, false},
         {"RUN", "folders of runs", false, true}},
        options_of_kinds(figure_kinds()),
        {"rssviz figure trajectories out/journey/esn -o esn.pdf",
         "rssviz figure side-by-side out/journey/esn out/journey/lstm --venue ieee -o both.svg",
         "rssviz figure --list"}};
    put_common(options_of_figures(), made);
    return finished(std::move(made));
  }();
  return table;
}

const CommandTable& animate_table() {
  static const CommandTable table = [] {
    CommandTable made{
        "animate",
        "make a film as MP4",
        {{"KIND", "kind of film; --list names them, rssviz animate KIND --help its options", false, false},
         {"RUN", "folders of runs", false, true}},
        options_of_kinds(film_kinds()),
        {"rssviz animate learning-lstm out/journey/lstm -o learning.mp4", "rssviz animate --list"}};
    put_common(options_of_films(), made);
    return finished(std::move(made));
  }();
  return table;
}

const CommandTable& table_of(const FigureKind& kind) {
  return kept_table("figure", kind, figure_kinds(), options_of_figures, ".pdf");
}

const CommandTable& table_of(const FilmKind& kind) {
  return kept_table("animate", kind, film_kinds(), options_of_films, ".mp4");
}

Settings settings_of(const FigureKind& kind, const Settings& given) {
  return own_settings(kind, figure_kinds(), given);
}

Settings settings_of(const FilmKind& kind, const Settings& given) {
  return own_settings(kind, film_kinds(), given);
}

}  // namespace rssviz::cli
