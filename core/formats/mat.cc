#include "core/formats/mat.h"

#include <hdf5.h>
#include <matio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "core/error.h"
#include "core/formats/child_reader.h"
#include "core/formats/hdf5.h"
#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

using File = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

// NumPy's name of the elements' type in memory; nothing for other classes.
const char* descr_of(const matvar_t& variable) {
  switch (variable.data_type) {
    case MAT_T_DOUBLE:
      return "<f8";
    case MAT_T_SINGLE:
      return "<f4";
    case MAT_T_INT8:
      return "|i1";
    case MAT_T_UINT8:
      return "|u1";
    case MAT_T_INT16:
      return "<i2";
    case MAT_T_UINT16:
      return "<u2";
    case MAT_T_INT32:
      return "<i4";
    case MAT_T_UINT32:
      return "<u4";
    case MAT_T_INT64:
      return "<i8";
    case MAT_T_UINT64:
      return "<u8";
    default:
      return nullptr;
  }
}

bool is_numeric(const matvar_t& variable) {
  return variable.class_type >= MAT_C_DOUBLE && variable.class_type <= MAT_C_UINT64;
}

std::vector<std::size_t> sides_of(const matvar_t& variable) {
  return {variable.dims, variable.dims + std::max(variable.rank, 0)};
}

std::size_t count_of(const matvar_t& variable) {
  std::size_t count = 1;
  for (const std::size_t side : sides_of(variable)) {
    if (side != 0 && count > (std::size_t{1} << 50) / side) return 0;
    count *= side;
  }
  return count;
}

// Elements stand column by column.
std::vector<char> in_rows(const char* data, const std::vector<std::size_t>& shape, std::size_t width,
                          std::size_t count) {
  std::vector<char> out(count * width);
  std::vector<std::size_t> index(shape.size(), 0), stride(shape.size(), 1);
  for (std::size_t d = 1; d < shape.size(); ++d) stride[d] = stride[d - 1] * shape[d - 1];
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) at += index[d] * stride[d];
    std::memcpy(out.data() + i * width, data + at * width, width);
    for (std::size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d]) break;
      index[d] = 0;
    }
  }
  return out;
}

Array numbers_of(const matvar_t& variable, const std::string& label) {
  const char* const descr = descr_of(variable);
  std::vector<std::size_t> shape = sides_of(variable);
  const std::size_t count = count_of(variable);
  const std::size_t width = Mat_SizeOf(variable.data_type);
  if (descr == nullptr || width == 0 ||
      (count > 0 && (variable.data == nullptr || variable.nbytes < count * width)))
    fail(ErrorKind::data, label + ": its elements can't be read");
  check_empty_shape(shape, count, label);
  const std::vector<char> bytes = in_rows(static_cast<const char*>(variable.data), shape, width, count);
  if (shape.size() == 2 && count == 1)
    shape.clear();
  else if (shape.size() == 2 && (shape[0] == 1 || shape[1] == 1))
    shape = {count};
  return convert_elements(descr, shape, {bytes.data(), bytes.size()}, label);
}

// The rows of an array of characters, without the blanks that fill them up. In UTF-8 a row's bytes stand one
// after another only where there is one row.
std::vector<std::string> texts_of(const matvar_t& variable, const std::string& label) {
  if (variable.rank != 2 || (variable.data == nullptr && count_of(variable) > 0))
    fail(ErrorKind::data, label + ": its text can't be read");
  const std::size_t rows = variable.dims[0], columns = variable.dims[1];
  const std::size_t width = std::max<std::size_t>(Mat_SizeOf(variable.data_type), 1);
  std::vector<std::string> texts(rows);
  const char* const data = static_cast<const char*>(variable.data);
  if (rows == 1 && width == 1) {
    texts[0].assign(data, variable.nbytes);
  } else {
    if (variable.nbytes < rows * columns * width) fail(ErrorKind::data, label + ": its text can't be read");
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        std::uint32_t code = 0;
        std::memcpy(&code, data + (c * rows + r) * width, std::min<std::size_t>(width, 4));
        append_utf8(texts[r], code);
      }
  }
  for (std::string& text : texts) {
    text.erase(std::min(text.find_last_not_of(std::string(" \0", 2)) + 1, text.size()));
    if (!is_utf8(text)) fail(ErrorKind::data, label + ": its text isn't UTF-8");
  }
  return texts;
}

