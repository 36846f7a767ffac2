// The .npz part of npz.h: a zip archive of .npy entries.
#include <zlib.h>

#include <limits>
#include <memory>

#include "core/error.h"
#include "core/formats/mapped_file.h"
#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/formats/zip_directory.h"
#include "core/output_file.h"

namespace rssviz::formats {
namespace {

constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kLocator64Signature = 0x07064b50;
constexpr std::uint32_t kMax32 = 0xFFFFFFFF;
constexpr std::uint16_t kDate1980 = 1 << 5 | 1;  // 1 January 1980, the first date a zip can hold

[[noreturn]] void malformed(const std::string& name, const std::string& fault) {
  fail(ErrorKind::data, name + ": is not a valid .npz archive (" + fault + ")");
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}
  std::uint64_t number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || width > bytes_.size() - at) malformed(name_, "it is cut short");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at + i])) << (8 * i);
    return value;
  }
  std::string_view text(std::size_t at, std::size_t length) const {
    if (at > bytes_.size() || length > bytes_.size() - at) malformed(name_, "it is cut short");
    return bytes_.substr(at, length);
  }

 private:
  std::string_view bytes_;
  const std::string& name_;
};

struct Entry {
  std::string name{};
  std::uint64_t method{0};
  std::uint64_t crc{0};
  std::uint64_t packed_size{0};
  std::uint64_t size{0};
  std::uint64_t local_offset{0};
};

// The sizes that did not fit 32 bits stand in an extra field, in this order, each only where its 32-bit place
// is full.
void read_zip64_extra(const Reader& in, Entry& entry, std::size_t at, std::size_t length) {
  for (std::size_t i = at; i + 4 <= at + length;) {
    const std::uint64_t id = in.number(i, 2);
    const std::uint64_t field = in.number(i + 2, 2);
    if (id == 1) {
      std::size_t p = i + 4;
      for (std::uint64_t* value : {&entry.size, &entry.packed_size, &entry.local_offset})
        if (*value == kMax32) {
          *value = in.number(p, 8);
          p += 8;
        }
    }
    i += 4 + field;
  }
}

std::vector<Entry> read_directory(std::string_view bytes, const Reader& in, const std::string& name) {
  const std::string_view signature("PK\x05\x06", 4);
  const std::size_t end = bytes.rfind(signature);
  if (end == std::string_view::npos) malformed(name, "no end record; is the file cut short?");
  std::uint64_t count = in.number(end + 10, 2);
  std::uint64_t at = in.number(end + 16, 4);
  if (end >= 20 && in.number(end - 20, 4) == kLocator64Signature) {
    const std::uint64_t end64 = in.number(end - 12, 8);
    if (in.number(end64, 4) != kEnd64Signature) malformed(name, "its zip64 end record is damaged");
    count = in.number(end64 + 32, 8);
    at = in.number(end64 + 48, 8);
  }
  std::vector<Entry> entries;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (in.number(at, 4) != kCentralSignature) malformed(name, "its directory is damaged");
    Entry entry{std::string(in.text(at + 46, in.number(at + 28, 2))),
                in.number(at + 10, 2),
                in.number(at + 16, 4),
                in.number(at + 20, 4),
                in.number(at + 24, 4),
                in.number(at + 42, 4)};
    const std::uint64_t name_length = in.number(at + 28, 2);
    const std::uint64_t extra_length = in.number(at + 30, 2);
    read_zip64_extra(in, entry, at + 46 + name_length, extra_length);
    at += 46 + name_length + extra_length + in.number(at + 32, 2);
    entries.push_back(std::move(entry));
  }
  return entries;
}

