#include "core/formats/npy_header.h"

#include <limits>

#include "core/error.h"

namespace rssviz::formats {

void malformed_npy(const std::string& name, const std::string& fault) {
  fail(ErrorKind::data, name + ": is not a valid .npy array (" + fault + ")");
}

namespace {

const char* const kStructured = "structured";

std::string_view value_of(std::string_view text, std::string_view key, const std::string& name) {
  const std::size_t at = text.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) malformed_npy(name, "its header has no '" + std::string(key) + "'");
  std::size_t begin = text.find(':', at);
  if (begin == std::string_view::npos) malformed_npy(name, "its header is cut short");
  begin = text.find_first_not_of(' ', begin + 1);
  if (begin == std::string_view::npos) malformed_npy(name, "its header is cut short");
  return text.substr(begin);
}

std::vector<std::size_t> parse_shape(std::string_view text, const std::string& name) {
  const std::size_t close = text.find(')');
  if (text.empty() || text.front() != '(' || close == std::string_view::npos)
    malformed_npy(name, "its shape can't be read");
  std::vector<std::size_t> shape;
  std::size_t value = 0;
  bool digits = false;
  for (const char c : text.substr(1, close)) {
    if (c >= '0' && c <= '9') {
      if (value > (std::numeric_limits<std::size_t>::max() >> 8))
        malformed_npy(name, "its shape is too large");
      value = value * 10 + static_cast<std::size_t>(c - '0');
      digits = true;
    } else if (c == ',' || c == ')') {
      if (digits) shape.push_back(value);
      value = 0;
      digits = false;
    } else if (c != ' ' && c != 'L') {
      malformed_npy(name, "its shape can't be read");
    }
  }
  return shape;
}

}  // namespace

NpyHeader parse_npy_header(std::string_view bytes, const std::string& name) {
  if (bytes.size() < 10 || bytes.substr(0, 6) != kNpyMagic)
    malformed_npy(name, "it doesn't begin with \\x93NUMPY");
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) malformed_npy(name, "format version " + std::to_string(version));
  if (version > 1 && bytes.size() < 12) malformed_npy(name, "its header is cut short");
  const std::size_t length =
      version == 1 ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  NpyHeader header;
  const std::size_t begin = version == 1 ? 10 : 12;
  header.data_offset = begin + length;
  if (header.data_offset > bytes.size()) malformed_npy(name, "its header is cut short");
  const std::string_view text = bytes.substr(begin, length);
  std::string_view descr = value_of(text, "descr", name);
  if (descr.front() == '\'') {
    descr.remove_prefix(1);
    header.descr = std::string(descr.substr(0, descr.find('\'')));
  } else {
    header.descr = kStructured;
  }
  header.fortran_order = value_of(text, "fortran_order", name).substr(0, 4) == "True";
  header.shape = parse_shape(value_of(text, "shape", name), name);
  return header;
}

std::optional<std::string> why_unread(const NpyHeader& header, const std::string& array) {
  const std::string& descr = header.descr;
  const char kind = descr == kStructured ? 'V' : descr.size() > 1 ? descr[1] : '?';
  if (descr.find('O') != std::string::npos && kind != 'V')
    return "holds pickled Python objects, which are not read; np.save plain arrays: texts by np.asarray(" +
           array + ", dtype=str), numbers by np.asarray(" + array +
           ", dtype=np.float32), sequences of several lengths by np.concatenate(" + array + ")";
  if (kind == 'V') return "has a structured type, which is not read; save its fields as plain arrays";
  if (kind == 'c')
    return "holds complex numbers, which are not read; save " + array + ".real and " + array + ".imag";
  if (kind == 'M' || kind == 'm')
    return "holds dates or times, which are not read; save texts by " + array +
           ".astype(str), or numbers by " + array + ".astype(float)";
  if (kind == 'f' && descr.size() > 3)
    return "holds numbers of " + descr.substr(2) + " bytes; save " + array + ".astype(float)";
  return std::nullopt;
}

void refuse_unread(const NpyHeader& header, const std::string& name) {
  const std::string file = name.substr(name.rfind(':') + 1);
  const std::string array = file.substr(file.rfind('/') + 1);
  if (const auto reason = why_unread(header, array.substr(0, array.rfind(".npy"))))
    fail(ErrorKind::data, name + ": " + *reason);
}

std::size_t npy_width(const NpyHeader& header, const std::string& name) {
  const std::string& descr = header.descr;
  if (descr.size() < 3) malformed_npy(name, "type '" + descr + "'");
  std::size_t width = 0;
  for (const char c : descr.substr(2)) {
    if (c < '0' || c > '9' || width > (1U << 20)) malformed_npy(name, "type '" + descr + "'");
    width = width * 10 + static_cast<std::size_t>(c - '0');
  }
  return descr[1] == 'U' ? width * 4 : width;
}

void check_empty_shape(const std::vector<std::size_t>& shape, std::size_t count, const std::string& name) {
  constexpr std::size_t kMostEmpty = 1 << 24;
  for (const std::size_t extent : shape)
    if (count == 0 && extent > kMostEmpty)
      fail(ErrorKind::data, name + ": its shape declares " + std::to_string(extent) + " rows of nothing");
}

std::size_t npy_count(const NpyHeader& header, std::size_t available, const std::string& name) {
  const std::size_t width = npy_width(header, name);
  std::size_t count = 1;
  for (const std::size_t extent : header.shape) {
    if (extent != 0 && count > std::numeric_limits<std::size_t>::max() / extent)
      malformed_npy(name, "its shape is too large");
    count *= extent;
  }
  check_empty_shape(header.shape, count, name);
  // Elements without bytes would let a few bytes of file declare any number of them.
  if (width == 0 ? count > available + 1 : count > available / width)
    malformed_npy(name, "it holds " + std::to_string(available) + " bytes where its shape needs " +
                            std::to_string(count) + " x " + std::to_string(width));
  return count;
}

}  // namespace rssviz::formats
