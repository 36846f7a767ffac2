// Name -> command. The only place that turns an exception into an exit code.
#include <sys/resource.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands/all_tables.h"
#include "cli/commands/command_line.h"
#include "cli/commands/commands.h"
#include "cli/compose/kind_tables.h"
#include "cli/options/synonyms.h"
#include "cli/subjects/standard_input.h"
#include "core/error.h"
#include "core/formats/json.h"
#include "core/formats/library_versions.h"
#include "core/freed_memory.h"
#include "core/text.h"
#include "render/cairo/versions.h"

namespace {

using namespace rssviz;
using namespace rssviz::cli;

using Command = void (*)(const CommandContext&);

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all{
      {"run", run_command},         {"train", train_command},   {"record", record_command},
      {"embed", embed_command},     {"figure", figure_command}, {"compare", compare_command},
      {"animate", animate_command}, {"info", info_command},     {"recipe", recipe_command},
      {"test", test_command},       {"lint", lint_command},     {"import", import_command},
      {"look", look_command},       {"sweep", sweep_command},   {"completion", completion_command},
      {"manual", manual_command},   {"sample", sample_command}, {"match", match_command}};
  return all;
}

// A program built for a level of x86-64 that this machine lacks would die of an illegal instruction without a
// word.
void check_processor() {
#if defined(__x86_64__) && defined(__AVX2__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    fail(ErrorKind::internal,
         "this build needs a processor with AVX2 and FMA (x86-64-v3); build again with cmake "
         "-DRSSVIZ_MARCH=x86-64");
#endif
}

// The stack grows until the limit, and then the program would end without a word.
void check_stack() {
  constexpr rlim_t kLeast = rlim_t{1} << 20;
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < kLeast)
    fail(ErrorKind::retry, "the stack is limited to " + std::to_string(limit.rlim_cur >> 10) +
                               " KB (ulimit -s); at least " + std::to_string(kLeast >> 10) +
                               " KB are needed");
}

// Eigen cuts products into blocks by the size of the caches it finds, and so sums in another order on another
// machine. Fixed sizes (those of a common desktop core) give the same bytes everywhere.
void fix_block_sizes() { Eigen::setCpuCacheSizes(32 << 10, 1 << 20, 8 << 20); }

const CommandTable& table_named(const std::string& name) {
  std::vector<std::string> names;
  for (const CommandTable* table : all_tables()) {
    if (table->name == name) return *table;
    names.push_back(table->name);
  }
  const std::string meant = command_meant_by(name);
  const std::string near = meant.empty() ? nearest_name(name, names) : "";
  fail(ErrorKind::usage, "there is no command '" + name + "'" + (meant.empty() ? "" : "; it is: " + meant) +
                             (near.empty() ? "" : "; did you mean '" + near + "'?") + " (see rssviz --help)");
}

// rssviz figure KIND --help: what that kind has.
const CommandTable& table_of_help(const Settings& settings) {
  const CommandTable& table = settings.table();
  if (settings.positionals().empty()) return table;
  if (table.name == "figure") return table_of(figure_kind_named(settings.positionals().front()));
  if (table.name == "animate") return table_of(film_kind_named(settings.positionals().front()));
  return table;
}

// rssviz help [COMMAND [KIND]], and rssviz alone.
int print_help(const std::vector<std::string>& words) {
  if (words.size() < 2) {
    std::fputs(overview_text().c_str(), stdout);
    return 0;
  }
  Settings settings(table_named(words[1]));
  settings.set_positionals({words.begin() + 2, words.end()});
  std::fputs(help_text(table_of_help(settings)).c_str(), stdout);
  return 0;
}

int print_versions() {
  std::puts("rssviz " RSSVIZ_VERSION);
  for (const auto& versions : {formats::library_versions(), render::library_versions()})
    for (const auto& [name, version] : versions) std::printf("%-14s%s\n", name.c_str(), version.c_str());
  return 0;
}

int run_program(const std::vector<std::string>& words) {
  check_processor();
  check_stack();
  fix_block_sizes();
  keep_freed_memory();
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help")
    return print_help(words);
  if (words[0] == "-V") return print_versions();
  if (words[0] == "--version") {
    std::puts("rssviz " RSSVIZ_VERSION);
    return 0;
  }
  Settings settings(table_named(words[0]));
  if (!parse_command_line({words.begin() + 1, words.end()}, settings)) {
    std::fputs(help_text(table_of_help(settings)).c_str(), stdout);
    return 0;
  }
  if (settings.flag("print-config")) {
    std::fputs(config_text(settings).c_str(), stdout);
    return 0;
  }
  const long long threads = settings.integer("threads");
  if (threads < 0 || threads > 1024)
    fail(ErrorKind::usage, "--threads: " + settings.text("threads") + " is out of range (0 to 1024; 0: all)");
  catch_interrupts();
  const StandardInput input = take_standard_input(words[0], settings);
  using enum TerminalProgress::Speech;
  TerminalProgress progress(settings.flag("quiet") ? quiet : settings.flag("verbose") ? verbose : normal);
  const Workers workers(static_cast<int>(threads));
  int code = 0;
  commands().at(words[0])({settings, workers, progress, code});
  return code;
}

// One line, whatever names and values the message holds; as JSON where results are asked for so.
int report_error(const std::string& message, ErrorKind kind, bool as_json) {
  if (as_json)
    std::fprintf(stderr, "%s\n",
                 formats::Json{{"error", message}, {"exit_code", exit_code(kind)}}
                     .dump(-1, ' ', false, formats::Json::error_handler_t::replace)
                     .c_str());
  else
    std::fprintf(stderr, "rssviz: %s\n", escaped(message).c_str());
  return exit_code(kind);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const bool as_json = std::find(words.begin(), words.end(), "--json") != words.end();
  const auto report = [&](const std::string& message, ErrorKind kind) {
    return report_error(with_standard_input(message), kind, as_json);
  };
  try {
    const int code = run_program(words);
    if (std::fflush(stdout) != 0) return report("standard output: writing failed", ErrorKind::io);
    return code;
  } catch (const Error& error) {
    return report(error.what(), error.kind());
  } catch (const formats::Json::exception&) {
    return report("a JSON file that was read lacks a field, or has one of another kind", ErrorKind::data);
  } catch (const std::filesystem::filesystem_error& error) {
    const std::string name = error.path1().string();
    // A name that leads nowhere is no input; other faults are the disk's.
    const bool nowhere =
        error.code() == std::errc::too_many_symbolic_link_levels ||
        error.code() == std::errc::no_such_file_or_directory || error.code() == std::errc::not_a_directory ||
        error.code() == std::errc::is_a_directory || error.code() == std::errc::filename_too_long;
    return report((name.empty() ? "" : name + ": ") + error.code().message(),
                  nowhere ? ErrorKind::no_input : ErrorKind::io);
  } catch (const std::bad_alloc&) {
    return report("out of memory", ErrorKind::retry);
  } catch (const std::exception& error) {
    return report(error.what(), ErrorKind::internal);
  }
}