// Hands over the content of an entry, part by part.
template <class Take>
void inflate_parts(std::string_view packed, std::uint64_t size, const std::string& name, const Take& take) {
  // Deflate can't shrink more than about 1,032 times: a larger declared size is a lie, found before memory is
  // taken.
  if (size / 1040 > packed.size() + 1) malformed(name, "its declared size is impossible");
  std::string part(std::min<std::uint64_t>(size + 1, std::uint64_t{1} << 20), '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) fail(ErrorKind::internal, name + ": zlib could not start");
  const std::unique_ptr<z_stream, void (*)(z_stream*)> guard(&stream, [](z_stream* s) { inflateEnd(s); });
  std::uint64_t made = 0;
  std::size_t taken = 0;
  int status = Z_OK;
  while (status == Z_OK && made <= size) {
    constexpr std::size_t kStep = std::size_t{1} << 30;  // zlib counts in 32 bits
    const std::size_t in_step = std::min(kStep, packed.size() - taken);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
    stream.avail_in = static_cast<uInt>(in_step);
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    taken += in_step - stream.avail_in;
    const std::size_t got = part.size() - stream.avail_out;
    made += got;
    if (made <= size) take(std::string_view(part.data(), got));
  }
  if (status != Z_STREAM_END || made != size) malformed(name, "its compressed data is damaged");
}

std::string inflate_entry(std::string_view packed, std::uint64_t size, const std::string& name) {
  std::string out;
  inflate_parts(packed, size, name, [&](std::string_view part) { out += part; });
  return out;
}

// At most the first `most` bytes of an entry.
std::string inflate_beginning(std::string_view packed, std::size_t most, const std::string& name) {
  std::string out(most, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) fail(ErrorKind::internal, name + ": zlib could not start");
  const std::unique_ptr<z_stream, void (*)(z_stream*)> guard(&stream, [](z_stream* s) { inflateEnd(s); });
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min(packed.size(), most));  // deflated bytes hold at least as many
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(most);
  const int status = inflate(&stream, Z_SYNC_FLUSH);
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    malformed(name, "its compressed data is damaged");
  out.resize(most - stream.avail_out);
  return out;
}

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

}  // namespace

namespace {

std::string_view packed_content(const Reader& in, const Entry& entry, const std::string& label) {
  if (in.number(entry.local_offset, 4) != kLocalSignature) malformed(label, "its local header is damaged");
  const std::uint64_t begin =
      entry.local_offset + 30 + in.number(entry.local_offset + 26, 2) + in.number(entry.local_offset + 28, 2);
  return in.text(begin, entry.packed_size);
}

std::string array_name(const Entry& entry) {
  const bool suffix = entry.name.size() > 4 && entry.name.ends_with(".npy");
  return suffix ? entry.name.substr(0, entry.name.size() - 4) : entry.name;
}

// What can't be read for its type stands in the archive as the reason, and doesn't block the rest.
void put_array(const Entry& entry, const std::string& label, std::string_view content,
               Array (*read)(std::string_view, const std::string&), Archive& archive) {
  const std::string name = array_name(entry);
  if (const auto reason = why_unread(parse_npy_header(content, label), name))
    archive[kUnread + name] = from_string(*reason);
  else
    archive[name] = read(content, label);
}

}  // namespace

Archive describe_npz(const std::filesystem::path& path) {
  constexpr std::size_t kMostHeader = 65536;
  const MappedFile file(path);
  const std::string name = path.string();
  if (file.bytes().size() < 22) malformed(name, "it is too short");
  const Reader in(file.bytes(), name);
  Archive archive;
  for (const Entry& entry : read_directory(file.bytes(), in, name)) {
    const std::string label = name + ":" + entry.name;
    const std::string_view packed = packed_content(in, entry, label);
    const std::string begin = entry.method == 8 ? inflate_beginning(packed, kMostHeader, label)
                                                : std::string(packed.substr(0, kMostHeader));
    put_array(entry, label, begin, describe_npy_header, archive);
  }
  return archive;
}

bool spool_deflated(const std::filesystem::path& path, const std::string& name, Spool& spool) {
  const MappedFile file(path);
  if (file.bytes().size() < 22) malformed(path.string(), "it is too short");
  const Reader in(file.bytes(), path.string());
  for (const Entry& entry : read_directory(file.bytes(), in, path.string())) {
    if (array_name(entry) != name || entry.method != 8) continue;
    const std::string label = path.string() + ":" + entry.name;
    uLong crc = crc32_z(0, nullptr, 0);
    inflate_parts(packed_content(in, entry, label), entry.size, label, [&](std::string_view part) {
      crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
      spool.append(part);
    });
    if (crc != entry.crc) malformed(label, "its checksum is wrong");
    return true;
  }
  return false;
}