// The texts of a cell array; nothing where a cell holds something else.
std::optional<std::vector<std::string>> texts_of_cells(matvar_t& variable, const std::string& label) {
  std::vector<std::string> texts;
  const std::size_t count = count_of(variable);
  for (std::size_t i = 0; i < count; ++i) {
    const matvar_t* const cell = Mat_VarGetCell(&variable, static_cast<int>(i));
    if (cell == nullptr) return std::nullopt;
    const bool is_empty = count_of(*cell) == 0;
    if (cell->class_type != MAT_C_CHAR && !is_empty) return std::nullopt;
    const std::vector<std::string> rows = is_empty ? std::vector<std::string>{""} : texts_of(*cell, label);
    if (rows.size() != 1) return std::nullopt;
    texts.push_back(rows.front());
  }
  return texts;
}

std::string remedy_of(const matvar_t& variable, const std::string& name) {
  if (variable.class_type == MAT_C_SPARSE)
    return "holds a sparse matrix, which is not read; save full(" + name + ")";
  if (variable.isComplex != 0)
    return "holds complex numbers, which are not read; save real(" + name + ") and imag(" + name + ")";
  if (variable.class_type == MAT_C_CELL)
    return "is a cell array that holds more than texts, which is not read; save vertcat(" + name + "{:})";
  if (variable.class_type == MAT_C_STRUCT)
    return "is an array of structures, which is not read; save its fields";
  return "is of a class of MATLAB that is not read; save cellstr(" + name + ") or double(" + name + ")";
}

void put(matvar_t& variable, const std::string& name, const std::string& file, Archive& archive) {
  const std::string label = file + ":" + name;
  if (is_numeric(variable) && variable.isComplex == 0) {
    archive[name] = numbers_of(variable, label);
    return;
  }
  if (variable.class_type == MAT_C_CHAR) {
    const std::vector<std::string> texts = texts_of(variable, label);
    archive[name] = texts.size() == 1 ? from_string(texts.front()) : from_strings(texts);
    return;
  }
  if (variable.class_type == MAT_C_CELL) {
    if (const auto texts = texts_of_cells(variable, label)) {
      archive[name] = from_strings(*texts);
      return;
    }
  }
  if (variable.class_type == MAT_C_STRUCT && count_of(variable) == 1) {
    const unsigned fields = Mat_VarGetNumberOfFields(&variable);
    char* const* const names = Mat_VarGetStructFieldnames(&variable);
    for (unsigned k = 0; k < fields; ++k)
      if (matvar_t* const field = Mat_VarGetStructFieldByIndex(&variable, k, 0); field != nullptr)
        put(*field, name + "/" + as_utf8(names[k]), file, archive);
    return;
  }
  archive[kUnread + name] = from_string(remedy_of(variable, name));
}

Archive read_mat_here(const std::filesystem::path& path) {
  const std::string name = path.string();
  H5Eset_auto(H5E_DEFAULT, nullptr, nullptr);  // of version 7.3
  const File file(Mat_Open(name.c_str(), MAT_ACC_RDONLY), Mat_Close);
  if (file == nullptr) fail(ErrorKind::data, name + ": is not a valid .mat file");
  Archive archive;
  while (matvar_t* const next = Mat_VarReadNext(file.get())) {
    const Variable variable(next, Mat_VarFree);
    if (next->name != nullptr && !std::string_view(next->name).starts_with("#"))
      put(*next, as_utf8(next->name), name, archive);
  }
  if (archive.empty()) fail(ErrorKind::data, name + ": holds no variables that can be read; is it damaged?");
  return archive;
}

}  // namespace

namespace {

// MATLAB begins its files of version 7.3 with a header of 512 bytes; HDF5 of other programs has none.
bool is_plain_hdf5(const std::filesystem::path& path) {
  constexpr std::string_view kBegin = "\x89HDF\r\n\x1a\n";
  const InputFile file(path);
  return file.size() > kBegin.size() && file.read(0, kBegin.size()) == kBegin;
}

}  // namespace

Archive read_mat(const std::filesystem::path& path) {
  if (is_plain_hdf5(path)) {
    Archive archive = read_hdf5(path);
    archive[kReading] = from_string(
        "HDF5 without MATLAB's header: read as .h5, dimensions in the order in which they were written "
        "(MATLAB shows them in reverse)");
    return archive;
  }
  return read_in_child(path, "matio", [&] { return read_mat_here(path); });
}

}  // namespace rssviz::formats
