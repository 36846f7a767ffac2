// The writing of .npz of npz.h: entries stored, dated 1980, zip64 where sizes ask for it.
#include <zlib.h>

#include "core/formats/npz.h"
#include "core/formats/zip_records.h"
#include "core/output_file.h"

namespace rssviz::formats {
namespace {

constexpr std::uint16_t kDate1980 = 1 << 5 | 1;  // 1 January 1980, the first date a zip can hold

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

void put(std::string& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 255);
}

// Fields that the local and the central record share, from "version needed" to the lengths.
void put_common(std::string& out, const std::string& name, std::uint32_t crc, std::uint64_t size,
                bool zip64) {
  put(out, zip64 ? 45 : 20, 2);
  put(out, 0x800, 2);  // names are UTF-8
  put(out, 0, 2);      // stored
  put(out, 0, 2);
  put(out, kDate1980, 2);
  put(out, crc, 4);
  put(out, zip64 ? kMax32 : size, 4);
  put(out, zip64 ? kMax32 : size, 4);
  put(out, name.size(), 2);
}

void put_end(std::string& out, std::size_t entries, std::uint64_t start, std::uint64_t length) {
  const bool zip64 = start >= kMax32 || entries >= 0xFFFF;
  if (zip64) {
    const std::uint64_t end64 = out.size();
    put(out, kEnd64Signature, 4);
    put(out, 44, 8);
    put(out, 45, 2);
    put(out, 45, 2);
    put(out, 0, 8);
    put(out, entries, 8);
    put(out, entries, 8);
    put(out, length, 8);
    put(out, start, 8);
    put(out, kLocator64Signature, 4);
    put(out, 0, 4);
    put(out, end64, 8);
    put(out, 1, 4);
  }
  put(out, kEndSignature, 4);
  put(out, 0, 4);
  put(out, zip64 ? 0xFFFF : entries, 2);
  put(out, zip64 ? 0xFFFF : entries, 2);
  put(out, length, 4);
  put(out, zip64 ? kMax32 : start, 4);
  put(out, 0, 2);
}

// The entry's line of the directory; `sizes`: what doesn't fit its own fields.
void put_central(std::string& directory, const std::string& name, std::uint32_t crc, std::size_t size,
                 std::uint64_t offset, const std::string& sizes) {
  put(directory, kCentralSignature, 4);
  put(directory, 45, 2);
  put_common(directory, name, crc, size, size >= kMax32);
  put(directory, sizes.empty() ? 0 : sizes.size() + 4, 2);
  put(directory, 0, 2);  // comment length
  put(directory, 0, 2);  // disk
  put(directory, 0, 2);  // internal attributes
  put(directory, 0, 4);  // external attributes
  put(directory, offset >= kMax32 ? kMax32 : offset, 4);
  directory += name;
  if (sizes.empty()) return;
  put(directory, 1, 2);
  put(directory, sizes.size(), 2);
  directory += sizes;
}

}  // namespace

std::string serialize_npz(const Archive& archive) {
  std::string out;
  std::string directory;
  for (const auto& [key, array] : archive) {
    const std::string name = key + ".npy";
    const std::string content = serialize_npy(array);
    const std::uint32_t crc = crc_of(content);
    const std::uint64_t offset = out.size();
    const bool large = content.size() >= kMax32;
    put(out, kLocalSignature, 4);
    put_common(out, name, crc, content.size(), large);
    put(out, large ? 20 : 0, 2);
    out += name;
    std::string sizes;
    if (large) {
      put(sizes, content.size(), 8);
      put(sizes, content.size(), 8);
      put(out, 1, 2);
      put(out, sizes.size(), 2);
      out += sizes;
    }
    out += content;
    if (offset >= kMax32) put(sizes, offset, 8);
    put_central(directory, name, crc, content.size(), offset, sizes);
  }
  const std::uint64_t start = out.size();
  out += directory;
  put_end(out, archive.size(), start, directory.size());
  return out;
}

void write_npz(const std::filesystem::path& path, const Archive& archive) {
  write_file(path, serialize_npz(archive));
}

}  // namespace rssviz::formats