std::optional<StoredEntry> find_stored(const std::filesystem::path& path, const std::string& name) {
  const MappedFile file(path);
  if (file.bytes().size() < 22) malformed(path.string(), "it is too short");
  const Reader in(file.bytes(), path.string());
  for (const Entry& entry : read_directory(file.bytes(), in, path.string())) {
    if (array_name(entry) != name || entry.method != 0) continue;
    const std::string label = path.string() + ":" + entry.name;
    const std::string_view content = packed_content(in, entry, label);
    return StoredEntry{static_cast<std::size_t>(content.data() - file.bytes().data()), content.size(),
                       static_cast<std::uint32_t>(entry.crc)};
  }
  return std::nullopt;
}

namespace {

// The bytes of an entry, in the file or in `inflated`, as its checksum says.
std::string_view content_of(const Reader& in, const Entry& entry, const std::string& label,
                            std::string& inflated) {
  std::string_view content = packed_content(in, entry, label);
  if (entry.method == 8) {
    inflated = inflate_entry(content, entry.size, label);
    content = inflated;
  } else if (entry.method != 0) {
    malformed(label, "compression method " + std::to_string(entry.method) +
                         "; np.savez and np.savez_compressed are read");
  }
  if (crc_of(content) != entry.crc) malformed(label, "its checksum is wrong");
  return content;
}

}  // namespace

std::optional<std::string> read_zip_entry(const std::filesystem::path& path, const std::string& name) {
  const MappedFile file(path);
  if (file.bytes().size() < 22) malformed(path.string(), "it is too short");
  const Reader in(file.bytes(), path.string());
  for (const Entry& entry : read_directory(file.bytes(), in, path.string())) {
    if (entry.name != name) continue;
    std::string inflated;
    return std::string(content_of(in, entry, path.string() + ":" + name, inflated));
  }
  return std::nullopt;
}

Archive parse_npz(std::string_view bytes, const std::string& name) {
  const Reader in(bytes, name);
  if (bytes.size() < 22) malformed(name, "it is too short");
  Archive archive;
  for (const Entry& entry : read_directory(bytes, in, name)) {
    const std::string label = name + ":" + entry.name;
    std::string inflated;
    const std::string_view content = content_of(in, entry, label, inflated);
    put_array(entry, label, content, parse_npy, archive);
  }
  return archive;
}

std::string serialize_npz(const Archive& archive) {
  std::string out;
  std::string directory;
  for (const auto& [key, array] : archive) {
    const std::string name = key + ".npy";
    const std::string content = serialize_npy(array);
    const std::uint32_t crc = crc_of(content);
    const std::uint64_t offset = out.size();
    const bool large = content.size() >= kMax32;
    const bool far = offset >= kMax32;
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
    if (far) put(sizes, offset, 8);
    put(directory, kCentralSignature, 4);
    put(directory, 45, 2);
    put_common(directory, name, crc, content.size(), large);
    put(directory, sizes.empty() ? 0 : sizes.size() + 4, 2);
    put(directory, 0, 2);  // comment length
    put(directory, 0, 2);  // disk
    put(directory, 0, 2);  // internal attributes
    put(directory, 0, 4);  // external attributes
    put(directory, far ? kMax32 : offset, 4);
    directory += name;
    if (!sizes.empty()) {
      put(directory, 1, 2);
      put(directory, sizes.size(), 2);
      directory += sizes;
    }
  }
  const std::uint64_t start = out.size();
  out += directory;
  put_end(out, archive.size(), start, directory.size());
  return out;
}

Archive read_npz(const std::filesystem::path& path) {
  return parse_npz(MappedFile(path).bytes(), path.string());
}

void write_npz(const std::filesystem::path& path, const Archive& archive) {
  write_file(path, serialize_npz(archive));
}

}  // namespace rssviz::formats
