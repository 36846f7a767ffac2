// The reading of .npz of npz.h: a zip archive of .npy entries.
#include <zlib.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>

#include "core/error.h"
#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/formats/zip_directory.h"
#include "core/formats/zip_records.h"
#include "core/memory.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

constexpr std::uint64_t kMostDirectory = std::uint64_t{64} << 20;  // half a million entries
[[noreturn]] void malformed(const std::string& name, const std::string& fault) {
  fail(ErrorKind::data, name + ": is not a valid .npz archive (" + fault + ")");
}

// Numbers and text of a piece of the archive, by their place in all of it.
class Reader {
 public:
  // `count` bytes from `at`, which may lie outside.
  Reader(const ByteSource& bytes, std::uint64_t at, std::uint64_t count) : name_(bytes.name()), begin_(at) {
    if (at > bytes.size() || count > bytes.size() - at) malformed(name_, "it is cut short");
    bytes_ = bytes.piece(at, count, room_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  std::uint64_t number(std::uint64_t at, std::size_t width) const {
    const std::string_view digits = text(at, width);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(digits[i])) << (8 * i);
    return value;
  }
  std::string_view text(std::uint64_t at, std::uint64_t length) const {
    if (at < begin_ || at - begin_ > bytes_.size() || length > bytes_.size() - (at - begin_))
      malformed(name_, "it is cut short");
    return bytes_.substr(at - begin_, length);
  }
  std::string_view all() const { return bytes_; }

 private:
  const std::string& name_;
  std::uint64_t begin_;
  std::string room_{};
  std::string_view bytes_{};
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
void read_zip64_extra(const Reader& in, Entry& entry, std::uint64_t at, std::uint64_t length) {
  for (std::uint64_t i = at; i + 4 <= at + length;) {
    const std::uint64_t id = in.number(i, 2);
    const std::uint64_t field = in.number(i + 2, 2);
    if (id == 1) {
      std::uint64_t p = i + 4;
      for (std::uint64_t* value : {&entry.size, &entry.packed_size, &entry.local_offset})
        if (*value == kMax32) {
          *value = in.number(p, 8);
          p += 8;
        }
    }
    i += 4 + field;
  }
}

// Where the directory begins and ends, and how many entries it has.
struct Directory {
  std::uint64_t begin{0};
  std::uint64_t end{0};
  std::uint64_t count{0};
};

Directory find_directory(const ByteSource& bytes) {
  constexpr std::size_t kMostTail = 22 + 65535 + 20;  // the end record, its comment, the locator before it
  const std::string& name = bytes.name();
  if (bytes.size() < 22) malformed(name, "it is too short");
  const std::uint64_t tail_at = bytes.size() - std::min(bytes.size(), kMostTail);
  const Reader tail(bytes, tail_at, bytes.size() - tail_at);
  const std::size_t found = tail.all().rfind(std::string_view("PK\x05\x06", 4));
  if (found == std::string_view::npos) malformed(name, "no end record; is the file cut short?");
  const std::uint64_t end = tail_at + found;
  Directory directory{tail.number(end + 16, 4), end, tail.number(end + 10, 2)};
  if (found >= 20 && tail.number(end - 20, 4) == kLocator64Signature) {
    const std::uint64_t end64 = tail.number(end - 12, 8);
    const Reader in(bytes, end64, 56);
    if (in.number(end64, 4) != kEnd64Signature) malformed(name, "its zip64 end record is damaged");
    directory = {in.number(end64 + 48, 8), end64, in.number(end64 + 32, 8)};
  }
  if (directory.begin > directory.end || directory.end - directory.begin > kMostDirectory)
    malformed(name, "its directory is damaged");
  return directory;
}

std::vector<Entry> read_directory(const ByteSource& bytes) {
  const std::string& name = bytes.name();
  const Directory directory = find_directory(bytes);
  const Reader in(bytes, directory.begin, directory.end - directory.begin);
  const std::uint64_t count = directory.count;
  std::uint64_t at = directory.begin;
  std::vector<Entry> entries;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (in.number(at, 4) != kCentralSignature) malformed(name, "its directory is damaged");
    Entry entry{as_utf8(in.text(at + 46, in.number(at + 28, 2))),
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

// Deflate can't shrink more than about 1,032 times: a larger declared size is a lie, found before memory is
// taken.
void check_declared(std::uint64_t size, std::uint64_t packed_size, const std::string& name) {
  if (size / 1040 > packed_size + 1) malformed(name, "its declared size is impossible");
}

// Hands over the content of an entry, part by part.
template <class Take>
void inflate_parts(std::string_view packed, std::uint64_t size, const std::string& name, const Take& take) {
  check_declared(size, packed.size(), name);
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

// Where the packed bytes of an entry begin; they lie inside the archive.
std::uint64_t content_begin(const ByteSource& bytes, const Entry& entry, const std::string& label) {
  const Reader in(bytes, entry.local_offset, 30);
  if (in.number(entry.local_offset, 4) != kLocalSignature) malformed(label, "its local header is damaged");
  const std::uint64_t begin =
      entry.local_offset + 30 + in.number(entry.local_offset + 26, 2) + in.number(entry.local_offset + 28, 2);
  if (begin > bytes.size() || entry.packed_size > bytes.size() - begin) malformed(label, "it is cut short");
  if (entry.method != 0 && entry.method != 8)
    malformed(label, "compression method " + std::to_string(entry.method) +
                         "; np.savez and np.savez_compressed are read");
  return begin;
}

std::string array_name(const Entry& entry) {
  const bool suffix = entry.name.size() > 4 && entry.name.ends_with(".npy");
  return suffix ? entry.name.substr(0, entry.name.size() - 4) : entry.name;
}

// What can't be read for its type stands in the archive as the reason, and doesn't block the rest.
void put_array(const Entry& entry, const std::string& label, std::string_view beginning,
               const std::function<Array()>& read, Archive& archive) {
  const std::string name = array_name(entry);
  if (const auto reason = why_unread(parse_npy_header(beginning, label), name))
    archive[kUnread + name] = from_string(*reason);
  else
    archive[name] = read();
}

}  // namespace

Archive describe_npz(const std::filesystem::path& path) {
  const ByteSource file(path);
  Archive archive;
  std::string room;
  for (const Entry& entry : read_directory(file)) {
    const std::string label = file.name() + ":" + entry.name;
    const std::uint64_t begin = content_begin(file, entry, label);
    const std::string_view packed =
        file.piece(begin, std::min<std::uint64_t>(entry.packed_size, kMostHeader), room);
    const std::string inflated =
        entry.method == 8 ? inflate_beginning(packed, kMostHeader, label) : std::string();
    const std::string_view start = entry.method == 8 ? inflated : packed;
    put_array(
        entry, label, start, [&] { return describe_npy_header(start, label); }, archive);
  }
  return archive;
}

bool spool_deflated(const std::filesystem::path& path, const std::string& name, Spool& spool) {
  const ByteSource file(path);
  for (const Entry& entry : read_directory(file)) {
    if (array_name(entry) != name || entry.method != 8) continue;
    const std::string label = file.name() + ":" + entry.name;
    std::string room;
    const std::uint64_t begin = content_begin(file, entry, label);
    const std::string_view packed = file.piece(begin, entry.packed_size, room);
    check_declared(entry.size, packed.size(), label);
    spool.require_room(entry.size, label);
    uLong crc = crc32_z(0, nullptr, 0);
    inflate_parts(packed, entry.size, label, [&](std::string_view part) {
      crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
      spool.append(part);
    });
    if (crc != entry.crc) malformed(label, "its checksum is wrong");
    return true;
  }
  return false;
}

std::optional<StoredEntry> find_stored(const std::filesystem::path& path, const std::string& name) {
  const ByteSource file(path);
  for (const Entry& entry : read_directory(file)) {
    if (array_name(entry) != name || entry.method != 0) continue;
    const std::uint64_t begin = content_begin(file, entry, file.name() + ":" + entry.name);
    return StoredEntry{begin, entry.packed_size, static_cast<std::uint32_t>(entry.crc)};
  }
  return std::nullopt;
}

namespace {

// What is taken out of an archive has to stand in memory; a few bytes can declare a thousand times as many.
void check_memory_for(const std::vector<Entry>& entries, const ByteSource& bytes) {
  double needed = 0;
  for (const Entry& entry : entries) {
    if (entry.method == 8) check_declared(entry.size, entry.packed_size, bytes.name() + ":" + entry.name);
    needed += static_cast<double>(std::max(entry.size, entry.packed_size));
  }
  const double free = available_memory();
  if (free > 0 && needed > free)
    fail(ErrorKind::retry, bytes.name() + ": its arrays need " + megabytes(needed) + " of memory, " +
                               megabytes(free) + " are free");
}

// The content of a deflated entry, as its checksum says.
std::string inflated_content(const ByteSource& bytes, const Entry& entry, std::uint64_t begin,
                             const std::string& label) {
  std::string room;
  std::string content = inflate_entry(bytes.piece(begin, entry.packed_size, room), entry.size, label);
  if (crc_of(content) != entry.crc) malformed(label, "its checksum is wrong");
  return content;
}

// Sums a stored entry by parts. Throws Error{data} where its checksum is another.
void require_checksum(const ByteSource& bytes, const Entry& entry, std::uint64_t begin,
                      const std::string& label) {
  constexpr std::uint64_t kPart = 1 << 20;
  std::string room;
  uLong crc = crc32_z(0, nullptr, 0);
  for (std::uint64_t done = 0; done < entry.packed_size; done += kPart) {
    const std::string_view part = bytes.piece(begin + done, std::min(kPart, entry.packed_size - done), room);
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
  }
  if (crc != entry.crc) malformed(label, "its checksum is wrong");
}

void read_entry(const ByteSource& bytes, const Entry& entry, Archive& archive) {
  const std::string label = bytes.name() + ":" + entry.name;
  const std::uint64_t begin = content_begin(bytes, entry, label);
  if (entry.method == 8) {
    const std::string content = inflated_content(bytes, entry, begin, label);
    put_array(
        entry, label, content, [&] { return parse_npy(content, label); }, archive);
    return;
  }
  require_checksum(bytes, entry, begin, label);
  std::string room;
  const std::uint64_t most = std::min<std::uint64_t>(entry.packed_size, kMostHeader);
  put_array(
      entry, label, bytes.piece(begin, most, room),
      [&] { return read_npy_from(bytes, begin, entry.packed_size, label); }, archive);
}

Archive read_archive(const ByteSource& bytes) {
  const std::vector<Entry> entries = read_directory(bytes);
  check_memory_for(entries, bytes);
  Archive archive;
  for (const Entry& entry : entries) read_entry(bytes, entry, archive);
  return archive;
}

}  // namespace

std::optional<std::string> read_zip_entry(const std::filesystem::path& path, const std::string& name) {
  const ByteSource file(path);
  for (const Entry& entry : read_directory(file)) {
    if (entry.name != name) continue;
    check_memory_for({entry}, file);
    const std::string label = file.name() + ":" + name;
    const std::uint64_t begin = content_begin(file, entry, label);
    if (entry.method == 8) return inflated_content(file, entry, begin, label);
    require_checksum(file, entry, begin, label);
    std::string content;
    file.piece(begin, entry.packed_size, content);
    return content;
  }
  return std::nullopt;
}

Archive parse_npz(std::string_view bytes, const std::string& name) {
  return read_archive(ByteSource(bytes, name));
}

Archive read_npz(const std::filesystem::path& path) { return read_archive(ByteSource(path)); }

}  // namespace rssviz::formats
