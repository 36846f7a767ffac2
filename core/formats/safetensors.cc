#include "core/formats/safetensors.h"

#include <cstring>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"
#include "core/input_file.h"

namespace rssviz::formats {
namespace {

[[noreturn]] void malformed(const std::string& name, const std::string& fault) {
  fail(ErrorKind::data, name + ": is not a valid .safetensors file (" + fault + ")");
}

std::uint64_t header_length(std::string_view bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i)
    length |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return length;
}

// The upper half of a float32.
std::vector<std::byte> from_bfloat16(std::string_view data) {
  std::vector<std::byte> out(data.size() * 2);
  for (std::size_t i = 0; i + 1 < data.size(); i += 2)
    std::memcpy(out.data() + 2 * i + 2, data.data() + i, 2);
  return out;
}

Array array_of(const Json& entry, std::string_view data, const std::string& name) {
  static const std::map<std::string, std::string> descr{
      {"F64", "<f8"}, {"F32", "<f4"}, {"F16", "<f2"}, {"I64", "<i8"}, {"I32", "<i4"}, {"I16", "<i2"},
      {"I8", "|i1"},  {"U8", "|u1"},  {"U16", "<u2"}, {"U32", "<u4"}, {"BOOL", "|b1"}};
  const auto type = field<std::string>(entry, "dtype", name);
  const auto shape = field<std::vector<std::uint64_t>>(entry, "shape", name);
  if (type != "BF16") {
    const auto found = descr.find(type);
    if (found == descr.end()) malformed(name, "type " + type + " is not read");
    return convert_elements(found->second, shape, data, name);
  }
  const Array pairs = convert_elements("<u2", shape, data, name);  // checks the size
  return {DType::float32, pairs.shape, from_bfloat16(data), {}};
}

}  // namespace

Archive parse_safetensors(std::string_view bytes, const std::string& name) {
  constexpr std::uint64_t kMostHeader = 100'000'000;  // the specification's own limit
  if (bytes.size() < 8) malformed(name, "it is too short");
  const std::uint64_t length = header_length(bytes);
  if (length > kMostHeader || length > bytes.size() - 8) malformed(name, "its header is cut short");
  const Json header = parse_json(std::string(bytes.substr(8, length)), name);
  const std::string_view data = bytes.substr(8 + length);
  Archive archive;
  if (!header.is_object()) malformed(name, "its header is no object of arrays");
  for (const auto& [key, entry] : header.items()) {
    if (key == "__metadata__") continue;
    const std::string path = name + ":" + key;
    const auto place = field<std::vector<std::uint64_t>>(entry, "data_offsets", path);
    if (place.size() != 2 || place[0] > place[1] || place[1] > data.size())
      malformed(path, "its place lies outside the file");
    archive[key] = array_of(entry, data.substr(place[0], place[1] - place[0]), path);
  }
  return archive;
}

Archive read_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path), path.string());
}

}  // namespace rssviz::formats
