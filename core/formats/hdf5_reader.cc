#include "core/formats/hdf5_reader.h"

#include <hdf5.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "core/error.h"
#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

// Closes an identifier of libhdf5 when it goes.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  hid_t get() const { return id_; }
  bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

std::string without_slashes(std::string path) {
  while (!path.empty() && path.front() == '/') path.erase(path.begin());
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;
}

std::vector<std::size_t> shape_of(hid_t space, const std::string& label) {
  const int dims = H5Sget_simple_extent_ndims(space);
  if (dims < 0) fail(ErrorKind::data, label + ": its shape can't be read");
  std::vector<hsize_t> extents(static_cast<std::size_t>(dims));
  if (dims > 0 && H5Sget_simple_extent_dims(space, extents.data(), nullptr) < 0)
    fail(ErrorKind::data, label + ": its shape can't be read");
  return {extents.begin(), extents.end()};
}

std::size_t count_of(const std::vector<std::size_t>& shape, const std::string& label) {
  std::size_t count = 1;
  for (const std::size_t extent : shape) {
    if (extent != 0 && count > (std::numeric_limits<std::size_t>::max() >> 8) / extent)
      fail(ErrorKind::data, label + ": its shape is too large");
    count *= extent;
  }
  check_empty_shape(shape, count, label);
  return count;
}

std::vector<std::string> read_text(hid_t object, hid_t type, hid_t space, std::size_t count,
                                   herr_t (*read)(hid_t, hid_t, void*), const std::string& label) {
  std::vector<std::string> texts(count);
  if (H5Tis_variable_str(type) > 0) {
    const Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory.get(), H5T_VARIABLE);
    H5Tset_cset(memory.get(), H5Tget_cset(type));
    std::vector<char*> pointers(count, nullptr);
    if (count > 0 && read(object, memory.get(), pointers.data()) < 0)
      fail(ErrorKind::data, label + ": its text can't be read");
    for (std::size_t i = 0; i < count; ++i)
      if (pointers[i] != nullptr) texts[i] = as_utf8(pointers[i]);
    if (count > 0) H5Dvlen_reclaim(memory.get(), space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  const std::size_t width = H5Tget_size(type);
  if (width == 0 || (count > 0 && width > (std::size_t{1} << 32) / count))
    fail(ErrorKind::data, label + ": its text is too long");
  std::string bytes(count * width, '\0');
  if (count > 0 && read(object, type, bytes.data()) < 0)
    fail(ErrorKind::data, label + ": its text can't be read");
  for (std::size_t i = 0; i < count; ++i) {
    const std::string field = bytes.substr(i * width, width);
    texts[i] = as_utf8(field.substr(0, field.find('\0')));
  }
  return texts;
}

herr_t read_data_set(hid_t object, hid_t type, void* out) {
  return H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
}

// Whether the elements can stand in the file: as they are, or deflated (at most some 1,032 times smaller).
void check_stored(hid_t data_set, std::size_t bytes, const std::string& label) {
  const hsize_t stored = H5Dget_storage_size(data_set);
  if (bytes / 1040 > stored + 1)
    fail(ErrorKind::data, label + ": declares " + std::to_string(bytes) + " bytes, of which " +
                              std::to_string(stored) + " are stored");
}

// As what numbers of this type are read.
hid_t memory_type(hid_t type, DType& dtype) {
  const std::size_t width = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_ENUM) {  // h5py's booleans are FALSE = 0, TRUE = 1 of 8 bits
    dtype = width == 1 ? DType::uint8 : DType::int32;
    return width == 1 ? H5T_NATIVE_UINT8 : H5T_NATIVE_INT32;
  }
  if (H5Tget_class(type) == H5T_INTEGER) {
    const bool wide = width > 4 || (width == 4 && H5Tget_sign(type) == H5T_SGN_NONE);
    dtype = wide ? DType::int64 : DType::int32;
    return wide ? H5T_NATIVE_INT64 : H5T_NATIVE_INT32;
  }
  dtype = width > 4 ? DType::float64 : DType::float32;
  return width > 4 ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT;
}

bool is_number(H5T_class_t kind) { return kind == H5T_FLOAT || kind == H5T_INTEGER || kind == H5T_ENUM; }

// Numbers and text; false for other types.
bool read_array(hid_t data_set, const std::string& label, Array& array) {
  const Handle type(H5Dget_type(data_set), H5Tclose);
  const Handle space(H5Dget_space(data_set), H5Sclose);
  if (!type.is_open() || !space.is_open()) fail(ErrorKind::data, label + ": can't be read");
  const H5T_class_t kind = H5Tget_class(type.get());
  if (!is_number(kind) && kind != H5T_STRING) return false;
  array.shape = shape_of(space.get(), label);
  const std::size_t count = count_of(array.shape, label);
  const std::size_t width = H5Tget_size(type.get());
  check_stored(data_set, count * width, label);
  if (kind == H5T_STRING) {
    array.dtype = DType::text;
    array.text = read_text(data_set, type.get(), space.get(), count, read_data_set, label);
    return true;
  }
  const hid_t memory = memory_type(type.get(), array.dtype);
  array.data.resize(count * size_of(array.dtype));
  if (count > 0 && H5Dread(data_set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.data.data()) < 0)
    fail(ErrorKind::data,
         label + ": its elements can't be read (damaged, or packed by a filter that is missing)");
  return true;
}

