// No instruction of the program has a result that the maker of the processor chooses: such a one makes other
// bytes on another machine. Read off the disassembly; what libraries of the system choose by processor is
// compared by bytes (tests/processors).
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <istream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#if defined(__x86_64__)

namespace {

struct Finding {
  std::string function;
  std::string instruction;
};

// Approximate reciprocals and roots (Intel's and AMD's tables differ; AVX-512's are exact to a bound alone)
// and the x87's transcendental functions (good to about an ulp, each maker by its own constants).
bool result_is_the_makers_choice(std::string_view instruction) {
  static const std::set<std::string_view> x87{"f2xm1", "fcos",    "fpatan", "fptan",
                                              "fsin",  "fsincos", "fyl2x",  "fyl2xp1"};
  if (x87.contains(instruction)) return true;
  if (instruction.starts_with('v')) instruction.remove_prefix(1);
  for (const std::string_view approximate : {"rsqrt", "rcp", "exp2"}) {
    if (!instruction.starts_with(approximate)) continue;
    std::string_view rest = instruction.substr(approximate.size());
    if (rest.starts_with("14") || rest.starts_with("28")) rest.remove_prefix(2);
    if (rest == "ps" || rest == "pd" || rest == "ss" || rest == "sd" || rest == "ph" || rest == "sh")
      return true;
  }
  return false;
}

// Reads the lines that `objdump -d --no-show-raw-insn` writes.
class Disassembly {
 public:
  void read(std::string_view line) {
    if (line.ends_with(">:\n") || line.ends_with(">:")) {
      const std::size_t begin = line.find('<') + 1;
      function_ = line.substr(begin, line.rfind('>') - begin);
      return;
    }
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return;
    ++instructions_;
    std::istringstream words{std::string(line.substr(tab))};
    std::string word;
    while (words >> word && (word.starts_with('{') || word == "data16")) {
    }
    if (result_is_the_makers_choice(word)) findings_.push_back({function_, word});
  }
  std::size_t instructions() const { return instructions_; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  std::string function_{};
  std::size_t instructions_{0};
  std::vector<Finding> findings_{};
};

Disassembly disassemble(const std::string& program) {
  Disassembly result;
  const std::string command = "'" RSSVIZ_OBJDUMP "' -d -C --no-show-raw-insn '" + program + "'";
  FILE* listing = popen(command.c_str(), "r");
  if (listing == nullptr) return result;
  std::vector<char> line(1 << 20);  // names of templates are long
  while (std::fgets(line.data(), static_cast<int>(line.size()), listing) != nullptr) result.read(line.data());
  EXPECT_EQ(pclose(listing), 0) << command << " failed: the Debian package binutils holds objdump";
  return result;
}

}  // namespace

// Two functions of this very program, which the tests below must find in it.
extern "C" [[gnu::used, gnu::noinline]] float refines_an_approximate_root(float x) {
  asm("vrsqrtss %0, %0, %0" : "+x"(x));
  return x;
}
extern "C" [[gnu::used, gnu::noinline]] void takes_an_x87_sine() {
  asm volatile("fldz\n\tfsin\n\tfstp %%st(0)" ::: "st");
}
// And one that it mustn't: a true root and a true quotient are the same at every maker.
extern "C" [[gnu::used, gnu::noinline]] float takes_an_exact_root(float x) {
  asm("vsqrtss %0, %0, %0\n\tvdivss %0, %0, %0" : "+x"(x));
  return x;
}

TEST(Instructions, ListingWithAMakersChoiceIsFoundAndNamed) {
  Disassembly listing;
  std::istringstream lines(
      "prog:     file format elf64-x86-64\n"
      "0000000000001000 <rssviz::descend(float const*)>:\n"
      "    1000:\tvsqrtps %ymm0,%ymm1\n"
      "    1004:\tvrsqrtps %ymm0,%ymm1\n"
      "    1008:\tvrcp14pd %zmm1,%zmm2{%k1}\n"
      "    100e:\t{evex} vrsqrt28ss %xmm0,%xmm1,%xmm2\n"
      "0000000000002000 <rotate>:\n"
      "    2000:\trcpss  %xmm0,%xmm0\n"
      "    2004:\trcr    %eax\n"
      "    2006:\tfyl2x\n"
      "    2008:\tfsqrt\n"
      "    200a:\tcall   3000 <rsqrtps>\n");
  for (std::string line; std::getline(lines, line);) listing.read(line);
  std::string found;
  for (const Finding& finding : listing.findings())
    found += finding.function + ": " + finding.instruction + "\n";
  EXPECT_EQ(found,
            "rssviz::descend(float const*): vrsqrtps\nrssviz::descend(float const*): vrcp14pd\n"
            "rssviz::descend(float const*): vrsqrt28ss\nrotate: rcpss\nrotate: fyl2x\n");
}

TEST(Instructions, FunctionsOfThisTestThatHoldOneAreFound) {
  const Disassembly itself = disassemble(std::filesystem::read_symlink("/proc/self/exe").string());
  std::set<std::string> functions;
  for (const Finding& finding : itself.findings()) functions.insert(finding.function);
  EXPECT_EQ(functions, (std::set<std::string>{"refines_an_approximate_root", "takes_an_x87_sine"}));
}

TEST(Instructions, NoneOfTheProgramHasAResultThatItsMakerChooses) {
  const Disassembly program = disassemble(RSSVIZ_PROGRAM);
  EXPECT_GT(program.instructions(), 100'000U)
      << "the listing of " RSSVIZ_PROGRAM " is too short to be the program's";
  for (const Finding& finding : program.findings())
    ADD_FAILURE() << finding.function << " holds " << finding.instruction
                  << ", whose result differs between makers of processors (Eigen's float sqrt() and rsqrt() "
                     "emit one: use "
                     "std::sqrt element by element)";
}

#endif
