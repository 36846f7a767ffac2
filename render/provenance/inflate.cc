#include "render/provenance/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace rssviz::render {

void UnpackBudget::spend(std::size_t bytes) {
  if (bytes > left_)
    fail(ErrorKind::data, file_ + ": holds more than " + std::to_string(most_ >> 20) +
                              " MB when it is unpacked, which no figure does; it isn't read further");
  left_ -= bytes;
}

std::string inflated(std::string_view packed, UnpackBudget& budget) {
  constexpr std::size_t kPart = std::size_t{1} << 18;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) fail(ErrorKind::internal, "zlib doesn't start");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max()));
  std::string out;
  int code = Z_OK;
  while (code == Z_OK && out.size() <= budget.left()) {
    const std::size_t before = out.size();
    out.resize(before + kPart);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(kPart);
    code = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  budget.spend(out.size());
  return out;
}

}  // namespace rssviz::render
