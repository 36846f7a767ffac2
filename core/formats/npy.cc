// The .npy part of npz.h: a header in Python's literal syntax, then the elements.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/formats/npy_header.h"
#include "core/formats/npz.h"
#include "core/output_file.h"
#include "core/text.h"

namespace rssviz::formats {
namespace {

float from_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const auto mantissa = static_cast<float>(half & 1023);
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 31)
    return mantissa == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024.0F + mantissa, exponent - 25);
}

// Reads the `index`-th element of type T at its place in the file.
template <class T>
T element(const char* data, std::size_t index, bool swap) {
  std::array<char, sizeof(T)> raw;
  std::memcpy(raw.data(), data + index * sizeof(T), sizeof(T));
  if (swap) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

std::vector<std::uint32_t> from_utf8(const std::string& text) {
  std::vector<std::uint32_t> codes;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t extra = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    std::uint32_t code = extra == 0 ? lead : lead & (0x3FU >> extra);
    for (std::size_t k = 1; k <= extra && i + k < text.size(); ++k)
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    codes.push_back(code);
    i += extra + 1;
  }
  return codes;
}

// For each element in C order, its place in the file.
std::vector<std::size_t> places(const NpyHeader& header, std::size_t count) {
  std::vector<std::size_t> place(count);
  const std::size_t dims = header.shape.size();
  std::vector<std::size_t> stride(dims, 1);
  for (std::size_t d = 1; d < dims; ++d) stride[d] = stride[d - 1] * header.shape[d - 1];
  std::vector<std::size_t> index(dims, 0);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < dims; ++d) at += index[d] * stride[d];
    place[i] = at;
    for (std::size_t d = dims; d-- > 0;) {
      if (++index[d] < header.shape[d]) break;
      index[d] = 0;
    }
  }
  return place;
}

class ElementReader {
 public:
  ElementReader(const NpyHeader& header, const char* data, std::size_t count, bool swap)
      : data_(data), count_(count), swap_(swap) {
    if (header.fortran_order && header.shape.size() > 1) place_ = places(header, count);
  }

  template <class From, class To>
  std::vector<std::byte> convert() const {
    std::vector<std::byte> out(count_ * sizeof(To));
    for (std::size_t i = 0; i < count_; ++i) {
      const auto value = static_cast<To>(element<From>(data_, at(i), swap_));
      std::memcpy(out.data() + i * sizeof(To), &value, sizeof(To));
    }
    return out;
  }

  std::vector<std::byte> convert_half() const {
    std::vector<std::byte> out(count_ * sizeof(float));
    for (std::size_t i = 0; i < count_; ++i) {
      const float value = from_half(element<std::uint16_t>(data_, at(i), swap_));
      std::memcpy(out.data() + i * sizeof(float), &value, sizeof(float));
    }
    return out;
  }

  // Bytes: UTF-8, padded with zeros.
  std::vector<std::string> convert_bytes(std::size_t width, const std::string& name) const {
    std::vector<std::string> out(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      const std::string_view field(data_ + at(i) * width, width);
      out[i] = field.substr(0, field.find('\0'));
      if (!is_utf8(out[i]))
        fail(ErrorKind::data, name + ": element " + std::to_string(i) +
                                  " isn't UTF-8; save text, not bytes: np.char.decode(a, 'latin-1')");
    }
    return out;
  }

  // Unicode: `width` code points an element, padded with zeros.
  std::vector<std::string> convert_text(std::size_t width) const {
    std::vector<std::string> out(count_);
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t k = 0; k < width; ++k) {
        const auto code = element<std::uint32_t>(data_, at(i) * width + k, swap_);
        if (code == 0) break;
        append_utf8(out[i], code);
      }
    return out;
  }

 private:
  std::size_t at(std::size_t i) const { return place_.empty() ? i : place_[i]; }
  const char* data_;
  std::size_t count_;
  bool swap_;
  std::vector<std::size_t> place_;
};

void convert(Array& array, const ElementReader& reader, const std::string& descr, const std::string& name) {
  const std::string type = descr.substr(1);
  const auto take = [&](DType dtype, std::vector<std::byte> data) {
    array.dtype = dtype;
    array.data = std::move(data);
  };
  if (type == "f4") return take(DType::float32, reader.convert<float, float>());
  if (type == "f8") return take(DType::float64, reader.convert<double, double>());
  if (type == "f2") return take(DType::float32, reader.convert_half());
  if (type == "i4") return take(DType::int32, reader.convert<std::int32_t, std::int32_t>());
  if (type == "i8") return take(DType::int64, reader.convert<std::int64_t, std::int64_t>());
  if (type == "i2") return take(DType::int32, reader.convert<std::int16_t, std::int32_t>());
  if (type == "i1") return take(DType::int32, reader.convert<std::int8_t, std::int32_t>());
  if (type == "u1" || type == "b1") return take(DType::uint8, reader.convert<std::uint8_t, std::uint8_t>());
  if (type == "u2") return take(DType::int32, reader.convert<std::uint16_t, std::int32_t>());
  if (type == "u4") return take(DType::int64, reader.convert<std::uint32_t, std::int64_t>());
  if (type == "u8") return take(DType::int64, reader.convert<std::uint64_t, std::int64_t>());
  malformed_npy(name, "type '" + descr + "' is not one of bool, int, uint, float16/32/64 or unicode");
}