herr_t collect(hid_t, const char* name, const H5L_info_t* info, void* names) {
  if (info->type == H5L_TYPE_HARD) static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

void read_below(hid_t group, const std::string& prefix, const std::string& file, Archive& archive) {
  std::vector<std::string> names;
  if (H5Lvisit(group, H5_INDEX_NAME, H5_ITER_INC, collect, &names) < 0)
    fail(ErrorKind::data, file + ": its groups can't be read");
  for (const std::string& name : names) {
    const Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose);
    if (!object.is_open() || H5Iget_type(object.get()) != H5I_DATASET) continue;
    const std::string full = as_utf8(prefix.empty() ? name : prefix + "/" + name);
    Array array;
    if (read_array(object.get(), file + ":/" + full, array))
      archive[full] = std::move(array);
    else
      archive[kUnread + full] = from_string("holds neither numbers nor text; save plain arrays");
  }
}

herr_t read_attribute(hid_t root, const char* name, const H5A_info_t*, void* out) {
  const Handle attribute(H5Aopen(root, name, H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  if (!space.is_open() || H5Tget_class(type.get()) != H5T_STRING ||
      H5Sget_simple_extent_npoints(space.get()) != 1)
    return 0;
  const std::vector<std::string> text = read_text(attribute.get(), type.get(), space.get(), 1, H5Aread, name);
  (*static_cast<Archive*>(out))["@" + std::string(name)] = from_string(text.front());
  return 0;
}

}  // namespace

namespace {

Archive read_opened(const Handle& opened, const std::string& file, const std::string& inside) {
  if (!opened.is_open()) fail(ErrorKind::data, file + ": is not a valid HDF5 file");
  const std::string below = without_slashes(inside);
  Archive archive;
  const Handle object(H5Oopen(opened.get(), below.empty() ? "/" : ("/" + below).c_str(), H5P_DEFAULT),
                      H5Oclose);
  if (!object.is_open()) {
    read_below(opened.get(), "", file, archive);
    std::string names;
    for (const auto& [name, array] : archive)
      if (!name.starts_with('@')) names += (names.empty() ? "/" : ", /") + name;
    fail(ErrorKind::data,
         file + ": has no '/" + below + "' (data sets: " + (names.empty() ? "none" : names) + ")");
  }
  if (H5Iget_type(object.get()) == H5I_DATASET) {
    if (!read_array(object.get(), file + ":/" + below, archive[below]))
      fail(ErrorKind::data, file + ":/" + below + ": holds neither numbers nor text");
    return archive;
  }
  read_below(object.get(), below, file, archive);
  if (below.empty()) H5Aiterate2(object.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, read_attribute, &archive);
  return archive;
}

}  // namespace

Archive read_hdf5_here(const std::filesystem::path& path, const std::string& inside) {
  H5Eset_auto(H5E_DEFAULT, nullptr, nullptr);
  const Handle opened(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  return read_opened(opened, path.string(), inside);
}

Archive read_hdf5_image_here(std::string_view bytes, const std::string& name) {
  H5Eset_auto(H5E_DEFAULT, nullptr, nullptr);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  constexpr std::size_t kStep = std::size_t{1} << 20;
  const bool is_ready = access.is_open() && H5Pset_fapl_core(access.get(), kStep, 0) >= 0 &&
                        H5Pset_file_image(access.get(), const_cast<char*>(bytes.data()), bytes.size()) >= 0;
  if (!is_ready) fail(ErrorKind::data, name + ": needs more memory than there is");
  const Handle opened(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
  return read_opened(opened, name, "");
}

bool stream_hdf5_here(const std::filesystem::path& path, const std::string& inside,
                      const std::function<void(std::string_view)>& take) {
  constexpr std::size_t kBlock = std::size_t{32} << 20;
  H5Eset_auto(H5E_DEFAULT, nullptr, nullptr);
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.is_open()) return false;
  const std::string name = "/" + (without_slashes(inside).empty() ? "states" : without_slashes(inside));
  const Handle data_set(H5Oopen(file.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
  if (!data_set.is_open() || H5Iget_type(data_set.get()) != H5I_DATASET) return false;
  const std::string label = path.string() + ":" + name;
  const Handle type(H5Dget_type(data_set.get()), H5Tclose);
  const Handle space(H5Dget_space(data_set.get()), H5Sclose);
  if (!type.is_open() || !space.is_open()) return false;
  const H5T_class_t kind = H5Tget_class(type.get());
  Array part;
  part.shape = shape_of(space.get(), label);
  if (!is_number(kind) || part.shape.size() != 2) return false;
  check_stored(data_set.get(), count_of(part.shape, label) * H5Tget_size(type.get()), label);
  const hid_t memory = memory_type(type.get(), part.dtype);
  take(serialize_npy(part));  // its header
  const std::size_t row = part.shape[1] * size_of(part.dtype);
  const std::size_t rows = std::clamp<std::size_t>(kBlock / std::max<std::size_t>(row, 1), 1, 1 << 20);
  for (std::size_t first = 0; first < part.shape[0]; first += rows) {
    const hsize_t start[2] = {first, 0};
    const hsize_t count[2] = {std::min(rows, part.shape[0] - first), part.shape[1]};
    part.data.resize(static_cast<std::size_t>(count[0]) * row);
    const Handle block(H5Screate_simple(2, count, nullptr), H5Sclose);
    if (part.data.empty()) continue;
    if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr) < 0 ||
        H5Dread(data_set.get(), memory, block.get(), space.get(), H5P_DEFAULT, part.data.data()) < 0)
      fail(ErrorKind::data,
           label + ": its elements can't be read (damaged, or packed by a filter that is missing)");
    take({reinterpret_cast<const char*>(part.data.data()), part.data.size()});
  }
  return true;
}

}  // namespace rssviz::formats
