#include "core/formats/idx.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/input_file.h"

namespace rssviz::formats {
namespace {

constexpr std::size_t kMostBytes = std::size_t{2} << 30;
constexpr std::size_t kPart = std::size_t{1} << 20;

bool is_gzip(const std::string& bytes) {
  return bytes.size() >= 2 && static_cast<unsigned char>(bytes[0]) == 0x1f &&
         static_cast<unsigned char>(bytes[1]) == 0x8b;
}

struct Inflater {
  Inflater() {
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) fail(ErrorKind::internal, "zlib doesn't start");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream stream{};
};

// A gzip file may hold several members, one after another.
std::string unpacked(const std::string& packed, const std::string& file) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  if (packed.size() > std::numeric_limits<uInt>::max()) fail(ErrorKind::data, file + ": is larger than 4 GB");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  for (;;) {
    const std::size_t before = out.size();
    if (before > kMostBytes)
      fail(ErrorKind::data, file + ": holds more than 2 GB when it is unpacked; it isn't read further");
    out.resize(before + kPart);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(kPart);
    const int code = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (code == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      if (inflateReset(&stream) != Z_OK) fail(ErrorKind::internal, "zlib doesn't start again");
      continue;
    }
    if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
      fail(ErrorKind::data, file + ": the gzip stream ends early, after " + std::to_string(out.size()) +
                                " unpacked bytes; the file is cut off, get it again");
    if (code != Z_OK)
      fail(ErrorKind::data, file + ": the gzip stream is damaged after " + std::to_string(out.size()) +
                                " unpacked bytes; get the file again");
  }
}

std::size_t big_endian(const std::string& bytes, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path) {
  const std::string file = path.string();
  std::string bytes = read_file(path);
  if (is_gzip(bytes)) bytes = unpacked(bytes, file);
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0)
    fail(ErrorKind::data, file +
                              ": is no IDX file (it doesn't begin with two zero bytes, a type and a number "
                              "of dimensions)");
  if (bytes[2] != 0x08)
    fail(ErrorKind::data, file + ": IDX values of type " +
                              std::to_string(static_cast<int>(static_cast<unsigned char>(bytes[2]))) +
                              "; unsigned bytes (8) are read");
  const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(bytes[3]));
  if (dimensions < 1 || dimensions > 4)
    fail(ErrorKind::data, file + ": IDX with " + std::to_string(dimensions) + " dimensions; 1 to 4 are read");
  const std::size_t start = 4 + 4 * dimensions;
  if (bytes.size() < start) fail(ErrorKind::data, file + ": ends within the header");
  IdxArray array;
  std::size_t count = 1;
  for (std::size_t k = 0; k < dimensions; ++k) {
    array.shape.push_back(big_endian(bytes, 4 + 4 * k));
    if (array.shape.back() > 0 && count > kMostBytes / array.shape.back())
      fail(ErrorKind::data, file + ": the header declares more than 2 GB");
    count *= array.shape.back();
  }
  if (bytes.size() - start != count)
    fail(ErrorKind::data, file + ": has " + std::to_string(bytes.size() - start) +
                              " values, its header says " + std::to_string(count));
  array.values.assign(bytes.begin() + static_cast<std::ptrdiff_t>(start), bytes.end());
  return array;
}

}  // namespace rssviz::formats