std::string descr_of(const Array& array, std::size_t text_width) {
  switch (array.dtype) {
    case DType::float32:
      return "<f4";
    case DType::float64:
      return "<f8";
    case DType::int32:
      return "<i4";
    case DType::int64:
      return "<i8";
    case DType::uint8:
      return "|u1";
    case DType::text:
      return "<U" + std::to_string(text_width);
  }
  return "";
}

}  // namespace

std::string serialize_npy_header(const std::string& descr, const std::vector<std::size_t>& shape) {
  std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? " " : "") + std::to_string(shape[i]) + ",";
  if (shape.size() > 1) text.pop_back();
  text += "), }";
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::string out(kNpyMagic);
  out += '\x01';
  out += '\x00';
  out += static_cast<char>(text.size() & 255);
  out += static_cast<char>(text.size() >> 8);
  return out + text;
}

Array read_npy_elements(const NpyHeader& header, std::string_view data, const std::string& name) {
  const std::size_t width = npy_width(header, name);
  const std::size_t count = npy_count(header, data.size(), name);
  Array array;
  array.shape = header.shape;
  const ElementReader reader(header, data.data(), count, header.descr[0] == '>');
  if (header.descr[1] == 'U') {
    array.dtype = DType::text;
    array.text = reader.convert_text(width / 4);
  } else if (header.descr[1] == 'S') {
    array.dtype = DType::text;
    array.text = reader.convert_bytes(width, name);
  } else {
    convert(array, reader, header.descr, name);
  }
  return array;
}

Array read_npy_from(const ByteSource& bytes, std::size_t offset, std::size_t size, const std::string& name) {
  constexpr std::size_t kBlock = 1 << 18;  // elements
  std::string room;
  NpyHeader header = parse_npy_header(bytes.piece(offset, std::min(size, kMostHeader), room), name);
  refuse_unread(header, name);
  const std::size_t begin = offset + header.data_offset;
  const std::size_t available = size - header.data_offset;
  const std::size_t count = npy_count(header, available, name);
  const std::size_t width = npy_width(header, name);
  const bool in_order = !header.fortran_order || header.shape.size() < 2;
  if (count <= kBlock || !in_order || header.descr[1] == 'U' || header.descr[1] == 'S')
    return read_npy_elements(header, bytes.piece(begin, available, room), name);
  Array array;
  array.shape = std::move(header.shape);
  for (std::size_t done = 0; done < count; done += kBlock) {
    header.shape = {std::min(kBlock, count - done)};
    const Array block =
        read_npy_elements(header, bytes.piece(begin + done * width, header.shape[0] * width, room), name);
    array.dtype = block.dtype;
    if (done == 0) array.data.reserve(count * size_of(array.dtype));
    array.data.insert(array.data.end(), block.data.begin(), block.data.end());
  }
  return array;
}

Array parse_npy(std::string_view bytes, const std::string& name) {
  return read_npy_from(ByteSource(bytes, name), 0, bytes.size(), name);
}

Array convert_elements(const std::string& descr, const std::vector<std::size_t>& shape, std::string_view data,
                       const std::string& name) {
  const NpyHeader header{descr, false, shape, 0};
  const Array array = read_npy_elements(header, data, name);
  if (array.size() * npy_width(header, name) != data.size())
    malformed_npy(name, "its size isn't that of its shape");
  return array;
}

Array describe_npy_header(std::string_view bytes, const std::string& name) {
  NpyHeader header = parse_npy_header(bytes, name);
  refuse_unread(header, name);
  NpyHeader none = header;
  none.shape = {0};
  Array array = read_npy_elements(none, {}, name);  // the type alone
  array.shape = std::move(header.shape);
  return array;
}

std::string serialize_npy(const Array& array) {
  if (array.dtype != DType::text) {
    std::string out = serialize_npy_header(descr_of(array, 0), array.shape);
    out.append(reinterpret_cast<const char*>(array.data.data()), array.data.size());
    return out;
  }
  std::vector<std::vector<std::uint32_t>> codes;
  std::size_t width = 1;
  for (const std::string& text : array.text) {
    codes.push_back(from_utf8(text));
    width = std::max(width, codes.back().size());
  }
  std::string out = serialize_npy_header(descr_of(array, width), array.shape);
  for (std::vector<std::uint32_t>& row : codes) {
    row.resize(width, 0);
    out.append(reinterpret_cast<const char*>(row.data()), width * 4);
  }
  return out;
}

Array read_npy(const std::filesystem::path& path) {
  const ByteSource file(path);
  return read_npy_from(file, 0, file.size(), file.name());
}

Array describe_npy(const std::filesystem::path& path) {
  const InputFile file(path);
  return describe_npy_header(file.read(0, std::min(file.size(), kMostHeader)), path.string());
}

void write_npy(const std::filesystem::path& path, const Array& array) {
  write_file(path, serialize_npy(array));
}

}  // namespace rssviz::formats
