#include "cli/compose/film_parts/joined_texts.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace rssviz::cli {
namespace {

constexpr std::string_view kTo = " \u2192 ";
constexpr std::size_t kMostListed = 8;

using Texts = std::vector<std::string>;

// What all begin with, up to a space.
std::size_t shared_beginning(const Texts& texts) {
  const std::string& first = texts.front();
  std::size_t shared = 0;
  for (std::size_t at = 0; at < first.size(); ++at) {
    for (const std::string& text : texts)
      if (at >= text.size() || text[at] != first[at]) return shared;
    if (first[at] == ' ') shared = at + 1;
  }
  return shared;
}

// What all end with, from a space on, of what `beginning` leaves.
std::size_t shared_end(const Texts& texts, std::size_t beginning) {
  const std::string& first = texts.front();
  std::size_t shared = 0;
  for (std::size_t n = 1; n + beginning <= first.size(); ++n) {
    const char c = first[first.size() - n];
    for (const std::string& text : texts)
      if (n + beginning > text.size() || text[text.size() - n] != c) return shared;
    if (c == ' ') shared = n;
  }
  return shared;
}

void add_new(std::string_view text, Texts& texts) {
  if (texts.empty() || texts.back() != text) texts.emplace_back(text);
}

Texts without_repeats(const Texts& texts) {
  Texts kept;
  for (const std::string& text : texts) add_new(text, kept);
  return kept;
}

// "3 → 4", "4 → 5": 3, 4, 5.
Texts names_of(const Texts& middles) {
  Texts names;
  for (const std::string& middle : middles) {
    std::string_view rest = middle;
    for (std::size_t at; (at = rest.find(kTo)) != std::string_view::npos;) {
      add_new(rest.substr(0, at), names);
      rest.remove_prefix(at + kTo.size());
    }
    add_new(rest, names);
  }
  return names;
}

// "1,000", "0.05", "-3"; nothing of other texts.
std::optional<double> number_of(std::string text) {
  std::erase(text, ',');
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

bool follow_one_another(const std::vector<double>& values) {
  for (std::size_t i = 1; i < values.size(); ++i)
    if (values[i] != values[i - 1] + 1) return false;
  return true;
}

bool rise(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), [](double a, double b) { return b <= a; }) ==
         values.end();
}

// "3 to 5", "10, 20 and 50".
std::optional<std::string> joined_numbers(const Texts& names) {
  std::vector<double> values;
  for (const std::string& name : names) {
    const std::optional<double> value = number_of(name);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  if (follow_one_another(values) || (names.size() > kMostListed && rise(values)))
    return names.front() + " to " + names.back();
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

// "epoch " before several: "epochs ".
std::string of_several(std::string before) {
  for (const std::string_view counted : {"epoch ", "step ", "stage "})
    if (before.ends_with(counted)) return before.insert(before.size() - 1, "s");
  return before;
}

std::string listed(const Texts& texts) {
  std::string text = texts.front();
  for (std::size_t i = 1; i < texts.size(); ++i) text += "; then: " + texts[i];
  return text;
}

std::string joined_plain(const Texts& texts) {
  if (texts.size() == 1) return texts.front();
  const std::size_t before = shared_beginning(texts), after = shared_end(texts, before);
  Texts middles;
  for (const std::string& text : texts) middles.push_back(text.substr(before, text.size() - before - after));
  const std::optional<std::string> numbers = joined_numbers(names_of(middles));
  if (!numbers) return listed(texts);
  const std::string& first = texts.front();
  return of_several(first.substr(0, before)) + *numbers + first.substr(first.size() - after);
}

// What stands before the first ": " of each, and what after; nothing where one has none.
std::optional<std::pair<Texts, Texts>> at_colons(const Texts& texts) {
  std::pair<Texts, Texts> parts;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(": ");
    if (colon == std::string::npos) return std::nullopt;
    add_new(text.substr(0, colon), parts.first);
    parts.second.push_back(text.substr(colon + 2));
  }
  return parts;
}

}  // namespace

std::string joined_headlines(const Texts& texts) {
  const Texts kept = without_repeats(texts);
  if (kept.empty()) return "";
  const auto parts = at_colons(kept);
  if (kept.size() == 1 || !parts) return joined_plain(kept);
  return joined_plain(parts->first) + ": " + first_and_last(parts->second);
}

std::string first_and_last(const Texts& texts) {
  const Texts kept = without_repeats(texts);
  if (kept.empty()) return "";
  if (kept.size() == 1) return kept.front();
  const Texts ends{kept.front(), kept.back()};
  const std::size_t before = shared_beginning(ends), after = shared_end(ends, before);
  const std::string from = ends[0].substr(before, ends[0].size() - before - after);
  const std::string to = ends[1].substr(before, ends[1].size() - before - after);
  if (number_of(from) && number_of(to))
    return ends[0].substr(0, before) + from + " to " + to + ends[0].substr(ends[0].size() - after);
  return ends[0] + "; at the end: " + ends[1];
}

}  // namespace rssviz::cli
