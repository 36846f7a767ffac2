// Prints, for every function of libm that rssviz calls, a hash of its bits over arguments that are the same
// everywhere:
//   libm_bits [ARGUMENTS]      of each function, 1,000,000 unless said
// glibc picks variants of some by the processor; processors_test.cc compares what this prints on several.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

namespace {

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }
std::uint64_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

// splitmix64 (Steele, Lea and Flood 2014): whole numbers alone, the same on every processor.
struct Arguments {
  std::uint64_t state{1};
  double between(double low, double high) {
    std::uint64_t z = state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return low + (high - low) * (static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53);
  }
};

// Half of the arguments from [low, high], half from its thousandth part around the end nearest to 0, where
// most rounding happens.
template <class Scalar, class Function>
void print_hash(const char* name, Function function, double low, double high, long count) {
  Arguments arguments;
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a, a value at a time
  for (long i = 0; i < count; ++i) {
    const double scale = i % 2 == 0 ? 1. : 1e-3;
    const auto x = static_cast<Scalar>(low >= 0 ? low + scale * arguments.between(0, high - low)
                                                : scale * arguments.between(low, high));
    hash = (hash ^ bits(function(x))) * 0x100000001B3ULL;
  }
  std::printf("%s %016llx\n", name, static_cast<unsigned long long>(hash));
}

#define RSSVIZ_BITS(name, low, high)                                   \
  print_hash<double>(                                                  \
      #name, [](double x) { return std::name(x); }, low, high, count); \
  print_hash<float>(                                                   \
      #name "f", [](float x) { return std::name(x); }, low, high, count)

#define RSSVIZ_BITS_OF_TWO(name, second, low, high)                                                 \
  print_hash<double>(                                                                               \
      #name, [](double x) { return std::name(x, static_cast<double>(second)); }, low, high, count); \
  print_hash<float>(                                                                                \
      #name "f", [](float x) { return std::name(x, static_cast<float>(second)); }, low, high, count)

}  // namespace

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 1'000'000;
  RSSVIZ_BITS(exp, -80, 80);
  RSSVIZ_BITS(exp2, -80, 80);
  RSSVIZ_BITS(expm1, -40, 40);
  RSSVIZ_BITS(log, 1e-12, 1e12);
  RSSVIZ_BITS(log2, 1e-12, 1e12);
  RSSVIZ_BITS(log10, 1e-12, 1e12);
  RSSVIZ_BITS(log1p, 0, 1e6);
  RSSVIZ_BITS(tanh, -20, 20);
  RSSVIZ_BITS(sin, -1e5, 1e5);
  RSSVIZ_BITS(cos, -1e5, 1e5);
  RSSVIZ_BITS(tan, -1e3, 1e3);
  RSSVIZ_BITS(asin, -1, 1);
  RSSVIZ_BITS(acos, -1, 1);
  RSSVIZ_BITS(atan, -1e3, 1e3);
  RSSVIZ_BITS(cbrt, -1e6, 1e6);
  RSSVIZ_BITS(erf, -4, 4);
  RSSVIZ_BITS(erfc, -4, 4);
  RSSVIZ_BITS(lgamma, 0.1, 100);
  RSSVIZ_BITS_OF_TWO(pow, 1.7, 0, 1e6);
  RSSVIZ_BITS_OF_TWO(atan2, -3.1, -1e3, 1e3);
  RSSVIZ_BITS_OF_TWO(hypot, 2.3, -1e3, 1e3);
  RSSVIZ_BITS_OF_TWO(fmod, 2.3, -1e6, 1e6);
}
