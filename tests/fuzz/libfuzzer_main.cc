// One program a target: RSSVIZ_FUZZ_TARGET is its name.
#include <cstddef>
#include <cstdint>

#include "targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const rssviz::fuzz::Target& target : rssviz::fuzz::targets())
    if (target.name == RSSVIZ_FUZZ_TARGET) target.read({reinterpret_cast<const char*>(data), size});
  return 0;
}
