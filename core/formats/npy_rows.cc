#include "core/formats/npy_rows.h"

#include <zlib.h>

#include <algorithm>

#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/hdf5.h"
#include "core/formats/npz.h"
#include "core/text.h"

namespace rssviz::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kPart = 1 << 20;  // summed at a time

}  // namespace

NpyRows::NpyRows(const fs::path& path) : file_(path) { open(0, file_.size()); }

NpyRows::NpyRows(const fs::path& path, const StoredEntry& entry) : file_(path) {
  open(entry.offset, entry.size);
  std::string part(kPart, '\0');
  uLong checksum = crc32_z(0, nullptr, 0);
  for (std::size_t done = 0; done < entry.size; done += kPart) {
    const std::size_t count = std::min(kPart, entry.size - done);
    file_.read(entry.offset + done, count, part.data());
    checksum = crc32_z(checksum, reinterpret_cast<const Bytef*>(part.data()), count);
  }
  if (checksum != entry.checksum) malformed_npy(file_.name(), "its checksum in the archive is wrong");
}

NpyRows::NpyRows(std::string name, const Spool& spool) : file_(std::move(name), spool.duplicate()) {
  open(0, spool.size());
}

void NpyRows::open(std::size_t offset, std::size_t size) {
  header_ = parse_npy_header(file_.read(offset, std::min(size, kMostHeader)), file_.name());
  refuse_unread(header_, file_.name());
  npy_count(header_, size - header_.data_offset, file_.name());
  width_ = npy_width(header_, file_.name());
  header_.data_offset += offset;
  if (header_.shape.size() != 2 || header_.descr[1] == 'U' || header_.descr[1] == 'S')
    fail(ErrorKind::data, file_.name() + ": is not a matrix of numbers, points x units");
}

MatrixRef NpyRows::read(Eigen::Index first, Eigen::Index count, Matrix& room) const {
  const auto from = static_cast<std::size_t>(first);
  const auto many = static_cast<std::size_t>(count);
  const std::size_t units = header_.shape[1];
  if (header_.descr == "<f4" && !header_.fortran_order) {
    room.resize(count, cols());
    file_.read(header_.data_offset + from * units * width_, many * units * width_,
               reinterpret_cast<char*>(room.data()));
    return room;
  }
  std::string bytes(many * units * width_, '\0');
  if (header_.fortran_order)
    for (std::size_t unit = 0; unit < units; ++unit)
      file_.read(header_.data_offset + (unit * header_.shape[0] + from) * width_, many * width_,
                 bytes.data() + unit * many * width_);
  else
    file_.read(header_.data_offset + from * units * width_, bytes.size(), bytes.data());
  room = to_matrix(
      read_npy_elements({header_.descr, header_.fortran_order, {many, units}, 0}, bytes, file_.name()),
      file_.name());
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

std::unique_ptr<RowBlocks> rows_in(const std::string& source) {
  const ArraySource from = parse_source(source);
  const std::string suffix = suffix_of(from.file);
  require_input_file(from.file);
  if (suffix == ".npz") return npz_rows(from.file, name_inside(from));
  if (suffix == ".npy" && describe_npy(from.file).shape.size() == 2)
    return std::make_unique<NpyRows>(from.file);
  if (!is_hdf5(from.file)) return nullptr;
  Spool spool;
  if (!spool_hdf5(from.file, from.inside, spool)) return nullptr;
  return std::make_unique<NpyRows>(source, spool);
}

}  // namespace

std::unique_ptr<RowBlocks> open_rows(const std::string& source) {
  std::unique_ptr<RowBlocks> rows = rows_in(source);
  if (rows && (rows->rows() == 0 || rows->cols() == 0))
    fail(ErrorKind::data, source + ": states have shape " + std::to_string(rows->rows()) + " x " +
                              std::to_string(rows->cols()) + ": there is nothing in them");
  return rows;
}

Matrix read_all(const RowBlocks& rows) {
  Matrix matrix(rows.rows(), rows.cols());
  for_each_block(rows, [&](Eigen::Index first, const MatrixRef& block) {
    matrix.middleRows(first, block.rows()) = block;
  });
  return matrix;
}

Matrix read_npy_matrix(const fs::path& path) { return read_all(NpyRows(path)); }

}  // namespace rssviz::formats
