#include "core/formats/npy_rows.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/hdf5.h"
#include "core/formats/npz.h"

namespace rssviz::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostHeader = 1 << 16;
constexpr std::size_t kPart = 1 << 20;  // summed at a time

}  // namespace

NpyRows::NpyRows(const fs::path& file)
    : name_(file.string()), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  std::error_code none;
  const std::uintmax_t size = fs::file_size(file, none);
  open(0, none ? 0 : static_cast<std::size_t>(size));
}

NpyRows::NpyRows(const fs::path& file, const StoredEntry& entry)
    : name_(file.string()), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  open(entry.offset, entry.size);
  try {
    std::string part(kPart, '\0');
    uLong checksum = crc32_z(0, nullptr, 0);
    for (std::size_t done = 0; done < entry.size; done += kPart) {
      const std::size_t count = std::min(kPart, entry.size - done);
      read_bytes(entry.offset + done, count, part.data());
      checksum = crc32_z(checksum, reinterpret_cast<const Bytef*>(part.data()), count);
    }
    if (checksum != entry.checksum) malformed_npy(name_, "its checksum in the archive is wrong");
  } catch (...) {
    ::close(file_);
    throw;
  }
}

NpyRows::NpyRows(std::string name, const Spool& spool) : name_(std::move(name)), file_(spool.duplicate()) {
  open(0, spool.size());
}

void NpyRows::open(std::size_t offset, std::size_t size) {
  if (file_ < 0) fail(ErrorKind::no_input, name_ + ": can't be opened");
  try {
    std::string begin(std::min(size, kMostHeader), '\0');
    read_bytes(offset, begin.size(), begin.data());
    header_ = parse_npy_header(begin, name_);
    refuse_unread(header_, name_);
    npy_count(header_, size - header_.data_offset, name_);
    width_ = npy_width(header_, name_);
    header_.data_offset += offset;
    if (header_.shape.size() != 2 || header_.descr[1] == 'U' || header_.descr[1] == 'S')
      fail(ErrorKind::data, name_ + ": is not a matrix of numbers, points x units");
  } catch (...) {
    ::close(file_);
    throw;
  }
}

NpyRows::~NpyRows() { ::close(file_); }

void NpyRows::read_bytes(std::size_t offset, std::size_t count, char* into) const {
  while (count > 0) {
    const ::ssize_t got = ::pread(file_, into, count, static_cast<::off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail(ErrorKind::io, name_ + ": reading failed midway");
    offset += static_cast<std::size_t>(got);
    into += got;
    count -= static_cast<std::size_t>(got);
  }
}

MatrixRef NpyRows::read(Eigen::Index first, Eigen::Index count, Matrix& room) const {
  const auto from = static_cast<std::size_t>(first);
  const auto many = static_cast<std::size_t>(count);
  const std::size_t units = header_.shape[1];
  if (header_.descr == "<f4" && !header_.fortran_order) {
    room.resize(count, cols());
    read_bytes(header_.data_offset + from * units * width_, many * units * width_,
               reinterpret_cast<char*>(room.data()));
    return room;
  }
  std::string bytes(many * units * width_, '\0');
  if (header_.fortran_order)
    for (std::size_t unit = 0; unit < units; ++unit)
      read_bytes(header_.data_offset + (unit * header_.shape[0] + from) * width_, many * width_,
                 bytes.data() + unit * many * width_);
  else
    read_bytes(header_.data_offset + from * units * width_, bytes.size(), bytes.data());
  room = to_matrix(read_npy_elements({header_.descr, header_.fortran_order, {many, units}, 0}, bytes, name_),
                   name_);
  return room;
}

namespace {

std::unique_ptr<RowBlocks> npz_rows(const fs::path& file, const std::string& inside) {
  const Archive arrays = describe_npz(file);
  const std::string name = inside.empty() ? "states" : inside;
  const auto states = arrays.find(name);
  if (states == arrays.end() || states->second.shape.size() != 2 || states->second.dtype == DType::text)
    return nullptr;
  if (const std::optional<StoredEntry> entry = find_stored(file, name))
    return std::make_unique<NpyRows>(file, *entry);
  Spool spool;
  if (!spool_deflated(file, name, spool)) return nullptr;
  return std::make_unique<NpyRows>(file.string(), spool);
}

}  // namespace

std::unique_ptr<RowBlocks> open_rows(const std::string& source) {
  const ArraySource from = parse_source(source);
  const std::string suffix = from.file.extension().string();
  if (!fs::is_regular_file(from.file)) return nullptr;
  if (suffix == ".npz") return npz_rows(from.file, name_inside(from));
  if (suffix == ".npy" && describe_npy(from.file).shape.size() == 2)
    return std::make_unique<NpyRows>(from.file);
  if (!is_hdf5(from.file)) return nullptr;
  Spool spool;
  if (!spool_hdf5(from.file, from.inside, spool)) return nullptr;
  return std::make_unique<NpyRows>(source, spool);
}

Matrix read_all(const RowBlocks& rows) {
  Matrix matrix(rows.rows(), rows.cols());
  for_each_block(rows, [&](Eigen::Index first, const MatrixRef& block) {
    matrix.middleRows(first, block.rows()) = block;
  });
  return matrix;
}

Matrix read_npy_matrix(const fs::path& path) {
  std::error_code none;
  if (!fs::is_regular_file(path, none)) return to_matrix(read_npy(path), path.string());  // pipes
  return read_all(NpyRows(path));
}

}  // namespace rssviz::formats
