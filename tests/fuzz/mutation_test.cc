// Every reader on seeded mutations of its corpus: refused or read, but nothing else, quickly and within the
// memory that the file's size allows. RSSVIZ_MUTATIONS sets how many a format (1,500 here; ./do fuzz runs for
// longer and follows the code's branches), RSSVIZ_MUTATED which formats (npy,csv).
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "core/output_file.h"
#include "core/rng.h"
#include "targets.h"
#include "tests/sanitizers.h"

namespace rssviz::fuzz {
namespace {
namespace fs = std::filesystem;

// Under the address sanitizer children have no limit of memory, and fill what a damaged file declares.
#ifdef RSSVIZ_SANITIZED
constexpr bool kChildrenAreLimited = false;
#else
constexpr bool kChildrenAreLimited = true;
#endif

std::vector<std::string> corpus(const std::string& name) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(std::string(RSSVIZ_FUZZ_CORPUS) + "/" + name))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> contents;
  for (const fs::path& file : files) contents.push_back(read_file(file));
  return contents;
}

// Changes, removes, repeats and inserts some bytes, by the stream of `round`.
std::string mutated(std::string bytes, const std::string& target, std::uint64_t round) {
  Rng rng(1, "mutations of " + target, round);
  const auto place = [&] { return rng.below(static_cast<std::uint32_t>(bytes.size())); };
  for (auto changes = 1 + rng.below(8); changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = place();
    switch (rng.below(6)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.erase(at, 1 + rng.below(8));
        break;
      case 2:
        bytes.insert(at, bytes.substr(place(), 1 + rng.below(64)));
        break;
      case 3:  // a digit: what sizes are written with
        bytes[at] = static_cast<char>('0' + rng.below(10));
        break;
      case 4:
        bytes[at] = static_cast<char>(0xFF);
        break;
      default:
        bytes[at] = static_cast<char>(rng.below(256));
    }
  }
  return bytes;
}

// Of this process: what others take of the machine isn't the reader's.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool is_asked_for(const std::string& target) {
  const char* const asked = std::getenv("RSSVIZ_MUTATED");
  return asked == nullptr || (',' + std::string(asked) + ',').find(',' + target + ',') != std::string::npos;
}

long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

TEST(Mutations, NoReaderCrashesHangsOrTakesMemoryThatTheFileDoesNotExplain) {
  const char* const asked = std::getenv("RSSVIZ_MUTATIONS");
  const std::uint64_t of_each = asked != nullptr ? std::strtoull(asked, nullptr, 10) : 1500;
  for (const Target& target : targets()) {
    if (!is_asked_for(target.name)) continue;
    const auto now = target.in_child ? seconds_now : processor_seconds;
    const std::uint64_t rounds =
        asked == nullptr ? of_each / static_cast<std::uint64_t>(target.one_of) : of_each;
    const std::vector<std::string> seeds = corpus(target.name);
    ASSERT_FALSE(seeds.empty()) << target.name;
    std::uint64_t read = 0;
    double slowest = 0;
    const long before = peak_megabytes();
    for (std::uint64_t round = 0; round < rounds; ++round) {
      const std::string bytes = mutated(seeds[round % seeds.size()], target.name, round);
      const double start = now();
      read += target.read(bytes) ? 1 : 0;
      slowest = std::max(slowest, now() - start);
    }
    // Seeds are some kB: deflate explains about a thousand times that at most.
    EXPECT_LT(peak_megabytes() - before, 300) << target.name;
    if (kChildrenAreLimited || !target.in_child) {
      EXPECT_LT(slowest, 1.) << target.name;
    }
    if (target.name != "markup") {
      EXPECT_LT(read, rounds) << target.name << ": nothing was refused";
    }
    std::printf("%-12s %llu of %llu read, slowest %.4f s, peak + %ld MB\n", target.name.c_str(),
                static_cast<unsigned long long>(read), static_cast<unsigned long long>(rounds), slowest,
                peak_megabytes() - before);
    std::fflush(stdout);
  }
}

}  // namespace rssviz::fuzz
