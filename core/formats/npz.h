// NumPy's files. Reading: .npy versions 1 to 3, C and Fortran order, either endianness, bool and all integer
// and float types of 1 to 8 bytes (float16 too), fixed-width unicode; .npz stored and deflated, zip64.
// Pickled objects are refused. Writing: version 1, C order, little-endian; entries stored, in order of names,
// dated 1980-01-01, so that equal content gives equal bytes. Source: NumPy's format specification (NEP 1) and
// PKWARE's APPNOTE 6.3. Errors: {no_input} a file that can't be opened; {data} a malformed one, naming file,
// entry and fault; {cannot_create}, {io} as OutputFile.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/formats/array.h"

namespace rssviz::formats {

Array read_npy(const std::filesystem::path& path);
void write_npy(const std::filesystem::path& path, const Array& array);
Archive read_npz(const std::filesystem::path& path);
void write_npz(const std::filesystem::path& path, const Archive& archive);

// Types and shapes alone, without the elements (`data` and `text` stay empty): reads headers only, whatever
// the size of the file. Of an .npz, the arrays by name.
Array describe_npy(const std::filesystem::path& path);
Archive describe_npz(const std::filesystem::path& path);

// `data` as an array: elements of NumPy's type `descr` ("<f4"), in C order. Throws Error{data} where its size
// isn't that of the shape.
Array convert_elements(const std::string& descr, const std::vector<std::size_t>& shape, std::string_view data,
                       const std::string& name);

// The same from and to memory; `name` is what errors call it.
Array parse_npy(std::string_view bytes, const std::string& name);
std::string serialize_npy(const Array& array);
Archive parse_npz(std::string_view bytes, const std::string& name);
std::string serialize_npz(const Archive& archive);

}  // namespace rssviz::formats
