// The writing of .npz of npz.h: entries stored, dated 1980, zip64 where sizes ask for it.
#include <zlib.h>

#include <functional>
#include <ostream>

#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/formats/npz_views.h"
#include "core/formats/zip_records.h"
#include "core/written_file.h"

namespace rssviz::formats {
namespace {

constexpr std::uint16_t kDate1980 = 1 << 5 | 1;  // 1 January 1980, the first date a zip can hold

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

// `end64`: where the end begins, behind the directory of `length` bytes that begins at `start`.
void put_end(std::string& out, std::uint64_t end64, std::size_t entries, std::uint64_t start,
             std::uint64_t length) {
  const bool zip64 = start >= kMax32 || entries >= 0xFFFF;
  if (zip64) {
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

// What an entry is made of: a head of its own, and elements that stand elsewhere.
struct Content {
  std::string head{};
  std::string_view elements{};

  std::size_t size() const { return head.size() + elements.size(); }
  std::uint32_t crc() const {
    uLong crc = crc32_z(0, nullptr, 0);
    for (const std::string_view part : {std::string_view(head), elements})
      if (!part.empty())  // of no bytes zlib would begin anew
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
    return static_cast<std::uint32_t>(crc);
  }
};

Content content_of(const Array& array) {
  if (array.dtype == DType::text) return {serialize_npy(array), {}};
  Array empty = {array.dtype, array.shape, {}, {}};
  return {serialize_npy(empty), {reinterpret_cast<const char*>(array.data.data()), array.data.size()}};
}

Content content_of(const Matrix& matrix) {
  const auto rows = static_cast<std::size_t>(matrix.rows()),
             columns = static_cast<std::size_t>(matrix.cols());
  return {serialize_npy_header("<f4", {rows, columns}),
          {reinterpret_cast<const char*>(matrix.data()), rows * columns * sizeof(float)}};
}

// Hands the file on, piece by piece.
using Sink = std::function<void(std::string_view)>;

void write_entries(const Archive& archive, const MatrixViews& matrices, const Sink& sink) {
  std::string directory;
  std::uint64_t offset = 0;
  for (const auto& [key, array] : archive) {
    const std::string name = key + ".npy";
    const auto view = matrices.find(key);
    const Content content = view == matrices.end() ? content_of(array) : content_of(*view->second);
    const std::uint32_t crc = content.crc();
    const bool large = content.size() >= kMax32;
    std::string head;
    put(head, kLocalSignature, 4);
    put_common(head, name, crc, content.size(), large);
    put(head, large ? 20 : 0, 2);
    head += name;
    std::string sizes;
    if (large) {
      put(sizes, content.size(), 8);
      put(sizes, content.size(), 8);
      put(head, 1, 2);
      put(head, sizes.size(), 2);
      head += sizes;
    }
    for (const std::string_view part :
         {std::string_view(head), std::string_view(content.head), content.elements})
      sink(part);
    if (offset >= kMax32) put(sizes, offset, 8);
    put_central(directory, name, crc, content.size(), offset, sizes);
    offset += head.size() + content.size();
  }
  std::string end;
  put_end(end, offset + directory.size(), archive.size(), offset, directory.size());
  sink(directory);
  sink(end);
}

}  // namespace

std::string serialize_npz(const Archive& archive) {
  std::string out;
  write_entries(archive, {}, [&out](std::string_view part) { out += part; });
  return out;
}

void write_npz(const std::filesystem::path& path, const Archive& archive, const MatrixViews& matrices) {
  write_file_by(path, [&](std::ostream& stream) {
    write_entries(archive, matrices, [&stream](std::string_view part) {
      stream.write(part.data(), static_cast<std::streamsize>(part.size()));
    });
  });
}

void write_npz(const std::filesystem::path& path, const Archive& archive) { write_npz(path, archive, {}); }

}  // namespace rssviz::formats
