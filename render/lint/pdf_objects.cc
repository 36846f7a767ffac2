#include "render/lint/pdf_objects.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include "core/error.h"
#include "render/provenance/inflate.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

std::optional<int> whole_at(std::string_view text, std::size_t& at) {
  at = skip_space(text, at);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  at = static_cast<std::size_t>(end - text.data());
  return value;
}

// The number before " 0 obj" that ends at `obj`, or nothing.
std::optional<int> number_before(std::string_view pdf, std::size_t obj) {
  std::size_t at = obj;
  const auto back_over = [&](auto&& wanted) {
    const std::size_t from = at;
    while (at > 0 && wanted(pdf[at - 1])) --at;
    return from - at;
  };
  if (back_over(is_space) == 0 || back_over(is_digit) == 0 || back_over(is_space) == 0) return std::nullopt;
  const std::size_t end = at;
  if (back_over(is_digit) == 0) return std::nullopt;
  int value = 0;
  std::from_chars(pdf.data() + at, pdf.data() + end, value);
  return value;
}

void add_objects_of_stream(const PdfObject& holder, PdfObjects& objects, UnpackBudget& budget) {
  const auto first = static_cast<std::size_t>(std::clamp(number_of(holder.dictionary, "First").value_or(0),
                                                         0., static_cast<double>(holder.stream.size())));
  std::size_t at = 0;
  while (at < first) {
    const std::optional<int> number = whole_at(holder.stream, at);
    const std::optional<int> offset = whole_at(holder.stream, at);
    if (!number || !offset) return;
    // Up to where the next begins; a little too much does no harm, since keys are looked for from the front.
    std::size_t peek = at;
    (void)whole_at(holder.stream, peek);
    const std::optional<int> next = peek < first ? whole_at(holder.stream, peek) : std::nullopt;
    const std::size_t begin = first + static_cast<std::size_t>(*offset);
    const std::size_t end = next ? first + static_cast<std::size_t>(*next) : holder.stream.size();
    if (begin >= end || end > holder.stream.size() || objects.contains(*number)) continue;
    budget.spend(end - begin);  // objects may overlap
    objects.emplace(*number, PdfObject{holder.stream.substr(begin, end - begin), ""});
  }
}

}  // namespace

std::size_t behind_key(std::string_view dictionary, std::string_view key) {
  const std::string name = "/" + std::string(key);
  for (std::size_t at = dictionary.find(name); at != kNowhere; at = dictionary.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end >= dictionary.size() || std::isalnum(static_cast<unsigned char>(dictionary[end])) == 0)
      return end;
  }
  return kNowhere;
}

std::optional<int> reference_of(std::string_view dictionary, std::string_view key) {
  std::size_t at = behind_key(dictionary, key);
  if (at == kNowhere) return std::nullopt;
  const std::optional<int> number = whole_at(dictionary, at);
  if (!number || !whole_at(dictionary, at) || dictionary.substr(skip_space(dictionary, at), 1) != "R")
    return std::nullopt;
  return number;
}

std::optional<double> number_of(std::string_view dictionary, std::string_view key) {
  std::size_t at = behind_key(dictionary, key);
  if (at == kNowhere) return std::nullopt;
  at = skip_space(dictionary, at);
  double value = 0;
  const auto result = std::from_chars(dictionary.data() + at, dictionary.data() + dictionary.size(), value);
  if (result.ec != std::errc{}) return std::nullopt;
  return value;
}

std::string name_of(std::string_view dictionary, std::string_view key) {
  std::size_t at = behind_key(dictionary, key);
  if (at == kNowhere) return "";
  at = skip_space(dictionary, at);
  if (at >= dictionary.size() || dictionary[at] != '/') return "";
  const std::size_t end = dictionary.find_first_of(" \n\r\t/<>[]()", at + 1);
  return std::string(dictionary.substr(at + 1, std::min(end, dictionary.size()) - at - 1));
}

PdfObjects read_pdf_objects(std::string_view pdf, const std::string& name, UnpackBudget& budget) {
  if (pdf.substr(0, 1024).find("%PDF-") == kNowhere) fail(ErrorKind::data, name + ": is no PDF");
  PdfObjects objects;
  for (std::size_t at = pdf.find("obj"); at != kNowhere; at = pdf.find("obj", at)) {
    const std::optional<int> number = number_before(pdf, at);
    at += 3;
    if (!number) continue;
    const std::size_t end = std::min(pdf.find("endobj", at), pdf.size());
    const std::size_t within = pdf.substr(at, end - at).find("stream");
    const std::size_t word = at + within;
    PdfObject object;
    if (within == kNowhere) {
      object.dictionary = pdf.substr(at, end - at);
      at = end;
    } else {
      object.dictionary = pdf.substr(at, word - at);
      std::size_t begin = word + 6;
      if (pdf.substr(begin, 1) == "\r") ++begin;
      if (pdf.substr(begin, 1) == "\n") ++begin;
      const std::size_t stop = std::min(pdf.find("endstream", begin), pdf.size());
      const std::string_view packed = pdf.substr(begin, stop - begin);
      // Of a picture the size is enough.
      const bool is_deflated = object.dictionary.find("FlateDecode") != std::string::npos;
      if (name_of(object.dictionary, "Subtype") != "Image")
        object.stream = is_deflated ? inflated(packed, budget) : std::string(packed);
      at = stop;
    }
    objects[*number] = std::move(object);  // the last one of a number is the valid one
  }
  std::vector<int> holders;
  for (const auto& [number, object] : objects)
    if (name_of(object.dictionary, "Type") == "ObjStm") holders.push_back(number);
  for (const int holder : holders) add_objects_of_stream(PdfObject(objects.at(holder)), objects, budget);
  return objects;
}

}  // namespace rssviz::render
