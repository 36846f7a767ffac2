// A matrix in an .npy file, or in what holds or becomes one, read by blocks of rows: as much memory as a
// block takes, whatever the file's size. Any type and order that npz.h reads. Rows may be read from several
// threads at once. A file that changes meanwhile gives an error, or rows of both.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/formats/npy_header.h"
#include "core/formats/zip_directory.h"
#include "core/row_blocks.h"

namespace rssviz::formats {

class NpyRows final : public RowBlocks {
 public:
  // Of a whole .npy, or of a part of a file that is one, whose checksum is verified. Throws Error{no_input};
  // Error{data} for a damaged header, missing elements or an array that isn't points x units of numbers.
  explicit NpyRows(const std::filesystem::path& path);
  NpyRows(const std::filesystem::path& path, const StoredEntry& entry);
  // Of an .npy that stands in a spool; `name` is what errors call it.
  NpyRows(std::string name, const Spool& spool);

  Eigen::Index rows() const override { return static_cast<Eigen::Index>(header_.shape[0]); }
  Eigen::Index cols() const override { return static_cast<Eigen::Index>(header_.shape[1]); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const override;

 private:
  void open(std::size_t offset, std::size_t size);

  InputFile file_;
  NpyHeader header_{};
  std::size_t width_{0};
};

// The states of a source of arrays (array_source.h) where they can be read by blocks: an .npy, the array
// `states` of an .npz, or a data set of an HDF5 file (FILE.h5:/path, or /states), in two dimensions. What is
// compressed, and HDF5, is unpacked into a file without a name in TMPDIR. Null for all else.
std::unique_ptr<RowBlocks> open_rows(const std::string& source);

// All rows, with no more memory than they and a block take.
Matrix read_all(const RowBlocks& rows);

// An array of two dimensions of an .npy as a matrix, with no more memory than the matrix and a block. Throws
// as NpyRows does.
Matrix read_npy_matrix(const std::filesystem::path& path);

}  // namespace rssviz::formats
